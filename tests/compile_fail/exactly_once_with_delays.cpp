// Exactly once with a retry rule that moves records out of their partition for a time.
// expect: gulo: exactly once excludes delayed retry topics
// expect: runtime_error
#include <gulo/gulo.hpp>

#include <chrono>
#include <stdexcept>

struct order_placed {};
void bill(const order_placed&) {}

#ifdef GULO_BAD
constexpr auto rule = gulo::on<std::runtime_error>.then_later(std::chrono::seconds{30});
#else
constexpr auto rule = gulo::on<std::runtime_error>.retry(3);
#endif

int main() { gulo::application app{gulo::handlers<bill>, gulo::subscribes<order_placed>, gulo::retries<rule>, gulo::exactly_once{}, gulo::in_memory{}}; }
