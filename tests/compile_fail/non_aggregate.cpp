// A message with a constructor.
// expect: gulo: a message is a plain struct
// expect: happened
#include <gulo/gulo.hpp>
#include <memory>
#include <string>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
    explicit happened(int given) : id{given} {}
    int id;
#else
    int id = 0;
#endif
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
