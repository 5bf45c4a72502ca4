// More delays than a rule can hold.
// expect: gulo: a retry rule is out of range
#include <gulo/gulo.hpp>

#include <chrono>
#include <stdexcept>

using namespace std::chrono_literals;

struct order_placed {};
void bill(const order_placed&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<std::exception>.then_later(1s, 2s, 3s, 4s, 5s, 6s, 7s, 8s, 9s)>};
#else
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<std::exception>.then_later(1s, 2s, 3s, 4s, 5s, 6s, 7s, 8s)>};
#endif
    app.publish(order_placed{});
}
