#pragma once
// Reading Kafka topics outside of any consumer group.

#include <gulo/kafka/admin.hpp>
#include <gulo/kafka/client.hpp>
#include <gulo/kafka/client_errors.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/kafka_record.hpp>
#include <gulo/kafka/run_beside.hpp>
#include <gulo/transport/log_reader.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace gulo {

/// Fetches partitions by itself, joins no group and commits nothing (gulo::log_reader says what the functions do). Connects by
/// itself. Its records have to be destroyed before it; past half a second its client is left as it is.
class kafka_reader {
public:
    using record_type = kafka_record;

    /// Throws gulo::failure (errc::invalid_configuration); does not wait for a broker.
    kafka_reader(const kafka_config& config, const transport_environment& environment)
        : prefix_{config.topic_prefix.empty() ? "" : config.topic_prefix + "."}, state_{std::make_unique<state>()}, config_{config}, environment_{environment} {
        state_->log = kafka_detail::make_client_log(config, environment.log);
        state_->watch = std::make_shared<kafka_detail::connection_watch>(config, environment.log);
        state_->native = kafka_detail::open_client(
            RD_KAFKA_CONSUMER,
            kafka_detail::checked_conf(config, kafka_detail::client_role::consumer, environment.service,
                                       {{"auto.offset.reset", "earliest"}, {"enable.auto.commit", "false"}, {"enable.partition.eof", "true"}}),
            *state_, config);
        state_->queue.reset(rd_kafka_queue_new(state_->native));
    }
    kafka_reader(const kafka_reader&) = delete;
    kafka_reader& operator=(const kafka_reader&) = delete;

    ~kafka_reader() {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{500};
        while (state_->outstanding.load(std::memory_order_acquire) > 0) {
            if (std::chrono::steady_clock::now() >= deadline) {
                state_->fall_silent();
                static_cast<void>(state_.release());
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
        state_->fall_silent();
        kafka_detail::run_beside(
            [ending = state_.release(), open = std::move(open_)] {
                for (const topic_partition& each : open) rd_kafka_consume_stop(ending->topics.at(each.topic).get(), each.partition);
                ending->topics.clear();
                ending->queue.reset();
                rd_kafka_destroy(ending->native);
                delete ending;
            },
            std::chrono::steady_clock::now() + std::chrono::seconds{5});
    }

    void begin(const topic_partition& partition, std::int64_t offset) {
        stop(partition);
        rd_kafka_topic_t* const topic = topic_of(partition.topic);
        const int failed = topic == nullptr
                               ? -1
                               : rd_kafka_consume_start_queue(topic, partition.partition,
                                                              offset > 0 ? offset : static_cast<std::int64_t>(RD_KAFKA_OFFSET_BEGINNING), state_->queue.get());
        if (failed == 0) open_.insert(partition);
        else faults_.push_back(fault(rd_kafka_last_error(), "partition " + std::to_string(partition.partition) + " of topic \"" + partition.topic + "\"", {}));
    }
    void stop(const topic_partition& partition) {
        if (open_.erase(partition) != 0) rd_kafka_consume_stop(topic_of(partition.topic), partition.partition);
    }

    void poll(reader_inbox<kafka_record>& inbox, std::size_t most, std::chrono::milliseconds wait) {
        inbox.faults.insert(inbox.faults.end(), faults_.begin(), faults_.end());
        faults_.clear();
        rd_kafka_poll(state_->native, 0);
        while (inbox.records.size() < most) {
            const bool may_wait = inbox.records.empty() && inbox.at_end.empty();
            kafka_detail::message_handle message{rd_kafka_consume_queue(state_->queue.get(), may_wait ? static_cast<int>(wait.count()) : 0)};
            if (!message) return;
            if (message->rkt == nullptr) {
                inbox.faults.push_back(fault(message->err, "reading", rd_kafka_message_errstr(message.get())));
                continue;
            }
            const std::string_view topic = kafka_detail::unprefixed(rd_kafka_topic_name(message->rkt), prefix_.size());
            const topic_partition from{std::string{topic}, message->partition};
            if (!open_.contains(from)) continue;
            if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
                inbox.at_end.push_back(from);
            } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
                inbox.faults.push_back(fault(message->err, "partition " + std::to_string(from.partition) + " of topic \"" + from.topic + "\"",
                                             rd_kafka_message_errstr(message.get())));
            } else {
                state_->outstanding.fetch_add(1, std::memory_order_relaxed);
                inbox.records.emplace_back(message.release(), topic, state_->outstanding);
            }
        }
    }

    result<std::int32_t> partition_count(const std::string& topic, std::chrono::milliseconds bound) {
        if (!admin_) admin_.emplace(config_, environment_);
        const auto count = admin_->partition_count(topic, bound);
        if (!count) return count.error();
        return static_cast<std::int32_t>(*count);
    }

    result<std::optional<std::int64_t>> committed(const std::string& group, const topic_partition& partition, std::chrono::milliseconds bound) {
        const kafka_detail::list_handle wanted{rd_kafka_topic_partition_list_new(1)};
        rd_kafka_topic_partition_list_add(wanted.get(), (prefix_ + partition.topic).c_str(), partition.partition);
        rd_kafka_ListConsumerGroupOffsets_t* request = rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), wanted.get());
        const auto event = ask(bound, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, [&](rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
            rd_kafka_ListConsumerGroupOffsets(state_->native, &request, 1, options, queue);
        });
        rd_kafka_ListConsumerGroupOffsets_destroy(request);
        std::size_t count = 0;
        const rd_kafka_group_result_t* const* groups = nullptr;
        if (event && rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR)
            groups = rd_kafka_ListConsumerGroupOffsets_result_groups(rd_kafka_event_ListConsumerGroupOffsets_result(event.get()), &count);
        const auto answer = settled(event.get(), groups, count, group);
        if (!answer) return answer.error();
        const std::int64_t offset = (*answer)->elems[0].offset;
        return offset >= 0 ? std::optional{offset} : std::nullopt;
    }

    result<void> commit(const std::string& group, std::span<const partition_offset> offsets, std::chrono::milliseconds bound) {
        const kafka_detail::list_handle wanted{rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size()))};
        for (const partition_offset& each : offsets)
            rd_kafka_topic_partition_list_add(wanted.get(), (prefix_ + each.partition.topic).c_str(), each.partition.partition)->offset = each.offset;
        rd_kafka_AlterConsumerGroupOffsets_t* request = rd_kafka_AlterConsumerGroupOffsets_new(group.c_str(), wanted.get());
        const auto event = ask(bound, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, [&](rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
            rd_kafka_AlterConsumerGroupOffsets(state_->native, &request, 1, options, queue);
        });
        rd_kafka_AlterConsumerGroupOffsets_destroy(request);
        std::size_t count = 0;
        const rd_kafka_group_result_t* const* groups = nullptr;
        if (event && rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR)
            groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(rd_kafka_event_AlterConsumerGroupOffsets_result(event.get()), &count);
        const auto answer = settled(event.get(), groups, count, group);
        if (!answer) return answer.error();
        return {};
    }

private:
    struct state : kafka_detail::client_context {
        rd_kafka_t* native = nullptr;
        kafka_detail::queue_handle queue;
        std::map<std::string, kafka_detail::topic_handle> topics;
        std::atomic<std::int64_t> outstanding{0};
    };

    // Null when Kafka does not take the name.
    rd_kafka_topic_t* topic_of(const std::string& name) {
        const auto known = state_->topics.find(name);
        if (known != state_->topics.end()) return known->second.get();
        kafka_detail::topic_handle made{rd_kafka_topic_new(state_->native, (prefix_ + name).c_str(), nullptr)};
        rd_kafka_topic_t* const handle = made.get();
        if (handle != nullptr) state_->topics.emplace(name, std::move(made));
        return handle;
    }

    template <class Request>
    kafka_detail::event_handle ask(std::chrono::milliseconds bound, rd_kafka_admin_op_t operation, Request&& request) {
        const kafka_detail::admin_options_handle options{rd_kafka_AdminOptions_new(state_->native, operation)};
        char reason[128] = "";
        rd_kafka_AdminOptions_set_request_timeout(options.get(), static_cast<int>(std::max<std::int64_t>(1, bound.count())), reason, sizeof reason);
        const kafka_detail::queue_handle queue{rd_kafka_queue_new(state_->native)};
        request(options.get(), queue.get());
        return kafka_detail::event_handle{rd_kafka_queue_poll(queue.get(), static_cast<int>(bound.count()) + 500)};
    }

    // The partitions of the one group that was asked about, unless something is wrong with any.
    static result<const rd_kafka_topic_partition_list_t*> settled(rd_kafka_event_t* event, const rd_kafka_group_result_t* const* groups, std::size_t count,
                                                                  const std::string& group) {
        const std::string what = "the offsets of group \"" + group + "\"";
        if (event == nullptr) return error{errc::timed_out, "no answer about " + what};
        if (const auto code = rd_kafka_event_error(event); code != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(code, what, rd_kafka_event_error_string(event));
        if (count != 1) return error{errc::transport_failure, "no answer about " + what};
        if (const rd_kafka_error_t* const refused = rd_kafka_group_result_error(groups[0]))
            return fault(rd_kafka_error_code(refused), what, rd_kafka_error_string(refused));
        const rd_kafka_topic_partition_list_t* const list = rd_kafka_group_result_partitions(groups[0]);
        if (list == nullptr || list->cnt == 0) return error{errc::transport_failure, "no answer about " + what};
        for (int at = 0; at < list->cnt; ++at)
            if (const auto code = list->elems[at].err; code != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(code, what, {});
        return list;
    }

    static error fault(rd_kafka_resp_err_t code, const std::string& what, std::string_view reason) {
        const errc kind = kafka_detail::kind_of(code);
        return {kind, what + ": " + (reason.empty() ? rd_kafka_err2str(code) : std::string{reason}) + std::string{kafka_detail::remedy_of(kind)}};
    }

    std::string prefix_;
    std::unique_ptr<state> state_;
    kafka_config config_;
    transport_environment environment_;
    std::optional<kafka_admin> admin_;  // a client of its own, for those who ask
    std::set<topic_partition> open_;
    std::vector<error> faults_;
};

static_assert(log_reader<kafka_reader>);

}  // namespace gulo
