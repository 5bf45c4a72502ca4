// A mapping to a class that is no plain struct.
// expect: gulo: a message is a plain struct
// expect: order_placed
#include <gulo/gulo.hpp>

struct order_accepted {
    int number = 0;
};
#ifdef GULO_BAD
class order_placed {
public:
    order_placed() = default;
    int number = 0;

private:
    int hidden_ = 0;
};
#else
struct order_placed {
    int number = 0;
};
#endif
struct place_order {};
order_accepted place(const place_order&) { return {1}; }
void note(const order_accepted&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<place, note>, gulo::maps<order_accepted, order_placed>};
#else
    gulo::application app{gulo::handlers<place, note>, gulo::maps<order_accepted, order_placed>, gulo::publishes<order_placed>, gulo::in_memory{}};
#endif
    app.send(place_order{});
}
