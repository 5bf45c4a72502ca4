// The older version has a field that cannot be read from JSON.
// expect: gulo: an upcast takes a version that cannot be read from JSON
// expect: order_v1
#include <gulo/gulo.hpp>

#include <string>
#include <string_view>

struct order_v1 {
#ifdef GULO_BAD
    std::string_view number;
#else
    std::string number;
#endif
};
struct order {
    static constexpr int version = 2;
    std::string number;
};
order from_v1(const order_v1& older) { return {std::string{older.number}}; }
void handle(const order&) {}

int main() { gulo::application app{gulo::handlers<handle>, gulo::subscribes<order>, gulo::upcasts<from_v1>, gulo::in_memory{}}; }
