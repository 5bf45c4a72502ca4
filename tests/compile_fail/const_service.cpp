// A const service for a handler that changes it.
// expect: gulo: a handler needs a service that nobody provides
// expect: store
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
struct store {
    int count = 0;
};
#ifdef GULO_BAD
void handle(const act&, store& all) { ++all.count; }
#else
void handle(const act&, const store&) {}
#endif
int main() {
    const store all;
    gulo::application app{gulo::handlers<handle>, all};
    app.send(act{1});
}
