// A wire name that is a number.
// expect: gulo: a message's `message_name` can't b
// expect: order_placed
#include <gulo/gulo.hpp>

#include <string>

struct order_placed {
#ifdef GULO_BAD
    static constexpr int message_name = 3;
#else
    static constexpr const char* message_name = "placed";
#endif
    int number = 0;
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
