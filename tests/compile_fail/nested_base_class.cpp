// A struct inside of a message whose base class has fields.
// expect: gulo: a field of a message has no JSON mapping
// expect: happened
// expect in words: parts
#include <gulo/gulo.hpp>

#include <string>
#include <vector>

struct stamped {
    int at = 0;
};
#ifdef GULO_BAD
struct part : stamped {
    int number = 0;
};
#else
struct part {
    stamped stamp;
    int number = 0;
};
#endif
struct happened {
    static constexpr std::string_view topic = "happened";
    std::vector<part> parts;
};

int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
