// A topic of more than 249 characters.
// expect: gulo: a topic's name is invalid
// expect: happened
#include <gulo/gulo.hpp>
struct happened {
#ifdef GULO_BAD
    static constexpr std::string_view topic =
        "a123456789b123456789c123456789d123456789e123456789f123456789g123456789h123456789i123456789j123456789a123456789b123456789c123456789d123456789e123456789"
        "f123456789g123456789h123456789i123456789j123456789a123456789b123456789c123456789d123456789e123456789f123456789";
#else
    static constexpr std::string_view topic = "a";
#endif
    int id = 0;
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
