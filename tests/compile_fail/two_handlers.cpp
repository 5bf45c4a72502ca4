// A command with a response has two handlers.
// expect: gulo: two handlers for one command
// expect: find_order
// expect: find_in_archive
#include <gulo/gulo.hpp>

struct find_order {};
int find(const find_order&) { return 1; }
int find_in_archive(const find_order&) { return 2; }

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<find, find_in_archive>};
#else
    gulo::application app{gulo::handlers<find>};
#endif
    app.send(find_order{});
}
