// A topic's name that is made when the program starts.
// expect: gulo: a message's `topic` is no constant
// expect: order_placed
#include <gulo/gulo.hpp>

#include <string>

struct order_placed {
#ifdef GULO_BAD
    static inline const std::string topic = "orders";
#else
    static constexpr const char* topic = "orders";
#endif
    int number = 0;
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
