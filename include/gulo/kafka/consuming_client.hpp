#pragma once
// One librdkafka consumer with its queues: opening it, and ending it within a bound.

#include <gulo/kafka/client.hpp>
#include <gulo/kafka/first_offsets.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/run_beside.hpp>
#include <gulo/kafka/topic_name.hpp>
#include <gulo/kafka/wake_signal.hpp>
#include <gulo/transport/transport.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace gulo::kafka_detail {

inline list_handle make_list(std::span<const topic_partition> partitions, const std::string& prefix) {
    list_handle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
    for (const topic_partition& each : partitions) rd_kafka_topic_partition_list_add(list.get(), (prefix + each.topic).c_str(), each.partition);
    return list;
}

inline std::vector<topic_partition> partitions_of(const rd_kafka_topic_partition_list_t* list, std::size_t prefix_size) {
    std::vector<topic_partition> partitions;
    for (int at = 0; list != nullptr && at < list->cnt; ++at)
        partitions.push_back({std::string{unprefixed(list->elems[at].topic, prefix_size)}, list->elems[at].partition});
    return partitions;
}

struct consuming_client : client_context {
    using steady = std::chrono::steady_clock;

    /// Throws gulo::failure (errc::invalid_configuration).
    consuming_client(const kafka_config& config, std::string_view service, const consumer_settings& settings, client_log log,
                     std::shared_ptr<connection_watch> shared_watch, std::shared_ptr<wake_signal> raised)
        : client_context{std::move(log), std::move(shared_watch)}, signal{std::move(raised)} {
        conf_handle conf = checked_conf(config, client_role::consumer, service,
                                        {{"group.id", settings.group},
                                         {"enable.partition.eof", "true"},  // tells the position behind trailing transaction markers
                                         {"auto.offset.reset", "error"}});  // every start is resolved in `assign`, every loss told
        rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_ERROR);
        native = open_client(RD_KAFKA_CONSUMER, std::move(conf), *this, config);
        rd_kafka_poll_set_consumer(native);
        main.reset(rd_kafka_queue_get_consumer(native));
        replies.reset(rd_kafka_queue_new(native));
        for (rd_kafka_queue_t* const queue : {main.get(), replies.get()}) raise_on_arrival(queue);
        // A cooperative assignment adds to what is there, an eager one replaces it. From our own configuration:
        // librdkafka hangs when asked for it while closing.
        start = settings.start;
        is_static = !config.group_instance_id.empty() || passed_through(config, client_role::consumer, "group.instance.id") != nullptr;
        is_cooperative = effective_assignment(config) == assignment_strategy::cooperative_sticky;
    }

    /// Gives these up; all of them when the assignment is eager.
    rd_kafka_resp_err_t unassign(const rd_kafka_topic_partition_list_t* partitions) noexcept {
        if (!is_cooperative || partitions == nullptr) return rd_kafka_assign(native, nullptr);
        const error_handle fault{rd_kafka_incremental_unassign(native, partitions)};
        return fault ? rd_kafka_error_code(fault.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
    }

    /// Did the group take the partitions, or does it want something of which nobody has read yet? Whatever is assigned then
    /// would count as the answer.
    bool is_rebalancing() const noexcept { return rd_kafka_assignment_lost(native) != 0 || rd_kafka_queue_length(main.get()) > 0; }

    void raise_on_arrival(rd_kafka_queue_t* queue) const noexcept {
        rd_kafka_queue_cb_event_enable(queue, [](rd_kafka_t*, void* opaque) { static_cast<wake_signal*>(opaque)->raise(); }, signal.get());
    }

    rd_kafka_resp_err_t assign(rd_kafka_topic_partition_list_t* partitions) {
        first_offsets{native, start, ends, std::chrono::seconds{5}}.resolve(partitions);
        return answer_with(partitions);
    }

    rd_kafka_resp_err_t answer_with(const rd_kafka_topic_partition_list_t* partitions) noexcept {
        was_assigned = true;
        if (!is_cooperative) return rd_kafka_assign(native, partitions);
        const error_handle fault{rd_kafka_incremental_assign(native, partitions)};
        return fault ? rd_kafka_error_code(fault.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
    }

    /// The answer to a rebalance event that nobody else gives.
    void answer(rd_kafka_event_t* event) noexcept {
        const rd_kafka_topic_partition_list_t* const partitions = rd_kafka_event_topic_partition_list(event);
        if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) answer_with(partitions);
        else unassign(partitions);
    }

    /// The end of one that was never used.
    void discard() noexcept {
        fall_silent();
        for (queue_handle* const queue : {&main, &replies}) {
            rd_kafka_queue_cb_event_enable(queue->get(), nullptr, nullptr);
            queue->reset();
        }
        rd_kafka_destroy_flags(native, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    }

    std::shared_ptr<wake_signal> signal;
    rd_kafka_t* native = nullptr;
    queue_handle main;
    queue_handle replies;
    queue_handle closing;
    std::atomic<std::int64_t> outstanding{0};  ///< records handed out and not yet destroyed
    bool is_cooperative = false;
    first_start start = first_start::earliest;
    ends_to_take ends;
    bool is_static = false;
    bool was_assigned = false;
};

/// Answers rebalances until `is_done`, or until the deadline. The result: is it done?
template <class Condition>
bool serve_until(consuming_client& client, rd_kafka_queue_t* queue, std::chrono::steady_clock::time_point deadline, Condition&& is_done) {
    for (;;) {
        while (event_handle event{rd_kafka_queue_poll(queue, 0)}) {
            if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_REBALANCE) client.answer(event.get());
        }
        if (is_done()) return true;
        if (std::chrono::steady_clock::now() >= deadline) return false;
        // Short: what ends the waiting does not always come as an event.
        client.signal->wait_until((std::min)(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds{20}));
    }
}

enum class closing : std::uint8_t {
    done,
    in_use,   ///< the group was left, and records are still held
    in_group  ///< the group was not left
};

/// Leaves the group by `deadline`, waits up to a second for records that are still held, and destroys the client. Destroying
/// one that is not closed, or whose records are not all given back, would hang or abort the process; then it is left as it
/// is, for good.
inline closing close_client(std::unique_ptr<consuming_client> client, std::chrono::steady_clock::time_point deadline) {
    consuming_client& open = *client;
    const auto assignment_size = [&] {
        rd_kafka_topic_partition_list_t* list = nullptr;
        if (rd_kafka_assignment(open.native, &list) != RD_KAFKA_RESP_ERR_NO_ERROR) return 0;
        return list_handle { list } -> cnt;
    };
    // A cooperative member that leaves before its first assignment may hang or abort.
    bool good = !open.is_cooperative || serve_until(open, open.main.get(), deadline, [&] { return open.was_assigned; });
    // A static member keeps its place for its next start (rule S6); unsubscribing would leave the group.
    if (!open.is_static) {
        rd_kafka_unsubscribe(open.native);
        good = good && serve_until(open, open.main.get(), deadline, [&] { return assignment_size() == 0; });
    }
    open.closing.reset(rd_kafka_queue_new(open.native));
    open.raise_on_arrival(open.closing.get());
    if (good) {
        const error_handle fault{rd_kafka_consumer_close_queue(open.native, open.closing.get())};
        good = serve_until(open, open.closing.get(), deadline, [&] { return fault || rd_kafka_consumer_closed(open.native) == 1; });
    }
    const auto patience = (std::min)(deadline, std::chrono::steady_clock::now() + std::chrono::seconds{1});
    bool is_free = open.outstanding.load(std::memory_order_acquire) == 0;
    while (good && !is_free && std::chrono::steady_clock::now() < patience) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        is_free = open.outstanding.load(std::memory_order_acquire) == 0;
    }
    for (rd_kafka_queue_t* const queue : {open.closing.get(), open.main.get(), open.replies.get()}) rd_kafka_queue_cb_event_enable(queue, nullptr, nullptr);
    // From here on the client may outlive whom it reports to.
    open.fall_silent();
    consuming_client* const ending = client.release();
    if (!good) return closing::in_group;
    if (!is_free) return closing::in_use;
    open.closing.reset();
    open.main.reset();
    open.replies.reset();
    run_beside(
        [ending] {
            rd_kafka_destroy_flags(ending->native, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
            delete ending;
        },
        (std::max)(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds{500}));
    return closing::done;
}

}  // namespace gulo::kafka_detail
