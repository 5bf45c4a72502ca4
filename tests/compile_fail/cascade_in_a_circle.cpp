// Handlers return each other's messages unconditionally.
// expect: gulo: a cascade runs in a circle; let one handler on the way return std::optional, or nothing
// expect: ping
// expect: pong
#include <gulo/gulo.hpp>

struct ping {};
struct pong {};
pong on_ping(const ping&) { return {}; }
#ifdef GULO_BAD
ping on_pong(const pong&) { return {}; }
#else
std::optional<ping> on_pong(const pong&) { return std::nullopt; }
#endif

int main() {
    gulo::application app{gulo::handlers<on_ping, on_pong>};
    app.publish(ping{});
}
