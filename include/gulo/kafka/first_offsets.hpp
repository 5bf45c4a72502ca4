#pragma once
// Where a group begins to read: concrete offsets, committed before anything is read.

#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/log_offsets.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace gulo::kafka_detail {

using offsets_of_topic = std::map<std::int32_t, std::int64_t>;

/// The ends that a group is to begin at, by topic, as long as not all of them are committed.
using ends_to_take = std::map<std::string, offsets_of_topic>;

/// Gives every partition of `wanted` a place to begin (rule C10). One with a committed offset begins there; one without
/// begins at its first record, which is committed. When the group starts at the end and has no offset in the whole topic,
/// all partitions of the topic are taken to their ends and committed, so that a record that is published later is read
/// even if this consumer stops before it has handled any. A partition without an offset in a topic that the group reads
/// already was added later, and begins at its beginning. Where it is not known which of these is the case, the client is
/// sent to what is stored, and asks again when that is nothing. Waits for the brokers, in all for `bound` at most.
class first_offsets {
public:
    first_offsets(rd_kafka_t* client, first_start start, ends_to_take& ends, std::chrono::milliseconds bound)
        : client_{client}, start_{start}, ends_{ends}, left_{bound} {}

    void resolve(rd_kafka_topic_partition_list_t* wanted) {
        const bool answered = ask_for_committed(client_, wanted, left_.milliseconds());
        std::map<std::string, std::optional<offsets_of_topic>> begun;
        const list_handle fresh{rd_kafka_topic_partition_list_new(wanted->cnt)};
        for (int at = 0; at < wanted->cnt; ++at) {
            rd_kafka_topic_partition_t& each = wanted->elems[at];
            const bool known = answered && each.err == RD_KAFKA_RESP_ERR_NO_ERROR;
            each.err = RD_KAFKA_RESP_ERR_NO_ERROR;
            if (known && each.offset >= 0) continue;
            each.offset = RD_KAFKA_OFFSET_STORED;
            if (!known) continue;
            if (start_ == first_start::latest) {
                const auto [topic, is_new] = begun.try_emplace(each.topic);
                if (is_new) topic->second = begin_at_ends(each.topic);
                if (!topic->second) continue;
                if (const auto found = topic->second->find(each.partition); found != topic->second->end()) {
                    each.offset = found->second;
                    continue;
                }
            }
            rd_kafka_topic_partition_list_add(fresh.get(), each.topic, each.partition);
        }
        begin_at_beginnings(fresh.get(), wanted);
    }

private:
    void begin_at_beginnings(const rd_kafka_topic_partition_list_t* fresh, rd_kafka_topic_partition_list_t* wanted) {
        const auto logs = ranges_of(client_, fresh, left_.milliseconds());
        const list_handle taken{rd_kafka_topic_partition_list_new(fresh->cnt)};
        for (int at = 0; at < fresh->cnt; ++at) {
            const rd_kafka_topic_partition_t& each = fresh->elems[at];
            const auto& log = logs[static_cast<std::size_t>(at)];
            rd_kafka_topic_partition_list_set_offset(wanted, each.topic, each.partition, log ? log->first : std::int64_t{RD_KAFKA_OFFSET_BEGINNING});
            if (log) rd_kafka_topic_partition_list_add(taken.get(), each.topic, each.partition)->offset = log->first;
        }
        if (taken->cnt > 0) commit(taken.get());
    }

    // What the group has in the whole topic, after it was taken to the ends if it had nothing; nothing: that is not known.
    std::optional<offsets_of_topic> begin_at_ends(const std::string& topic) {
        const list_handle all = partitions_of_topic(topic);
        if (!all || !ask_for_committed(client_, all.get(), left_.milliseconds())) return std::nullopt;
        offsets_of_topic offsets;
        for (int at = 0; at < all->cnt; ++at) {
            if (all->elems[at].err != RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
            if (all->elems[at].offset >= 0) offsets.emplace(all->elems[at].partition, all->elems[at].offset);
        }
        // Of a commit that was refused, or not answered, a part may have been stored.
        auto ends = ends_.find(topic);
        if (ends == ends_.end()) {
            if (!offsets.empty()) return offsets;
            const auto logs = ranges_of(client_, all.get(), left_.milliseconds());
            if (!std::ranges::all_of(logs, [](const auto& log) { return log.has_value(); })) return std::nullopt;
            ends = ends_.try_emplace(topic).first;
            for (int at = 0; at < all->cnt; ++at) ends->second.emplace(all->elems[at].partition, logs[static_cast<std::size_t>(at)]->end);
        }
        const list_handle taken{rd_kafka_topic_partition_list_new(all->cnt)};
        for (const auto& [partition, end] : ends->second)
            if (offsets.try_emplace(partition, end).second) rd_kafka_topic_partition_list_add(taken.get(), topic.c_str(), partition)->offset = end;
        if (taken->cnt > 0 && !commit(taken.get())) return std::nullopt;
        ends_.erase(ends);
        return offsets;
    }

    list_handle partitions_of_topic(const std::string& topic) {
        const topic_handle handle{rd_kafka_topic_new(client_, topic.c_str(), nullptr)};
        const rd_kafka_metadata_t* found = nullptr;
        if (rd_kafka_metadata(client_, 0, handle.get(), &found, (std::max)(1, left_.milliseconds())) != RD_KAFKA_RESP_ERR_NO_ERROR) return nullptr;
        const metadata_handle metadata{found};
        if (metadata->topic_cnt != 1 || metadata->topics[0].err != RD_KAFKA_RESP_ERR_NO_ERROR || metadata->topics[0].partition_cnt == 0) return nullptr;
        list_handle all{rd_kafka_topic_partition_list_new(metadata->topics[0].partition_cnt)};
        for (int at = 0; at < metadata->topics[0].partition_cnt; ++at)
            rd_kafka_topic_partition_list_add(all.get(), topic.c_str(), metadata->topics[0].partitions[at].id);
        return all;
    }

    // The synchronous call has no time limit.
    bool commit(const rd_kafka_topic_partition_list_t* offsets) {
        const queue_handle answers{rd_kafka_queue_new(client_)};
        if (rd_kafka_commit_queue(client_, offsets, answers.get(), nullptr, nullptr) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        const event_handle event{rd_kafka_queue_poll(answers.get(), (std::max)(1, left_.milliseconds()))};
        if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        const rd_kafka_topic_partition_list_t* const stored = rd_kafka_event_topic_partition_list(event.get());
        for (int at = 0; stored != nullptr && at < stored->cnt; ++at)
            if (stored->elems[at].err != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        return true;
    }

    rd_kafka_t* client_;
    first_start start_;
    ends_to_take& ends_;
    time_left left_;
};

}  // namespace gulo::kafka_detail
