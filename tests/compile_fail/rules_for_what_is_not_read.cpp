// Retry rules for a message that the application does not subscribe to.
// expect: gulo: retry rules are stated for a message that is not subscribed to
// expect: refund
#include <gulo/gulo.hpp>

#include <stdexcept>

struct order {};
struct refund {};
void bill(const order&) {}
void pay_back(const refund&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill, pay_back>, gulo::subscribes<order>, gulo::in_memory{},
                          gulo::retries_for<refund, gulo::on<std::exception>.retry(2)>};
#else
    gulo::application app{gulo::handlers<bill, pay_back>, gulo::subscribes<order>, gulo::in_memory{},
                          gulo::retries_for<order, gulo::on<std::exception>.retry(2)>};
#endif
    app.send(order{});
}
