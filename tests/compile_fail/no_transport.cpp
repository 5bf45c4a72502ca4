// Something is published, and there is no transport.
// expect: gulo: a message is published or subscribed to, but the application has no transport
// expect: order_placed
#include <gulo/gulo.hpp>

struct order_placed {};

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::publishes<order_placed>};
#else
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
#endif
    app.publish(order_placed{});
}
