// Settings in two parts.
// expect: gulo: an application has the same kind of settings twice
// expect: consumer_settings
#include <gulo/gulo.hpp>

struct order {};
void bill(const order&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, gulo::consumer_settings{.max_attempts = 2},
                          gulo::consumer_settings{.workers = 2}};
#else
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order>, gulo::in_memory{}, gulo::consumer_settings{.max_attempts = 2, .workers = 2}};
#endif
    app.send(order{});
}
