// An event is published that is not declared.
// expect: gulo: this event goes nowhere
// expect: seen
#include <gulo/gulo.hpp>
struct seen {
    static constexpr std::string_view topic = "seen";
    int id = 0;
};
int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::in_memory{}};
#else
    gulo::application app{gulo::publishes<seen>, gulo::in_memory{}};
#endif
    app.publish(seen{1});
}
