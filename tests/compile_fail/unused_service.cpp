// An object that no handler takes.
// expect: gulo: the application is given an object that no handler and no middleware takes
// expect: store
#include <gulo/gulo.hpp>

#include <memory>
#include <string>

struct order {};
struct store {};
struct mailer {};
struct counter {
    int calls = 0;
    int count(const order&) { return ++calls; }
};
void bill(const order&, mailer&, const std::shared_ptr<std::string>&) {}
#ifdef GULO_BAD
void ship(const order&) {}
#else
void ship(const order&, const store&) {}
#endif

int main() {
    store all;
    counter calls;
    gulo::application app{gulo::handlers<bill, ship>, mailer{}, std::make_unique<store>(), std::make_shared<std::string>()};
    app.publish(order{});
    gulo::application other{gulo::handlers<&counter::count>, calls};
    other.send(order{});
}
