// publish_all of a message that the application does not publish.
// expect: gulo: publish_all takes messages that are published
// expect: order_billed
#include <gulo/gulo.hpp>

struct order_placed {};
struct order_billed {};

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
#else
    gulo::application app{gulo::publishes<order_placed, order_billed>, gulo::in_memory{}};
#endif
    app.publish_all(order_placed{}, order_billed{});
}
