// Typed consume, record to handler with frontier commit, beside a raw rd_kafka_consume_batch_queue loop that decodes the
// same structs and commits as often. One million records of about 200 octets in eight partitions of a real cluster.

#include "cluster.hpp"
#include "figures.hpp"
#include "measured.hpp"
#include "messages.hpp"

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace {

using namespace benchmark;

std::string topic_in_use;

std::int64_t handled = 0;
std::int64_t sum = 0;
void handle(const order_placed& each) {
    ++handled;
    sum += each.cents;
}

constexpr std::int64_t records = 1'000'000;
constexpr int partitions = 8;

/// What somebody would write by hand over librdkafka.
cost raw_loop() {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    const std::pair<const char*, std::string> options[] = {{"bootstrap.servers", cluster_config().bootstrap_servers},
                                                           {"group.id", unique("raw")},
                                                           {"enable.auto.commit", "false"},
                                                           {"enable.auto.offset.store", "false"},
                                                           {"auto.offset.reset", "earliest"},
                                                           {"session.timeout.ms", "6000"},
                                                           {"heartbeat.interval.ms", "300"},
                                                           {"queued.min.messages", "100000"}};
    for (const auto& [name, value] : options) rd_kafka_conf_set(conf, name, value.c_str(), nullptr, 0);
    rd_kafka_t* const client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0);
    rd_kafka_poll_set_consumer(client);
    const gulo::kafka_detail::list_handle topics{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(topics.get(), topic_in_use.c_str(), RD_KAFKA_PARTITION_UA);
    rd_kafka_subscribe(client, topics.get());
    rd_kafka_queue_t* const queue = rd_kafka_queue_get_consumer(client);
    std::vector<rd_kafka_message_t*> batch(1'000);
    std::vector<std::int64_t> next(partitions, -1);
    const auto commit = [&](bool at_the_end) {
        const gulo::kafka_detail::list_handle offsets{rd_kafka_topic_partition_list_new(partitions)};
        for (int each = 0; each < partitions; ++each)
            if (next[static_cast<std::size_t>(each)] >= 0)
                rd_kafka_topic_partition_list_add(offsets.get(), topic_in_use.c_str(), each)->offset = next[static_cast<std::size_t>(each)];
        rd_kafka_commit(client, offsets.get(), at_the_end ? 0 : 1);
    };
    stopwatch watch;
    std::int64_t got = 0;
    auto committed = std::chrono::steady_clock::now();
    while (got < records) {
        const ssize_t count = rd_kafka_consume_batch_queue(queue, 100, batch.data(), batch.size());
        for (ssize_t at = 0; at < count; ++at) {
            const rd_kafka_message_t& message = *batch[static_cast<std::size_t>(at)];
            if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                if (got++ == 0) watch.start();
                const auto decoded = gulo::json::try_decode<order_placed>(std::string_view{static_cast<const char*>(message.payload), message.len});
                if (decoded) handle(*decoded);
                next[static_cast<std::size_t>(message.partition)] = message.offset + 1;
            }
            rd_kafka_message_destroy(batch[static_cast<std::size_t>(at)]);
        }
        if (std::chrono::steady_clock::now() - committed > 1s) {
            commit(false);
            committed = std::chrono::steady_clock::now();
        }
    }
    commit(true);
    const cost measured = watch.per_record(records);
    rd_kafka_queue_destroy(queue);
    rd_kafka_consumer_close(client);
    rd_kafka_destroy(client);
    return measured;
}

/// The same with Gulo; the calling thread polls.
cost typed(std::size_t workers, bool one_type = false) {
    gulo::kafka_config config = cluster_config();
    // As large as in the raw loop, where it is the default.
    config.consumer_options["queued.min.messages"] = "100000";
    config.consumer_options["queued.max.messages.kbytes"] = "65536";
    gulo::consumer_settings settings;
    settings.group = unique("typed");
    settings.workers = workers;
    settings.high_mark = 20'000;
    settings.topics[std::string{gulo::topic_name<order_placed>}].one_type = one_type;
    gulo::application app{gulo::handlers<handle>, gulo::subscribes<order_placed>, settings, gulo::settings{.log = [](const gulo::log_entry&) {}},
                          gulo::kafka{config}};
    gulo::service serving{app};
    while (app.count().received == 0) serving.step(100ms);
    const std::int64_t before = static_cast<std::int64_t>(app.count().received.load());
    stopwatch watch;
    watch.start();
    while (static_cast<std::int64_t>(app.count().handled.load()) < records) serving.step(100ms);
    const cost measured = watch.per_record(records - before);
    serving.stop();
    return measured;
}

}  // namespace

int main() {
    const std::string name{gulo::topic_name<order_placed>};
    topic_in_use = make_topic(name, partitions);
    std::string value;
    fill(name, records, gulo::compression_type::lz4, [&](std::int64_t number) {
        value = gulo::json::encode(order_number(number));
        return std::pair<std::string, std::string_view>{std::to_string(number % 10'000), value};
    });
    std::vector<cost> raw, inlined, one_type, one, four;
    for (int round = 0; round < 5; ++round) {
        raw.push_back(raw_loop());
        inlined.push_back(typed(0));
        one_type.push_back(typed(0, true));
        one.push_back(typed(1));
        four.push_back(typed(4));
    }
    const cost reference = median(raw);
    using namespace benchmark_figures;
    figure_list list{"typed_consume", std::to_string(records) + " records of " + std::to_string(value.size()) + " octets, " + std::to_string(partitions) +
                                          " partitions, median of " + std::to_string(raw.size()) + " interleaved runs; CPU of the polling thread"};
    const auto add = [&](const std::string& what, const cost& measured, bool has_goal = false) {
        list.add(what, 1e9 / measured.wall, "records/s", "raw", 1e9 / reference.wall, has_goal ? std::optional{ratio_at_least(0.95)} : std::nullopt);
        list.add(what + ", CPU", measured.cpu, "ns", "raw", reference.cpu, has_goal ? std::optional{ratio_at_most(1.1)} : std::nullopt);
    };
    list.add("raw rd_kafka_consume_batch_queue, decode, commit", 1e9 / reference.wall, "records/s");
    add("gulo, workers = 0 (handlers on the polling thread)", median(inlined), true);
    add("gulo, workers = 0, one_type (headers are not read)", median(one_type), true);
    add("gulo, workers = 1 (the price of the hand-off)", median(one));
    add("gulo, workers = 4", median(four));
    return list.tell() && handled != 0 ? 0 : 1;
}
