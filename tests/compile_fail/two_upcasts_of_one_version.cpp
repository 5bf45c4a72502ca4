// Two upcasts take versions with the same number.
// expect: gulo: two upcasts take the same version
// expect: order
#include <gulo/gulo.hpp>

struct order_v1 {
    int number = 0;
};
struct order_v2 {
#ifndef GULO_BAD
    static constexpr int version = 2;
#endif
    int number = 0;
};
struct order {
    static constexpr int version = 3;
    int count = 0;
};
order from_v1(const order_v1& older) { return {older.number}; }
order from_v2(const order_v2& older) { return {older.number}; }
void handle(const order&) {}

int main() { gulo::application app{gulo::handlers<handle>, gulo::subscribes<order>, gulo::upcasts<from_v1, from_v2>, gulo::in_memory{}}; }
