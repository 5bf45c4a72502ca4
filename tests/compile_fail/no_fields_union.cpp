// A field that is a union.
// expect: gulo: a field of a message has no JSON mapping
// expect: happened
#include <gulo/gulo.hpp>
#include <memory>
#include <string>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
    union number {
        int a;
        float b;
    } u{};
#else
    int a = 0;
#endif
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
