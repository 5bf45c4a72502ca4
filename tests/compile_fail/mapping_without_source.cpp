// A field of a mapping's target has no source.
// expect: gulo: a field of the mapping's target has no source
// expect: order_placed
#include <gulo/gulo.hpp>

struct order_accepted {
    int number = 0;
};
struct order_placed {
    int number = 0;
#ifdef GULO_BAD
    std::string customer;
#endif
};
struct place_order {};
order_accepted place(const place_order&) { return {1}; }

int main() {
    gulo::application app{gulo::handlers<place>, gulo::maps<order_accepted, order_placed>, gulo::publishes<order_placed>, gulo::in_memory{}};
    app.send(place_order{});
}
