// A handler that returns a const value.
// expect: gulo: a handler returns a const value
// expect: happened
#include <gulo/gulo.hpp>

struct act {};
struct happened {};
#ifdef GULO_BAD
const happened handle(const act&) { return {}; }
#else
happened handle(const act&) { return {}; }
#endif

int main() {
    gulo::application app{gulo::handlers<handle>, gulo::publishes<const happened>, gulo::in_memory{}};
    app.send(act{});
}
