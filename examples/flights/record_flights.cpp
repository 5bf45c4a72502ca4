// Reads flights, one JSON object a line, and records each; the late ones are announced on Kafka.
//
//   record_flights [FILE]     FILE is - or left out: standard input
//
// Prints a summary on standard output: read=… recorded=… delayed=… skipped=… failed=…

#include "messages.hpp"
#include "progress_bar.hpp"

#include <gulo/host/line_log.hpp>
#include <gulo/kafka.hpp>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

struct statistics {
    std::uint64_t recorded = 0;
    std::uint64_t delayed = 0;
};

// Fifteen minutes is what the airlines themselves call late.
std::optional<flight_delayed> record(const record_flight& flight, statistics& count) {
    ++count.recorded;
    if (flight.delay < 15) return std::nullopt;
    ++count.delayed;
    return gulo::map_fields<flight_delayed>(flight);
}

// The rest would stand in the way of the progress bar.
void log_trouble(const gulo::log_entry& entry) {
    if (entry.level >= gulo::severity::warning) gulo::log_to_standard_error(entry);
}

int main(int argc, char** argv) try {
    const std::string name = argc > 1 ? argv[1] : "-";
    if (argc > 2 || name == "--help") {
        std::fprintf(stderr, "usage: record_flights [FILE]\n");
        return name == "--help" ? 0 : 2;
    }
    std::ifstream file;
    if (name != "-") {
        file.open(name, std::ios::binary);
        if (!file) {
            std::fprintf(stderr, "record_flights: cannot read %s\n", name.c_str());
            return 1;
        }
    }
    std::istream& input = name == "-" ? std::cin : file;

    std::atomic<std::uint64_t> failed{0};
    statistics count;
    std::uint64_t lines = 0;
    std::uint64_t skipped = 0;
    {
        gulo::application app{
            gulo::handlers<record>, gulo::publishes<flight_delayed>, gulo::kafka{gulo::kafka_config::from_env()}, count,
            gulo::settings{.log = log_trouble, .on_publish_failure = [&failed](const gulo::outgoing_record&, const gulo::error&) { ++failed; }}};
        progress_bar progress{size_of(file)};
        for (std::string line; std::getline(input, line);) {
            ++lines;
            progress.advance(line.size() + 1);
            const auto flight = gulo::json::try_decode<record_flight>(line);
            if (flight) {
                app.send(*flight);
            } else {
                ++skipped;
                progress.clear();
                std::fprintf(stderr, "record_flights: %s:%ju is not a flight and was skipped: %s\n", name.c_str(), static_cast<std::uintmax_t>(lines),
                             flight.error().message.c_str());
            }
        }
        progress.finish();
    }  // the end of the application waits until the broker has everything
    std::printf("read=%ju recorded=%ju delayed=%ju skipped=%ju failed=%ju\n", static_cast<std::uintmax_t>(lines), static_cast<std::uintmax_t>(count.recorded),
                static_cast<std::uintmax_t>(count.delayed), static_cast<std::uintmax_t>(skipped), static_cast<std::uintmax_t>(failed.load()));
    return failed == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "record_flights: %s\n", error.what());
    return 1;
}
