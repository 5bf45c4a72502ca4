// A field that is a reference.
// expect: gulo: a message has more than 128 fields, or a reference among them
// expect: happened
#include <gulo/gulo.hpp>
#include <memory>
#include <string>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
    int& value;
#else
    int value;
#endif
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
