// A response that is a reference.
// expect: gulo: a handler returns a type that is neither a message
// expect: seen
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
struct seen {
    int id = 0;
};
seen value;
#ifdef GULO_BAD
const seen& handle(const act&) { return value; }
#else
gulo::reply<seen> handle(const act&) { return value; }
#endif
int main() {
    gulo::application app{gulo::handlers<handle>};
    app.send(act{1});
}
