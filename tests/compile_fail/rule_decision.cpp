// A retry rule's function that gives no rule.
// expect: gulo: the function of a retry rule can't decide
// expect: time_out
#include <gulo/gulo.hpp>

#include <stdexcept>

struct time_out : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct order {};
void bill(const order&) {}
#ifdef GULO_BAD
int decide(const time_out&) { return 3; }
#else
gulo::retry_rule decide(const time_out&) { return {}; }
#endif

int main() {
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, gulo::retries<gulo::on<time_out>.decide<decide>()>};
    app.send(order{});
}
