// A reply that holds no value.
// expect: gulo: gulo::reply holds a value
#include <gulo/gulo.hpp>

struct view {
    int number = 0;
};
struct find {};
#ifdef GULO_BAD
view known;
gulo::reply<view&> look(const find&) { return known; }
#else
gulo::reply<view> look(const find&) { return view{}; }
#endif

int main() {
    gulo::application app{gulo::handlers<look>};
    app.send(find{});
}
