// A subscription that pauses for longer than an hour.
// expect: gulo: a retry rule is out of range
#include <gulo/gulo.hpp>

#include <chrono>
#include <stdexcept>

using namespace std::chrono_literals;

struct order_placed {};
void bill(const order_placed&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<std::exception>.then_pause(61min)>};
#else
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<std::exception>.then_pause(1h)>};
#endif
    app.publish(order_placed{});
}
