// Exactly once (transactions of 100 ms or 100,000 records) beside at least once, with the same load: 400,000 records of
// about 200 octets in eight partitions of a real cluster, one output for each.

#include "cluster.hpp"
#include "figures.hpp"
#include "measured.hpp"
#include "messages.hpp"

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>

#include <cstdio>

namespace {

using namespace benchmark;

struct order_noted {
    std::string order_id;
    std::string customer;
    std::int64_t cents = 0;
    std::int32_t quantity = 0;
    std::string article;
    std::string note;
    const std::string& partition_key() const { return customer; }
};
order_noted note(const order_placed& each) { return {each.order_id, each.customer, each.cents, each.quantity, each.article, each.note}; }

constexpr std::int64_t records = 400'000;

template <class... More>
cost run(More... more) {
    gulo::consumer_settings settings;
    settings.group = unique("group");
    settings.workers = 2;
    settings.high_mark = 50'000;
    gulo::application app{gulo::handlers<note>,
                          gulo::subscribes<order_placed>,
                          gulo::publishes<order_noted>,
                          settings,
                          gulo::settings{.log = [](const gulo::log_entry&) {}},
                          gulo::kafka{cluster_config()},
                          more...};
    gulo::service serving{app};
    while (app.count().received == 0) serving.step(100ms);
    const auto before = static_cast<std::int64_t>(app.count().received.load());
    const std::string topic{gulo::topic_name<order_placed>};
    const auto committed = [&] {
        std::int64_t all = 0;
        for (const auto& [partition, offset] : serving.loop()->committed())
            if (partition.topic == topic) all += offset;
        return all;
    };
    stopwatch watch;
    watch.start();
    while (committed() < records) serving.step(100ms);
    const cost measured = watch.per_record(records - before);
    serving.stop();
    return measured;
}

}  // namespace

int main() {
    const std::string name{gulo::topic_name<order_placed>};
    make_topic(name, 8);
    make_topic(std::string{gulo::topic_name<order_noted>}, 8);
    std::string value;
    fill(name, records, gulo::compression_type::lz4, [&](std::int64_t number) {
        value = gulo::json::encode(order_number(number));
        return std::pair<std::string, std::string_view>{std::to_string(number % 10'000), value};
    });
    std::vector<cost> once, least;
    for (int round = 0; round < 5; ++round) {
        least.push_back(run());
        once.push_back(run(gulo::exactly_once{}));
    }
    const cost reference = median(least);
    using benchmark_figures::figure_list;
    figure_list list{"exactly_once", std::to_string(records) + " records of " + std::to_string(value.size()) +
                                         " octets, one output each, until all are committed; median of " + std::to_string(least.size()) + " interleaved runs"};
    list.add("exactly once", 1e9 / median(once).wall, "records/s", "at least once", 1e9 / reference.wall, benchmark_figures::ratio_at_least(0.8));
    return list.tell() ? 0 : 1;
}
