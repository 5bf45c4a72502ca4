// A handler returns a class of which nobody can say whether it is a message or a response.
// expect: gulo: a handler returns a type that is neither a message (a plain struct) nor a plain value
// expect: gulo::reply<type>
// expect: receipt_number
#include <gulo/gulo.hpp>

class receipt_number {
public:
    explicit receipt_number(int number) : number_{number} {}
    int value() const { return number_; }

private:
    int number_;
};

struct pay {};
#ifdef GULO_BAD
receipt_number do_pay(const pay&) { return receipt_number{1}; }
#else
gulo::reply<receipt_number> do_pay(const pay&) { return receipt_number{1}; }
#endif

int main() {
    gulo::application app{gulo::handlers<do_pay>};
    static_cast<void>(app.send(pay{}));
}
