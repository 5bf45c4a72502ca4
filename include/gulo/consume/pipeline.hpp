#pragma once
// Consuming, as decisions: events go in, actions come out, time is a parameter.

#include <gulo/consume/action.hpp>
#include <gulo/consume/giving_back.hpp>
#include <gulo/consume/outcome.hpp>
#include <gulo/consume/partition_status.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::consume {

/// The pure state machine behind a consumer (rules C1 to C9, D2, R1 to R5, S1 to S5). Not thread-safe: one thread owns
/// it. Every function appends to `actions()`, which the caller executes and clears.
class pipeline : giving_back {
public:
    pipeline(limits bounds, retry_rule retry) : giving_back{std::move(bounds), retry} {}
    pipeline(const pipeline&) = delete;
    pipeline& operator=(const pipeline&) = delete;

    std::vector<action>& actions() noexcept { return actions_; }

    /// How many records may be fetched at once so that the high mark holds.
    std::size_t fetch_limit() const noexcept { return room_for_fetch(); }

    void assigned(std::span<const topic_partition> partitions, instant now) {
        ++epoch_;
        for (const topic_partition& each : partitions) {
            drop(each);
            partition_state& made = partitions_.emplace(each, partition_state{each, epoch_, now + limits_.commit_interval}).first->second;
            made.reading = !stopping_;
            equip(made);
        }
        actions_.emplace_back(assign_partitions{{partitions.begin(), partitions.end()}});
        if (stopping_)
            for (const topic_partition& each : partitions) actions_.emplace_back(read_partition{each, false});
        else
            for (const topic_partition& each : partitions) regulate(*find(each), now);
    }

    /// Records of `partition`, which was just assigned, wait until the parked keys of `source` are known (rule R7), and
    /// follow them.
    void heed_parked_keys(const topic_partition& partition, const topic_partition& source) {
        partition_state* const state = find(partition);
        if (state == nullptr || state->parks_keys_of) return;
        state->parks_keys_of = source;
        if (parked_.try_emplace(source).second) actions_.emplace_back(follow_parked_keys{source});
    }

    /// The index of parked keys has an entry; without `parking` the last one named is over. What it returns has to be
    /// written to the index again: a resolution came too late, for an earlier parking.
    std::optional<std::int64_t> parked_key(const topic_partition& source, std::string_view key, std::optional<std::int64_t> parking, bool resolved) {
        const auto found = parked_.find(source);
        if (found == parked_.end()) return std::nullopt;
        if (!resolved) {
            if (parking) found->second.parked(key, *parking);
            return std::nullopt;
        }
        return found->second.resolved(key, parking) ? std::nullopt : found->second.parking_of(key);
    }

    /// The index of parked keys was read to its end.
    void parked_keys_known(const topic_partition& source, instant now) {
        const auto found = parked_.find(source);
        if (found == parked_.end() || found->second.is_known()) return;
        found->second.read_to_end();
        records_.for_each([&](record_id id, held_record& record) {
            if (!record.awaits_keys || record.orphaned || record.partition->parks_keys_of != source) return;
            record.awaits_keys = false;
            if (!record.partition->closing && !stopping_) begin(record, id, now);
        });
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
    std::optional<record_id> fetched(const topic_partition& partition, std::int64_t offset, std::optional<std::string_view> key, instant now,
                                     const arrival& how = {}) {
        partition_state* const state = find(partition);
        if (state == nullptr || state->closing || stopping_) return std::nullopt;
        if (offset < state->frontier.position()) [[unlikely]] {
            begin_again(*state, offset, now);
            return std::nullopt;
        }
        const record_id id = records_.add(state, state->epoch, offset);
        // One that waits for its time is not late before that (rule C11).
        state->frontier.fetched(offset, (std::max)(now, how.not_before));
        ++state->uncommitted;
        held_record& record = *records_.find(id);
        record.unordered = !key && !state->ordered;
        const auto [lane, may_run] = record.unordered ? lanes::entered{nullptr, true} : state->lanes.enter(key, id);
        record.lane = lane;
        record.came = how;
        record.attempts = how.attempts;
        if (may_run) begin(record, id, now);
        regulate(*state, now);
        return id;
    }

    // For a loop that handles records on its own thread as soon as they are fetched: those that end well at once leave
    // nothing behind but the frontier.

    /// The partition's place in here, for the calls below; null when nothing of it is taken. Valid until the next call of
    /// another function.
    partition_state* open(const topic_partition& partition) {
        partition_state* const state = find(partition);
        const bool is_plain = state != nullptr && !state->closing && !stopping_ && state->gate == nullptr && !state->parks_keys_of &&
                              !pauses_.contains(state->subscription) && (orphaned_lanes_.empty() || !orphaned_lanes_.has_of(partition));
        return is_plain ? state : nullptr;
    }
    bool may_handle_at_once(const partition_state& state, std::int64_t offset, std::optional<std::string_view> key) const {
        return offset >= state.frontier.position() && state.lanes.is_free(key);
    }
    /// It was handled, and published nothing.
    void handled_at_once(partition_state& state, std::int64_t offset) {
        state.frontier.passed(offset);
        ++state.uncommitted;
    }
    /// It was handled for the first time, and its end is still to come, by `finished`.
    record_id begun_at_once(partition_state& state, std::int64_t offset, std::optional<std::string_view> key, instant now) {
        const record_id id = records_.add(&state, state.epoch, offset);
        state.frontier.fetched(offset, now);
        ++state.uncommitted;
        ++state.running;
        held_record& record = *records_.find(id);
        record.attempts = 1;
        record.under_way = true;
        record.unordered = !key && !state.ordered;
        if (!record.unordered) record.lane = state.lanes.enter(key, id).where;
        return id;
    }
    /// After some of these.
    void close(partition_state& state, instant now) {
        regulate(state, now);
        commit_if_due(state, now);
    }

    /// Nothing below these offsets comes any more, though no record says so (rule C1).
    void positioned(std::span<const partition_offset> offsets, instant now) {
        for (const partition_offset& each : offsets) {
            partition_state* const state = find(each.partition);
            if (state == nullptr || state->closing || stopping_) continue;
            state->frontier.positioned(each.offset);
            commit_if_due(*state, now);
        }
    }

    /// The offset to read is not in the log (rule C10).
    void offset_lost(const gulo::offset_lost& what, instant now) {
        partition_state* const state = find(what.partition);
        if (state == nullptr || state->closing || stopping_) return;
        std::string text = "offset " + std::to_string(what.wanted) + " of " + what.partition.topic + "[" + std::to_string(what.partition.partition) +
                           "] is not in the log, which holds " + std::to_string(what.first) + " to " + std::to_string(what.end);
        text += what.wanted < what.first ? "; " + std::to_string(what.first - what.wanted) + " records were removed before they were read"
                                         : "; the log was truncated or made anew";
        if (limits_.when_offset_is_lost == lost_offset::stop) {
            text += ". The partition is not read: set when_offset_is_lost to earliest or latest, or the group's offset by hand";
            state->offset_is_lost = true;
            actions_.emplace_back(report_trouble{trouble::lost_offset, std::move(text)});
            return;
        }
        const bool to_end = limits_.when_offset_is_lost == lost_offset::latest;
        text += to_end ? ". Reading goes on at the end" : ". Reading goes on at the first record there is";
        actions_.emplace_back(report_trouble{trouble::log_reset, std::move(text)});
        const partition_offset where{what.partition, to_end ? what.end : what.first};
        // Records of a log that is no more say nothing about this one; those before a gap are good.
        if (what.wanted > what.end) start_anew(*state, where.offset, now);
        actions_.emplace_back(seek_partition{where});
        positioned({&where, 1}, now);
        regulate(*find(where.partition), now);
    }

    /// The work on a record ended. A record of an older assignment changes nothing (rule C3).
    /// `rule` decides about a failed one; null: the pipeline's own.
    void finished(record_id id, outcome how, instant now, const retry_rule* rule = nullptr) {
        work_ended(id, how, now, rule);
        advance(now);
    }

    /// The dead letter of a record was stored, or not (rule D2).
    void parked(record_id id, bool stored, instant now) {
        parking_ended(id, stored, now);
        advance(now);
    }

    /// There is no retry topic for a record: its delay passes in place, as far as that is allowed (rules R4, R6).
    void not_forwarded(record_id id, instant now) {
        forwarding_failed(id, now);
        advance(now);
    }

    /// The answer to a commit.
    void committed(std::span<const partition_offset> offsets, bool stored, instant now) {
        take_commit(offsets, stored, now);
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
        end_pauses(now);
        while (!waiting_.empty() && waiting_.begin()->first <= now) {
            const record_id id = waiting_.begin()->second;
            waiting_.erase(waiting_.begin());
            held_record* const record = records_.find(id);
            partition_state* const state = record != nullptr ? current(*record) : nullptr;
            if (state == nullptr || state->closing || stopping_) continue;
            if (record->parking) park(*state, *record, id, record->parks);
            else begin(*record, id, now);
        }
        for (auto& [topic, gate] : gates_) open_gate(topic, gate, now);
        for (auto& [partition, state] : partitions_) {
            commit_if_due(state, now);
            watch(state, now);
        }
        advance(now);
    }

    /// Rules S2, S3, as a second signal asks for it: what runs is asked to stop at once, what is finished is committed.
    void hurry(instant now) {
        stop(now);
        if (!stopping_->cancelled) stopping_->deadline = (std::min)(stopping_->deadline, now);
        if (revocation_) revocation_->drain_deadline = (std::min)(revocation_->drain_deadline, now);
        advance(now);
    }

    /// When `tick` has something to do at the latest.
    std::optional<instant> next_due() const {
        std::optional<instant> due;
        const auto earlier = [&](instant at) {
            if (!due || at < *due) due = at;
        };
        if (!waiting_.empty()) earlier(waiting_.begin()->first);
        for (const auto& [topic, until] : pauses_) earlier(until);
        for (const auto& [partition, state] : partitions_)
            if (limits_.commits_by_time && !state.committing && !state.closing && !left_ && state.frontier.committable()) earlier(state.next_commit);
        if (!stopping_)
            for (const auto& [topic, guard] : gates_)
                if (const auto change = guard.next_change()) earlier(*change);
        if (revocation_) earlier(revocation_->commit_deadline.value_or(revocation_->drain_deadline));
        if (stopping_ && !revocation_ && !left_) earlier(stopping_->commit_deadline.value_or(stopping_->deadline));
        return due;
    }

    /// Records that are held: waiting, running, backing off or being parked.
    std::size_t held() const noexcept { return records_.size(); }
    /// True when no record is held and every offset is committed.
    bool idle() const {
        return records_.size() == 0 && !revocation_ &&
               std::ranges::all_of(partitions_, [](const auto& each) { return !each.second.committing && !each.second.frontier.committable(); });
    }
    /// False while a dead letter was refused and is being tried again.
    bool all_parked() const {
        return std::ranges::all_of(partitions_, [](const auto& each) { return each.second.parking_failures == 0; });
    }
    /// True while a rule keeps a topic from being read.
    bool is_paused() const noexcept { return !pauses_.empty(); }
    /// True while an index of parked keys is read for the first time.
    bool awaits_parked_keys() const {
        return std::ranges::any_of(parked_, [](const auto& each) { return !each.second.is_known(); });
    }
    bool is_stopping() const noexcept { return stopping_.has_value(); }

    /// Every partition and its oldest pending record (rule C11); the age of one whose time has not come is negative.
    void tell_status(std::vector<partition_status>& all, instant now) const {
        all.clear();
        for (const auto& [partition, state] : partitions_) {
            partition_status& told = all.emplace_back(partition_status{.partition = partition, .oldest = state.frontier.oldest()});
            if (told.oldest) told.age = std::chrono::floor<std::chrono::milliseconds>(now - *state.frontier.oldest_since());
            told.is_paused = pauses_.contains(state.subscription);
            told.is_broken = state.gate != nullptr && !state.gate->is_closed(now);
        }
    }

    // For a consumer whose offsets are stored by transactions.

    /// Asks for everything to be committed that may be; otherwise that comes of itself.
    void commit_all() {
        for (auto& [partition, state] : partitions_)
            if (!state.committing && !left_) commit(state);
    }
    /// `visit(partition, offset)` for each partition: every record below the offset is terminal.
    template <class Visit>
    void for_each_frontier(Visit&& visit) const {
        for (const auto& [partition, state] : partitions_)
            if (const auto offset = state.frontier.committable()) visit(partition, *offset);
    }
    /// How often the handlers of a record were called; nothing when its assignment does not hold any more (rule C3).
    std::optional<int> attempts_at(record_id id) {
        const held_record* const record = records_.find(id);
        return record != nullptr && !record->orphaned ? std::optional{record->attempts} : std::nullopt;
    }
    /// Handlers that run, and dead letters on their way, also of older assignments.
    std::size_t running() const {
        std::size_t all = orphans_;
        for (const auto& [partition, state] : partitions_) all += state.running;
        return all;
    }
    /// What is known of a record from before it was fetched again.
    void recall(record_id id, int attempts, int refusals) {
        if (held_record* const record = records_.find(id)) {
            record->attempts = attempts;
            record->refusals = refusals;
        }
    }
    std::uint64_t epoch() const noexcept { return epoch_; }

private:
    // The offsets known so far belong to a log that is no more: nothing held or committed of it says anything about this one.
    void begin_again(const partition_state& state, std::int64_t offset, instant now) {
        actions_.emplace_back(report_trouble{trouble::log_reset, "the log of " + state.partition.topic + "[" + std::to_string(state.partition.partition) +
                                                                     "] begins again at an earlier offset; it was truncated or made anew"});
        start_anew(state, offset, now);
    }

    // Nothing below `offset` is read. It is committed even where it is 0: the group stands at an offset of the old log.
    void start_anew(const partition_state& state, std::int64_t offset, instant now) {
        partition_state made{state.partition, ++epoch_, now + limits_.commit_interval};
        made.frontier = consume::frontier{-1};
        made.frontier.positioned(offset);
        made.reading = state.reading;
        equip(made);
        const auto heeded = state.parks_keys_of;
        drop(made.partition);
        const topic_partition partition = made.partition;
        partitions_.emplace(partition, std::move(made));
        if (heeded) heed_parked_keys(partition, *heeded);
    }
};

}  // namespace gulo::consume
