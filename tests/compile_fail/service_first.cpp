// The message is the first parameter.
// expect: gulo: a message is a plain struct, taken as `const message&`
// expect: store
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
class store {
public:
    store() {}
    int count() const { return n_; }

private:
    int n_ = 0;
};
#ifdef GULO_BAD
void handle(store&, const act&) {}
#else
void handle(const act&, store&) {}
#endif
int main() {
    store all;
    gulo::application app{gulo::handlers<handle>, all};
    app.send(act{1});
}
