// Retry rules for a function that is not registered.
// expect: gulo: retry rules are stated for a handler that is not registered
// expect: bill_twice
#include <gulo/gulo.hpp>

#include <stdexcept>

struct order {};
void bill(const order&) {}
void bill_twice(const order&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, gulo::retries_of<bill_twice, gulo::on<std::exception>.retry(2)>};
#else
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, gulo::retries_of<bill, gulo::on<std::exception>.retry(2)>};
#endif
    app.send(order{});
}
