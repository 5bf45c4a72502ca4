// An upcast returns a version that is not newer than the one it takes.
// expect: gulo: an upcast does not lead to a newer version
// expect: order_v1
#include <gulo/gulo.hpp>

struct order_v1 {
    int number = 0;
};
struct order {
#ifndef GULO_BAD
    static constexpr int version = 2;
#endif
    int count = 0;
};
order from_v1(const order_v1& older) { return {older.number}; }
void handle(const order&) {}

int main() { gulo::application app{gulo::handlers<handle>, gulo::subscribes<order>, gulo::upcasts<from_v1>, gulo::in_memory{}}; }
