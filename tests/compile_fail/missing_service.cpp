// A handler asks for a service that nobody provides.
// expect: gulo: a handler needs a service that nobody provides
// expect: mailer
// expect: welcome
#include <gulo/gulo.hpp>

struct mailer {};
struct user_created {};
void welcome(const user_created&, mailer&) {}

int main() {
    mailer mail;
#ifdef GULO_BAD
    const int other = 0;
    gulo::application app{gulo::handlers<welcome>, other};
#else
    gulo::application app{gulo::handlers<welcome>, mail};
#endif
    app.publish(user_created{});
    static_cast<void>(mail);
}
