// From publish to handler through a real cluster at fixed rates: Gulo beside librdkafka used by hand, with the same
// options. All clients are connected all the time; they take short turns, so that noise meets all alike.

#include "cluster.hpp"
#include "figures.hpp"
#include "messages.hpp"

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace benchmark;

constexpr int rounds = 15;
constexpr auto turn = 500ms;

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

/// The times of one turn, noted on whatever threads the handlers run.
class arrivals {
public:
    void expect(std::size_t count) {
        times_.assign(count, 0);
        next_ = 0;
    }
    void note(std::int64_t sent) {
        const std::int64_t took = now() - sent;
        if (const std::size_t at = next_.fetch_add(1); at < times_.size()) times_[at] = took;
        ended_.fetch_add(1);
    }
    void wait() {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (ended_ < expected_so_far_ + times_.size()) {
            if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error{"records did not arrive"};
            std::this_thread::sleep_for(1ms);
        }
        expected_so_far_ += times_.size();
        std::ranges::sort(times_);
    }
    double milliseconds(double share) const {
        return static_cast<double>(times_[static_cast<std::size_t>(share * static_cast<double>(times_.size() - 1))]) / 1e6;
    }

    const std::vector<std::int64_t>& times() const { return times_; }

private:
    std::vector<std::int64_t> times_;
    std::atomic<std::size_t> next_{0};
    std::atomic<std::size_t> ended_{0};
    std::size_t expected_so_far_ = 0;
};

/// One message type and topic for each way.
template <int Way>
struct stamped {
    static constexpr std::string_view topic = Way == 0 ? "raw" : Way == 1 ? "default" : "inline";
    std::int64_t sent = 0;
    std::string customer;
    std::string article;
    std::string note;
    const std::string& partition_key() const { return customer; }
};
template <int Way>
stamped<Way> make() {
    static int number = 0;
    return {now(), "customer-5f2b8c1e-0f60-4a57-9d0c-5f2b8c1e" + std::to_string(1'000 + ++number % 1'000), "article-5f2b8c1e-0f60-4a57",
            "leave it at the door of the neighbour, please"};
}

template <int Way>
arrivals& arrived() {
    static arrivals all;
    return all;
}
template <int Way>
void handle(const stamped<Way>& each) {
    arrived<Way>().note(each.sent);
}

gulo::kafka_config config_with(std::chrono::microseconds linger) {
    gulo::kafka_config config = cluster_config();
    config.service_name = "benchmark";
    config.producer_linger = linger;
    config.topic_prefix += "-linger-" + std::to_string(linger.count());
    return config;
}

/// What somebody would write by hand: one thread that polls, decodes and handles; commits once a second.
class raw_client {
public:
    explicit raw_client(std::chrono::microseconds linger) {
        using namespace gulo::kafka_detail;
        const gulo::kafka_config config = config_with(linger);
        const std::string name = config.topic_prefix + ".raw";
        producer_ = rd_kafka_new(RD_KAFKA_PRODUCER, checked_conf(config, client_role::producer, "benchmark").release(), nullptr, 0);
        topic_ = rd_kafka_topic_new(producer_, name.c_str(), nullptr);
        conf_handle reading = checked_conf(config, client_role::consumer, "benchmark");
        rd_kafka_conf_set(reading.get(), "group.id", unique("raw").c_str(), nullptr, 0);
        consumer_ = rd_kafka_new(RD_KAFKA_CONSUMER, reading.release(), nullptr, 0);
        rd_kafka_poll_set_consumer(consumer_);
        const list_handle topics{rd_kafka_topic_partition_list_new(1)};
        rd_kafka_topic_partition_list_add(topics.get(), name.c_str(), RD_KAFKA_PARTITION_UA);
        rd_kafka_subscribe(consumer_, topics.get());
        thread_ = std::thread{[this] { consume(); }};
    }
    ~raw_client() {
        stopping_ = true;
        thread_.join();
        rd_kafka_consumer_close(consumer_);
        rd_kafka_destroy(consumer_);
        rd_kafka_flush(producer_, 10'000);
        rd_kafka_topic_destroy(topic_);
        rd_kafka_destroy(producer_);
    }
    raw_client(const raw_client&) = delete;

    void publish() {
        json_.clear();
        const stamped<0> message = make<0>();
        gulo::json::encode_to(message, json_);
        rd_kafka_produce(topic_, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, json_.data(), json_.size(), message.customer.data(), message.customer.size(),
                         nullptr);
        rd_kafka_poll(producer_, 0);
    }

private:
    void consume() {
        auto committed = std::chrono::steady_clock::now();
        bool has_new = false;
        while (!stopping_) {
            const gulo::kafka_detail::message_handle message{rd_kafka_consumer_poll(consumer_, 100)};
            if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                const auto decoded = gulo::json::try_decode<stamped<0>>(std::string_view{static_cast<const char*>(message->payload), message->len});
                if (decoded) handle<0>(*decoded);
                rd_kafka_offset_store(message->rkt, message->partition, message->offset);
                has_new = true;
            }
            if (const auto at = std::chrono::steady_clock::now(); has_new && at - committed > 1s) {
                rd_kafka_commit(consumer_, nullptr, 1);
                committed = at;
                has_new = false;
            }
        }
    }

    rd_kafka_t* producer_ = nullptr;
    rd_kafka_topic_t* topic_ = nullptr;
    rd_kafka_t* consumer_ = nullptr;
    gulo::buffer json_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

template <int Way>
auto consuming() {
    gulo::consumer_settings settings;
    settings.group = unique("gulo");
    if (Way == 2) settings.workers = 0;
    return settings;
}

/// How late this thread woke up for each record, milliseconds: how much of the rest is the machine's.
std::vector<double>& lateness() {
    static std::vector<double> all;
    return all;
}

/// Publishes at the rate for one turn and waits for the last record.
template <int Way, class Publish>
void take_turn(int rate, Publish&& publish) {
    const auto count = static_cast<std::size_t>(rate * turn / 1s);
    arrived<Way>().expect(count);
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t number = 0; number < count; ++number) {
        const auto due = start + std::chrono::nanoseconds{1'000'000'000 / rate} * number;
        std::this_thread::sleep_until(due);
        lateness().push_back(static_cast<double>((std::chrono::steady_clock::now() - due).count()) / 1e6);
        publish();
    }
    arrived<Way>().wait();
}

double quantile(std::vector<double> all, double share) {
    std::ranges::sort(all);
    return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
}
double middle(const std::vector<double>& all) { return quantile(all, 0.5); }

struct percentiles {
    std::vector<double> p50, p99;  // of each turn
    std::vector<double> all;
    template <int Way>
    void note() {
        p50.push_back(arrived<Way>().milliseconds(0.5));
        p99.push_back(arrived<Way>().milliseconds(0.99));
        for (const std::int64_t each : arrived<Way>().times()) all.push_back(static_cast<double>(each) / 1e6);
    }
    // A turn has too few for that.
    double p999() const { return quantile(all, 0.999); }
};

void measure(std::chrono::microseconds linger, const std::vector<int>& rates, benchmark_figures::figure_list& list) {
    {
        gulo::kafka_admin admin{config_with(linger), quiet()};
        const gulo::kafka_topic topics[] = {{"raw", 4}, {"default", 4}, {"inline", 4}};
        if (!admin.create(topics, 20s)) throw std::runtime_error{"the topics could not be created"};
    }
    const gulo::settings silent{.service_name = "benchmark", .log = [](const gulo::log_entry&) {}};
    // Apart, because an event that an application publishes goes to its own handlers without a cluster.
    gulo::application out{gulo::publishes<stamped<1>, stamped<2>>, silent, gulo::kafka{config_with(linger)}};
    gulo::application one{gulo::handlers<handle<1>>, gulo::subscribes<stamped<1>>, consuming<1>(), silent, gulo::kafka{config_with(linger)}};
    gulo::application two{gulo::handlers<handle<2>>, gulo::subscribes<stamped<2>>, consuming<2>(), silent, gulo::kafka{config_with(linger)}};
    gulo::service first{one};
    gulo::service second{two};
    first.start();
    second.start();
    raw_client raw{linger};
    for (const int rate : rates) {
        percentiles hand, with_workers, without;
        lateness().clear();
        for (int round = -1; round < rounds; ++round) {
            take_turn<0>(rate, [&] { raw.publish(); });
            take_turn<1>(rate, [&] { out.publish(make<1>()); });
            take_turn<2>(rate, [&] { out.publish(make<2>()); });
            if (round < 0) continue;  // until then they join their groups and learn their topics
            hand.note<0>();
            with_workers.note<1>();
            without.note<2>();
        }
        const std::string about = std::to_string(rate) + "/s, linger " + std::to_string(linger.count() / 1'000) + " ms, ";
        using benchmark_figures::ratio_at_most;
        list.add(about + "gulo p50", middle(with_workers.p50), "ms", "raw", middle(hand.p50));
        list.add(about + "gulo p99", middle(with_workers.p99), "ms", "raw", middle(hand.p99), ratio_at_most(1.1));
        list.add(about + "gulo p99.9", with_workers.p999(), "ms", "raw", hand.p999());
        list.add(about + "workers = 0 p50", middle(without.p50), "ms", "raw", middle(hand.p50));
        list.add(about + "workers = 0 p99", middle(without.p99), "ms", "raw", middle(hand.p99), ratio_at_most(1.1));
        list.add(about + "workers = 0 p99.9", without.p999(), "ms", "raw", hand.p999());
        list.add(about + "a thread that slept woke late by, p99", quantile(lateness(), 0.99), "ms");
    }
    first.stop();
    second.stop();
}

}  // namespace

int main() {
    benchmark_figures::figure_list list{"latency", "from publish to handler, records of " + std::to_string(gulo::json::encode(make<0>()).size()) +
                                                       " octets, one broker; median of " + std::to_string(rounds) +
                                                       " turns of half a second; p99.9 of all turns together"};
    measure(5ms, {1'000, 10'000}, list);
    // At higher rates nobody sends every record by itself.
    measure(0ms, {1'000}, list);
    return list.tell() ? 0 : 1;
}
