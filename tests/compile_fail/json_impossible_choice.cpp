// A message chooses a JSON form that can't be.
// expect: gulo: the JSON form chosen for a message is not possible
// expect in words: two names are one
#include <gulo/gulo.hpp>

struct order_placed {
    static constexpr gulo::json_options json{.names = gulo::name_style::kebab_case};
    int order_number = 0;
#ifdef GULO_BAD
    int orderNumber = 0;
#endif
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
