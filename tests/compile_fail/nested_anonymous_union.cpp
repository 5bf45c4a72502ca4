// An anonymous union in a struct inside of a message.
// expect: gulo: a field of a message has no JSON mapping
// expect: happened
// expect in words: parts
#include <gulo/gulo.hpp>

#include <string>
#include <vector>

#ifdef GULO_BAD
struct part {
    union {
        int number;
        float share;
    };
};
#else
struct part {
    int number;
};
#endif
struct happened {
    static constexpr std::string_view topic = "happened";
    std::vector<part> parts;
};

int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
