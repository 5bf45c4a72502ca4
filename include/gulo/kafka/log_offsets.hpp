#pragma once
// Where logs begin and end, asked of the brokers within a bound.

#include <gulo/kafka/handles.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace gulo::kafka_detail {

/// What there is of a partition: its first offset, and the one past its last.
struct log_range {
    std::int64_t first = 0;
    std::int64_t end = 0;
};

/// How much of a bound is left.
class time_left {
public:
    explicit time_left(std::chrono::milliseconds bound) noexcept : until_{std::chrono::steady_clock::now() + bound} {}

    int milliseconds() const noexcept {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - std::chrono::steady_clock::now());
        return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 86'400'000));
    }

private:
    std::chrono::steady_clock::time_point until_;
};

/// One request per leader for all partitions of `list`, each offset of which becomes that of the log's end that `which`
/// names (RD_KAFKA_OFFSET_BEGINNING or RD_KAFKA_OFFSET_END). Not rd_kafka_query_watermark_offsets, which has no time
/// limit once the leader is known: a broker that is silent would hold its caller for as long as it likes.
inline rd_kafka_resp_err_t ask_for_ends(rd_kafka_t* client, rd_kafka_topic_partition_list_t* list, std::int64_t which, int bound) noexcept {
    for (int at = 0; at < list->cnt; ++at) {
        list->elems[at].offset = which;
        list->elems[at].err = RD_KAFKA_RESP_ERR_NO_ERROR;
    }
    const rd_kafka_resp_err_t code = rd_kafka_offsets_for_times(client, list, (std::max)(1, bound));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
    for (int at = 0; at < list->cnt; ++at) {
        const rd_kafka_topic_partition_t& each = list->elems[at];
        if (each.err != RD_KAFKA_RESP_ERR_NO_ERROR) return each.err;
        if (each.offset < 0) return RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
    }
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}

/// Of each partition of `partitions`, in their order; nothing where no answer came. Blocks for `bound` milliseconds at most.
inline std::vector<std::optional<log_range>> ranges_of(rd_kafka_t* client, const rd_kafka_topic_partition_list_t* partitions, int bound) {
    std::vector<std::optional<log_range>> found(static_cast<std::size_t>(partitions->cnt));
    const auto ask = [&](const rd_kafka_topic_partition_list_t* those, std::size_t place, int most) {
        const time_left left{std::chrono::milliseconds{most}};
        const list_handle firsts{rd_kafka_topic_partition_list_copy(those)};
        const list_handle ends{rd_kafka_topic_partition_list_copy(those)};
        if (ask_for_ends(client, firsts.get(), RD_KAFKA_OFFSET_BEGINNING, left.milliseconds()) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        if (ask_for_ends(client, ends.get(), RD_KAFKA_OFFSET_END, left.milliseconds()) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        for (int at = 0; at < those->cnt; ++at) found[place + static_cast<std::size_t>(at)] = log_range{firsts->elems[at].offset, ends->elems[at].offset};
        return true;
    };
    if (partitions->cnt == 0) return found;
    const time_left left{std::chrono::milliseconds{bound}};
    if (ask(partitions, 0, partitions->cnt > 1 ? bound / 2 : bound) || partitions->cnt == 1) return found;
    // One leader that does not answer spoils the answers of all.
    for (int at = 0; at < partitions->cnt; ++at) {
        const rd_kafka_topic_partition_t& each = partitions->elems[at];
        const list_handle one{rd_kafka_topic_partition_list_new(1)};
        rd_kafka_topic_partition_list_add(one.get(), each.topic, each.partition);
        ask(one.get(), static_cast<std::size_t>(at), left.milliseconds() / (partitions->cnt - at));
    }
    return found;
}

/// What the group has committed of each partition of `list`; negative: nothing yet. One with an error of its own has no
/// answer, which is not the same. Blocks for `bound` milliseconds at most. False: there is no answer at all.
inline bool ask_for_committed(rd_kafka_t* client, rd_kafka_topic_partition_list_t* list, int bound) noexcept {
    for (int at = 0; at < list->cnt; ++at) list->elems[at].err = RD_KAFKA_RESP_ERR_NO_ERROR;
    return rd_kafka_committed(client, list, (std::max)(1, bound)) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace gulo::kafka_detail
