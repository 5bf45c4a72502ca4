// A retry rule's condition that does not take the exception.
// expect: gulo: the condition of a retry rule can't be asked
// expect: time_out
#include <gulo/gulo.hpp>

#include <stdexcept>
#include <string>

struct time_out : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct order {};
void bill(const order&) {}
#ifdef GULO_BAD
bool is_short(const std::string& text) { return text.empty(); }
#else
bool is_short(const std::exception& error) { return *error.what() == 0; }
#endif

int main() {
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, gulo::retries<gulo::on<time_out>.when<is_short>().retry(2)>};
    app.send(order{});
}
