// A context that would be copied.
// expect: gulo: a handler takes gulo::context by value or pointer
#include <gulo/gulo.hpp>

struct act {};
#ifdef GULO_BAD
void handle(const act&, gulo::context) {}
#else
void handle(const act&, gulo::context&) {}
#endif

int main() {
    gulo::application app{gulo::handlers<handle>};
    app.send(act{});
}
