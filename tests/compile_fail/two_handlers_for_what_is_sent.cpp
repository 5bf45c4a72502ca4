// Something with two handlers is sent instead of published.
// expect: gulo: more than one handler is registered for this command; publish it as an event instead
// expect: order_placed
#include <gulo/gulo.hpp>

struct order_placed {};
void mail(const order_placed&) {}
void bill(const order_placed&) {}

int main() {
    gulo::application app{gulo::handlers<mail, bill>};
#ifdef GULO_BAD
    app.send(order_placed{});
#else
    app.publish(order_placed{});
#endif
}
