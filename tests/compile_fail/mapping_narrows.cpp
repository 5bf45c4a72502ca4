// A mapping into a narrower field.
// expect: gulo: a field of the mapping's target is narrower than its source
// expect: order_placed
#include <gulo/gulo.hpp>

#include <optional>
#include <vector>

struct order_accepted {
    long long number = 0;
    int amount = 0;
    std::vector<int> lines;
};
struct order_placed {
#ifdef GULO_BAD
    int number = 0;
#else
    long long number = 0;
#endif
    std::optional<long> amount;
    std::vector<int> lines;
    std::optional<std::string> note;
};
struct place_order {};
order_accepted place(const place_order&) { return {}; }

int main() {
    gulo::application app{gulo::handlers<place>, gulo::maps<order_accepted, order_placed>, gulo::publishes<order_placed>, gulo::in_memory{}};
    app.send(place_order{});
}
