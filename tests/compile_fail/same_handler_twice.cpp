// A handler of an event stands in the application and in one of its components.
// expect: gulo: a handler is registered twice
// expect: order_placed
// expect: note_sale
#include <gulo/gulo.hpp>

struct order_placed {};
void note_sale(const order_placed&) {}
void send_mail(const order_placed&) {}

struct accounting : gulo::component<gulo::handlers<note_sale>> {};

int main() {
#ifdef GULO_BAD
    gulo::application app{accounting{}, gulo::handlers<send_mail, note_sale>};
#else
    gulo::application app{accounting{}, gulo::handlers<send_mail>};
#endif
    app.publish(order_placed{});
}
