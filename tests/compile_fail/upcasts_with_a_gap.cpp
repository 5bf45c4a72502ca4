// An upcast leads to a version from which nothing leads on.
// expect: gulo: the upcasts have a gap
// expect: order_v2
#include <gulo/gulo.hpp>

#include <string>

struct order_v1 {
    int number = 0;
};
struct order_v2 {
    static constexpr int version = 2;
    int number = 0;
};
struct order {
    static constexpr int version = 3;
    std::string number;
};
order_v2 from_v1(const order_v1& older) { return {older.number}; }
order from_v2(const order_v2& older) { return {std::to_string(older.number)}; }
void handle(const order&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<handle>, gulo::subscribes<order>, gulo::upcasts<from_v1>, gulo::in_memory{}};
#else
    gulo::application app{gulo::handlers<handle>, gulo::subscribes<order>, gulo::upcasts<from_v1, from_v2>, gulo::in_memory{}};
#endif
}
