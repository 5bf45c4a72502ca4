// A version below 1.
// expect: gulo: a message's `version` is no whole
// expect: order_placed
#include <gulo/gulo.hpp>

#include <string>

struct order_placed {
#ifdef GULO_BAD
    static constexpr int version = 0;
#else
    int version = 0;
#endif
    int number = 0;
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
