// A sender promises another response than the handler gives.
// expect: gulo: a sender promises another response than the handler gives
// expect: place_order
#include <gulo/gulo.hpp>

struct place_order {};
int place(const place_order&) { return 1; }

int main() {
    gulo::application app{gulo::handlers<place>};
#ifdef GULO_BAD
    const gulo::sender<std::string(place_order)> orders{app};
#else
    const gulo::sender<int(place_order)> orders{app};
#endif
    orders.send(place_order{});
}
