// A retry rule behind one of another list that takes everything.
// expect: gulo: a retry rule can never match, because an earlier one takes all of its exceptions
// expect: time_out
#include <gulo/gulo.hpp>

#include <stdexcept>

struct time_out : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct order {};
void bill(const order&) {}

#ifdef GULO_BAD
constexpr auto first = gulo::retries<gulo::on<std::exception>.then_discard()>;
constexpr auto second = gulo::retries<gulo::on<time_out>.retry(3)>;
#else
constexpr auto first = gulo::retries<gulo::on<time_out>.retry(3)>;
constexpr auto second = gulo::retries<gulo::on<std::exception>.then_discard()>;
#endif

int main() {
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, first, second};
    app.send(order{});
}
