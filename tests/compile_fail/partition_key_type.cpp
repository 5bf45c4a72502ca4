// A partition key that is a container.
// expect: gulo: a message's key
// expect: seen
#include <gulo/gulo.hpp>
#include <vector>
struct seen {
    static constexpr std::string_view topic = "seen";
    int id = 0;
#ifdef GULO_BAD
    std::vector<int> partition_key() const { return {id}; }
#else
    int partition_key() const { return id; }
#endif
};
int main() {
    gulo::application app{gulo::publishes<seen>, gulo::in_memory{}};
    app.publish(seen{1});
}
