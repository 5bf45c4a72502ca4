// A handler returns a message that is neither published, mapped nor handled.
// expect: gulo: a handler returns a message that goes nowhere; add gulo::publishes<message>
// expect: order_placed
// expect: place
#include <gulo/gulo.hpp>

struct place_order {};
struct order_placed {};
order_placed place(const place_order&) { return {}; }

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<place>, gulo::in_memory{}};
#else
    gulo::application app{gulo::handlers<place>, gulo::publishes<order_placed>, gulo::in_memory{}};
#endif
    app.send(place_order{});
}
