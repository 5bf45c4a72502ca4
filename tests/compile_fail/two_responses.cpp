// A tuple holds two candidates for the response.
// expect: gulo: a handler returns two candidates for the response
// expect: do_pay
#include <gulo/gulo.hpp>

struct pay {};
struct paid {};
#ifdef GULO_BAD
std::tuple<int, std::string, paid> do_pay(const pay&) { return {1, "one", {}}; }
#else
std::tuple<int, paid> do_pay(const pay&) { return {1, {}}; }
#endif

int main() {
    gulo::application app{gulo::handlers<do_pay>, gulo::publishes<paid>, gulo::in_memory{}};
    const int number = app.send(pay{});
    return number;
}
