// A message whose base class has fields.
// expect: gulo: the base class of a message has fields
// expect: happened
#include <gulo/gulo.hpp>
struct stamped {
    int at = 0;
};
#ifdef GULO_BAD
struct happened : stamped {
    static constexpr std::string_view topic = "happened";
    int id = 0;
};
#else
struct happened {
    static constexpr std::string_view topic = "happened";
    stamped stamp;
    int id = 0;
};
#endif
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
