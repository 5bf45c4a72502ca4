// A variant of a response and an event.
// expect: gulo: a handler returns a variant of messages and responses
// expect: place
#include <gulo/gulo.hpp>

struct place_order {};
struct order_placed {};
#ifdef GULO_BAD
std::variant<int, order_placed> place(const place_order&) { return 1; }
#else
std::variant<std::monostate, order_placed> place(const place_order&) { return {}; }
#endif

int main() {
    gulo::application app{gulo::handlers<place>, gulo::publishes<order_placed>, gulo::in_memory{}};
    app.send(place_order{});
}
