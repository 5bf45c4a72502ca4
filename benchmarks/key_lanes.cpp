// Handlers that wait: 10,000 records of one partition whose handlers sleep 1 ms, on 16 workers, beside 16 bare threads
// with the same sleeps. With 1,000 keys, and with one key, which is exactly sequential.

#include "figures.hpp"
#include "measured.hpp"
#include "messages.hpp"

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>

#include <atomic>
#include <memory>
#include <thread>

namespace {

using namespace benchmark;
using namespace std::chrono_literals;

constexpr std::int64_t records = 10'000;
constexpr std::size_t workers = 16;

std::atomic<std::int64_t> begun{0};
std::atomic<int> inside{0};
std::atomic<int> most_inside{0};
void wait_a_moment(const order_placed&) {
    ++begun;
    const int now = ++inside;
    for (int seen = most_inside; now > seen && !most_inside.compare_exchange_weak(seen, now);) {}
    std::this_thread::sleep_for(1ms);
    --inside;
}

double bare_threads(std::int64_t count, std::size_t threads) {
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> all;
    for (std::size_t each = 0; each < threads; ++each)
        all.emplace_back([&] {
            for (std::int64_t at = 0; at < count / static_cast<std::int64_t>(threads); ++at) std::this_thread::sleep_for(1ms);
        });
    for (std::thread& each : all) each.join();
    return static_cast<double>(count) / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double lanes(std::int64_t count, std::int64_t keys) {
    auto broker = std::make_shared<gulo::memory_broker>();
    broker->log.create_topic(gulo::topic_name<order_placed>, 1);
    const std::string value = gulo::json::encode(order_number(1));
    for (std::int64_t number = 0; number < count; ++number) {
        const std::string key = std::to_string(number % keys);
        if (!broker->log.append({.topic = gulo::topic_name<order_placed>, .key = key, .value = value})) std::abort();
    }
    gulo::consumer_settings settings;
    settings.group = "lanes";
    settings.workers = workers;
    settings.high_mark = 4'000;
    gulo::application app{gulo::handlers<wait_a_moment>, gulo::subscribes<order_placed>, settings, gulo::in_memory{broker}};
    gulo::service serving{app};
    begun = 0;
    most_inside = 0;
    serving.start();
    while (begun == 0) std::this_thread::yield();
    const auto start = std::chrono::steady_clock::now();
    while (app.count().handled < static_cast<std::uint64_t>(count)) std::this_thread::sleep_for(1ms);
    const double rate = static_cast<double>(count) / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    serving.stop();
    return rate;
}

}  // namespace

int main() {
    std::vector<double> bare, many;
    for (int round = 0; round < 5; ++round) {
        bare.push_back(bare_threads(records, workers));
        many.push_back(lanes(records, 1'000));
    }
    std::ranges::sort(bare);
    std::ranges::sort(many);
    const double alone = bare_threads(1'000, 1);
    const double one = lanes(1'000, 1);
    const int at_a_time = most_inside;
    using benchmark_figures::figure_list;
    figure_list list{"key_lanes", std::to_string(records) + " records of one partition, handlers of 1 ms, " + std::to_string(workers) + " workers; median of " +
                                      std::to_string(many.size()) + " interleaved runs"};
    list.add("1,000 keys", many[many.size() / 2], "records/s", std::to_string(workers) + " bare threads", bare[bare.size() / 2],
             benchmark_figures::ratio_at_least(0.9));
    list.add("one key", one, "records/s", "one bare thread", alone);
    list.add("one key, handlers at a time", at_a_time, "", benchmark_figures::value_at_most(1));
    // How the rate grows with the keys, for the plot.
    for (const std::int64_t keys : {2, 4, 8, 16, 100}) {
        const double rate = lanes(std::min<std::int64_t>(records, 1'000 * keys), keys);
        list.add(std::to_string(keys) + " keys", rate, "records/s", "one bare thread", alone);
    }
    return list.tell() ? 0 : 1;
}
