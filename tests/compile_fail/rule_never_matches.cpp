// A retry rule behind one that takes everything.
// expect: gulo: a retry rule can never match, because an earlier one takes all of its exceptions
// expect: time_out
#include <gulo/gulo.hpp>

#include <stdexcept>

struct time_out : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct order_placed {};
void bill(const order_placed&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<std::exception>.then_discard(), gulo::on<time_out>.retry(3)>};
#else
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<time_out>.retry(3), gulo::on<std::exception>.then_discard()>};
#endif
    app.publish(order_placed{});
}
