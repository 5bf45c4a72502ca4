#pragma once
// Consuming, as decisions: events go in, actions come out, time is a parameter.

#include <gulo/consume/action.hpp>
#include <gulo/consume/partition_state.hpp>
#include <gulo/consume/record_table.hpp>
#include <gulo/handler/retry_rule.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::consume {

/// Bounds and intervals of a pipeline.
struct limits {
    std::size_t high_mark = 1'000;  ///< records of a partition that one fault may repeat, at least 1
    std::chrono::milliseconds commit_interval{1'000};
    std::chrono::milliseconds drain_bound{5'000};    ///< how long running handlers may take at a revocation or a stop
    std::chrono::milliseconds cancel_bound{1'000};   ///< and then, after they were asked to stop
    std::chrono::milliseconds commit_bound{5'000};   ///< how long the answer to the last commit is waited for
    std::chrono::milliseconds park_backoff{1'000};   ///< between attempts to write a dead letter, at first
    std::chrono::milliseconds output_backoff{500};   ///< before outputs that were not stored are tried again, at first
};

/// How the work on a record ended.
enum class outcome : std::uint8_t {
    handled,    ///< its handlers returned and all their outputs are stored
    failed,     ///< a handler threw, or an output can never be stored: the retry rule decides
    unstored,   ///< an output was not stored, which may change: handled again later, however often (rule C1)
    rejected,   ///< undecodable or without a handler: parked at once (rule C8)
    passed,     ///< nothing to do with it
    cancelled,  ///< stopped by the shutdown: no attempt, no failure (rule R5)
    blocked,    ///< must not be parked and must not be lost: its partition waits for a person
};

/// The pure state machine behind a consumer (rules C1 to C9, D2, R1 to R5, S1 to S5). Not thread-safe: one thread owns
/// it. Every function appends to `actions()`, which the caller executes and clears.
class pipeline {
public:
    pipeline(limits bounds, retry_rule retry) : limits_{bounds}, retry_{retry} {}

    std::vector<action>& actions() noexcept { return actions_; }

    /// How many records may be fetched at once so that the high mark holds.
    std::size_t fetch_limit() const noexcept { return std::max<std::size_t>(1, limits_.high_mark / 2); }

    void assigned(std::span<const topic_partition> partitions, instant now) {
        ++epoch_;
        for (const topic_partition& each : partitions) {
            drop(each);
            partition_state& made = partitions_.emplace(each, partition_state{each, epoch_, now + limits_.commit_interval}).first->second;
            made.reading = !stopping_;
        }
        actions_.emplace_back(assign_partitions{{partitions.begin(), partitions.end()}});
        if (stopping_)
            for (const topic_partition& each : partitions) actions_.emplace_back(read_partition{each, false});
    }

    /// Rule C4: finish what runs, commit, then give back.
    void revoked(std::span<const topic_partition> partitions, instant now) {
        if (!revocation_) revocation_.emplace();
        revocation_->partitions.insert(revocation_->partitions.end(), partitions.begin(), partitions.end());
        revocation_->drain_deadline = now + limits_.drain_bound;
        revocation_->commit_deadline.reset();
        for (const topic_partition& each : partitions)
            if (partition_state* const state = find(each)) drop_waiting(*state);
        advance(now);
    }

    void lost(std::span<const topic_partition> partitions, instant now) {
        for (const topic_partition& each : partitions) {
            drop(each);
            if (revocation_) std::erase(revocation_->partitions, each);
        }
        if (revocation_ && revocation_->partitions.empty()) revocation_.reset();
        actions_.emplace_back(release_partitions{{partitions.begin(), partitions.end()}});
        advance(now);
    }

    /// A record arrived. Nothing is returned for a partition that is not assigned: then it is to be dropped. Nothing
    /// either for an offset that lies before an earlier one: the log was truncated or made anew, and its partition begins
    /// again. Execute the actions, then give the record once more.
    std::optional<record_id> fetched(const topic_partition& partition, std::int64_t offset, std::optional<std::string_view> key, instant now) {
        partition_state* const state = find(partition);
        if (state == nullptr || state->closing || stopping_) return std::nullopt;
        if (offset < state->frontier.position()) [[unlikely]] {
            begin_again(*state, now);
            return std::nullopt;
        }
        const record_id id = records_.add(state, state->epoch, offset);
        state->frontier.fetched(offset);
        ++state->uncommitted;
        const auto [lane, may_run] = state->lanes.enter(key, id);
        records_.find(id)->lane = lane;
        if (may_run) start(*records_.find(id), id);
        regulate(*state);
        return id;
    }

    /// The work on a record ended. A record of an older assignment changes nothing (rule C3).
    /// `rule` decides about a failed one; null: the pipeline's own.
    void finished(record_id id, outcome how, instant now, const retry_rule* rule = nullptr) {
        held_record* const record = records_.find(id);
        if (record == nullptr) return;
        partition_state* const state = current(*record);
        if (state == nullptr) {
            --orphans_;
            forget(id);
            return advance(now);
        }
        --state->running;
        record->under_way = false;
        switch (how) {
        case outcome::handled:
        case outcome::passed: terminal(*state, *record, id); break;
        case outcome::rejected: park(*state, *record, id); break;
        case outcome::failed: failed(*state, *record, id, rule != nullptr ? *rule : retry_, now); break;
        case outcome::unstored:
            --record->attempts;
            wait_until(id, now + growing(limits_.output_backoff, record->unstored++));
            break;
        case outcome::cancelled: --record->attempts; break;
        case outcome::blocked: block(*state, *record); break;
        }
        commit_if_due(*state, now);
        advance(now);
    }

    /// The dead letter of a record was stored, or not (rule D2).
    void parked(record_id id, bool stored, instant now) {
        held_record* const record = records_.find(id);
        if (record == nullptr) return;
        partition_state* const state = current(*record);
        if (state == nullptr) {
            --orphans_;
            forget(id);
            return advance(now);
        }
        --state->running;
        record->under_way = false;
        if (stored) {
            if (record->parking_failed && --state->parking_failures == 0) regulate(*state);
            terminal(*state, *record, id);
        } else {
            record->parking = true;
            if (!record->parking_failed) {
                record->parking_failed = true;
                ++state->parking_failures;
                regulate(*state);
                actions_.emplace_back(report_trouble{trouble::dead_letters, "record " + name(*state, *record) + " could not be parked; its partition waits and it is tried again"});
            }
            wait_until(id, now + growing(limits_.park_backoff, record->refusals++));
        }
        commit_if_due(*state, now);
        advance(now);
    }

    /// The answer to a commit.
    void committed(std::span<const partition_offset> offsets, bool stored, instant now) {
        for (const partition_offset& each : offsets) {
            partition_state* const state = find(each.partition);
            if (state == nullptr || !state->committing || state->committing->offset != each.offset) continue;
            if (stored) {
                state->frontier.committed(each.offset);
                state->uncommitted -= std::min(state->uncommitted, state->committing->records);
            }
            state->committing.reset();
            state->commit_refused = !stored;
            state->next_commit = now + (stored ? limits_.commit_interval : limits_.commit_interval / 4);
            regulate(*state);
            if (stored) commit_if_due(*state, now);
        }
        advance(now);
    }

    /// Rule S1: takes no more records in; finishes, commits and ends with leave_group.
    void stop(instant now) {
        if (stopping_) return;
        stopping_ = shutdown{now + limits_.drain_bound, std::nullopt, false};
        for (auto& [partition, state] : partitions_) {
            drop_waiting(state);
            if (std::exchange(state.reading, false)) actions_.emplace_back(read_partition{partition, false});
        }
        advance(now);
    }

    /// Does what has become due.
    void tick(instant now) {
        while (!waiting_.empty() && waiting_.begin()->first <= now) {
            const record_id id = waiting_.begin()->second;
            waiting_.erase(waiting_.begin());
            held_record* const record = records_.find(id);
            partition_state* const state = record != nullptr ? current(*record) : nullptr;
            if (state == nullptr || state->closing || stopping_) continue;
            if (record->parking) park(*state, *record, id);
            else start(*record, id);
        }
        for (auto& [partition, state] : partitions_) commit_if_due(state, now);
        advance(now);
    }

    /// When `tick` has something to do at the latest.
    std::optional<instant> next_due() const {
        std::optional<instant> due;
        const auto earlier = [&](instant at) {
            if (!due || at < *due) due = at;
        };
        if (!waiting_.empty()) earlier(waiting_.begin()->first);
        for (const auto& [partition, state] : partitions_)
            if (!state.committing && !state.closing && !left_ && state.frontier.committable()) earlier(state.next_commit);
        if (revocation_) earlier(revocation_->commit_deadline.value_or(revocation_->drain_deadline));
        if (stopping_ && !revocation_ && !left_) earlier(stopping_->commit_deadline.value_or(stopping_->deadline));
        return due;
    }

    /// Records that are held: waiting, running, backing off or being parked.
    std::size_t held() const noexcept { return records_.size(); }
    /// True when no record is held and every offset is committed.
    bool idle() const {
        return records_.size() == 0 && !revocation_ && std::ranges::all_of(partitions_, [](const auto& each) {
                   return !each.second.committing && !each.second.frontier.committable();
               });
    }
    /// False while a dead letter was refused and is being tried again.
    bool all_parked() const {
        return std::ranges::all_of(partitions_, [](const auto& each) { return each.second.parking_failures == 0; });
    }
    bool is_stopping() const noexcept { return stopping_.has_value(); }
    std::uint64_t epoch() const noexcept { return epoch_; }

private:
    struct revocation {
        std::vector<topic_partition> partitions;
        instant drain_deadline;
        std::optional<instant> commit_deadline;
    };
    struct shutdown {
        instant deadline;
        std::optional<instant> commit_deadline;
        bool cancelled;
    };

    partition_state* find(const topic_partition& partition) {
        const auto found = partitions_.find(partition);
        return found != partitions_.end() ? &found->second : nullptr;
    }

    partition_state* current(const held_record& record) { return record.orphaned ? nullptr : record.partition; }

    static std::string name(const partition_state& state, const held_record& record) {
        return state.partition.topic + "[" + std::to_string(state.partition.partition) + "]@" + std::to_string(record.offset);
    }

    void start(held_record& record, record_id id) {
        ++record.attempts;
        ++record.partition->running;
        record.under_way = true;
        actions_.emplace_back(run_handlers{id, record.attempts});
    }

    void park(partition_state& state, held_record& record, record_id id) {
        ++state.running;
        record.under_way = true;
        record.parking = true;
        actions_.emplace_back(park_record{id, record.attempts});
    }

    // Rule R3.
    void failed(partition_state& state, held_record& record, record_id id, const retry_rule& rule, instant now) {
        if (rule.tries_again(record.attempts)) return wait_until(id, now + rule.pause_after(record.attempts, static_cast<std::uint64_t>(record.offset)));
        switch (rule.then) {
        case last_resort::dead_letter: return park(state, record, id);
        case last_resort::discard: actions_.emplace_back(discard_record{id, record.attempts}); return terminal(state, record, id);
        case last_resort::stop: return block(state, record);
        }
    }

    void block(const partition_state& state, const held_record& record) {
        actions_.emplace_back(report_trouble{
            trouble::blocked_record, "record " + name(state, record) + " blocks its partition: it may neither be parked nor lost"});
    }

    void terminal(partition_state& state, held_record& record, record_id id) {
        state.frontier.terminal(record.offset);
        const auto next = state.lanes.leave(record.lane);
        forget(id);
        if (next && !state.closing && !stopping_) start(*records_.find(*next), *next);
        regulate(state);
    }

    void forget(record_id id) {
        records_.remove(id);
        actions_.emplace_back(forget_record{id});
    }

    void wait_until(record_id id, instant due) { waiting_.emplace(due, id); }

    // Doubled with each time, up to half a minute.
    static std::chrono::milliseconds growing(std::chrono::milliseconds first, int times) {
        return retry_rule{.max_attempts = 1, .first_backoff = first}.pause_after(times + 1);
    }

    // Rule C6. What is fetched but not committed counts, because that is what a fault repeats.
    void regulate(partition_state& state) {
        if (state.closing || stopping_) return;
        const bool room = state.parking_failures == 0 && state.uncommitted + fetch_limit() <= std::max(limits_.high_mark, fetch_limit());
        if (room != state.reading) {
            state.reading = room;
            actions_.emplace_back(read_partition{state.partition, room});
        }
    }

    void commit_if_due(partition_state& state, instant now) {
        if (state.committing || state.closing || left_) return;
        const bool full = !state.reading && state.parking_failures == 0 && !state.commit_refused;
        if (now < state.next_commit && !full) return;
        commit(state);
        if (!state.committing) state.next_commit = std::max(state.next_commit, now);
    }

    void commit(partition_state& state) {
        const auto offset = state.frontier.committable();
        if (!offset) return;
        state.committing = commit_under_way{*offset, state.uncommitted - std::min(state.uncommitted, state.frontier.pending())};
        actions_.emplace_back(commit_offsets{{{state.partition, *offset}}});
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
            }
        });
        std::erase_if(waiting_, [&](const auto& each) { return records_.find(each.second) == nullptr; });
        partitions_.erase(partition);
    }

    // The offsets known so far belong to a log that is no more: nothing held or committed of it says anything about this one.
    void begin_again(const partition_state& state, instant now) {
        partition_state made{state.partition, ++epoch_, now + limits_.commit_interval};
        made.reading = state.reading;
        drop(made.partition);
        actions_.emplace_back(report_trouble{trouble::log_reset, "the log of " + made.partition.topic + "[" + std::to_string(made.partition.partition) +
                                                                     "] begins again at an earlier offset; it was truncated or made anew"});
        partitions_.emplace(made.partition, std::move(made));
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

    limits limits_;
    retry_rule retry_;
    std::vector<action> actions_;
    record_table records_;
    std::map<topic_partition, partition_state> partitions_;
    std::multimap<instant, record_id> waiting_;
    std::optional<revocation> revocation_;
    std::optional<shutdown> stopping_;
    std::uint64_t epoch_ = 0;
    std::size_t orphans_ = 0;
    bool left_ = false;
};

}  // namespace gulo::consume
