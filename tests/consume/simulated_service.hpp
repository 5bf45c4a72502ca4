#pragma once
// A log of three partitions, a pipeline over it, and a random but repeatable life: handlers that fail, dead letters and
// commits that are refused, partitions that come and go, stops and crashes. Every action of the pipeline is checked
// against a plain account of what happened to each record.

#include <gulo/consume/pipeline.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace consume_test {

using namespace std::chrono_literals;
using namespace gulo::consume;
using gulo::partition_offset;
using gulo::topic_partition;

/// A rule was broken.
struct violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class simulated_service {
public:
    explicit simulated_service(std::uint32_t seed) : random_{seed} {
        bounds_.high_mark = std::array<std::size_t, 4>{1, 3, 8, 40}[below(4)];
        bounds_.commit_interval = std::chrono::milliseconds{1 + below(200)};
        bounds_.drain_bound = std::chrono::milliseconds{1 + below(300)};
        bounds_.cancel_bound = std::chrono::milliseconds{1 + below(100)};
        bounds_.commit_bound = std::chrono::milliseconds{1 + below(200)};
        bounds_.park_backoff = std::chrono::milliseconds{1 + below(100)};
        retry_.max_attempts = 1 + static_cast<int>(below(4));
        retry_.first_backoff = std::chrono::milliseconds{below(50)};
        retry_.longest_backoff = 100ms;
        for (std::int32_t number = 0; number < 3; ++number) {
            source& from = log_[topic_partition{"t", number}];
            std::int64_t offset = static_cast<std::int64_t>(below(5));
            const std::size_t count = 20 + below(60);
            for (std::size_t index = 0; index < count; ++index, offset += 1 + (chance(10) ? static_cast<std::int64_t>(below(9)) : 0))
                from.records.push_back({offset, random_key(), false});
        }
        restart();
    }

    /// One event.
    void step() {
        if (!machine_) return restart();
        switch (below(100)) {
        case 0: crash(); break;
        case 1: begin_stop(); break;
        case 2:
        case 3: revoke(); break;
        case 4:
        case 5: lose(); break;
        case 6:
        case 7:
        case 8:
        case 9: assign(); break;
        default: work(); break;
        }
    }

    /// Nothing fails any more: all that is left has to come to its end.
    void recover() {
        calm_ = true;
        for (int round = 0; round < 20'000; ++round) {
            if (!machine_) restart();
            if (owned_.size() < log_.size()) assign();
            if (everything_is_committed()) return;
            work();
        }
        std::string text = "not everything ended handled or parked and committed:";
        for (const auto& [partition, from] : log_)
            text += " [" + std::to_string(partition.partition) + "] committed " + std::to_string(from.committed) + " of " + std::to_string(end(from));
        throw violation{text};
    }

    const std::vector<std::string>& steps() const noexcept { return steps_; }

private:
    struct log_record {
        std::int64_t offset;
        std::optional<std::string> key;
        bool terminal;  // handled or parked, ever
    };
    struct source {
        std::vector<log_record> records;
        std::int64_t committed = 0;
    };
    /// A partition while it is assigned.
    struct assignment {
        std::size_t next = 0;  // of the log's records
        std::int64_t begin = 0;
        bool reading = true;
        bool revoked = false;
        std::int64_t highest_asked = -1;
        std::int64_t stored = -1;
        std::optional<std::int64_t> in_flight;
        std::map<std::int64_t, bool> terminal;                                      // by offset, of what was fetched under this assignment
        std::map<std::optional<std::string>, std::optional<std::int64_t>> running;  // the offset, by key
    };
    enum class phase { waiting, running, finished, parking };
    struct held {
        topic_partition partition;
        log_record* record;
        bool stale = false;  // its assignment is over
        phase is = phase::waiting;
        outcome last = outcome::handled;
        int attempts = 0;
        bool parking_refused = false;
    };
    using id_key = std::pair<std::uint32_t, std::uint32_t>;

    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool chance(std::size_t percent) { return below(100) < percent; }
    std::optional<std::string> random_key() {
        const std::size_t which = below(6);
        if (which == 0) return std::nullopt;
        return which == 1 ? std::string{} : std::string(1, static_cast<char>('a' + which));
    }
    static std::int64_t end(const source& from) { return from.records.back().offset + 1; }
    void note(std::string text) { steps_.push_back(std::to_string(now_.time_since_epoch() / 1ms) + " ms  " + std::move(text)); }
    static std::string name(const topic_partition& partition) { return "[" + std::to_string(partition.partition) + "]"; }
    static std::string name(const held& what) { return name(what.partition) + "@" + std::to_string(what.record->offset); }
    void check(bool holds, const char* rule) {
        if (!holds) throw violation{rule};
    }

    // ---- events

    void restart() {
        note("start");
        machine_.emplace(bounds_, retry_);
        held_.clear();
        owned_.clear();
        stopping_ = left_ = cancellation_ = false;
        assign();
    }

    void crash() {
        note("crash");
        for (const auto& [partition, have] : owned_) forget_answer(partition, have);
        machine_.reset();
    }

    void begin_stop() {
        if (calm_) return;
        note("stop");
        stopping_ = true;
        machine_->stop(now_);
        gather();
    }

    void assign() {
        if (revocation_open()) return;
        std::vector<topic_partition> gained;
        for (const auto& [partition, from] : log_)
            if (!owned_.contains(partition) && (calm_ || chance(70))) gained.push_back(partition);
        if (gained.empty()) return;
        for (const topic_partition& each : gained) {
            source& from = log_[each];
            assignment made;
            made.begin = from.committed;
            while (made.next < from.records.size() && from.records[made.next].offset < from.committed) ++made.next;
            owned_.emplace(each, made);
            note("assigned " + name(each) + " from " + std::to_string(from.committed));
        }
        machine_->assigned(gained, now_);
        gather();
    }

    bool revocation_open() const {
        return std::ranges::any_of(owned_, [](const auto& each) { return each.second.revoked; });
    }

    void revoke() {
        std::vector<topic_partition> gone;
        const bool all = chance(50);
        for (auto& [partition, have] : owned_)
            if (!have.revoked && (all || chance(50))) gone.push_back(partition);
        if (gone.empty()) return;
        for (const topic_partition& each : gone) {
            owned_.at(each).revoked = true;
            note("revoked " + name(each));
        }
        machine_->revoked(gone, now_);
        gather();
    }

    void lose() {
        std::vector<topic_partition> gone;
        for (auto& [partition, have] : owned_)
            if (chance(50)) gone.push_back(partition);
        if (gone.empty()) return;
        for (const topic_partition& each : gone) {
            note("lost " + name(each));
            end_assignment(each);
        }
        expected_release_ = gone;
        machine_->lost(gone, now_);
        gather();
        check(expected_release_.empty(), "C4: lost partitions are released at once");
    }

    // The broker may have stored a commit whose answer nobody will hear.
    void forget_answer(const topic_partition& partition, const assignment& have) {
        source& from = log_[partition];
        if (have.in_flight && chance(50)) from.committed = std::max(from.committed, *have.in_flight);
    }

    void end_assignment(const topic_partition& partition) {
        forget_answer(partition, owned_.at(partition));
        owned_.erase(partition);
        for (auto& [id, what] : held_)
            if (what.partition == partition) what.stale = true;
    }

    void work() {
        switch (below(10)) {
        case 0:
        case 1:
        case 2: fetch(); break;
        case 3:
        case 4:
        case 5: finish_one(); break;
        case 6: answer_commit(); break;
        case 7: pass_time(); break;
        case 8: park_one(); break;
        case 9:
            fetch();
            finish_one();
            break;
        }
    }

    void fetch() {
        if (stopping_ && chance(80)) return;
        std::size_t room = 1 + below(machine_->fetch_limit());
        for (auto& [partition, have] : owned_) {
            source& from = log_[partition];
            for (; room > 0 && have.reading && !have.revoked && have.next < from.records.size(); --room) {
                log_record& next = from.records[have.next++];
                const auto id = machine_->fetched(partition, next.offset, next.key, now_);
                note("fetched " + name(partition) + "@" + std::to_string(next.offset) + " key " + next.key.value_or("none") + (id ? "" : " (refused)"));
                check(id.has_value() != stopping_, "S1/C3: a record is taken exactly while its partition is assigned and nothing stops");
                if (!id) continue;
                check(held_.emplace(id_key{id->slot, id->turn}, held{partition, &next}).second, "an id is never used twice");
                have.terminal.emplace(next.offset, false);
            }
        }
        gather();  // only now: a batch is fetched before any action is seen
        for (auto& [partition, have] : owned_) {
            const auto uncommitted =
                static_cast<std::size_t>(std::ranges::count_if(have.terminal, [stored = have.stored](const auto& each) { return each.first >= stored; }));
            check(uncommitted <= bounds_.high_mark, "C1: fetched and not committed never exceeds the high mark");
        }
    }

    std::vector<id_key> in_phase(phase wanted) const {
        std::vector<id_key> found;
        for (const auto& [id, what] : held_)
            if (what.is == wanted) found.push_back(id);
        return found;
    }

    void finish_one() {
        const auto running = in_phase(phase::running);
        if (running.empty()) return;
        const id_key id = running[below(running.size())];
        held& what = held_.at(id);
        outcome how = outcome::handled;
        if (cancellation_ && chance(50)) how = outcome::cancelled;
        else if (!calm_ && chance(35)) how = outcome::failed;
        else if (!calm_ && chance(10)) how = outcome::unstored;
        else if (!calm_ && chance(10)) how = outcome::rejected;
        else if (chance(10)) how = outcome::passed;
        note("finished " + name(what) + " outcome " + std::to_string(static_cast<int>(how)) + (what.stale ? " (stale)" : ""));
        what.is = phase::finished;
        what.last = how;
        if (how == outcome::cancelled || how == outcome::unstored) --what.attempts;
        if (!what.stale && (how == outcome::handled || how == outcome::passed)) make_terminal(what);
        machine_->finished({id.first, id.second}, how, now_);
        gather();
    }

    void park_one() {
        const auto parking = in_phase(phase::parking);
        if (parking.empty()) return;
        const id_key id = parking[below(parking.size())];
        held& what = held_.at(id);
        const bool stored = calm_ || chance(60);
        note("parking of " + name(what) + (stored ? " stored" : " refused"));
        what.is = phase::finished;
        if (!what.stale && stored) make_terminal(what);
        what.parking_refused = !stored;
        machine_->parked({id.first, id.second}, stored, now_);
        gather();
        if (!machine_) return;
        bool refused = false;
        for (const auto& [key, each] : held_) {
            if (each.stale || !each.parking_refused) continue;
            refused = true;
            check(owned_.at(each.partition).revoked || stopping_ || !owned_.at(each.partition).reading,
                  "D2: a partition with a refused dead letter is not read");
        }
        if (refused && !stopping_) check(!machine_->all_parked(), "D2: health stays red while a dead letter is refused");
        if (!refused && !stopping_ && !revocation_open()) check(machine_->all_parked(), "D2: health comes back when every dead letter is stored");
    }

    void make_terminal(held& what) {
        what.record->terminal = true;
        assignment& have = owned_.at(what.partition);
        have.terminal.at(what.record->offset) = true;
        have.running[what.record->key].reset();
    }

    void answer_commit() {
        std::vector<topic_partition> open;
        for (const auto& [partition, have] : owned_)
            if (have.in_flight) open.push_back(partition);
        if (open.empty()) return;
        const topic_partition partition = open[below(open.size())];
        assignment& have = owned_.at(partition);
        const std::int64_t offset = *std::exchange(have.in_flight, std::nullopt);
        const bool stored = calm_ || chance(75);
        note("commit of " + name(partition) + " to " + std::to_string(offset) + (stored ? " stored" : " refused"));
        if (stored) {
            check(offset >= have.stored, "C1: the committed offset never goes back within an assignment");
            have.stored = offset;
            log_[partition].committed = std::max(log_[partition].committed, offset);
        }
        const std::vector<partition_offset> answer{{partition, offset}};
        machine_->committed(answer, stored, now_);
        gather();
    }

    void pass_time() {
        const auto due = machine_->next_due();
        if (due && *due > now_ && chance(60)) now_ = *due;
        else now_ += std::chrono::milliseconds{below(40)};
        note("time");
        machine_->tick(now_);
        gather();
        if (!machine_) return;
        const auto next = machine_->next_due();
        check(!next || *next > now_, "nothing is due in the past after a tick: a loop would spin");
    }

    bool everything_is_committed() const {
        return std::ranges::all_of(log_, [](const auto& each) {
            return each.second.committed >= end(each.second) && std::ranges::all_of(each.second.records, [](const log_record& one) { return one.terminal; });
        });
    }

    // ---- actions

    void gather() {
        std::vector<action> actions;
        actions.swap(machine_->actions());
        for (const action& each : actions) {
            check(!left_, "S6: nothing is done after the group was left");
            std::visit([this](const auto& what) { on(what); }, each);
        }
        std::size_t holding = held_.size();
        check(machine_->held() == holding, "every held record is accounted for");
        if (left_) {
            note("ended");
            for (const auto& [partition, have] : owned_) forget_answer(partition, have);
            machine_.reset();
        }
    }

    void on(const run_handlers& action) {
        const auto found = held_.find({action.record.slot, action.record.turn});
        check(found != held_.end(), "handlers are called for a record that is held");
        held& what = found->second;
        note("  run " + name(what) + " attempt " + std::to_string(action.attempt));
        check(!what.stale, "C3: nothing of an older assignment begins");
        assignment& have = owned_.at(what.partition);
        check(!have.revoked, "C4: nothing begins in a revoked partition");
        check(!stopping_, "S1: nothing begins after a stop");
        check(what.is == phase::waiting || what.last == outcome::failed || what.last == outcome::unstored, "only a waiting or a failed record runs");
        check(what.is != phase::running && what.is != phase::parking, "C2: a record runs once at a time");
        check(action.attempt == ++what.attempts, "R1/R2: attempts count from 1 without gaps");
        check(action.attempt <= retry_.max_attempts, "R1: never more calls than max_attempts");
        auto& running = have.running[what.record->key];
        check(!running || *running == what.record->offset, "C2: one record of a key at a time");
        for (const auto& [id, other] : held_)
            check(&other == &what || other.partition != what.partition || other.record->key != what.record->key ||
                      (other.is != phase::running && other.is != phase::parking),
                  "C2: nothing of an older assignment is worked on beside a record of its key");
        running = what.record->offset;
        for (const log_record& each : log_[what.partition].records)
            if (each.offset < what.record->offset && each.key == what.record->key)
                if (const auto before = have.terminal.find(each.offset); before != have.terminal.end())
                    check(before->second, "C2: records of a key run in order");
        what.is = phase::running;
    }

    void on(const park_record& action) {
        const auto found = held_.find({action.record.slot, action.record.turn});
        check(found != held_.end(), "a record that is parked is held");
        held& what = found->second;
        note("  park " + name(what));
        check(!what.stale, "C3: nothing of an older assignment is parked");
        check(what.is == phase::finished, "a record is parked when its handlers are done");
        check(what.last == outcome::rejected || (what.last == outcome::failed && what.attempts == retry_.max_attempts),
              "R1/C8/R5: parked are rejected records and those out of attempts");
        check(action.attempts == what.attempts, "D1: the attempts that are written are those that were made");
        what.is = phase::parking;
    }

    void on(const discard_record&) { check(false, "R3: the default rule discards nothing"); }
    void on(const forget_record& action) {
        const auto found = held_.find({action.record.slot, action.record.turn});
        check(found != held_.end(), "a record is forgotten once");
        check(found->second.is != phase::running && found->second.is != phase::parking, "nothing under way is forgotten");
        held_.erase(found);
    }

    void on(const assign_partitions&) {}

    void on(const release_partitions& action) {
        for (const topic_partition& each : action.partitions) {
            note("  release " + name(each));
            if (const auto lost = std::ranges::find(expected_release_, each); lost != expected_release_.end()) {
                expected_release_.erase(lost);
                continue;
            }
            const auto found = owned_.find(each);
            check(found != owned_.end() && found->second.revoked, "C4: released once, and only when it was revoked or lost");
            end_assignment(each);
        }
    }

    void on(const read_partition& action) {
        const auto found = owned_.find(action.partition);
        check(found != owned_.end(), "only an assigned partition is read or not read");
        note("  " + std::string{action.reading ? "read " : "do not read "} + name(action.partition));
        check(!action.reading || (!found->second.revoked && !stopping_), "C4/S1: reading is not begun in what ends");
        found->second.reading = action.reading;
    }

    void on(const commit_offsets& action) {
        for (const partition_offset& each : action.offsets) {
            note("  commit " + name(each.partition) + " to " + std::to_string(each.offset));
            const auto found = owned_.find(each.partition);
            check(found != owned_.end(), "C3/C4: nothing is committed for a partition that is gone");
            assignment& have = found->second;
            check(!have.in_flight, "C7: one commit of a partition at a time");
            check(each.offset >= have.highest_asked && each.offset > have.stored, "C1: commits never go back");
            have.highest_asked = each.offset;
            have.in_flight = each.offset;
            for (const auto& [offset, terminal] : have.terminal)
                check(terminal || offset >= each.offset, "C1: nothing is committed past a record that is not terminal");
            for (const log_record& record : log_[each.partition].records)
                check(record.terminal || record.offset >= each.offset, "C1: nothing that was never handled or parked is committed past");
        }
    }

    void on(const request_cancellation&) {
        note("  cancel");
        check(stopping_ && !cancellation_, "S3: cancellation is asked for once, in a stop");
        cancellation_ = true;
    }

    void on(const leave_group& action) {
        note("  leave, left " + std::to_string(action.left));
        check(stopping_, "the group is left in a stop only");
        check(action.left == in_phase(phase::running).size() + in_phase(phase::parking).size(), "S8: what is left is counted");
        check(action.left == 0 || cancellation_, "S3: before handlers are given up they are asked to stop");
        left_ = true;
    }

    void on(const seek_partition&) { check(false, "C10: nothing was said of a lost offset"); }
    void on(const trouble_over&) {}
    void on(const report_trouble& action) { note("  trouble: " + action.text); }
    void on(const follow_parked_keys&) {}
    void on(const unfollow_parked_keys&) {}

    std::mt19937 random_;
    limits bounds_;
    gulo::retry_rule retry_;
    std::map<topic_partition, source> log_;
    std::optional<pipeline> machine_;
    std::map<topic_partition, assignment> owned_;
    std::map<id_key, held> held_;
    std::vector<topic_partition> expected_release_;
    gulo::instant now_{};
    bool stopping_ = false;
    bool left_ = false;
    bool cancellation_ = false;
    bool calm_ = false;
    std::vector<std::string> steps_;
};

}  // namespace consume_test
