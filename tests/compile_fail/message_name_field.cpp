// A wire name that every message has for itself.
// expect: gulo: a message's `message_name` can't b
// expect: order_placed
#include <gulo/gulo.hpp>

#include <string>

struct order_placed {
#ifdef GULO_BAD
    std::string message_name = "placed";
#else
    int message_name = 3;
#endif
    int number = 0;
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
