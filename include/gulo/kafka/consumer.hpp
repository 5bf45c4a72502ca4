#pragma once
// Consuming from Kafka: a member of a consumer group, driven by one loop.

#include <gulo/kafka/config.hpp>
#include <gulo/kafka/consumed_partition.hpp>
#include <gulo/kafka/consumer_events.hpp>
#include <gulo/kafka/consuming_client.hpp>
#include <gulo/kafka/environment.hpp>
#include <gulo/kafka/kafka_record.hpp>
#include <gulo/kafka/topic_name.hpp>
#include <gulo/kafka/validation.hpp>
#include <gulo/transport/consumer.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gulo {

/// A member of a Kafka consumer group (gulo::group_consumer says what the functions do). Each partition has a queue
/// of its own, and one that is not read costs no more than its prefetched records. Connects by itself, and starts
/// reading a subscribed topic when it appears. Everything but `wake` from one thread. Not usable after fork().
class kafka_consumer {
public:
    using record_type = kafka_record;

    /// Joins `settings.group` and subscribes; does not wait for a broker. `watch` is told about the connection; none:
    /// the consumer reports it to `environment.log` itself. Throws gulo::failure (errc::invalid_configuration, invalid_topic).
    kafka_consumer(const kafka_config& config, const transport_environment& environment, const std::vector<std::string>& topics,
                   const consumer_settings& settings, std::shared_ptr<kafka_detail::connection_watch> watch = nullptr)
        : prefix_{config.topic_prefix.empty() ? "" : config.topic_prefix + "."}, group_{settings.group}, log_{environment.log},
          reports_connection_{watch == nullptr} {
        check(config, topics, settings);
        if (!watch) watch = std::make_shared<kafka_detail::connection_watch>(config, environment.log);
        client_ = std::make_unique<kafka_detail::consuming_client>(config, environment.service, settings,
                                                                   kafka_detail::make_client_log(config, environment.log), std::move(watch), signal_);
        std::vector<topic_partition> wanted;
        for (const std::string& topic : topics) wanted.push_back({topic, RD_KAFKA_PARTITION_UA});
        const rd_kafka_resp_err_t code = rd_kafka_subscribe(client_->native, kafka_detail::make_list(wanted, prefix_).get());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw failure{kafka_detail::consumer_error(code, group_, {})};
    }

    /// A member of no group, that never gets anything.
    kafka_consumer() = default;

    kafka_consumer(const kafka_consumer&) = delete;
    kafka_consumer& operator=(const kafka_consumer&) = delete;

    /// Leaves the group, waiting 5 seconds at most.
    ~kafka_consumer() { close(std::chrono::seconds{5}); }

    void poll(consumer_inbox<kafka_record>& inbox, std::size_t most, std::chrono::milliseconds wait) {
        const auto deadline = std::chrono::steady_clock::now() + wait;
        if (!client_) return static_cast<void>(signal_->wait_until(deadline));
        for (bool last_look = false;; last_look = last_look || is_woken_.exchange(false)) {
            if (serve_events(inbox.events)) return;
            read(inbox.records, most);
            if (last_look || !inbox.events.empty() || !inbox.records.empty()) return;
            last_look = !signal_->wait_until(deadline);
        }
    }

    void wake() noexcept {
        is_woken_.store(true);
        signal_->raise();
    }

    void assign(std::span<const topic_partition> partitions) {
        if (!client_) return;
        due_.reset();
        if (!client_->is_cooperative) forget_all();
        // Before the assignment: what arrives in between would be on the main queue.
        std::vector<std::unique_ptr<kafka_detail::consumed_partition>> taken;
        for (const topic_partition& each : partitions)
            taken.push_back(std::make_unique<kafka_detail::consumed_partition>(client_->native, (prefix_ + each.topic).c_str(), each, *signal_));
        const rd_kafka_resp_err_t code = client_->assign(kafka_detail::make_list(partitions, prefix_).get());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(code, {}, false);
        for (auto& each : taken) {
            turns_.push_back(each.get());
            partitions_.insert_or_assign(each->name, std::move(each));
        }
    }

    void release(std::span<const topic_partition> partitions) {
        if (!client_) return;
        due_.reset();
        for (const topic_partition& each : partitions) forget(each);
        if (!client_->is_cooperative) forget_all();
        client_->unassign(kafka_detail::make_list(partitions, prefix_).get());
    }

    void set_reading(const topic_partition& partition, bool on) {
        const auto found = partitions_.find(partition);
        if (found == partitions_.end()) return;
        found->second->is_read = on;
        if (on) found->second->expect_more();
    }

    void commit(std::span<const partition_offset> offsets) {
        if (!client_ || offsets.empty()) return;
        kafka_detail::list_handle list{rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size()))};
        for (const partition_offset& each : offsets)
            rd_kafka_topic_partition_list_add(list.get(), (prefix_ + each.partition.topic).c_str(), each.partition.partition)->offset = each.offset;
        const rd_kafka_resp_err_t code = rd_kafka_commit_queue(client_->native, list.get(), client_->replies.get(), nullptr, nullptr);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return;
        pending_.push_back(commit_finished{{offsets.begin(), offsets.end()}, kafka_detail::consumer_error(code, group_, {})});
        signal_->raise();
    }

    void close(std::chrono::milliseconds bound) {
        if (!client_) return;
        forget_all();
        const auto deadline = std::chrono::steady_clock::now() + bound;
        // A rebalance whose answer is still due would keep the group from ending.
        if (due_) client_->answer(due_.get());
        due_.reset();
        if (!kafka_detail::close_client(std::move(client_), deadline))
            write_log(log_, severity::warning, "the Kafka consumer did not leave its group in time; its client is left as it is, and the group notices by the session time-out",
                      {{"group", group_}});
    }

private:
    static void check(const kafka_config& config, const std::vector<std::string>& topics, const consumer_settings& settings) {
        kafka_detail::fault_list faults;
        if (settings.group.empty()) faults.add("the consumer group is empty; set consumer_group_id (KAFKA_CONSUMER_GROUP_ID) or service_name");
        if (topics.empty()) faults.add("no topic to subscribe to");
        if (settings.drain_bound * 2 >= config.consumer_max_poll_interval) faults.add("drain_bound must be less than half of consumer_max_poll_interval");
        for (const std::string& topic : topics)
            if (!kafka_detail::is_topic_name(topic)) faults.add("\"" + topic + "\" cannot be a topic's name; 1 to 249 letters, digits, '.', '_' or '-'");
        kafka_detail::check_members(config, faults);
        faults.throw_if_any();
    }

    // True: an assignment or a revocation came, which ends the call of `poll`.
    bool serve_events(std::vector<consumer_event>& events) {
        std::move(pending_.begin(), pending_.end(), std::back_inserter(events));
        pending_.clear();
        while (kafka_detail::event_handle event{rd_kafka_queue_poll(client_->replies.get(), 0)})
            kafka_detail::append_commit_results(event.get(), group_, prefix_.size(), events);
        while (kafka_detail::event_handle event{rd_kafka_queue_poll(client_->main.get(), 0)}) {
            switch (rd_kafka_event_type(event.get())) {
            case RD_KAFKA_EVENT_REBALANCE:
                rebalance(std::move(event), events);
                return true;
            case RD_KAFKA_EVENT_OFFSET_COMMIT: kafka_detail::append_commit_results(event.get(), group_, prefix_.size(), events); break;
            case RD_KAFKA_EVENT_ERROR:
                fail(rd_kafka_event_error(event.get()), rd_kafka_event_error_string(event.get()), rd_kafka_event_error_is_fatal(event.get()) != 0);
                break;
            case RD_KAFKA_EVENT_FETCH:
                // Passing over a record would commit it unhandled; better to stop.
                fail(RD_KAFKA_RESP_ERR__INCONSISTENT, "a record came past its partition's queue", true);
                break;
            default: break;
            }
        }
        std::move(pending_.begin(), pending_.end(), std::back_inserter(events));
        pending_.clear();
        return false;
    }

    // Kept until the loop answers it by `assign` or `release`.
    void rebalance(kafka_detail::event_handle event, std::vector<consumer_event>& events) {
        std::vector<topic_partition> partitions = kafka_detail::partitions_of(rd_kafka_event_topic_partition_list(event.get()), prefix_.size());
        due_ = std::move(event);
        if (rd_kafka_event_error(due_.get()) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
            events.emplace_back(partitions_assigned{std::move(partitions)});
            return;
        }
        // Their queues go at once: nothing of them comes after the event.
        for (const topic_partition& each : partitions) forget(each);
        if (rd_kafka_assignment_lost(client_->native) != 0) events.emplace_back(partitions_lost{std::move(partitions)});
        else events.emplace_back(partitions_revoked{std::move(partitions)});
    }

    void read(std::vector<kafka_record>& records, std::size_t most) {
        if (turns_.empty() || records.size() >= most) return;
        const std::size_t share = std::max<std::size_t>(1, std::min(most - records.size(), std::max<std::size_t>(64, most / turns_.size())));
        messages_.resize(share);
        for (std::size_t idle = 0; idle < turns_.size() && records.size() < most;) {
            kafka_detail::consumed_partition& partition = *turns_[next_turn_++ % turns_.size()];
            const bool brought = partition.is_read && partition.may_have_records() && read(partition, records, std::min(share, most - records.size()));
            idle = brought ? 0 : idle + 1;
        }
    }

    bool read(kafka_detail::consumed_partition& partition, std::vector<kafka_record>& records, std::size_t most) {
        partition.about_to_read();
        const ssize_t read = rd_kafka_consume_batch_queue(partition.queue(), 0, messages_.data(), most);
        if (read <= 0) {
            if (rd_kafka_queue_length(partition.queue()) > 0) partition.expect_more();
            return false;
        }
        partition.expect_more();
        const std::size_t count = static_cast<std::size_t>(read);
        const std::string_view topic = kafka_detail::unprefixed(rd_kafka_topic_name(messages_[0]->rkt), prefix_.size());
        std::size_t good = 0;
        for (std::size_t at = 0; at < count; ++at)
            if (messages_[at]->err == RD_KAFKA_RESP_ERR_NO_ERROR) ++good;
        if (records.capacity() < records.size() + good) records.reserve(std::max(records.size() + good, 2 * records.capacity()));
        client_->outstanding.fetch_add(static_cast<std::int64_t>(good), std::memory_order_relaxed);
        for (std::size_t at = 0; at < count; ++at) {
            if (messages_[at]->err == RD_KAFKA_RESP_ERR_NO_ERROR) [[likely]]
                records.emplace_back(messages_[at], topic, client_->outstanding);
            else
                report(partition, kafka_detail::message_handle{messages_[at]}.get());
        }
        if (good != 0) partition.last_error = RD_KAFKA_RESP_ERR_NO_ERROR;
        return true;
    }

    // A fault that stays is told by the client again and again; it is passed on once.
    void report(kafka_detail::consumed_partition& partition, const rd_kafka_message_t* message) {
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF || message->err == partition.last_error) return;
        partition.last_error = message->err;
        fail(message->err, "partition " + std::to_string(partition.name.partition) + " of topic \"" + partition.name.topic + "\": " + rd_kafka_message_errstr(message), false);
    }

    void fail(rd_kafka_resp_err_t code, std::string_view reason, bool fatal) {
        const errc kind = kafka_detail::kind_of(code);
        if (!fatal && (kind == errc::broker_unavailable || kind == errc::authentication_failed)) {
            if (reports_connection_) client_->watch->noticed(code, reason);
            return;
        }
        std::string text{reason};
        if (fatal) {
            char cause[512] = "";
            if (rd_kafka_fatal_error(client_->native, cause, sizeof cause) != RD_KAFKA_RESP_ERR_NO_ERROR) text = cause;
        }
        pending_.push_back(consumer_failed{kafka_detail::consumer_error(code, group_, text), fatal});
        signal_->raise();
    }

    void forget(const topic_partition& partition) {
        const auto found = partitions_.find(partition);
        if (found == partitions_.end()) return;
        std::erase(turns_, found->second.get());
        partitions_.erase(found);
    }

    void forget_all() noexcept {
        turns_.clear();
        partitions_.clear();
    }

    std::string prefix_;
    std::string group_;
    log_sink log_;
    bool reports_connection_ = false;
    std::shared_ptr<kafka_detail::wake_signal> signal_ = std::make_shared<kafka_detail::wake_signal>();
    std::unique_ptr<kafka_detail::consuming_client> client_;
    kafka_detail::event_handle due_;
    std::map<topic_partition, std::unique_ptr<kafka_detail::consumed_partition>> partitions_;
    std::vector<kafka_detail::consumed_partition*> turns_;
    std::size_t next_turn_ = 0;
    std::vector<rd_kafka_message_t*> messages_;
    std::vector<consumer_event> pending_;
    std::atomic<bool> is_woken_{false};
};

}  // namespace gulo
