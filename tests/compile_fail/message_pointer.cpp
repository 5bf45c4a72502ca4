// A message is not taken by pointer.
// expect: gulo: a message is a plain struct, taken as `const message&`
// expect: handle
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
#ifdef GULO_BAD
void handle(const act*) {}
#else
void handle(const act&) {}
#endif
int main() {
    gulo::application app{gulo::handlers<handle>};
    app.send(act{1});
}
