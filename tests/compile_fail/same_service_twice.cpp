// Two services of one type.
// expect: gulo: two services fit one parameter of a handler
// expect: store
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
struct store {
    int count = 0;
};
void handle(const act&, store&) {}
int main() {
    store a;
    store b;
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<handle>, a, b};
#else
    gulo::application app{gulo::handlers<handle>, a};
#endif
    app.send(act{1});
}
