// A rule behind a function that decides about every error of its type.
// expect: gulo: a retry rule can never match
#include <gulo/gulo.hpp>

#include <optional>

enum class refusal { busy, gone };
struct order_placed {};
void bill(const order_placed&) {}
gulo::retry_rule decide(refusal) { return {}; }
std::optional<gulo::retry_rule> perhaps(refusal) { return std::nullopt; }

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<refusal>.decide<decide>(), gulo::on<refusal>.then_discard()>};
#else
    gulo::application app{gulo::handlers<bill>, gulo::retries<gulo::on<refusal>.decide<perhaps>(), gulo::on<refusal>.then_discard()>};
#endif
    app.publish(order_placed{});
}
