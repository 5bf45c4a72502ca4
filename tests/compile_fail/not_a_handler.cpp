// An overloaded operator is no handler.
// expect: gulo: not a handler; give a function, a member function
#include <gulo/gulo.hpp>

struct place_order {};
inline constexpr auto any = [](const auto&) {};
inline constexpr auto place = [](const place_order&) {};

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<any>};
#else
    gulo::application app{gulo::handlers<place>};
    app.send(place_order{});
#endif
}
