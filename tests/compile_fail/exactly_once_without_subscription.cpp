// Exactly once where nothing is received.
// expect: gulo: exactly once concerns received messages, and there are none
#include <gulo/gulo.hpp>

struct order {};
void bill(const order&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::in_memory{}, gulo::exactly_once{}};
#else
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, gulo::exactly_once{}};
#endif
    app.send(order{});
}
