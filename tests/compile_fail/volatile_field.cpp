// A field that is volatile.
// expect: gulo: a message has a bit-field, a volatile field, a C array or an anonymous union
// expect: happened
#include <gulo/gulo.hpp>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
    volatile int number = 0;
#else
    mutable int number = 0;
#endif
};

int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
