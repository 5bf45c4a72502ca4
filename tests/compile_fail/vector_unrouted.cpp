// A vector of messages that nobody publishes.
// expect: gulo: a handler returns a message that goes nowhere
// expect: seen
#include <gulo/gulo.hpp>
#include <vector>
struct act {
    int id = 0;
};
struct seen {
    static constexpr std::string_view topic = "seen";
    int id = 0;
};
std::vector<seen> handle(const act&) { return {}; }
int main() {
#ifdef GULO_BAD
    gulo::application app{gulo::handlers<handle>, gulo::in_memory{}};
#else
    gulo::application app{gulo::handlers<handle>, gulo::publishes<seen>, gulo::in_memory{}};
#endif
    app.send(act{1});
}
