// A service whose handler never ends, whatever it is asked. For the test that the process ends all the same.

#include <gulo/gulo.hpp>
#include <gulo/run.hpp>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

struct task {
    std::string name;
};

struct noisy {
    ~noisy() { std::printf("destroyed\n"); }
};

void hang(const task& each) {
    std::printf("handling %s\n", each.name.c_str());
    std::fflush(stdout);
    while (true) std::this_thread::sleep_for(std::chrono::hours{1});
}

int main(int argc, char**) {
    const noisy local;
    gulo::consumer_settings settings;
    settings.group = "stubborn";
    settings.drain_bound = std::chrono::milliseconds{200};
    if (argc > 1) settings.workers = 0;  // the handler has the polling thread then
    gulo::in_memory log;
    const std::string value = gulo::json::encode(task{"one"});
    gulo::outgoing_record record;
    record.topic = gulo::topic_name<task>;
    record.value = value;
    if (!log.broker().log.append(record)) return 3;
    gulo::application app{gulo::handlers<hang>, gulo::subscribes<task>, settings, log};
    return gulo::run(app);
}
