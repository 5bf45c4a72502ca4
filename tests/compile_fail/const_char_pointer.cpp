// A field that refers to text owned by somebody else.
// expect: gulo: a field of a message has no JSON mapping
// expect in words: text
#include <gulo/gulo.hpp>
#include <memory>
#include <string>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
    const char* text = "";
#else
    std::string text;
#endif
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
