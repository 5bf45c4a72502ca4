// A command inside a cascade has a response.
// expect: gulo: a command inside a cascade has a response that nobody takes
// expect: reserve_stock
#include <gulo/gulo.hpp>

struct place_order {};
struct reserve_stock {};
reserve_stock place(const place_order&) { return {}; }
#ifdef GULO_BAD
int reserve(const reserve_stock&) { return 1; }
#else
void reserve(const reserve_stock&) {}
#endif

int main() {
    gulo::application app{gulo::handlers<place, reserve>};
    app.send(place_order{});
}
