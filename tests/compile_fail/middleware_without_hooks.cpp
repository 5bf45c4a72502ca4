// The hook of a middleware is misspelt.
// expect: gulo: a middleware has no hook
// expect: audit
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
struct audit {
#ifdef GULO_BAD
    void befor(const act&) {}
#else
    void before(const act&) {}
#endif
};
void handle(const act&) {}
int main() {
    gulo::application app{gulo::handlers<handle>, gulo::middleware<audit>};
    app.send(act{1});
}
