// Publishes each line of standard input as a note, without waiting for the broker. For tests of what is reported.

#include <gulo/gulo.hpp>
#include <gulo/host/line_log.hpp>
#include <gulo/kafka.hpp>

#include <atomic>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

struct note {
    static constexpr std::string_view topic = "notes";
    std::string text;
    const std::string& partition_key() const { return text; }
};

int main() try {
    std::atomic<int> failed{0};
    int published = 0;
    {
        gulo::application app{gulo::publishes<note>, gulo::kafka{gulo::kafka_config::from_env()},
                              gulo::settings{.log = gulo::log_to_standard_error,
                                             .on_publish_failure = [&failed](const gulo::outgoing_record&, const gulo::error&) { ++failed; }}};
        for (std::string line; std::getline(std::cin, line); ++published) {
            app.publish(note{line});
            std::printf("published %s\n", line.c_str());
            std::fflush(stdout);
        }
    }
    std::printf("published=%d failed=%d\n", published, failed.load());
    return failed == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "announcer: %s\n", error.what());
    return 1;
}
