// A service given as a pointer.
// expect: gulo: a handler needs a service of which a pointer or std::ref was given
// expect: store
#include <gulo/gulo.hpp>

struct act {};
struct store {};
void handle(const act&, store&) {}

int main() {
    store all;
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<handle>, &all};
#else
    gulo::application app{gulo::handlers<handle>, all};
#endif
    app.send(act{});
    static_cast<void>(all);
}
