// An event is published that is neither declared nor handled.
// expect: gulo: this event goes nowhere; add gulo::publishes<event>
// expect: order_paid
#include <gulo/gulo.hpp>

struct order_placed {};
struct order_paid {};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
#ifdef GULO_BAD
    app.publish(order_paid{});
#endif
}
