#pragma once
// One assigned partition of a consumer: its own queue, read only when the loop has room for it.

#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/wake_signal.hpp>
#include <gulo/transport/record.hpp>

#include <atomic>
#include <cstdint>
#include <string>

namespace gulo::kafka_detail {

/// Flow control without pausing: librdkafka's pause and resume throw prefetched records away and cost a second each
/// time; a queue that is simply not read stops the fetching behind it by itself.
class consumed_partition {
public:
    /// Takes the partition's queue away from the client's main queue. Call it before the assignment, or records could
    /// already be on the main queue.
    consumed_partition(rd_kafka_t* client, const char* cluster_topic, topic_partition name, wake_signal& signal)
        : name{std::move(name)}, signal_{signal}, queue_{rd_kafka_queue_get_partition(client, cluster_topic, this->name.partition)} {
        if (!queue_) return;
        rd_kafka_queue_forward(queue_.get(), nullptr);
        rd_kafka_queue_cb_event_enable(queue_.get(), &arrived, this);
    }

    ~consumed_partition() {
        // Takes the queue's lock, so that no call of `arrived` is left when this returns.
        if (queue_) rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
    }

    consumed_partition(const consumed_partition&) = delete;
    consumed_partition& operator=(const consumed_partition&) = delete;

    rd_kafka_queue_t* queue() const noexcept { return queue_.get(); }

    /// Is there perhaps something to read? Set by arrivals too.
    bool may_have_records() const noexcept { return queue_ && filled_.load(std::memory_order_acquire); }

    /// To be said before reading, so that what arrives meanwhile is not overlooked.
    void about_to_read() noexcept { filled_.store(false, std::memory_order_release); }

    /// There may be more: the last read brought something, or nobody has looked since it was not to be read.
    void expect_more() noexcept { filled_.store(true, std::memory_order_release); }

    const topic_partition name;
    bool is_read = true;
    bool is_to_move = false;     ///< nothing is read before it has gone to `position`
    std::int64_t first = -1;     ///< where the assignment began
    std::int64_t position = -1;  ///< one past the last record that was read
    rd_kafka_resp_err_t last_error = RD_KAFKA_RESP_ERR_NO_ERROR;

private:
    // On librdkafka's threads, under the queue's lock.
    static void arrived(rd_kafka_t*, void* self) {
        auto& partition = *static_cast<consumed_partition*>(self);
        partition.filled_.store(true, std::memory_order_release);
        partition.signal_.raise();
    }

    wake_signal& signal_;
    queue_handle queue_;
    std::atomic<bool> filled_{true};
};

}  // namespace gulo::kafka_detail
