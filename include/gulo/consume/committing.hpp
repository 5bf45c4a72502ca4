#pragma once
// When a partition is read, and when its offset is committed.

#include <gulo/consume/pipeline_state.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace gulo::consume {

/// The second layer of gulo::consume::pipeline: rules C6 and C11, pauses, and the frontier's commits.
class committing : protected pipeline_state {
protected:
    using pipeline_state::pipeline_state;

    /// How many records may be fetched at once so that the high mark holds.
    std::size_t room_for_fetch() const noexcept { return std::max<std::size_t>(1, limits_.high_mark / 2); }

    // Rule C6. What is fetched but not committed counts, because that is what a fault repeats.
    void regulate(partition_state& state, instant now) {
        if (state.closing || stopping_) return;
        const bool may_begin = (state.gate == nullptr || !state.gate->is_open(now)) && !pauses_.contains(state.subscription);
        const bool room = may_begin && state.parking_failures == 0 && state.uncommitted + room_for_fetch() <= (std::max)(limits_.high_mark, room_for_fetch());
        if (room != state.reading) {
            state.reading = room;
            actions_.emplace_back(read_partition{state.partition, room});
        }
    }

    void regulate_subscription(const std::string& topic, instant now) {
        for (auto& [partition, state] : partitions_)
            if (state.subscription == topic) regulate(state, now);
    }

    void end_pauses(instant now) {
        for (auto pause = pauses_.begin(); pause != pauses_.end();) {
            if (pause->second > now) {
                ++pause;
                continue;
            }
            const std::string topic = pause->first;
            pause = pauses_.erase(pause);
            regulate_subscription(topic, now);
        }
    }

    // Rule C11.
    void watch(partition_state& state, instant now) {
        const auto since = state.frontier.oldest_since();
        // In milliseconds: the longest span of these is none of an instant's.
        const bool stalled = since && std::chrono::floor<std::chrono::milliseconds>(now - *since) >= limits_.stall_alarm;
        if (stalled == state.stalled) return;
        state.stalled = stalled;
        if (stalled) {
            const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - *since).count();
            actions_.emplace_back(
                report_trouble{trouble::stalled, "record " + state.partition.topic + "[" + std::to_string(state.partition.partition) + "]@" +
                                                     std::to_string(*state.frontier.oldest()) + " is pending for " + std::to_string(seconds) +
                                                     " s, and nothing behind it is committed; see to it before the topic's retention removes it"});
        } else {
            end_trouble(&partition_state::stalled, trouble::stalled);
        }
    }

    void commit_if_due(partition_state& state, instant now) {
        if (state.committing || state.closing || left_) return;
        const bool full = !state.reading && state.parking_failures == 0 && !state.commit_refused;
        if ((now < state.next_commit || !limits_.commits_by_time) && !full) return;
        commit(state);
        if (!state.committing) state.next_commit = (std::max)(state.next_commit, now);
    }

    void commit(partition_state& state) {
        const auto offset = state.frontier.committable();
        if (!offset) return;
        state.committing = commit_under_way{*offset, state.uncommitted - (std::min)(state.uncommitted, state.frontier.pending())};
        actions_.emplace_back(commit_offsets{{{state.partition, *offset}}});
    }

    void take_commit(std::span<const partition_offset> offsets, bool stored, instant now) {
        for (const partition_offset& each : offsets) {
            partition_state* const state = find(each.partition);
            if (state == nullptr || !state->committing || state->committing->offset != each.offset) continue;
            if (stored) {
                state->frontier.committed(each.offset);
                state->uncommitted -= (std::min)(state->uncommitted, state->committing->records);
            }
            state->committing.reset();
            state->commit_refused = !stored;
            state->next_commit = now + (stored ? limits_.commit_interval : (std::max)(limits_.commit_interval / 4, std::chrono::milliseconds{1}));
            regulate(*state, now);
            if (stored) commit_if_due(*state, now);
        }
    }
};

}  // namespace gulo::consume
