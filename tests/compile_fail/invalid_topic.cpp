// A topic's name has a character that Kafka refuses.
// expect: gulo: a topic's name is invalid
// expect: order_placed
#include <gulo/gulo.hpp>

struct order_placed {
#ifdef GULO_BAD
    static constexpr std::string_view topic = "orders/placed";
#else
    static constexpr std::string_view topic = "orders.placed";
#endif
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
