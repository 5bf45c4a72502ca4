// A version that is a text.
// expect: gulo: a message's `version` is no whole
// expect: order_placed
#include <gulo/gulo.hpp>

#include <string>

struct order_placed {
#ifdef GULO_BAD
    static constexpr std::string_view version = "2";
#else
    static constexpr unsigned short version = 2;
#endif
    int number = 0;
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
