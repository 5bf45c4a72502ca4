// A command of another type than the handler takes.
// expect: gulo: no handler is registered for this command
// expect: act_now
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
struct act_now {
    int id = 0;
};
int handle(const act&) { return 1; }
int main() {
    gulo::application app{gulo::handlers<handle>};
#ifdef GULO_BAD
    app.send(act_now{1});
#else
    app.send(act{1});
#endif
}
