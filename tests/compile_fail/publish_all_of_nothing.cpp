// Nothing published together.
// expect: gulo: publish_all was given nothing
#include <gulo/gulo.hpp>

struct happened {};

int main() {
    gulo::application app{gulo::publishes<happened>, gulo::in_memory{}};
#ifdef GULO_BAD
    app.publish_all();
#else
    app.publish_all(happened{});
#endif
}
