#pragma once
// Consuming from Kafka: a member of a consumer group, driven by one loop.

#include <gulo/kafka/config.hpp>
#include <gulo/kafka/consumed_partition.hpp>
#include <gulo/kafka/consumer_events.hpp>
#include <gulo/kafka/consuming_client.hpp>
#include <gulo/kafka/environment.hpp>
#include <gulo/kafka/fetch_reminder.hpp>
#include <gulo/kafka/kafka_record.hpp>
#include <gulo/kafka/lost_offsets.hpp>
#include <gulo/kafka/topic_name.hpp>
#include <gulo/kafka/transaction_results.hpp>
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
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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
        : prefix_{config.topic_prefix.empty() ? "" : config.topic_prefix + "."},
          group_{settings.group},
          log_{environment.log},
          reports_connection_{watch == nullptr} {
        check_settings(config, topics, settings);
        if (!watch) watch = std::make_shared<kafka_detail::connection_watch>(config, environment.log);
        client_ = std::make_unique<kafka_detail::consuming_client>(config, environment.service, settings,
                                                                   kafka_detail::make_client_log(config, environment.log), std::move(watch), signal_);
        try {
            std::vector<topic_partition> wanted;
            for (const std::string& topic : topics) wanted.push_back({topic, RD_KAFKA_PARTITION_UA});
            const rd_kafka_resp_err_t code = rd_kafka_subscribe(client_->native, kafka_detail::make_list(wanted, prefix_).get());
            if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw failure{kafka_detail::consumer_error(code, group_, {})};
        } catch (...) {
            client_->discard();
            throw;
        }
    }

    /// A member of no group, that never gets anything.
    kafka_consumer() = default;

    kafka_consumer(const kafka_consumer&) = delete;
    kafka_consumer& operator=(const kafka_consumer&) = delete;

    /// Leaves the group, waiting 5 seconds at most, and half a second for the client's end.
    ~kafka_consumer() { close(std::chrono::seconds{5}); }

    /// Takes up to two seconds longer than `wait` when an offset is not in its log and the brokers, who are asked, do not answer.
    void poll(consumer_inbox<kafka_record>& inbox, std::size_t most, std::chrono::milliseconds wait) {
        const auto deadline = std::chrono::steady_clock::now() + wait;
        if (!client_) return static_cast<void>(signal_->wait_until(deadline));
        for (bool last_look = false;; last_look = last_look || is_woken_.exchange(false)) {
            if (serve_events(inbox.events)) return;
            if (!to_move_.empty()) move();
            read(inbox, most);
            if (std::chrono::steady_clock::now() >= lost_.next()) seek(lost_.resolve(*client_, prefix_, inbox.events));
            if (last_look || !inbox.events.empty() || !inbox.records.empty() || !inbox.positions.empty()) return;
            auto until = (std::min)(deadline, lost_.next());
            if (forgets_to_fetch_) until = (std::min)(until, keep_fetching(std::chrono::steady_clock::now()));
            last_look = !signal_->wait_until(until) && until == deadline;
        }
    }

    void wake() noexcept {
        is_woken_.store(true);
        signal_->raise();
    }

    void assign(std::span<const topic_partition> partitions) {
        if (!client_) return;
        due_.reset();
        was_lost_ = false;
        if (!client_->is_cooperative) forget_all();
        // Before the assignment: what arrives in between would be on the main queue.
        std::vector<std::unique_ptr<kafka_detail::consumed_partition>> taken;
        for (const topic_partition& each : partitions)
            taken.push_back(std::make_unique<kafka_detail::consumed_partition>(client_->native, (prefix_ + each.topic).c_str(), each, *signal_));
        const kafka_detail::list_handle list = kafka_detail::make_list(partitions, prefix_);
        const rd_kafka_resp_err_t code = client_->assign(list.get());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(code, not_assigned(code), true);
        for (std::size_t at = 0; at < taken.size(); ++at) taken[at]->first = taken[at]->position = list->elems[at].offset;
        for (auto& each : taken) {
            turns_.push_back(each.get());
            partitions_.insert_or_assign(each->name, std::move(each));
        }
    }

    void release(std::span<const topic_partition> partitions) {
        if (!client_) return;
        due_.reset();
        was_lost_ = false;
        for (const topic_partition& each : partitions) forget(each);
        if (!client_->is_cooperative) forget_all();
        const rd_kafka_resp_err_t code = client_->unassign(kafka_detail::make_list(partitions, prefix_).get());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) fail(code, not_assigned(code), true);
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

    /// Blocks briefly: the client's own threads answer, not the broker.
    void seek(std::span<const partition_offset> where) {
        if (!client_) return;
        for (const partition_offset& each : where) {
            const auto found = partitions_.find(each.partition);
            if (found == partitions_.end()) continue;
            found->second->last_error = RD_KAFKA_RESP_ERR_NO_ERROR;
            go_to(*found->second, each.offset);
        }
        move();
    }

    /// For transactions: proof that this consumer belongs to its group, as of now.
    std::shared_ptr<const group_membership> membership() {
        return client_ ? std::make_shared<kafka_detail::kafka_membership>(rd_kafka_consumer_group_metadata(client_->native)) : nullptr;
    }

    /// Reads partitions again from their committed offsets, or from where the assignment began; waits for the broker at
    /// most 5 seconds. Without its answer the client finds the offsets by itself, and nothing is given.
    std::vector<partition_offset> rewind(std::span<const topic_partition> partitions) {
        if (!client_ || partitions.empty()) return {};
        const kafka_detail::list_handle list = kafka_detail::make_list(partitions, prefix_);
        const bool answered = kafka_detail::ask_for_committed(client_->native, list.get(), 5'000);
        std::vector<partition_offset> from;
        for (std::size_t at = 0; at < partitions.size(); ++at) {
            set_reading(partitions[at], true);
            const auto found = partitions_.find(partitions[at]);
            if (found == partitions_.end()) continue;
            const bool known = answered && list->elems[at].err == RD_KAFKA_RESP_ERR_NO_ERROR;
            std::int64_t offset = known ? list->elems[at].offset : RD_KAFKA_OFFSET_STORED;
            if (known && offset < 0) offset = found->second->first;
            if (offset >= 0) from.push_back({partitions[at], offset});
            go_to(*found->second, offset);
        }
        move();
        return from.size() == partitions.size() ? from : std::vector<partition_offset>{};
    }

    void close(std::chrono::milliseconds bound) {
        if (!client_) return;
        forget_all();
        const auto deadline = std::chrono::steady_clock::now() + bound;
        // A rebalance whose answer is still due would keep the group from ending.
        if (due_) client_->answer(due_.get());
        due_.reset();
        switch (kafka_detail::close_client(std::move(client_), deadline)) {
        case kafka_detail::closing::done: break;
        case kafka_detail::closing::in_use:
            write_log(log_, severity::warning, "the Kafka consumer has left its group; its client is left as it is, because records of it are still held",
                      {{"group", group_}});
            break;
        case kafka_detail::closing::in_group:
            write_log(log_, severity::warning,
                      "the Kafka consumer did not leave its group in time; its client is left as it is, and the group notices by the session time-out",
                      {{"group", group_}});
        }
    }

private:
    void go_to(kafka_detail::consumed_partition& partition, std::int64_t offset) {
        partition.position = offset >= 0 ? offset : -1;
        partition.is_to_move = true;
        to_move_.insert(partition.name);
    }

    // Reads partitions again from where they are to go on; the others go on where they are. A rebalance comes first, because what is assigned now would be
    // taken for the answer to it; `poll` tries again for those that are still here then.
    void move() {
        if (to_move_.empty() || has_to_answer()) return;
        // Not rd_kafka_seek_partitions: it refuses a partition that the client stopped because its offset was not in the
        // log, and librdkafka 2.0.2 passes over records after it when a queue is read in batches.
        const kafka_detail::list_handle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions_.size()))};
        for (const auto& [name, each] : partitions_)
            if (!client_->is_cooperative || each->is_to_move)
                rd_kafka_topic_partition_list_add(list.get(), (prefix_ + name.topic).c_str(), name.partition)->offset =
                    each->position >= 0 ? each->position : std::int64_t{RD_KAFKA_OFFSET_STORED};
        rd_kafka_resp_err_t code = client_->is_cooperative ? client_->unassign(list.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) code = client_->answer_with(list.get());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR && has_to_answer()) return;
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) fail(code, not_assigned(code), true);
        for (const topic_partition& each : to_move_) partitions_.at(each)->is_to_move = false;
        to_move_.clear();
    }

    // The client forgets that an assignment was lost as soon as it gets another one.
    bool has_to_answer() {
        was_lost_ = was_lost_ || rd_kafka_assignment_lost(client_->native) != 0;
        return due_ || was_lost_ || client_->is_rebalancing();
    }

    static std::string not_assigned(rd_kafka_resp_err_t code) {
        return std::string{"the client does not take or give up partitions ("} + rd_kafka_err2str(code) +
               "), so nothing is consumed any more; restart the service";
    }

    static void check_settings(const kafka_config& config, const std::vector<std::string>& topics, const consumer_settings& settings) {
        kafka_detail::fault_list faults;
        if (settings.group.empty()) faults.add("the consumer group is empty; set consumer_group_id (KAFKA_CONSUMER_GROUP_ID) or service_name");
        if (topics.empty()) faults.add("no topic to subscribe to");
        if (settings.drain_bound * 2 >= config.consumer_max_poll_interval) faults.add("drain_bound must be less than half of consumer_max_poll_interval");
        for (const std::string& topic : std::set<std::string>{topics.begin(), topics.end()})
            if (std::ranges::count(topics, topic) > 1) faults.add("topic \"" + topic + "\" is subscribed to twice; name it once");
            else if (kafka_detail::is_topic_name(topic)) check_lengths(config, topic, settings, faults);
            else faults.add("\"" + topic + "\" cannot be a topic's name; 1 to 249 letters, digits, '.', '_' or '-'");
        kafka_detail::check_members(config, faults);
        faults.throw_if_any();
    }

    // What is only found out when the first dead letter is written would hold up its partition for good.
    static void check_lengths(const kafka_config& config, const std::string& topic, const consumer_settings& settings, kafka_detail::fault_list& faults) {
        const std::string prefix = config.topic_prefix.empty() ? "" : config.topic_prefix + ".";
        const auto expect = [&](const std::string& name, const char* remedy) {
            if (prefix.size() + name.size() > kafka_detail::longest_topic_name)
                faults.add("topic \"" + prefix + name + "\" has " + std::to_string(prefix.size() + name.size()) + " characters, and Kafka takes at most 249; " +
                           remedy);
        };
        expect(topic, "shorten topic_prefix, the topic, or the consumer group in a retry topic's name");
        // A record of a retry topic is parked in the topic of its source.
        if (!settings.dead_letters || topic.find("." + settings.group + ".retry-") != topic.npos) return;
        const auto own = settings.topics.find(topic);
        const bool named = own != settings.topics.end() && own->second.dead_letter_topic;
        expect(named ? *own->second.dead_letter_topic : topic + settings.dead_letter_suffix,
               "shorten topic_prefix or the topic, or name a shorter dead_letter_topic for it");
    }

    // True: an assignment or a revocation came, which ends the call of `poll`.
    bool serve_events(std::vector<consumer_event>& events) {
        std::move(pending_.begin(), pending_.end(), std::back_inserter(events));
        pending_.clear();
        while (kafka_detail::event_handle event{rd_kafka_queue_poll(client_->replies.get(), 0)})
            kafka_detail::append_commit_results(event.get(), group_, prefix_.size(), events);
        while (kafka_detail::event_handle event{rd_kafka_queue_poll(client_->main.get(), 0)}) {
            switch (rd_kafka_event_type(event.get())) {
            case RD_KAFKA_EVENT_REBALANCE: rebalance(std::move(event), events); return true;
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
        const bool was_lost = std::exchange(was_lost_, false);
        if (rd_kafka_event_error(due_.get()) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
            events.emplace_back(partitions_assigned{std::move(partitions)});
            return;
        }
        // Their queues go at once: nothing of them comes after the event.
        for (const topic_partition& each : partitions) forget(each);
        if (was_lost || rd_kafka_assignment_lost(client_->native) != 0) events.emplace_back(partitions_lost{std::move(partitions)});
        else events.emplace_back(partitions_revoked{std::move(partitions)});
    }

    void read(consumer_inbox<kafka_record>& inbox, std::size_t most) {
        std::vector<kafka_record>& records = inbox.records;
        if (turns_.empty() || records.size() >= most) return;
        const std::size_t share = std::max<std::size_t>(1, (std::min)(most - records.size(), std::max<std::size_t>(64, most / turns_.size())));
        messages_.resize(share);
        for (std::size_t idle = 0; idle < turns_.size() && records.size() < most;) {
            kafka_detail::consumed_partition& partition = *turns_[next_turn_++ % turns_.size()];
            const bool brought =
                partition.is_read && !partition.is_to_move && partition.may_have_records() && read(partition, inbox, (std::min)(share, most - records.size()));
            idle = brought ? 0 : idle + 1;
        }
    }

    // When to look again; nothing is to be read now.
    std::chrono::steady_clock::time_point keep_fetching(std::chrono::steady_clock::time_point now) {
        kafka_detail::list_handle behind;
        for (const kafka_detail::consumed_partition* const each : turns_) {
            if (!each->is_read || each->is_to_move || each->may_have_records()) continue;
            const std::string topic = prefix_ + each->name.topic;
            if (!kafka_detail::is_behind(client_->native, topic.c_str(), each->name.partition, each->position)) continue;
            if (!behind) behind.reset(rd_kafka_topic_partition_list_new(static_cast<int>(turns_.size())));
            rd_kafka_topic_partition_list_add(behind.get(), topic.c_str(), each->name.partition);
        }
        if (behind) {
            if (reminders_.is_due(now)) kafka_detail::remind(client_->native, behind.get());
            return reminders_.next();
        }
        reminders_.progressed();
        return (std::chrono::steady_clock::time_point::max)();
    }

    bool read(kafka_detail::consumed_partition& partition, consumer_inbox<kafka_record>& inbox, std::size_t most) {
        std::vector<kafka_record>& records = inbox.records;
        partition.about_to_read();
        const ssize_t read = rd_kafka_consume_batch_queue(partition.queue(), 0, messages_.data(), most);
        if (read <= 0) {
            if (rd_kafka_queue_length(partition.queue()) > 0) partition.expect_more();
            return false;
        }
        partition.expect_more();
        reminders_.progressed();
        const std::size_t count = static_cast<std::size_t>(read);
        const std::string_view topic = kafka_detail::unprefixed(rd_kafka_topic_name(messages_[0]->rkt), prefix_.size());
        std::size_t good = 0;
        for (std::size_t at = 0; at < count; ++at)
            if (messages_[at]->err == RD_KAFKA_RESP_ERR_NO_ERROR) ++good;
        if (records.capacity() < records.size() + good) records.reserve((std::max)(records.size() + good, 2 * records.capacity()));
        client_->outstanding.fetch_add(static_cast<std::int64_t>(good), std::memory_order_relaxed);
        for (std::size_t at = 0; at < count; ++at) {
            if (messages_[at]->err == RD_KAFKA_RESP_ERR_NO_ERROR) [[likely]] {
                partition.position = messages_[at]->offset + 1;
                records.emplace_back(messages_[at], topic, client_->outstanding);
            } else {
                report(partition, kafka_detail::message_handle{messages_[at]}.get(), inbox.positions);
            }
        }
        if (good != 0) partition.last_error = RD_KAFKA_RESP_ERR_NO_ERROR;
        return true;
    }

    // A fault that stays is told by the client again and again; it is passed on once.
    void report(kafka_detail::consumed_partition& partition, const rd_kafka_message_t* message, std::vector<partition_offset>& positions) {
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            if (message->offset > partition.position) positions.push_back({partition.name, partition.position = message->offset});
            return;
        }
        if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) return lost_.add(partition.name, message->offset);
        if (message->err == partition.last_error) return;
        partition.last_error = message->err;
        fail(message->err,
             "partition " + std::to_string(partition.name.partition) + " of topic \"" + partition.name.topic + "\": " + rd_kafka_message_errstr(message),
             false);
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
        lost_.forget(partition);
        to_move_.erase(partition);
        partitions_.erase(found);
    }

    void forget_all() noexcept {
        turns_.clear();
        lost_.clear();
        to_move_.clear();
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
    kafka_detail::lost_offsets lost_;
    std::set<topic_partition> to_move_;
    bool was_lost_ = false;
    kafka_detail::reminder_times reminders_;
    bool forgets_to_fetch_ = kafka_detail::forgets_to_fetch();
    std::vector<rd_kafka_message_t*> messages_;
    std::vector<consumer_event> pending_;
    std::atomic<bool> is_woken_{false};
};

}  // namespace gulo
