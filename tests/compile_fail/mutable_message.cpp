// A handler may not change its message.
// expect: gulo: a message is a plain struct, taken as `const message&`
// expect: create_user
#include <gulo/gulo.hpp>
struct create_user {
    int id = 0;
};
#ifdef GULO_BAD
void create(create_user&) {}
#else
void create(const create_user&) {}
#endif
int main() {
    gulo::application app{gulo::handlers<create>};
    app.send(create_user{1});
}
