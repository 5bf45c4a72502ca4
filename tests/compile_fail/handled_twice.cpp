// A message that one application handles where it is returned and again when it comes back from its topic.
// expect: gulo: a message is handled here and also subscribed to and published
// expect: user_created
#include <gulo/gulo.hpp>

struct create_user {};
struct user_created {};
user_created create(const create_user&) { return {}; }
void welcome(const user_created&) {}

int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<create, welcome>, gulo::publishes<user_created>, gulo::subscribes<user_created>, gulo::in_memory{}};
    app.send(create_user{});
#else
    gulo::application app{gulo::handlers<create, welcome>, gulo::publishes<user_created>, gulo::subscribes<user_created>, gulo::handles_twice<user_created>,
                          gulo::in_memory{}};
    app.send(create_user{});
    gulo::application users{gulo::handlers<create>, gulo::publishes<user_created>, gulo::in_memory{}};
    users.send(create_user{});
    gulo::application mails{gulo::handlers<welcome>, gulo::subscribes<user_created>, gulo::in_memory{}};
#endif
}
