#pragma once
// The life of a record in a pipeline: begun, handled, tried again, parked, terminal.

#include <gulo/consume/after_failure.hpp>
#include <gulo/consume/committing.hpp>
#include <gulo/consume/outcome.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace gulo::consume {

/// The third layer of gulo::consume::pipeline: rules C2, C3, C8, D2 and R1 to R8.
class record_life : protected committing {
protected:
    using committing::committing;

    // The first of its lane: handled as soon as nothing stands against it.
    void begin(held_record& record, record_id id, instant now) {
        partition_state& state = *record.partition;
        if (record.lane != nullptr && orphaned_lanes_.hold(state.partition, *record.lane, id)) return;
        if (record.came.not_before > now) return wait_until(id, record.came.not_before);
        if (const auto pause = pauses_.find(state.subscription); pause != pauses_.end()) return wait_until(id, pause->second);
        if (state.parks_keys_of) {
            const parked_keys& keys = parked_.at(*state.parks_keys_of);
            if (!keys.is_known()) return static_cast<void>(record.awaits_keys = true);
            if (record.has_key() && !record.came.is_exempt && keys.follows(record.lane->key, record.came.replayed_parking))
                return park(state, record, id, {.to = parking_place::parking_topic, .parking = *keys.parking_of(record.lane->key)});
        }
        start(record, id, now);
    }

    void start(held_record& record, record_id id, instant now) {
        if (gate* const guard = record.partition->gate; guard != nullptr && !guard->admit(id, now)) return guard->hold(id);
        ++record.attempts;
        ++record.partition->running;
        record.under_way = true;
        actions_.emplace_back(run_handlers{id, record.attempts});
    }

    void park(partition_state& state, held_record& record, record_id id, park_record how) {
        ++state.running;
        record.under_way = true;
        record.parking = true;
        how.record = id;
        how.attempts = record.attempts;
        record.parks = how;
        actions_.emplace_back(how);
    }

    // Rule R3.
    void failed(partition_state& state, held_record& record, record_id id, const retry_rule& rule, instant now) {
        if (!record.came.first_failure) record.came.first_failure = now;
        const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - *record.came.first_failure);
        const next_step next = after_failure(rule, {record.attempts, record.came.stage, age, static_cast<std::uint64_t>(record.offset)});
        switch (next.what) {
        case next_step::kind::again: return wait_until(id, now + next.pause);
        case next_step::kind::later: return park(state, record, id, {.to = parking_place::retry_topic, .stage = record.came.stage + 1, .delay = next.pause});
        case next_step::kind::give_up: break;
        }
        switch (rule.then) {
        case last_resort::dead_letter: return park(state, record, id, {});
        case last_resort::discard: actions_.emplace_back(discard_record{id, record.attempts}); return terminal(state, record, id, now);
        case last_resort::stop: return block(state, record);
        case last_resort::park_key: return park_key(state, record, id);
        case last_resort::pause:
            if (rule.max_deliveries > 0 && record.attempts >= rule.max_deliveries) return park(state, record, id, {});
            return pause(state, id, now, rule.subscription_pause);
        }
    }

    // Rule R7. A record without a key has none to park.
    void park_key(partition_state& state, held_record& record, record_id id) {
        if (!state.parks_keys_of || !record.has_key()) return park(state, record, id, {});
        const std::int64_t parking = record.came.origin.value_or(record.offset);
        parked_.at(*state.parks_keys_of).parked(record.lane->key, parking);
        park(state, record, id, {.to = parking_place::parking_topic, .parking = parking, .marks_key = true});
    }

    void pause(partition_state& state, record_id id, instant now, std::chrono::milliseconds duration) {
        instant& until = pauses_[state.subscription];
        until = (std::max)(until, now + duration);
        wait_until(id, until);
        actions_.emplace_back(report_trouble{
            trouble::paused_subscription,
            "topic " + state.subscription + " is not read for " + std::to_string(duration.count()) + " ms, as the retry rule of a record that failed says"});
        regulate_subscription(state.subscription, now);
    }

    void block(partition_state& state, const held_record& record) {
        state.blocked = true;
        actions_.emplace_back(
            report_trouble{trouble::blocked_record, "record " + name(state, record) + " blocks its partition: it may neither be parked nor lost"});
    }

    void terminal(partition_state& state, held_record& record, record_id id, instant now) {
        state.frontier.terminal(record.offset);
        const auto next = record.lane != nullptr ? state.lanes.leave(record.lane) : std::nullopt;
        forget(id);
        if (next && !state.closing && !stopping_) begin(*records_.find(*next), *next, now);
        regulate(state, now);
    }

    // Something that went on about a record ended. Null when nothing follows: a record of an older assignment changes
    // nothing (rule C3), but makes way for those of its key.
    held_record* ended(record_id id, instant now) {
        held_record* const record = records_.find(id);
        if (record == nullptr) return nullptr;
        if (record->orphaned) {
            make_way(*record, id, now);
            return nullptr;
        }
        --record->partition->running;
        record->under_way = false;
        return record;
    }

    void make_way(const held_record& orphan, record_id id, instant now) {
        --orphans_;
        const auto next = orphan.orphaned_lane != nullptr ? orphaned_lanes_.end(orphan.orphaned_lane) : std::nullopt;
        forget(id);
        held_record* const waiting = next ? records_.find(*next) : nullptr;
        if (waiting != nullptr && !waiting->partition->closing && !stopping_) begin(*waiting, *next, now);
    }

    // The work on a record ended. `rule` decides about a failed one; null: the pipeline's own.
    void work_ended(record_id id, outcome how, instant now, const retry_rule* rule) {
        held_record* const record = ended(id, now);
        if (record == nullptr) return;
        partition_state* const state = record->partition;
        if (state->gate != nullptr) tell_gate(*state, id, how, now);
        switch (how) {
        case outcome::handled:
        case outcome::passed: terminal(*state, *record, id, now); break;
        case outcome::rejected: park(*state, *record, id, {}); break;
        case outcome::failed: failed(*state, *record, id, rule != nullptr ? *rule : retry_, now); break;
        case outcome::unstored:
            --record->attempts;
            wait_until(id, now + growing(limits_.output_backoff, record->unstored++));
            break;
        case outcome::cancelled: --record->attempts; break;
        case outcome::blocked: block(*state, *record); break;
        }
        commit_if_due(*state, now);
    }

    // The dead letter of a record was stored, or not (rule D2).
    void parking_ended(record_id id, bool stored, instant now) {
        held_record* const record = ended(id, now);
        if (record == nullptr) return;
        partition_state* const state = record->partition;
        if (stored) {
            if (record->parking_failed && --state->parking_failures == 0) regulate(*state, now);
            terminal(*state, *record, id, now);
        } else {
            record->parking = true;
            if (!record->parking_failed) {
                record->parking_failed = true;
                ++state->parking_failures;
                regulate(*state, now);
                actions_.emplace_back(report_trouble{trouble::dead_letters,
                                                     "record " + name(*state, *record) + " could not be parked; its partition waits and it is tried again"});
            }
            wait_until(id, now + growing(limits_.park_backoff, record->refusals++));
        }
        commit_if_due(*state, now);
    }

    // There is no retry topic for a record: its delay passes in place, as far as that is allowed (rules R4, R6).
    void forwarding_failed(record_id id, instant now) {
        held_record* const record = ended(id, now);
        if (record == nullptr) return;
        partition_state* const state = record->partition;
        record->parking = false;
        if (std::exchange(record->parking_failed, false) && --state->parking_failures == 0) regulate(*state, now);
        record->came.stage = record->parks.stage;
        wait_until(id, now + std::min<std::chrono::milliseconds>(record->parks.delay, std::chrono::seconds{30}));
        commit_if_due(*state, now);
    }

    void tell_gate(partition_state& state, record_id id, outcome how, instant now) {
        if (how != outcome::handled && how != outcome::failed) return state.gate->undecided(id);
        if (!state.gate->ended(id, how == outcome::failed, now)) return;
        open_gate(state.subscription, *state.gate, now);
        if (state.gate->is_closed(now)) {
            if (std::ranges::all_of(gates_, [&](auto& each) { return each.second.is_closed(now); }))
                actions_.emplace_back(trouble_over{trouble::circuit_breaker});
        } else {
            actions_.emplace_back(report_trouble{
                trouble::circuit_breaker, "too many records of topic " + state.subscription + " fail; it is not read for a while, then one record is tried"});
        }
        regulate_subscription(state.subscription, now);
    }

    void open_gate(const std::string& topic, gate& guard, instant now) {
        const bool changed = guard.has_changed(now);
        while (guard.holds_any() && !stopping_) {
            const record_id id = guard.first();
            held_record* const record = records_.find(id);
            partition_state* const state = record != nullptr ? current(*record) : nullptr;
            if (state != nullptr && !state->closing) {
                if (!guard.may_begin(now)) break;
                guard.drop_first();
                begin(*record, id, now);
            } else {
                guard.drop_first();
            }
        }
        if (changed) regulate_subscription(topic, now);
    }
};

}  // namespace gulo::consume
