// A middleware around handlers that forgets to return what the handler gave.
// expect: gulo: a middleware's `around` returns nothing
// expect: timing
#include <gulo/gulo.hpp>

struct place_order {};
int place(const place_order&) { return 1; }

struct timing {
#ifdef GULO_BAD
    void around(const auto&, auto&& next) { next(); }
#else
    auto around(const auto&, auto&& next) { return next(); }
#endif
};

int main() {
    gulo::application app{gulo::handlers<place>, gulo::middleware<timing>};
    app.send(place_order{});
}
