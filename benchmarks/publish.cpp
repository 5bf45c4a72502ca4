// Typed publish beside raw librdkafka loops that produce the same octets, one header included, with the same options, to
// one topic of a real cluster; the same records until all are acknowledged by the broker.

#include "cluster.hpp"
#include "figures.hpp"
#include "measured.hpp"
#include "messages.hpp"

#include <gulo/gulo.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace benchmark;

constexpr std::int64_t records = 400'000;
constexpr std::size_t distinct = 1'000;
constexpr int rounds = 7;

/// A record as it is on the wire.
struct encoded {
    std::string header;
    std::string value;
};

const std::vector<order_placed>& orders() {
    static const std::vector<order_placed> all = [] {
        std::vector<order_placed> made;
        for (std::size_t number = 0; number < distinct; ++number) made.push_back(order_number(static_cast<std::int64_t>(number)));
        return made;
    }();
    return all;
}

/// What Gulo makes of the orders, each with an id of its own: records that are alike would compress better.
std::vector<encoded> encoded_orders() {
    auto broker = std::make_shared<gulo::memory_broker>();
    broker->log.create_topic(gulo::topic_name<order_placed>, 1);
    gulo::application app{gulo::publishes<order_placed>, gulo::in_memory{broker}, gulo::settings{.service_name = "benchmark"}};
    std::vector<encoded> all;
    for (std::int64_t number = 0; number < records; ++number) app.publish(orders()[static_cast<std::size_t>(number) % distinct]);
    for (const auto& each : broker->log.records(gulo::topic_name<order_placed>))
        all.push_back({std::string{*each->headers().front().value}, std::string{*each->value()}});
    return all;
}

gulo::kafka_config producing() {
    gulo::kafka_config config = cluster_config();
    config.service_name = "benchmark";
    // Room for all, so that nobody waits: what is told of the processor is the way in, not the way to wait.
    config.producer_queue_messages = static_cast<std::size_t>(records) + 1;
    return config;
}

std::atomic<std::int64_t> acknowledged{0};
void count_report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) acknowledged.fetch_add(1, std::memory_order_relaxed);
}

/// What somebody would write by hand over librdkafka: delivery reports by callback, served between two records or by a
/// thread of their own.
class raw_producer {
public:
    explicit raw_producer(bool own_thread) : has_own_thread_{own_thread} {
        gulo::kafka_detail::conf_handle conf = gulo::kafka_detail::checked_conf(producing(), gulo::kafka_detail::client_role::producer, "benchmark");
        rd_kafka_conf_set_dr_msg_cb(conf.get(), &count_report);
        client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf.release(), nullptr, 0);
        topic_ = rd_kafka_topic_new(client_, (prefix() + "." + std::string{gulo::topic_name<order_placed>}).c_str(), nullptr);
        if (own_thread)
            server_ = std::thread{[this] {
                while (!stopping_) rd_kafka_poll(client_, 100);
            }};
    }
    ~raw_producer() {
        stopping_ = true;
        if (server_.joinable()) server_.join();
        rd_kafka_topic_destroy(topic_);
        rd_kafka_destroy(client_);
    }
    raw_producer(const raw_producer&) = delete;

    void publish(const encoded& record) {
        rd_kafka_headers_t* const headers = rd_kafka_headers_new(1);
        rd_kafka_header_add(headers, "gulo", 4, record.header.data(), static_cast<ssize_t>(record.header.size()));
        rd_kafka_vu_t parts[5];
        parts[0].vtype = RD_KAFKA_VTYPE_RKT;
        parts[0].u.rkt = topic_;
        parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
        parts[1].u.i32 = RD_KAFKA_PARTITION_UA;
        parts[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
        parts[2].u.i = RD_KAFKA_MSG_F_COPY;
        parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
        parts[3].u.mem = {const_cast<char*>(record.value.data()), record.value.size()};
        parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
        parts[4].u.headers = headers;
        if (rd_kafka_error_t* const fault = rd_kafka_produceva(client_, parts, 5)) throw std::runtime_error{rd_kafka_error_string(fault)};
        if (!has_own_thread_) rd_kafka_poll(client_, 0);
    }

    void finish() { rd_kafka_flush(client_, 60'000); }

private:
    bool has_own_thread_;
    rd_kafka_t* client_ = nullptr;
    rd_kafka_topic_t* topic_ = nullptr;
    std::atomic<bool> stopping_{false};
    std::thread server_;
};

/// The rate until everything is acknowledged; the CPU time of this thread until everything is queued.
template <class Publish, class Finish>
cost measure(Publish&& publish, Finish&& finish) {
    publish(0);  // connects, and learns the topic
    finish();
    stopwatch watch;
    watch.start();
    for (std::int64_t number = 0; number < records; ++number) publish(static_cast<std::size_t>(number));
    const double cpu = watch.per_record(records).cpu;
    finish();
    return {watch.per_record(records).wall, cpu};
}

cost raw(const std::vector<encoded>& all, bool own_thread) {
    raw_producer out{own_thread};
    acknowledged = 0;
    const cost measured = measure([&](std::size_t number) { out.publish(all[number]); }, [&] { out.finish(); });
    if (acknowledged < records) throw std::runtime_error{"records were not acknowledged"};
    return measured;
}

cost typed() {
    gulo::application app{gulo::publishes<order_placed>, gulo::settings{.service_name = "benchmark", .log = [](const gulo::log_entry&) {}},
                          gulo::kafka{producing()}};
    const cost measured = measure([&](std::size_t number) { app.publish(orders()[number % distinct]); },
                                  [&] {
                                      if (!app.transport().out().flush(60s)) throw std::runtime_error{"records were not acknowledged"};
                                  });
    if (app.count().publish_failures != 0) throw std::runtime_error{"records were not published"};
    return measured;
}

/// Making the octets alone: a fresh id, the header, the JSON.
cost encoding() {
    gulo::outbox out;
    std::size_t octets = 0;
    stopwatch watch;
    watch.start();
    for (std::int64_t number = 0; number < records; ++number) {
        out.clear();
        const gulo::timestamp now = gulo::real_clock::instance().wall_time();
        char id[gulo::uuid::text_size];
        gulo::uuid::make(now).write(id);
        out.begin(gulo::message_name<order_placed>, gulo::topic_name<order_placed>, now);
        const std::string_view own{id, sizeof id};
        gulo::outgoing_metadata told{};
        told.type = gulo::message_name<order_placed>;
        told.id = own;
        told.correlation_id = own;
        told.source = "benchmark";
        gulo::compact_header::write<gulo::json>(out, told, orders()[static_cast<std::size_t>(number) % distinct]);
        out.end_value();
        octets += out.text().size();
    }
    if (octets == 0) throw std::runtime_error{"nothing was encoded"};
    return watch.per_record(records);
}

}  // namespace

int main() {
    make_topic(std::string{gulo::topic_name<order_placed>}, 4);
    const std::vector<encoded> all = encoded_orders();
    std::vector<cost> inlined, threaded, gulos, encodings;
    for (int round = 0; round < rounds; ++round) {
        inlined.push_back(raw(all, false));
        gulos.push_back(typed());
        threaded.push_back(raw(all, true));
        encodings.push_back(encoding());
    }
    const cost by_hand = median(inlined);
    const cost with_thread = median(threaded);
    const cost own = median(gulos);
    const cost encode = median(encodings);
    using namespace benchmark_figures;
    figure_list list{"publish", std::to_string(records) + " records of " + std::to_string(all.front().value.size()) + " octets and a header of " +
                                    std::to_string(all.front().header.size()) + ", acks from all, idempotent; median of " + std::to_string(rounds) +
                                    " interleaved runs"};
    list.add("raw rd_kafka_produceva, reports served inline", 1e9 / by_hand.wall, "records/s");
    list.add("raw, reports served by a thread of their own", 1e9 / with_thread.wall, "records/s", "raw, inline", 1e9 / by_hand.wall);
    list.add("gulo publish", 1e9 / own.wall, "records/s", "raw, inline", 1e9 / by_hand.wall, ratio_at_least(0.95));
    list.add("CPU of the publishing thread: raw, inline", by_hand.cpu, "ns");
    list.add("CPU of the publishing thread: raw, own thread", with_thread.cpu, "ns", "raw, inline", by_hand.cpu);
    list.add("CPU of the publishing thread: gulo", own.cpu, "ns", "raw, inline", by_hand.cpu);
    list.add("CPU of encoding alone (id, header, JSON)", encode.cpu, "ns");
    list.add("CPU of gulo beyond encoding", own.cpu - encode.cpu, "ns", "raw, own thread", with_thread.cpu, ratio_at_most(1.05));
    list.add("CPU of gulo beyond encoding", own.cpu - encode.cpu, "ns", "raw, inline", by_hand.cpu, ratio_at_most(1.05));
    return list.tell() ? 0 : 1;
}
