// An optional message that nobody publishes.
// expect: gulo: a handler returns a message that goes nowhere
// expect: seen
#include <gulo/gulo.hpp>
#include <optional>
struct act {
    int id = 0;
};
struct seen {
    int id = 0;
};
#ifdef GULO_BAD
std::optional<seen> handle(const act&) { return seen{}; }
#else
gulo::reply<std::optional<seen>> handle(const act&) { return {seen{}}; }
#endif
int main() {
    gulo::application app{gulo::handlers<handle>};
    app.send(act{1});
}
