// A back-off in place that is longer than half a minute.
// expect: gulo: a retry rule is out of range
#include <gulo/gulo.hpp>

#include <chrono>
#include <stdexcept>

using namespace std::chrono_literals;

struct order_placed {};
void bill(const order_placed&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<std::exception>.retry(3).backoff(31s)>};
#else
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<std::exception>.retry(3).backoff(29s)>};
#endif
    app.publish(order_placed{});
}
