// Keeps count and mean delay of late flights for each airport. Runs until SIGTERM, then prints them as CSV.
//
//   count_delays [--journal FILE] [--source SERVICE]
//
// With a journal every event is written down before it counts as handled, and read back at the next start: so the
// counts survive a crash, and an event that is delivered twice counts once. With a source only the events of that
// service count.

#include "delay_table.hpp"
#include "messages.hpp"

#include <gulo/kafka.hpp>
#include <gulo/run.hpp>

#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

struct only_from {
    std::string service;
};

void count(const flight_delayed& event, const gulo::context& about, delay_table& table, const only_from& wanted) {
    if (!wanted.service.empty() && about.source() != wanted.service) return;
    table.add(std::string{about.message_id()}, event.origin, event.delay);
}

int main(int argc, char** argv) try {
    std::string journal;
    only_from wanted;
    for (int index = 1; index < argc; ++index) {
        const std::string_view option = argv[index];
        if ((option != "--journal" && option != "--source") || index + 1 == argc) {
            std::fprintf(stderr, "usage: count_delays [--journal FILE] [--source SERVICE]\n");
            return option == "--help" ? 0 : 2;
        }
        (option == "--journal" ? journal : wanted.service) = argv[++index];
    }
    delay_table table{journal};
    int status = 0;
    {
        gulo::application app{gulo::handlers<count>, gulo::subscribes<flight_delayed>, gulo::kafka{gulo::kafka_config::from_env()}, table, wanted};
        status = gulo::run(app);
    }
    table.print();
    return status;
} catch (const std::exception& error) {
    std::fprintf(stderr, "count_delays: %s\n", error.what());
    return 1;
}
