// A message with a private field.
// expect: gulo: a message is a plain struct
// expect: happened
#include <gulo/gulo.hpp>
#include <memory>
#include <string>

struct happened {
    static constexpr std::string_view topic = "happened";
#ifdef GULO_BAD
private:
    int id = 0;
#else
    int id = 0;
#endif
};
int main() { gulo::application app{gulo::publishes<happened>, gulo::in_memory{}}; }
