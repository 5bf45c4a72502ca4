// A component with a part that declares nothing.
// expect: gulo: a component is made of declarations
// expect: int
#include <gulo/gulo.hpp>

struct place_order {};
void place(const place_order&) {}

#ifdef GULO_BAD
struct orders : gulo::component<gulo::handlers<place>, 42> {};
#else
struct orders : gulo::component<gulo::handlers<place>> {};
#endif

int main() {
    gulo::application app{orders{}};
    app.send(place_order{});
}
