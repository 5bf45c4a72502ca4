#pragma once
// Publishing to Kafka: gulo::publisher over librdkafka.

#include <gulo/kafka/config.hpp>
#include <gulo/kafka/dead_letter_topics.hpp>
#include <gulo/kafka/environment.hpp>
#include <gulo/kafka/producing_client.hpp>
#include <gulo/kafka/side_topics.hpp>
#include <gulo/kafka/validation.hpp>
#include <gulo/transport/publisher.hpp>
#include <gulo/transport/transport.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gulo {

/// Publishes to a Kafka cluster: idempotent, acknowledged by all replicas, with one outcome per record.
///
/// Delivery is reported on a thread of its own. A record waits in the local queue while no broker can be reached,
/// at most `producer_delivery_timeout`. After a fatal error of the idempotent producer everything under way is
/// reported as not delivered or unknown, and a new client takes over. Not usable after fork().
class kafka_producer final : public publisher {
public:
    /// Throws gulo::failure (errc::invalid_configuration); does not wait for a broker.
    kafka_producer(const kafka_config& config, const transport_environment& environment)
        : config_{config},
          environment_{environment},
          service_{environment.service},
          watch_{std::make_shared<kafka_detail::connection_watch>(config, environment.log)} {
        open();
    }

    ~kafka_producer() override { close(); }

    void publish(const outgoing_record& record, delivery_listener* listener) noexcept override {
        const entered client{*this};
        if (!client)
            return fail(record, listener,
                        {errc::shutting_down, "record for topic \"" + std::string{record.topic} + "\" was not published: the producer is closed"});
        rd_kafka_topic_t* const topic = client->topic(record.topic);
        if (topic == nullptr)
            return fail(record, listener,
                        {errc::invalid_topic, "\"" + std::string{record.topic} + "\" cannot be a topic's name; 1 to 249 letters, digits, '.', '_' or '-'"});
        if (record.headers.empty() && !record.time) {
            send(record, listener, *client, [&] {
                return rd_kafka_produce(topic, record.partition, RD_KAFKA_MSG_F_COPY, pointer(record.value), size(record.value), pointer(record.key),
                                        size(record.key), listener) == 0
                           ? RD_KAFKA_RESP_ERR_NO_ERROR
                           : rd_kafka_last_error();
            });
        } else {
            kafka_detail::headers_handle headers = kafka_detail::make_headers(record.headers);
            send(record, listener, *client, [&] { return produce_with(*client, topic, record, headers, listener); });
        }
    }

    /// Creates the topic as rule D3 wants it. Where that is not allowed the broker's own creation, if any, has to do.
    std::optional<std::int32_t> prepare_dead_letters(std::string_view source, std::string_view target) noexcept override {
        try {
            return dead_letters_.prepare(config_, environment_, is_embedded(), std::string{source}, std::string{target});
        } catch (const std::exception& caught) {
            write_log(environment_.log, severity::warning, "a dead-letter topic could not be prepared", {{"topic", target}, {"reason", caught.what()}});
            return std::nullopt;
        }
    }

    std::optional<std::int32_t> prepare_topic(const side_topic& wanted) noexcept override {
        try {
            return side_topics_.prepare(config_, environment_, is_embedded(), wanted);
        } catch (const std::exception& caught) {
            write_log(environment_.log, severity::warning, "a topic for a retry rule could not be prepared",
                      {{"topic", wanted.name}, {"reason", caught.what()}});
            return std::nullopt;
        }
    }

    bool flush(std::chrono::milliseconds bound) noexcept override {
        const auto deadline = std::chrono::steady_clock::now() + bound;
        {
            const entered client{*this};
            if (client && !client->flush(bound)) return false;
        }
        for (client_type* const client : all_clients())
            if (!client->wait_if_retired(deadline)) return false;
        return true;
    }

    void close() noexcept override {
        is_closed_.store(true);
        current_.store(nullptr);
        // Not under the lock: a client that is being replaced needs it to see that there is no replacement any more.
        const std::vector<client_type*> clients = all_clients();
        current_.store(nullptr);  // again, as one may have been opened before the lock was had; after that none is
        for (client_type* const client : clients) client->close();
    }

    /// Was a broker reachable when last heard of? Any thread.
    bool is_connected() const noexcept { return watch_->is_connected(); }

    /// What the other clients of this connection report to.
    const std::shared_ptr<kafka_detail::connection_watch>& watch() const noexcept { return watch_; }

    /// Whether the cluster is an embedded broker; false as long as no broker answers.
    bool is_embedded() { return cluster_id(std::chrono::milliseconds{500}).starts_with("mockCluster"); }

    /// The cluster's own name; empty when no broker answered within `bound`.
    std::string cluster_id(std::chrono::milliseconds bound) {
        const entered client{*this};
        if (!client) return {};
        char* const name = rd_kafka_clusterid(client->native(), static_cast<int>(bound.count()));
        if (name == nullptr) return {};
        std::string copy{name};
        rd_kafka_mem_free(client->native(), name);
        return copy;
    }

private:
    using client_type = kafka_detail::producing_client;

    // Keeps the current client from being destroyed while it is used.
    class entered {
    public:
        explicit entered(kafka_producer& producer) noexcept {
            while ((client_ = producer.current_.load()) != nullptr) {
                client_->enter();
                if (client_ == producer.current_.load()) return;
                client_->leave();
            }
        }
        ~entered() {
            if (client_ != nullptr) client_->leave();
        }
        entered(const entered&) = delete;
        entered& operator=(const entered&) = delete;

        explicit operator bool() const noexcept { return client_ != nullptr; }
        client_type* operator->() const noexcept { return client_; }
        client_type& operator*() const noexcept { return *client_; }

    private:
        client_type* client_ = nullptr;
    };

    static void* pointer(const std::optional<std::string_view>& text) noexcept {
        // librdkafka only reads what it copies, but takes a pointer to non-const.
        return text ? const_cast<char*>(kafka_detail::never_null(*text)) : nullptr;
    }

    static std::size_t size(const std::optional<std::string_view>& text) noexcept { return text ? text->size() : 0; }

    static rd_kafka_resp_err_t produce_with(client_type& client, rd_kafka_topic_t* topic, const outgoing_record& record, kafka_detail::headers_handle& headers,
                                            delivery_listener* listener) noexcept {
        rd_kafka_vu_t parts[8];
        std::size_t count = 0;
        const auto part = [&](rd_kafka_vtype_t type) -> auto& {
            parts[count].vtype = type;
            return parts[count++].u;
        };
        part(RD_KAFKA_VTYPE_RKT).rkt = topic;
        part(RD_KAFKA_VTYPE_PARTITION).i32 = record.partition;
        part(RD_KAFKA_VTYPE_MSGFLAGS).i = RD_KAFKA_MSG_F_COPY;
        part(RD_KAFKA_VTYPE_VALUE).mem = {pointer(record.value), size(record.value)};
        part(RD_KAFKA_VTYPE_KEY).mem = {pointer(record.key), size(record.key)};
        part(RD_KAFKA_VTYPE_OPAQUE).ptr = listener;
        if (!record.headers.empty()) part(RD_KAFKA_VTYPE_HEADERS).headers = headers.get();
        if (record.time) part(RD_KAFKA_VTYPE_TIMESTAMP).i64 = std::chrono::duration_cast<std::chrono::milliseconds>(record.time->time_since_epoch()).count();
        const kafka_detail::error_handle fault{rd_kafka_produceva(client.native(), parts, count)};
        if (fault) return rd_kafka_error_code(fault.get());
        if (!record.headers.empty()) static_cast<void>(headers.release());  // they belong to the message now
        return RD_KAFKA_RESP_ERR_NO_ERROR;
    }

    // Queues by `produce`, waiting for room at most `max_block`.
    template <class Produce>
    void send(const outgoing_record& record, delivery_listener* listener, client_type& client, Produce&& produce) noexcept {
        rd_kafka_resp_err_t code = produce();
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) [[likely]]
            return;
        const auto deadline = std::chrono::steady_clock::now() + config_.max_block;
        while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL && !is_closed_.load() && client.wait_for_room(deadline)) code = produce();
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return;
        if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL && is_closed_.load()) code = RD_KAFKA_RESP_ERR__PURGE_QUEUE;
        fail(record, listener, kafka_detail::delivery_error(code, record.topic, size(record.value) + size(record.key), false));
    }

    void fail(const outgoing_record& record, delivery_listener* listener, const error& why) noexcept {
        if (listener != nullptr) listener->not_delivered(why);
        else if (environment_.failures != nullptr) environment_.failures->publishing_failed(record, why);
    }

    std::vector<client_type*> all_clients() {
        const std::lock_guard lock{mutex_};
        std::vector<client_type*> clients;
        for (const auto& client : clients_) clients.push_back(client.get());
        return clients;
    }

    void open() {
        const std::lock_guard lock{mutex_};
        if (is_closed_.load()) return;
        auto client = std::make_unique<client_type>(config_, service_, kafka_detail::make_client_log(config_, environment_.log), watch_, environment_.failures,
                                                    [this](const std::string& text) { replace(text); });
        current_.store(client.get());
        clients_.push_back(std::move(client));
    }

    // On the failed client's own thread. A cluster that keeps failing gets a new client ever more rarely.
    void replace(const std::string& text) noexcept {
        write_log(environment_.log, severity::error,
                  "the Kafka producer failed for good and is replaced; what was under way is reported as not delivered or unknown: " + text);
        client_type* const failed = current_.load();
        do pause_before_opening();
        while (!is_opened());
        if (failed != nullptr) failed->retire();
    }

    void pause_before_opening() noexcept {
        const std::size_t before = replaced_++;
        const auto pause = std::chrono::milliseconds{before == 0 ? 0 : std::min<std::int64_t>(30'000, 100LL << std::min<std::size_t>(before, 9))};
        const auto deadline = std::chrono::steady_clock::now() + pause;
        while (!is_closed_.load() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }

    // Files of certificates, for instance, may be missing for a moment.
    bool is_opened() noexcept {
        try {
            open();
            return true;
        } catch (const std::exception& fault) {
            write_log(environment_.log, severity::error, std::string{"no new Kafka producer could be opened; it is tried again: "} + fault.what());
            return false;
        }
    }

    kafka_config config_;
    transport_environment environment_;
    kafka_detail::dead_letter_topics dead_letters_;
    kafka_detail::side_topics side_topics_;
    std::string service_;
    std::shared_ptr<kafka_detail::connection_watch> watch_;
    std::atomic<client_type*> current_{nullptr};
    std::atomic<bool> is_closed_{false};
    std::size_t replaced_ = 0;
    std::mutex mutex_;
    std::vector<std::unique_ptr<client_type>> clients_;
};

}  // namespace gulo
