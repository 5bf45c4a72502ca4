#pragma once
// Exactly once, as decisions: which outputs enter a transaction, when it ends, and what happens when it fails.

#include <gulo/base/clock.hpp>
#include <gulo/base/error.hpp>
#include <gulo/consume/passed_outputs.hpp>
#include <gulo/consume/transaction_action.hpp>
#include <gulo/transport/transactions.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gulo::consume {

struct transaction_limits {
    std::string id{};                                         ///< for texts
    std::chrono::milliseconds timeout{60'000};                ///< the broker aborts what is open for so long, and takes its producer for dead
    std::chrono::milliseconds interval{100};                  ///< a transaction is closed after this
    std::size_t max_records = 100'000;                        ///< or when it holds so many
    std::chrono::milliseconds retry_pause{100};               ///< after an abort on nobody's account; doubled, up to 30 s
    std::chrono::milliseconds drain_bound{5'000};             ///< how long an abort waits for running handlers
    std::chrono::milliseconds fence_window{10 * 60 * 1'000};  ///< fenced twice within this: two instances share the id
};

/// Why a record is to blame for an abort.
struct charge {
    int attempts = 0;      ///< calls of its handlers that count
    bool parking = false;  ///< its dead letter was refused
    int times = 0;
    bool served = false;  ///< the pipeline knows of it, since the record was fetched last
    error why{};
};

/// The pure state machine beside the pipeline of an exactly-once consumer (rules X1 to X3). It stands between the
/// pipeline, which says what is finished and how far a partition is done, and a transaction_writer. Not thread-safe: one
/// thread owns it. Every function appends to `actions()`, which the caller executes and clears.
class transactions {
public:
    explicit transactions(transaction_limits limits) : limits_{std::move(limits)} {}

    std::vector<transaction_action>& actions() noexcept { return actions_; }

    void start() { actions_.emplace_back(open_writer{}); }

    /// Also of a partition that is held: its log begins again, and offsets known so far are of a log that is no more.
    void assigned(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions) {
            wanted_.erase(each);
            std::erase_if(charges_, [&](const auto& charged) { return charged.first.first == each; });
            std::erase_if(written_, [&](const auto& written) { return written.second.partition == each; });
            partition& of = partitions_[each];
            of.outputs.drop_all([&](const finished_record& finished) { drop(finished); });
            of.closing = false;
        }
    }

    /// They will be given up soon: an abort does not read them again.
    void revoking(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions)
            if (const auto found = partitions_.find(each); found != partitions_.end()) found->second.closing = true;
    }

    /// Rule X3: they were given back, or taken away. What of them stands in the open transaction must not be committed.
    void given_up(std::span<const topic_partition> partitions, instant now) {
        bool spoilt = false;
        for (const topic_partition& each : partitions) {
            wanted_.erase(each);
            const auto found = partitions_.find(each);
            if (found == partitions_.end()) continue;
            spoilt = spoilt || found->second.entered != 0;
            drop_held(found->second);
            partitions_.erase(found);
            std::erase_if(charges_, [&](const auto& charged) { return charged.first.first == each; });
        }
        if (spoilt && state_ == state::open)
            abort({transaction_status::abortable, {errc::stale_assignment, "partitions were taken away"}, std::nullopt}, now, false);
    }

    /// A record was handled, parked or passed; its outputs wait until the frontier of its partition has passed it.
    void finished(const topic_partition& of, const finished_record& record) {
        const auto found = partitions_.find(of);
        if (found != partitions_.end() && state_ != state::aborting && state_ != state::failed) return found->second.outputs.add(record);
        drop(record);
    }

    /// Every record of the partition below `offset` is finished. To be said again as long as it holds.
    void passed(const topic_partition& of, std::int64_t offset, instant now) {
        const auto found = partitions_.find(of);
        if (found == partitions_.end() || state_ == state::aborting || state_ == state::failed) return;
        // What lies beyond an offset that is wanted already would be committed without its own offset.
        if (wanted_.contains(of)) return;
        found->second.outputs.pass(offset);
        if (!found->second.outputs.has_passed() || !may_write(now)) return;
        enter(found->first, found->second);
    }

    /// The offset of a partition is to be stored. The answer is offsets_settled.
    void want(std::span<const partition_offset> offsets) {
        if (state_ == state::aborting || state_ == state::failed) return settle({offsets.begin(), offsets.end()}, false);
        for (const partition_offset& each : offsets) {
            if (partitions_.contains(each.partition)) wanted_[each.partition] = each.offset;
            else settle({each}, false);
        }
    }

    /// Does what has become due.
    void advance(instant now) {
        if (state_ == state::aborting) return resume(now);
        if (state_ == state::idle && now >= pause_end_ && has_passed()) {
            begin(now);
            for (auto& [name, each] : partitions_) enter(name, each);
        }
        const bool due = state_ == state::open && (now >= close_at_ || count_ >= limits_.max_records);
        if (wanted_.empty() && !due) return;
        if (state_ != state::open && (state_ != state::idle || (now < pause_end_ && !stopping_))) return;
        if (!std::exchange(collecting_, true)) {
            actions_.emplace_back(collect_offsets{});
            return;
        }
        collecting_ = false;
        close_at_ = now + limits_.interval;  // when there is nothing to store yet
        if (!wanted_.empty()) close(now);
    }

    std::optional<instant> next_due() const {
        switch (state_) {
        case state::open: return close_at_;
        case state::idle:
            if (has_passed() || !wanted_.empty()) return pause_end_;
            return std::nullopt;
        case state::aborting:
            if (!quiet_ && writer_ready_ && !stopping_) return hold_end_;
            return std::nullopt;
        default: return std::nullopt;
        }
    }

    /// The writer is open, or cannot be opened.
    void opened(const transaction_result& result, instant now) {
        if (state_ == state::failed) return;
        if (!result.is_done()) return failed(result, now);
        if (state_ == state::opening) {
            state_ = state::idle;
        } else if (state_ == state::aborting) {
            writer_ready_ = true;
            resume(now);
        }
    }

    /// `begin`, `produce` or `commit` ended; of the first two only what went wrong is told.
    void written(const transaction_result& result, instant now) {
        if (state_ != state::open && state_ != state::committing) return;
        if (!result.is_done()) return failed(result, now);
        state_ = state::idle;
        failures_ = 0;
        for (const partition_offset& each : committing_)
            std::erase_if(charges_, [&](const auto& charged) { return charged.first.first == each.partition && charged.first.second < each.offset; });
        settle(std::exchange(committing_, {}), true);
    }

    void aborted(const transaction_result& result, instant now) {
        if (state_ != state::aborting) return;
        if (result.status == transaction_status::fenced || result.status == transaction_status::fatal) return failed(result, now);
        if (result.status == transaction_status::interrupted) return;
        if (!result.is_done()) return actions_.emplace_back(open_writer{}), void();
        writer_ready_ = true;
        resume(now);
    }

    /// No handler runs, after hold_work.
    void quiet(instant now) {
        if (state_ != state::aborting || quiet_) return;
        quiet_ = true;
        resume(now);
    }

    /// Nothing is read again any more; what is wanted is still stored.
    void stop() noexcept { stopping_ = true; }

    /// The record that is fetched again, when an abort was its fault.
    charge* charged(const topic_partition& of, std::int64_t offset) {
        const auto found = charges_.find({of, offset});
        return found != charges_.end() ? &found->second : nullptr;
    }

    bool has_charges() const noexcept { return !charges_.empty(); }

    bool is_holding() const noexcept { return state_ == state::aborting || state_ == state::failed; }
    bool is_open() const noexcept { return state_ == state::open || state_ == state::committing; }
    bool is_idle() const noexcept { return (state_ == state::idle && !has_passed() && wanted_.empty()) || state_ == state::failed; }

private:
    enum class state : std::uint8_t { opening, idle, open, committing, aborting, failed };

    struct partition {
        passed_outputs outputs;
        std::size_t entered = 0;  ///< records in the transaction that is open
        bool closing = false;
    };
    struct origin {
        topic_partition partition;
        finished_record record;
    };

    bool has_passed() const noexcept {
        return std::ranges::any_of(partitions_, [](const auto& each) { return each.second.outputs.has_passed(); });
    }

    bool may_write(instant now) {
        if (state_ == state::idle && now >= pause_end_) begin(now);
        return state_ == state::open;
    }

    void begin(instant now) {
        state_ = state::open;
        begun_at_ = now;
        close_at_ = now + limits_.interval;
        count_ = 0;
        written_.clear();
        for (auto& [name, each] : partitions_) each.entered = 0;
        actions_.emplace_back(begin_transaction{});
    }

    void enter(const topic_partition& name, partition& of) {
        of.outputs.take_passed([&](const finished_record& next) {
            ++count_;
            ++of.entered;
            if (next.outputs == 0) return;
            written_.emplace(next.outputs, origin{name, next});
            actions_.emplace_back(write_outputs{next.outputs});
        });
    }

    void close(instant now) {
        if (state_ == state::idle) begin(now);
        committing_.clear();
        for (const auto& [name, offset] : wanted_) {
            partition& of = partitions_.at(name);
            of.outputs.pass(offset);
            enter(name, of);
            committing_.push_back({name, offset});
        }
        wanted_.clear();
        state_ = state::committing;
        actions_.emplace_back(commit_transaction{committing_});
    }

    void failed(const transaction_result& result, instant now) {
        switch (result.status) {
        case transaction_status::done: return;
        case transaction_status::interrupted:
        case transaction_status::abortable: return abort(result, now, false);
        case transaction_status::unknown:
            actions_.emplace_back(tell{severity::warning, "the outcome of a transaction is unknown: " + result.cause.message});
            unsettled_ = committing_;
            return abort(result, now, true);
        case transaction_status::fenced:
            // A process that stood still for that long is not two instances.
            if (is_open() && now - begun_at_ >= limits_.timeout) {
                actions_.emplace_back(
                    tell{severity::warning,
                         "the time of a transaction was up before it was finished, as when a process or a machine stands still; it is aborted, "
                         "and a new producer takes over: " +
                             result.cause.message});
                return abort(result, now, true);
            }
            if (fenced_ && now - *fenced_ < limits_.fence_window)
                return fail("two instances use the transactional id \"" + limits_.id +
                            "\" at the same time and shut each other out; give each instance an id of its own (" + result.cause.message + ")");
            fenced_ = now;
            actions_.emplace_back(tell{severity::warning, "another producer has opened with the transactional id \"" + limits_.id +
                                                              "\"; nothing is committed, and a new producer takes over once: " + result.cause.message});
            return abort(result, now, true);
        case transaction_status::fatal: return fail("transactions with the id \"" + limits_.id + "\" have failed for good: " + result.cause.message);
        }
    }

    void abort(const transaction_result& result, instant now, bool anew) {
        const bool was_written = is_open();
        const bool holding = state_ == state::aborting;
        blame(result, now);
        drop_everything();
        state_ = state::aborting;
        writer_ready_ = false;
        if (!holding) {
            quiet_ = false;
            hold_end_ = now + limits_.drain_bound;
            actions_.emplace_back(hold_work{});
        }
        if (anew || !was_written) actions_.emplace_back(open_writer{});
        else actions_.emplace_back(abort_transaction{});
    }

    // The record on whose account the transaction failed goes its retry rule's way, or the abort would repeat for ever.
    void blame(const transaction_result& result, instant now) {
        const auto found = result.guilty ? written_.find(*result.guilty) : written_.end();
        if (found == written_.end()) {
            const auto pause = limits_.retry_pause * (1LL << (std::min)(failures_++, 12));
            pause_end_ = now + std::min<std::chrono::milliseconds>(pause, std::chrono::seconds{30});
            actions_.emplace_back(tell{severity::warning, "a transaction is aborted, and its records are handled again: " + result.cause.message});
            return;
        }
        const auto& [partition, record] = found->second;
        charge& made = charges_[{partition, record.offset}];
        made = {record.attempts, record.parking, made.times + 1, false, result.cause};
        actions_.emplace_back(tell{severity::warning, "a transaction is aborted on account of record " + partition.topic + "[" +
                                                          std::to_string(partition.partition) + "]@" + std::to_string(record.offset) + ": " +
                                                          result.cause.message});
    }

    void drop_everything() {
        for (auto& [name, each] : partitions_) drop_held(each);
        written_.clear();
        collecting_ = false;
        std::vector<partition_offset> open = std::exchange(committing_, {});
        for (const auto& [name, offset] : wanted_) open.push_back({name, offset});
        wanted_.clear();
        if (!open.empty()) settle(std::move(open), false);
    }

    void drop_held(partition& of) {
        of.outputs.drop_all([&](const finished_record& each) { drop(each); });
        of.entered = 0;
    }

    void drop(const finished_record& record) {
        if (record.outputs != 0) actions_.emplace_back(drop_outputs{record.outputs});
    }

    void resume(instant now) {
        if (!writer_ready_ || stopping_ || (!quiet_ && now < hold_end_)) return;
        state_ = state::idle;
        for (auto& [key, each] : charges_) each.served = false;
        rewind_partitions again{{}, std::exchange(unsettled_, {})};
        for (const auto& [name, each] : partitions_)
            if (!each.closing) again.partitions.push_back(name);
        actions_.emplace_back(std::move(again));
    }

    void fail(std::string text) {
        drop_everything();
        state_ = state::failed;
        actions_.emplace_back(hold_work{});
        actions_.emplace_back(give_up{std::move(text)});
    }

    void settle(std::vector<partition_offset> offsets, bool stored) { actions_.emplace_back(offsets_settled{std::move(offsets), stored}); }

    transaction_limits limits_;
    std::vector<transaction_action> actions_;
    std::map<topic_partition, partition> partitions_;
    std::map<std::pair<topic_partition, std::int64_t>, charge> charges_;
    std::unordered_map<output_ticket, origin> written_;
    std::map<topic_partition, std::int64_t> wanted_;
    std::vector<partition_offset> committing_;
    std::vector<partition_offset> unsettled_;
    state state_ = state::opening;
    instant begun_at_{};
    instant close_at_{};
    instant pause_end_{};
    instant hold_end_{};
    std::optional<instant> fenced_;
    std::size_t count_ = 0;
    int failures_ = 0;
    bool collecting_ = false;
    bool writer_ready_ = false;
    bool quiet_ = false;
    bool stopping_ = false;
};

}  // namespace gulo::consume
