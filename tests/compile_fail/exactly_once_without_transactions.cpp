// Exactly once on a transport without transactions.
// expect: gulo: exactly once needs a transport with transactions
// expect: plain_log
#include <gulo/gulo.hpp>

struct order_placed {};
void bill(const order_placed&) {}

// A transport as good as the in-memory one, but for transactions.
struct plain_log : gulo::in_memory {
    plain_log() : gulo::in_memory{"group"} {}
#ifdef GULO_BAD
    void write_transactions() = delete;
#endif
};

int main() { gulo::application app{gulo::handlers<bill>, gulo::subscribes<order_placed>, gulo::exactly_once{}, plain_log{}}; }
