// What a consumer keeps in memory for a record that waits and for the lane of a key, beside the record's own octets:
// octets of the heap, counted by the allocator.

#include "allocations.hpp"
#include "figures.hpp"
#include "messages.hpp"

#include <gulo/consume/pipeline.hpp>
#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>

#include <malloc.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace benchmark;
using namespace std::chrono_literals;

// Just below a power of two: tables that double are nearly full.
constexpr std::int64_t records = 65'000;

/// Like an identifier.
std::string key_number(std::int64_t number) { return "5f2b8c1e-0f60-4a57-9d0c-" + std::to_string(100'000'000'000 + number); }

/// Octets of the pipeline for each record that it holds, all of `keys` keys.
double held_by_pipeline(std::int64_t keys) {
    std::vector<std::string> names;
    for (std::int64_t number = 0; number < keys; ++number) names.push_back(key_number(number));
    gulo::consume::limits bounds;
    bounds.high_mark = 2 * records;
    gulo::consume::pipeline machine{bounds, {}};
    const gulo::topic_partition partition{"orders", 0};
    machine.assigned({&partition, 1}, {});
    machine.actions().clear();
    const std::size_t before = octets_in_use();
    for (std::int64_t offset = 0; offset < records; ++offset) {
        if (!machine.fetched(partition, offset, names[static_cast<std::size_t>(offset % keys)], {})) std::abort();
        machine.actions().clear();
    }
    return static_cast<double>(octets_in_use() - before) / static_cast<double>(records);
}

std::atomic<bool> open{false};
void wait_for_opening(const order_placed&) { open.wait(false); }

/// The same for a whole service, on records that are in memory anyway.
double held_by_service(std::int64_t keys) {
    // One arena, which the allocator's count is about.
    mallopt(M_ARENA_MAX, 1);
    auto broker = std::make_shared<gulo::memory_broker>();
    broker->log.create_topic(gulo::topic_name<order_placed>, 1);
    const std::string value = gulo::json::encode(order_number(1));
    for (std::int64_t number = 0; number < records; ++number) {
        const std::string key = key_number(number % keys);
        if (!broker->log.append({.topic = gulo::topic_name<order_placed>, .key = key, .value = value})) std::abort();
    }
    gulo::consumer_settings settings;
    settings.group = "memory";
    settings.workers = 1;
    settings.high_mark = 2 * static_cast<std::size_t>(records);  // half of it is room for one fetch
    gulo::application app{gulo::handlers<wait_for_opening>, gulo::subscribes<order_placed>, settings, gulo::in_memory{broker}};
    gulo::service serving{app};
    open = false;
    const std::size_t before = octets_in_use();
    serving.start();
    while (app.count().received < static_cast<std::uint64_t>(records)) std::this_thread::sleep_for(1ms);
    const double grown = static_cast<double>(octets_in_use() - before) / static_cast<double>(records);
    open = true;
    open.notify_all();
    serving.stop();
    return grown;
}

}  // namespace

int main() {
    const double own = static_cast<double>(gulo::json::encode(order_number(1)).size() + key_number(1).size());
    const double waiting = held_by_pipeline(1);
    const double with_lanes = held_by_pipeline(records);
    benchmark_figures::figure_list list{"memory", std::to_string(records) + " records held at once, none finished"};
    list.add("pipeline, record that waits behind others of its key", waiting, "octets", "its key and value", own);
    list.add("pipeline, lane of a key of 36 octets", with_lanes - waiting, "octets", "the key", 36);
    list.add("service, record that waits behind others of its key", held_by_service(1), "octets", "its key and value", own);
    list.add("service, record that is the only one of its key", held_by_service(records), "octets", "its key and value", own);
    return list.tell() ? 0 : 1;
}
