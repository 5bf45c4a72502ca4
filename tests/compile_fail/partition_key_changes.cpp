// A partition key that changes the message.
// expect: gulo: a message's partition_key can't be
// expect: order_placed
#include <gulo/gulo.hpp>

#include <string>

struct order_placed {
#ifdef GULO_BAD
    int partition_key() { return ++number; }
#else
    int partition_key() const { return number; }
#endif
    int number = 0;
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
