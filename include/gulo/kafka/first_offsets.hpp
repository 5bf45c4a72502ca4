#pragma once
// Where a group begins that starts at the end of its topics: concrete offsets, committed before anything is read.

#include <gulo/kafka/handles.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace gulo::kafka_detail {

/// Gives every partition of `wanted` a place to begin (rule C10). One with a committed offset begins there. When the
/// group has no offset in the whole topic, all partitions of the topic are taken to their ends and committed, so that a
/// record that is published later is read even if this consumer stops before it has handled any. A partition without
/// an offset in a topic that the group reads already was added later, and begins at its beginning. Blocks for a few
/// answers of the broker, each at most `bound` milliseconds; without an answer a partition begins at its beginning,
/// which repeats records but loses none.
class first_offsets {
public:
    first_offsets(rd_kafka_t* client, int bound) : client_{client}, bound_{bound} {}

    void resolve(rd_kafka_topic_partition_list_t* wanted) {
        if (rd_kafka_committed(client_, wanted, bound_) != RD_KAFKA_RESP_ERR_NO_ERROR) return begin_everywhere(wanted);
        std::map<std::string, bool> begun;
        for (int at = 0; at < wanted->cnt; ++at) {
            rd_kafka_topic_partition_t& each = wanted->elems[at];
            if (each.offset >= 0) continue;
            const auto [topic, is_new] = begun.try_emplace(each.topic, false);
            if (is_new) topic->second = begin_at_ends(each.topic);
            each.offset = RD_KAFKA_OFFSET_BEGINNING;
            if (topic->second && ends_.contains({each.topic, each.partition})) each.offset = ends_.at({each.topic, each.partition});
        }
    }

private:
    // The stored offset, and where there is none the client's own rule, which is the beginning.
    static void begin_everywhere(rd_kafka_topic_partition_list_t* wanted) {
        for (int at = 0; at < wanted->cnt; ++at) wanted->elems[at].offset = RD_KAFKA_OFFSET_STORED;
    }

    // True: the group had no offset in this topic, and now has the ends.
    bool begin_at_ends(const std::string& topic) {
        const topic_handle handle{rd_kafka_topic_new(client_, topic.c_str(), nullptr)};
        const rd_kafka_metadata_t* found = nullptr;
        if (rd_kafka_metadata(client_, 0, handle.get(), &found, bound_) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        const metadata_handle metadata{found};
        if (metadata->topic_cnt != 1) return false;
        const list_handle all{rd_kafka_topic_partition_list_new(metadata->topics[0].partition_cnt)};
        for (int at = 0; at < metadata->topics[0].partition_cnt; ++at)
            rd_kafka_topic_partition_list_add(all.get(), topic.c_str(), metadata->topics[0].partitions[at].id);
        if (rd_kafka_committed(client_, all.get(), bound_) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        for (int at = 0; at < all->cnt; ++at)
            if (all->elems[at].offset >= 0) return false;
        for (int at = 0; at < all->cnt; ++at) {
            std::int64_t low = 0;
            std::int64_t high = 0;
            if (rd_kafka_query_watermark_offsets(client_, topic.c_str(), all->elems[at].partition, &low, &high, bound_) != RD_KAFKA_RESP_ERR_NO_ERROR)
                return false;
            all->elems[at].offset = high;
        }
        if (!commit(all.get())) return false;
        for (int at = 0; at < all->cnt; ++at) ends_[{topic, all->elems[at].partition}] = all->elems[at].offset;
        return true;
    }

    // The synchronous call has no time limit.
    bool commit(const rd_kafka_topic_partition_list_t* offsets) {
        const queue_handle answers{rd_kafka_queue_new(client_)};
        if (rd_kafka_commit_queue(client_, offsets, answers.get(), nullptr, nullptr) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        const event_handle event{rd_kafka_queue_poll(answers.get(), bound_)};
        return event && rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR;
    }

    rd_kafka_t* client_;
    int bound_;
    std::map<std::pair<std::string, std::int32_t>, std::int64_t> ends_;
};

}  // namespace gulo::kafka_detail
