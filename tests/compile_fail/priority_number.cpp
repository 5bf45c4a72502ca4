// A priority that is a number.
// expect: gulo: a message's static `priority` is n
// expect: order_placed
#include <gulo/gulo.hpp>

#include <string>

struct order_placed {
#ifdef GULO_BAD
    static constexpr int priority = 3;
#else
    static constexpr gulo::priority priority = gulo::priority::high;
#endif
    int number = 0;
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
