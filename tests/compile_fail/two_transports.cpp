// An application with two transports.
// expect: gulo: an application has two transports
#include <gulo/gulo.hpp>

struct order_placed {};

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}, gulo::in_memory{}};
#else
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
#endif
    app.publish(order_placed{});
}
