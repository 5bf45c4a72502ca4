// A message that can only be moved, taken by value.
// expect: gulo: a handler takes a message by value that can't be copied
// expect: act
#include <gulo/gulo.hpp>

#include <memory>

struct act {
    std::unique_ptr<int> number;
};
#ifdef GULO_BAD
void handle(act) {}
#else
void handle(const act&) {}
#endif

int main() {
    gulo::application app{gulo::handlers<handle>};
    app.send(act{});
}
