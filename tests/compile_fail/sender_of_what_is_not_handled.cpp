// A sender of a command that the application does not handle.
// expect: gulo: no handler is registered for this command
// expect: cancel_order
#include <gulo/gulo.hpp>

struct place_order {};
struct cancel_order {};
void place(const place_order&) {}

int main() {
    gulo::application app{gulo::handlers<place>};
#ifdef GULO_BAD
    const gulo::sender<cancel_order> orders{app};
    orders.send(cancel_order{});
#else
    const gulo::sender<place_order> orders{app};
    orders.send(place_order{});
#endif
}
