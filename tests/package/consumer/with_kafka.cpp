#include <gulo/gulo.hpp>
#include <gulo/kafka.hpp>
#include <gulo/run.hpp>

struct added {
    int sum = 0;
};
void note(const added&) {}

int main(int argc, char** argv) {
    gulo::application app{gulo::handlers<note>, gulo::publishes<added>, gulo::kafka{gulo::kafka_config{.enabled = false}}};
    app.publish(added{42});
    const char* const arguments[] = {argv[0], "describe"};
    return argc == 1 ? gulo::run(app, 2, arguments) : 0;
}
