// Fields that share their place without a name.
// expect: gulo: a message has a bit-field, a volatile field, a C array or an anonymous union
// expect: happened
#include <gulo/gulo.hpp>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
    int kind = 0;
    union {
        int number;
        float part;
    };
#else
    int kind = 0;
    int number = 0;
#endif
};

int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
