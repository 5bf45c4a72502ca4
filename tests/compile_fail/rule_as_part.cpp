// A retry rule among the parts of an application.
// expect: gulo: a retry rule is given to the application as it is
// expect: runtime_error
#include <gulo/gulo.hpp>

#include <stdexcept>

struct order {};
void bill(const order&) {}

constexpr auto rule = gulo::on<std::runtime_error>.then_discard();

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, rule};
#else
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, gulo::retries<rule>};
#endif
    app.send(order{});
}
