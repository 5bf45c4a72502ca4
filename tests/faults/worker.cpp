// The service under the fault tests: handles work, publishes what is done, and keeps a journal of its handlings.
//   fault_worker JOURNAL at-least-once|exactly-once [TRANSACTIONAL_ID]

#include "delivery_mode.hpp"
#include "journal.hpp"
#include "messages.hpp"

#include <gulo/kafka.hpp>
#include <gulo/run.hpp>

#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

// The journal's lines: H (handled) or F (failed), partition, offset, attempt, begin, end.
work_done handle(const work_item& item, gulo::context& about, const journal& book) {
    const std::int64_t begin = journal::now();
    if (item.milliseconds > 0) std::this_thread::sleep_for(std::chrono::milliseconds{item.milliseconds});
    const gulo::incoming& record = *about.received();
    const bool fails = item.kind == "fail";
    book.write(std::string{fails ? "F " : "H "} + std::to_string(record.partition) + ' ' + std::to_string(record.offset) + ' ' +
               std::to_string(about.attempt()) + ' ' + std::to_string(begin) + ' ' + std::to_string(journal::now()));
    if (fails) throw std::runtime_error{"this item always fails"};
    return {item.key, item.sequence, record.partition, record.offset};
}

int main(int argc, char** argv) try {
    if (argc == 2 && std::string_view{argv[1]} == "modes") {
        std::printf("%s\n", modes);
        return 0;
    }
    if (argc != 3 && argc != 4) {
        std::fprintf(stderr, "usage: fault_worker JOURNAL at-least-once|exactly-once [TRANSACTIONAL_ID]\n       fault_worker modes\n");
        return 2;
    }
    const journal book{argv[1]};
    const std::string_view mode = argv[2];
    gulo::kafka_config config = gulo::kafka_config::from_env();
    gulo::consumer_settings settings = gulo::kafka{config}.settings();
    settings.high_mark = 100;
    settings.commit_interval = std::chrono::milliseconds{200};
    settings.drain_bound = std::chrono::milliseconds{3'000};
    settings.first_backoff = std::chrono::milliseconds{50};

    // A: partitions were assigned; the checker starts the order of their keys anew.
    const gulo::settings host{.log = [&book](const gulo::log_entry& entry) {
        gulo::log_to_standard_error(entry);
        if (entry.message != "partitions assigned") return;
        for (const gulo::log_field& field : entry.fields)
            if (field.name == "partitions") book.write("A " + std::to_string(journal::now()) + ' ' + std::string{field.value});
    }};
    return run_in_mode(mode, argc == 4 ? argv[3] : "", std::move(config), std::move(settings), host, book, [](auto&&... parts) {
        gulo::application app{gulo::handlers<handle>, gulo::publishes<work_done>, std::forward<decltype(parts)>(parts)...};
        return gulo::run(app);
    });
} catch (const std::exception& error) {
    std::fprintf(stderr, "fault_worker: %s\n", error.what());
    return 1;
}
