// A service taken by value would be a copy.
// expect: gulo: a handler takes a service by value
// expect: store
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
struct store {
    int count = 0;
};
#ifdef GULO_BAD
void handle(const act&, store) {}
#else
void handle(const act&, store&) {}
#endif
int main() {
    store all;
    gulo::application app{gulo::handlers<handle>, all};
    app.send(act{1});
}
