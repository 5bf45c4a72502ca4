#pragma once
// Partitions that stand where their log has nothing: what the broker has instead is found out, and told.

#include <gulo/kafka/consuming_client.hpp>
#include <gulo/kafka/first_offsets.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/log_offsets.hpp>
#include <gulo/transport/consumer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gulo::kafka_detail {

/// With `auto.offset.reset=error` the client stops a partition whose offset is not in the log, and one that has no
/// stored offset (rule C10). Those that no broker answers for are asked for again every second.
class lost_offsets {
public:
    using instant = std::chrono::steady_clock::time_point;

    void add(const topic_partition& partition, std::int64_t wanted) { open_.insert_or_assign(partition, wanted); }
    void forget(const topic_partition& partition) { open_.erase(partition); }
    void clear() noexcept { open_.clear(); }

    /// When to ask; never, when there is nothing to ask for.
    instant next() const noexcept { return open_.empty() ? (instant::max)() : next_try_; }

    /// Tells the loop about those whose offset is gone; gives the places where the others begin. Waits for the brokers, at
    /// most a second, and another one where a group begins.
    std::vector<partition_offset> resolve(consuming_client& client, const std::string& prefix, std::vector<consumer_event>& events) {
        std::vector<partition_offset> begin;
        std::vector<topic_partition> asked;
        for (const auto& [partition, wanted] : open_) asked.push_back(partition);
        const list_handle stored = make_list(asked, prefix);
        const time_left left{bound};
        const bool answered = ask_for_committed(client.native, stored.get(), left.milliseconds() / 2);
        const auto logs = ranges_of(client.native, stored.get(), left.milliseconds());
        std::vector<topic_partition> nowhere;
        for (std::size_t at = 0; answered && at < asked.size(); ++at) {
            const rd_kafka_topic_partition_t& found = stored->elems[at];
            if (!logs[at] || found.err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
            const std::int64_t wanted = open_.at(asked[at]);
            const std::int64_t place = wanted >= 0 ? wanted : found.offset;
            if (place < 0) {
                nowhere.push_back(asked[at]);
                continue;
            }
            if (place >= logs[at]->first && place <= logs[at]->end) begin.push_back({asked[at], place});  // it is there after all: a leader that was behind
            else events.emplace_back(offset_lost{asked[at], place, logs[at]->first, logs[at]->end});
            open_.erase(asked[at]);
        }
        begin_somewhere(client, nowhere, prefix, begin);
        // An answer that does not last would otherwise be asked for without a pause.
        next_try_ = std::chrono::steady_clock::now() + (open_.empty() ? std::chrono::milliseconds{100} : bound);
        return begin;
    }

private:
    void begin_somewhere(consuming_client& client, const std::vector<topic_partition>& nowhere, const std::string& prefix,
                         std::vector<partition_offset>& begin) {
        if (nowhere.empty()) return;
        const list_handle list = make_list(nowhere, prefix);
        first_offsets{client.native, client.start, client.ends, bound}.resolve(list.get());
        for (std::size_t at = 0; at < nowhere.size(); ++at) {
            if (list->elems[at].offset < 0) continue;
            begin.push_back({nowhere[at], list->elems[at].offset});
            open_.erase(nowhere[at]);
        }
    }

    static constexpr std::chrono::milliseconds bound{1'000};

    std::map<topic_partition, std::int64_t> open_;
    instant next_try_{};
};

}  // namespace gulo::kafka_detail
