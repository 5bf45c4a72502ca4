// A message is subscribed to, and nobody handles it.
// expect: gulo: a message is subscribed to but not handled
// expect: order_placed
#include <gulo/gulo.hpp>

struct order_placed {};
struct order_paid {};
void ship(const order_paid&) {}
void bill(const order_placed&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<ship>, gulo::subscribes<order_paid, order_placed>, gulo::in_memory{}};
#else
    gulo::application app{gulo::handlers<ship, bill>, gulo::subscribes<order_paid, order_placed>, gulo::in_memory{}};
#endif
}
