#pragma once
// How a pipeline gives partitions back: revoked, lost, or at the end of the service.

#include <gulo/consume/record_life.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gulo::consume {

/// The fourth layer of gulo::consume::pipeline: rules C4 and S1 to S5, and the forgetting of partitions.
class giving_back : protected record_life {
protected:
    using record_life::record_life;

    // Parked keys that no partition heeds any more are forgotten.
    void unheed(const partition_state& state) {
        if (!state.parks_keys_of) return;
        for (const auto& [partition, other] : partitions_)
            if (&other != &state && other.parks_keys_of == state.parks_keys_of) return;
        parked_.erase(*state.parks_keys_of);
        actions_.emplace_back(unfollow_parked_keys{*state.parks_keys_of});
    }

    // What has not begun will be fetched again by whoever owns the partition next.
    void drop_waiting(partition_state& state) {
        state.closing = !stopping_ || state.closing;
        records_.for_each([&](record_id id, held_record& record) {
            if (record.partition == &state && !record.orphaned && !record.under_way) forget(id);
        });
        std::erase_if(waiting_, [&](const auto& each) { return records_.find(each.second) == nullptr; });
    }

    // Forgets a partition; what still runs of it is orphaned.
    void drop(const topic_partition& partition) {
        partition_state* const state = find(partition);
        if (state == nullptr) return;
        records_.for_each([&](record_id id, held_record& record) {
            if (record.partition != state || record.orphaned) return;
            if (!record.under_way) {
                forget(id);
            } else {
                record.orphaned = true;
                ++orphans_;
                if (state->gate != nullptr) state->gate->undecided(id);  // nothing waits for it to tell how the handlers are doing
                if (record.lane != nullptr) record.orphaned_lane = orphaned_lanes_.add(partition, *record.lane);
            }
        });
        std::erase_if(waiting_, [&](const auto& each) { return records_.find(each.second) == nullptr; });
        const bool was_stalled = state->stalled;
        const bool was_lost = state->offset_is_lost;
        const bool was_blocked = state->blocked;
        const bool was_refused = state->parking_failures != 0;
        unheed(*state);
        partitions_.erase(partition);
        if (was_stalled) end_trouble(&partition_state::stalled, trouble::stalled);
        if (was_lost) end_trouble(&partition_state::offset_is_lost, trouble::lost_offset);
        if (was_blocked) end_trouble(&partition_state::blocked, trouble::blocked_record);
        if (was_refused && std::ranges::none_of(partitions_, [](const auto& each) { return each.second.parking_failures != 0; }))
            actions_.emplace_back(trouble_over{trouble::dead_letters});
    }

    std::size_t running_in(std::span<const topic_partition> partitions) {
        std::size_t running = 0;
        for (const topic_partition& each : partitions)
            if (const partition_state* const state = find(each)) running += state->running;
        return running;
    }

    bool commit_open(std::span<const topic_partition> partitions) {
        return std::ranges::any_of(partitions, [&](const topic_partition& each) {
            const partition_state* const state = find(each);
            return state != nullptr && state->committing.has_value();
        });
    }

    void commit_last(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions)
            if (partition_state* const state = find(each); state != nullptr && !state->committing) commit(*state);
    }

    // A commit that was open when the last ones were sent covers less than them; what was refused since then stays so.
    void commit_rest(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions)
            if (partition_state* const state = find(each); state != nullptr && !state->committing && !state->commit_refused) commit(*state);
    }

    void advance(instant now) {
        if (revocation_) advance_revocation(now);
        if (stopping_ && !revocation_ && !left_) advance_shutdown(now);
    }

    void advance_revocation(instant now) {
        revocation& going = *revocation_;
        if (!going.commit_deadline) {
            if (running_in(going.partitions) != 0 && now < going.drain_deadline) return;
            if (commit_open(going.partitions) && now < going.drain_deadline) return;
            going.commit_deadline = now + limits_.commit_bound;
            commit_last(going.partitions);
        } else if (now < *going.commit_deadline) {
            commit_rest(going.partitions);
        }
        if (commit_open(going.partitions) && now < *going.commit_deadline) return;
        for (const topic_partition& each : going.partitions) drop(each);
        actions_.emplace_back(release_partitions{std::move(going.partitions)});
        revocation_.reset();
    }

    void advance_shutdown(instant now) {
        std::vector<topic_partition> all;
        for (const auto& [partition, state] : partitions_) all.push_back(partition);
        shutdown& going = *stopping_;
        if (!going.commit_deadline) {
            const std::size_t running = running_in(all) + orphans_;
            if (running != 0 && now < going.deadline) return;
            if (running != 0 && !going.cancelled) {
                going.cancelled = true;
                going.deadline = now + limits_.cancel_bound;
                actions_.emplace_back(request_cancellation{});
                return;
            }
            if (commit_open(all) && now < going.deadline) return;
            going.commit_deadline = now + limits_.commit_bound;
            commit_last(all);
        }
        if (commit_open(all) && now < *going.commit_deadline) return;
        left_ = true;
        // What was cancelled or failed meanwhile; a transport may not end while one of its records is held.
        records_.for_each([&](record_id id, const held_record& record) {
            if (!record.under_way) forget(id);
        });
        waiting_.clear();
        actions_.emplace_back(leave_group{running_in(all) + orphans_});
    }
};

}  // namespace gulo::consume
