// A response whose events are none.
// expect: gulo: a handler returns a struct whose domain_events or integration_events are no messages
// expect: outcome
#include <gulo/gulo.hpp>

#include <vector>

struct act {};
struct happened {};
struct outcome {
    int number = 0;
#ifdef GULO_BAD
    int domain_events = 0;
#else
    std::vector<happened> domain_events;
#endif
};
outcome handle(const act&) { return {}; }
void see(const happened&) {}

int main() {
    gulo::application app{gulo::handlers<handle, see>};
    app.send(act{});
}
