#include <gulo/gulo.hpp>

struct add {
    int left = 0;
    int right = 0;
};
int do_add(const add& command) { return command.left + command.right; }

int main() {
    gulo::application app{gulo::handlers<do_add>};
    return app.send(add{20, 22}) == 42 ? 0 : 1;
}
