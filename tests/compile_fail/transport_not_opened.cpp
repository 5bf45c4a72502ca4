// A transport of the program's own, served in a program that compiles Gulo separately.
// expect: gulo: this program compiles Gulo separately, which has the consuming half of gulo::kafka and gulo::in_memory only
// expect: own_log
#define GULO_SEPARATE_COMPILATION
#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>
#ifndef GULO_BAD
#include <gulo/host/open_record_loop.hpp>
#endif

struct order_placed {};
void bill(const order_placed&) {}

struct own_log : gulo::in_memory {
    own_log() : gulo::in_memory{"group"} {}
};

int main() {
    gulo::application app{gulo::handlers<bill>, gulo::subscribes<order_placed>, own_log{}};
    gulo::service serving{app};
}
