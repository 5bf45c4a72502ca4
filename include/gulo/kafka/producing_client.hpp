#pragma once
// One librdkafka producer with its thread that serves delivery reports. kafka_producer replaces it after a fatal error.

#include <gulo/kafka/client.hpp>
#include <gulo/kafka/client_errors.hpp>
#include <gulo/kafka/headers.hpp>
#include <gulo/kafka/topic_handles.hpp>
#include <gulo/transport/publisher.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace gulo::kafka_detail {

/// Publishers may be inside while it is being retired; they announce themselves by `enter` and `leave`, and the
/// client is closed only when nobody is inside. The object itself lives as long as its kafka_producer.
class producing_client : private client_context {
public:
    /// `on_fatal` is called once, on the serving thread, with the fatal error's text.
    producing_client(const kafka_config& config, std::string_view service, client_log log, std::shared_ptr<connection_watch> shared_watch,
                     failure_listener* failures, std::function<void(std::string)> on_fatal)
        : client_context{std::move(log), std::move(shared_watch)},
          failures_{failures},
          on_fatal_{std::move(on_fatal)},
          prefix_{config.topic_prefix.empty() ? "" : config.topic_prefix + "."} {
        conf_handle conf = checked_conf(config, client_role::producer, service);
        rd_kafka_conf_set_dr_msg_cb(conf.get(), &report_delivery);
        rd_kafka_conf_set_error_cb(conf.get(), &report_error);
        rd_kafka_conf_set_stats_cb(conf.get(), &report_statistics);
        client_ = open_client(RD_KAFKA_PRODUCER, std::move(conf), *this, config);
        try {
            server_ = std::thread{[this] { serve(); }};
        } catch (...) {
            rd_kafka_destroy(client_);
            throw;
        }
    }

    ~producing_client() { close(); }

    void enter() noexcept { inside_.fetch_add(1); }
    void leave() noexcept { inside_.fetch_sub(1); }

    rd_kafka_t* native() const noexcept { return client_; }

    /// Null when the name cannot be a topic's.
    rd_kafka_topic_t* topic(std::string_view name) { return topics_.find(client_, name, prefix_); }

    /// Waits until reports were served, which makes room in the queue, or until `deadline`. False: no use waiting.
    bool wait_for_room(std::chrono::steady_clock::time_point deadline) {
        if (is_reporting || std::chrono::steady_clock::now() >= deadline) return false;
        std::unique_lock lock{mutex_};
        ++waiting_;
        const auto look_again = std::chrono::steady_clock::now() + std::chrono::milliseconds{20};
        served_.wait_until(lock, (std::min)(deadline, look_again));
        --waiting_;
        return true;
    }

    bool flush(std::chrono::milliseconds bound) noexcept {
        const auto milliseconds = std::clamp<std::int64_t>(bound.count(), 0, 86'400'000);
        return rd_kafka_flush(client_, static_cast<int>(milliseconds)) == RD_KAFKA_RESP_ERR_NO_ERROR;
    }

    /// Ends it: what is under way is purged and reported, then the client is destroyed. Nobody may enter any more.
    void close() noexcept {
        stopping_.store(true);
        if (server_.joinable()) server_.join();
    }

    /// Starts the end of it without waiting.
    void retire() noexcept { stopping_.store(true); }

    /// False: it is retired, and not everything in it has its outcome at `deadline`.
    bool wait_if_retired(std::chrono::steady_clock::time_point deadline) noexcept {
        while (stopping_.load() && !closed_.load()) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
        return true;
    }

private:
    static producing_client& self(rd_kafka_t* client) noexcept { return static_cast<producing_client&>(client_context::of(client)); }

    void serve() noexcept {
        while (!stopping_.load()) {
            if (rd_kafka_poll(client_, 100) > 0 && waiting_.load() > 0) {
                const std::lock_guard lock{mutex_};
                served_.notify_all();
            }
            greet();
            if (has_failed_.exchange(false)) on_fatal_(fatal_text());
        }
        while (inside_.load() > 0) rd_kafka_poll(client_, 1);
        rd_kafka_purge(client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        // What was purged is reported within milliseconds; the bound is for a client that is beyond reason.
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{5};
        while (rd_kafka_outq_len(client_) > 0 && std::chrono::steady_clock::now() < deadline) rd_kafka_poll(client_, 10);
        topics_.clear();
        rd_kafka_destroy(client_);
        closed_.store(true);
    }

    // The first sign of a connection: the cluster has told its name.
    void greet() noexcept {
        if (has_greeted_) return;
        if (char* const cluster = rd_kafka_clusterid(client_, 0)) {
            rd_kafka_mem_free(client_, cluster);
            has_greeted_ = true;
            guarded([&] { watch->was_up(); });
        }
    }

    std::string fatal_text() const {
        char text[512] = "";
        const rd_kafka_resp_err_t code = rd_kafka_fatal_error(client_, text, sizeof text);
        return std::string{rd_kafka_err2str(code)} + ": " + text;
    }

    template <class Function>
    static void guarded(Function&& function) noexcept {
        try {
            function();
        } catch (...) {
            // Only memory can fail here, and no exception may cross the C frames above.
        }
    }

    static void report_delivery(rd_kafka_t* client, const rd_kafka_message_t* message, void*) {
        is_reporting = true;
        guarded([&] { self(client).delivered_or_not(*message); });
        is_reporting = false;
    }

    void delivered_or_not(const rd_kafka_message_t& message) {
        auto* const listener = static_cast<delivery_listener*>(message._private);
        const std::string_view topic = std::string_view{rd_kafka_topic_name(message.rkt)}.substr(prefix_.size());
        if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            watch->up();
            if (listener != nullptr) listener->delivered({std::string{topic}, message.partition, message.offset, time_of(&message)});
            return;
        }
        const bool may_be_there = rd_kafka_message_status(&message) == RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED;
        const error why = delivery_error(message.err, topic, message.len + message.key_len, may_be_there);
        if (listener != nullptr) return listener->not_delivered(why);
        if (failures_ == nullptr) return;
        std::vector<header_view> headers;
        visit_headers(&message, [&](const header_view& header) { headers.push_back(header); });
        failures_->publishing_failed({topic, message.partition, key_of(&message), value_of(&message), headers, time_of(&message)}, why);
    }

    static void report_error(rd_kafka_t* client, int code, const char* reason, void*) {
        if (code == RD_KAFKA_RESP_ERR__FATAL) self(client).has_failed_.store(true);
        guarded([&] { self(client).watch->noticed(static_cast<rd_kafka_resp_err_t>(code), reason); });
    }

    static int report_statistics(rd_kafka_t* client, char* json, std::size_t size, void*) {
        if (std::string_view{json, size}.find("\"state\":\"UP\"") != std::string_view::npos) guarded([&] { self(client).watch->up(); });
        return 0;
    }

    static inline thread_local bool is_reporting = false;

    rd_kafka_t* client_ = nullptr;
    topic_handles topics_;
    failure_listener* failures_;
    std::function<void(std::string)> on_fatal_;
    std::string prefix_;
    std::atomic<int> inside_{0};
    std::atomic<int> waiting_{0};
    std::atomic<bool> stopping_{false};
    std::atomic<bool> closed_{false};
    std::atomic<bool> has_failed_{false};
    bool has_greeted_ = false;
    std::mutex mutex_;
    std::condition_variable served_;
    std::thread server_;
};

}  // namespace gulo::kafka_detail
