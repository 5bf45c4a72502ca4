// A function among the parts of an application.
// expect: gulo: a function is given to the application as it is
// expect: order
#include <gulo/gulo.hpp>

struct order {};
void bill(const order&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{bill};
#else
    gulo::application app{gulo::handlers<bill>};
#endif
    app.send(order{});
}
