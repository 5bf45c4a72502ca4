// A command is sent that nobody handles.
// expect: gulo: no handler is registered for this command; add one to gulo::handlers
// expect: refund_order
#include <gulo/gulo.hpp>

struct place_order {};
struct refund_order {};
void place(const place_order&) {}

int main() {
    gulo::application app{gulo::handlers<place>};
    app.send(place_order{});
#ifdef GULO_BAD
    app.send(refund_order{});
#endif
}
