// One million records of 200 octets that do not compress wait on a real broker, in eight partitions, for handlers that
// are slow: how much memory a service takes meanwhile, and how long its end takes under this load.

#include "cluster.hpp"
#include "figures.hpp"
#include "measured.hpp"

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <random>
#include <string>
#include <thread>

namespace {

using namespace benchmark;

struct measurement {
    std::string noise;
};

void handle_slowly(const measurement&) { std::this_thread::sleep_for(5ms); }

double resident_megabytes() {
    std::ifstream file{"/proc/self/statm"};
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

}  // namespace

int main() {
    constexpr std::int64_t records = 1'000'000;
    const std::string name{gulo::topic_name<measurement>};
    make_topic(name, 8);
    {
        std::mt19937_64 random{1};
        std::string value;
        fill(name, records, gulo::compression_type::none, [&](std::int64_t number) {
            static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            value = R"({"noise":")";
            while (value.size() < 198) value += letters[random() % 64];
            value += "\"}";
            return std::pair<std::string, std::string_view>{std::to_string(number % 10'000), value};
        });
    }
    gulo::consumer_settings settings;
    settings.group = unique("waiting");
    gulo::application app{gulo::handlers<handle_slowly>, gulo::subscribes<measurement>, settings, gulo::settings{.log = [](const gulo::log_entry&) {}},
                          gulo::kafka{cluster_config()}};
    const double before = resident_megabytes();
    double most = before;
    gulo::service serving{app};
    serving.start();
    while (app.count().handled < 8'000) {
        most = std::max(most, resident_megabytes());
        std::this_thread::sleep_for(20ms);
    }
    const auto start = std::chrono::steady_clock::now();
    serving.stop();
    const double end = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    using benchmark_figures::figure_list;
    using benchmark_figures::value_at_most;
    const auto bound = std::chrono::duration<double>(settings.drain_bound).count();
    figure_list list{"waiting_records",
                     std::to_string(records) + " records of 200 octets waiting, handlers of 5 ms, " + std::to_string(app.count().handled.load()) + " handled"};
    list.add("memory grew by", most - before, "MB", "the records waiting", static_cast<double>(records) * 200 / 1e6, value_at_most(64));
    list.add("the end under load", end, "s", "its bound", bound, value_at_most(bound + 1));
    list.add("handlers that were left running", static_cast<double>(serving.left_running()), "", value_at_most(0));
    return list.tell() && most - before <= 64 ? 0 : 1;
}
