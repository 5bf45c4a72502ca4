// Two services fit one parameter.
// expect: gulo: two services fit one parameter of a handler
// expect: smtp_mailer
// expect: test_mailer
#include <gulo/gulo.hpp>

struct mailer {};
struct smtp_mailer : mailer {};
struct test_mailer : mailer {};
struct user_created {};
void welcome(const user_created&, mailer&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<welcome>, smtp_mailer{}, test_mailer{}};
#else
    gulo::application app{gulo::handlers<welcome>, smtp_mailer{}};
#endif
    app.publish(user_created{});
}
