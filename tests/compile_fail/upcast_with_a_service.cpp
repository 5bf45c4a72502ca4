// An upcast takes one version and nothing else.
// expect: gulo: not an upcast
// expect: from_v1
#include <gulo/gulo.hpp>

struct prices {
    int each = 0;
    explicit prices(int amount) : each{amount} {}
};
struct order_v1 {
    int number = 0;
};
struct order {
    static constexpr int version = 2;
    int amount = 0;
};
#ifdef GULO_BAD
order from_v1(const order_v1& older, const prices& list) { return {older.number * list.each}; }
#else
order from_v1(const order_v1& older) { return {older.number}; }
#endif
void handle(const order&) {}

int main() { gulo::application app{gulo::handlers<handle>, gulo::subscribes<order>, gulo::upcasts<from_v1>, gulo::in_memory{}}; }
