// A field that owns nothing.
// expect: gulo: a field of a message has no JSON mapping
// expect: happened
#include <gulo/gulo.hpp>
#include <memory>
#include <string>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
    std::weak_ptr<int> id;
#else
    std::shared_ptr<int> id;
#endif
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
