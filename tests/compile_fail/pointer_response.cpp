// A response that is a pointer.
// expect: gulo: a handler returns a type that is neither a message
// expect: handle
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
int value = 0;
#ifdef GULO_BAD
int* handle(const act&) { return &value; }
#else
int handle(const act&) { return value; }
#endif
int main() {
    gulo::application app{gulo::handlers<handle>};
    app.send(act{1});
}
