// A published message has a field that JSON cannot express, some levels down.
// expect: gulo: a field of a message has no JSON mapping
// expect in words: customer.connection
#include <gulo/gulo.hpp>

class socket {
public:
    explicit socket(int number) : number_{number} {}
    int number() const { return number_; }

private:
    int number_;
};

struct customer {
    std::string name;
#ifdef GULO_BAD
    socket connection{1};
#endif
};
struct order_placed {
    int number = 0;
    ::customer customer;
};

int main() {
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{}};
    app.publish(order_placed{});
}
