// A field that is a function.
// expect: gulo: a field of a message has no JSON mapping
// expect in words: call
#include <gulo/gulo.hpp>
#include <memory>
#include <string>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
    void (*call)() = nullptr;
#else
    int id = 0;
#endif
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
