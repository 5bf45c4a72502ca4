#pragma once
// Keeps librdkafka fetching: before 2.2 it looks at a queue that was full again only when something happens, at worst after a second.

#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/log_offsets.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace gulo::kafka_detail {

/// When a partition whose queue is empty, although its log goes on, is worth a request to its broker. The first after 5 ms, because the next records are
/// usually under way; each further one after twice as long, at most a second, because the broker may be away or a transaction open.
class reminder_times {
public:
    using instant = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::milliseconds first_pause{5};
    static constexpr std::chrono::milliseconds longest_pause{1'000};

    /// Records came.
    void progressed() noexcept { is_waiting_ = false; }

    /// Something is behind: is it time to ask? To be followed by `next`.
    bool is_due(instant now) noexcept {
        if (!is_waiting_) {
            is_waiting_ = true;
            pause_ = first_pause;
            next_ = now + pause_;
            return false;
        }
        if (now < next_) return false;
        pause_ = (std::min)(2 * pause_, longest_pause);
        next_ = now + pause_;
        return true;
    }
    instant next() const noexcept { return next_; }

private:
    bool is_waiting_ = false;
    std::chrono::milliseconds pause_{first_pause};
    instant next_{};
};

/// Whether this librdkafka has to be reminded.
inline bool forgets_to_fetch() noexcept { return rd_kafka_version() < 0x02020000; }

/// Whether the log is known to go on behind `position`. Asks nobody.
inline bool is_behind(rd_kafka_t* client, const char* cluster_topic, std::int32_t partition, std::int64_t position) noexcept {
    std::int64_t low = 0;
    std::int64_t high = 0;
    return position >= 0 && rd_kafka_get_watermark_offsets(client, cluster_topic, partition, &low, &high) == RD_KAFKA_RESP_ERR_NO_ERROR && position < high;
}

/// Requests that wake the threads of these partitions' brokers, which then look at all of their queues. Blocks for 5 ms at most; what is answered does
/// not matter.
inline void remind(rd_kafka_t* client, rd_kafka_topic_partition_list_t* behind) noexcept {
    static_cast<void>(ask_for_ends(client, behind, RD_KAFKA_OFFSET_END, 5));
}

}  // namespace gulo::kafka_detail
