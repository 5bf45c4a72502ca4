// A middleware that is given like a service.
// expect: gulo: an object with hooks of a middleware is given, but nothing would call them
// expect: audit
#include <gulo/gulo.hpp>

struct order {};
void bill(const order&) {}

struct audit {
    int calls = 0;
    void before(const auto&) { ++calls; }
};

int main() {
    audit all;
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, all};
#else
    gulo::application app{gulo::handlers<bill>, gulo::middleware<audit>, all};
#endif
    app.send(order{});
}
