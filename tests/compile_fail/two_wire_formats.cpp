// One message, two formats.
// expect: gulo: two wire formats are stated for one message
// expect: order_placed
#include <gulo/gulo.hpp>

struct order_placed {};

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}, gulo::wire_of<order_placed, gulo::cloudevents>,
                          gulo::wire_of<order_placed, gulo::event_envelope>};
#else
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}, gulo::wire_of<order_placed, gulo::cloudevents>, gulo::wire<gulo::event_envelope>};
#endif
    app.publish(order_placed{});
}
