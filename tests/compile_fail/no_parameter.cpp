// A handler without a message.
// expect: gulo: not a handler
// expect: handle
#include <gulo/gulo.hpp>
struct act {
    int id = 0;
};
#ifdef GULO_BAD
void handle() {}
#else
void handle(const act&) {}
#endif
int main() { gulo::application app{gulo::handlers<handle>}; }
