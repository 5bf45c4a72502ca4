#pragma once
// The in-memory transport: a real log with groups and offsets, inside the process.

#include <gulo/transport/memory_consumer.hpp>
#include <gulo/transport/memory_group.hpp>
#include <gulo/transport/memory_log.hpp>
#include <gulo/transport/memory_reader.hpp>
#include <gulo/transport/memory_transactions.hpp>
#include <gulo/transport/transport.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// A log in memory that several applications can share, with the groups that read it and the transactions that write to it. What it stores is gone with it.
/// Any thread; `time` has to outlive it.
template <class = void>
class basic_memory_broker {
public:
    explicit basic_memory_broker(const clock& time = real_clock::instance()) : log{time}, groups{log}, transactions{log} {}

    memory_log log;
    memory_groups groups;
    memory_transactions transactions;
};

using memory_broker = basic_memory_broker<>;

/// Publishes to and consumes from a memory_broker. A default-made one has a broker of its own; copies of the shared
/// pointer join the same one: `auto broker = std::make_shared<gulo::memory_broker>(); gulo::in_memory a{broker}, b{broker};`
/// Publishing is done when `publish` returns; `flush` has nothing to wait for.
template <class = void>
class basic_in_memory {
public:
    using consumer_type = memory_consumer;
    using reader_type = memory_reader;

    /// `group` is the consumer group; by default the application's settings::service_name, or `default_group()`.
    explicit basic_in_memory(std::string group = {}) : basic_in_memory{std::make_shared<memory_broker>(), std::move(group)} {}
    explicit basic_in_memory(std::shared_ptr<memory_broker> broker, std::string group = {})
        : broker_{std::move(broker)}, group_{std::move(group)}, out_{std::make_unique<memory_publisher>(broker_->log)} {}

    memory_broker& broker() const noexcept { return *broker_; }
    memory_log& log() const noexcept { return broker_->log; }

    bool is_enabled() const noexcept { return true; }
    bool is_connected() const noexcept { return true; }
    std::string service_name() const { return {}; }
    std::string describe() const { return group_.empty() ? "in memory" : "in memory, group " + group_; }

    /// The group of all who name none: members of it share what is published.
    static std::string default_group() { return "in-memory"; }

    consumer_settings settings() const {
        consumer_settings made;
        made.group = group_;
        return made;
    }

    void start(const transport_environment& environment) { out_->open(environment.failures); }
    publisher& out() noexcept { return *out_; }

    std::unique_ptr<memory_consumer> subscribe(const std::vector<std::string>& topics, const consumer_settings& settings) {
        return std::make_unique<memory_consumer>(broker_->log, broker_->groups, topics, settings);
    }

    std::unique_ptr<memory_reader> read() { return std::make_unique<memory_reader>(broker_->log); }
    std::unique_ptr<transaction_writer> write_transactions(const transaction_settings& settings) { return broker_->transactions.make_writer(settings); }

private:
    class memory_publisher final : public publisher {
    public:
        explicit memory_publisher(memory_log& log) : log_{log} {}

        /// Also after `close`: a transport that is lent to one application after the other starts anew.
        void open(failure_listener* failures) noexcept {
            failures_ = failures;
            closed_ = false;
        }

        void publish(const outgoing_record& record, delivery_listener* listener) noexcept override {
            try {
                if (closed_) return fail(record, listener, {errc::shutting_down, "the in-memory log is closed for this application"});
                const result<receipt> where = log_.append(record);
                if (!where) return fail(record, listener, where.error());
                if (listener != nullptr) listener->delivered(*where);
            } catch (...) { fail(record, listener, {errc::transport_failure, "out of memory"}); }
        }
        std::optional<std::int32_t> prepare_dead_letters(std::string_view source, std::string_view target) noexcept override {
            try {
                log_.create_topic(target, log_.partition_count(source));
                return log_.partition_count(target);
            } catch (...) { return std::nullopt; }
        }
        std::optional<std::int32_t> prepare_topic(const side_topic& wanted) noexcept override { return prepare_dead_letters(wanted.source, wanted.name); }
        bool flush(std::chrono::milliseconds) noexcept override { return true; }
        void close() noexcept override { closed_ = true; }

    private:
        void fail(const outgoing_record& record, delivery_listener* listener, const error& why) noexcept {
            if (listener != nullptr) listener->not_delivered(why);
            else if (failures_ != nullptr) failures_->publishing_failed(record, why);
        }

        memory_log& log_;
        failure_listener* failures_ = nullptr;
        std::atomic<bool> closed_{false};
    };

    std::shared_ptr<memory_broker> broker_;
    std::string group_;
    std::unique_ptr<memory_publisher> out_;
};

using in_memory = basic_in_memory<>;

static_assert(log_transport<in_memory> && readable_transport<in_memory> && transactional_transport<in_memory>);

}  // namespace gulo
