#pragma once
// A member of a consumer group of the in-memory log.

#include <gulo/transport/memory_group.hpp>
#include <gulo/transport/memory_log.hpp>
#include <gulo/transport/memory_transactions.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gulo {

/// A record of the in-memory log, shared with it.
class memory_record {
public:
    explicit memory_record(memory_log::record_pointer stored) : stored_{std::move(stored)} {}

    std::string_view topic() const noexcept { return stored_->topic(); }
    std::int32_t partition() const noexcept { return stored_->partition(); }
    std::int64_t offset() const noexcept { return stored_->offset(); }
    timestamp time() const noexcept { return stored_->time(); }
    std::optional<std::string_view> key() const noexcept { return stored_->key(); }
    std::optional<std::string_view> value() const noexcept { return stored_->value(); }

    template <class Visit>
    void for_each_header(Visit&& visit) const {
        for (const header_view& header : stored_->headers()) visit(header);
    }

private:
    memory_log::record_pointer stored_;
};

/// Satisfies gulo::group_consumer. `poll` waits on the machine's clock; with a wait of zero it never blocks, which is
/// how a test drives it under a virtual clock.
template <class = void>
class basic_memory_consumer {
public:
    using record_type = memory_record;

    basic_memory_consumer(memory_log& log, memory_groups& groups, const std::vector<std::string>& topics, const consumer_settings& settings)
        : log_{log}, groups_{groups}, group_{settings.group}, start_{settings.start} {
        appended_ = log_.on_append([this] { look_again(); });
        member_ = groups_.join(group_, topics, [this] { look_again(); });
    }
    basic_memory_consumer(const basic_memory_consumer&) = delete;
    basic_memory_consumer& operator=(const basic_memory_consumer&) = delete;
    ~basic_memory_consumer() { close({}); }

    void poll(consumer_inbox<memory_record>& inbox, std::size_t most, std::chrono::milliseconds wait) {
        const auto until = std::chrono::steady_clock::now() + wait;
        while (true) {
            const std::uint64_t seen = changes_seen();
            inbox.events.insert(inbox.events.end(), std::make_move_iterator(finished_.begin()), std::make_move_iterator(finished_.end()));
            finished_.clear();
            if (auto event = groups_.take_event(group_, member_)) {
                stop_fetching(*event);
                inbox.events.push_back(*std::move(event));
                return;
            }
            fetch(inbox, most);
            if (!inbox.events.empty() || !inbox.records.empty() || !inbox.positions.empty()) return;
            std::unique_lock lock{mutex_};
            if (wait <= wait.zero()) return void(woken_ = false);
            const bool in_time = changed_.wait_until(lock, until, [&] { return woken_ || signals_ != seen; });
            if (std::exchange(woken_, false) || !in_time) return;
        }
    }

    /// Ends a waiting `poll`, or keeps the next one from waiting; from any thread.
    void wake() {
        const std::lock_guard lock{mutex_};
        woken_ = true;
        changed_.notify_all();
    }

    void assign(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions) {
            std::optional<std::int64_t> from = log_.committed(group_, each);
            if (!from) {
                from = start_ == first_start::earliest ? 0 : log_.end(each);
                log_.commit(group_, each, *from);
            }
            assigned_.push_back({each, *from, true, false, log_.truncations(each)});
        }
    }

    void release(std::span<const topic_partition> partitions) {
        std::erase_if(assigned_, [&](const position& each) { return std::ranges::find(partitions, each.partition) != partitions.end(); });
        if (assigned_.empty()) groups_.release(group_, member_);
    }

    /// As the group knows it; 0 after `close`.
    memory_groups::member_id id() const noexcept { return member_; }

    void set_reading(const topic_partition& partition, bool reading) {
        for (position& each : assigned_)
            if (each.partition == partition) each.reading = reading;
    }

    void commit(std::span<const partition_offset> offsets) {
        commit_finished answer{{offsets.begin(), offsets.end()}, std::nullopt};
        for (const partition_offset& each : offsets) {
            if (groups_.owns(group_, member_, each.partition)) log_.commit(group_, each.partition, valid(each));
            else
                answer.cause = error{errc::stale_assignment, "partition " + std::to_string(each.partition.partition) + " of " + each.partition.topic +
                                                                 " belongs to another consumer; its offset was not committed"};
        }
        finished_.emplace_back(std::move(answer));
    }

    void seek(std::span<const partition_offset> where) {
        for (const partition_offset& to : where)
            for (position& each : assigned_)
                if (each.partition == to.partition) each.next = to.offset;
    }

    /// For transactions: proof that this consumer belongs to its group.
    std::shared_ptr<const group_membership> membership() { return std::make_shared<memory_membership>(groups_, group_, member_); }

    /// Reads partitions again from their committed offsets, and gives these.
    std::vector<partition_offset> rewind(std::span<const topic_partition> partitions) {
        std::vector<partition_offset> stored;
        for (const topic_partition& each : partitions)
            if (const auto offset = log_.committed(group_, each)) stored.push_back({each, *offset});
        seek(stored);
        for (const topic_partition& each : partitions) set_reading(each, true);
        return stored;
    }

    void close(std::chrono::milliseconds) {
        appended_.reset();
        if (member_ != 0) groups_.leave(group_, std::exchange(member_, 0));
        assigned_.clear();
    }

private:
    struct position {
        topic_partition partition;
        std::int64_t next;
        bool reading;
        bool taken;               // revoked or lost, and not released yet
        std::size_t truncations;  // of the log, as far as its records have shown them
    };

    void look_again() {
        const std::lock_guard lock{mutex_};
        ++signals_;
        changed_.notify_all();
    }

    std::uint64_t changes_seen() {
        const std::lock_guard lock{mutex_};
        return signals_;
    }

    // No record of a partition comes after its revocation.
    void stop_fetching(const consumer_event& event) {
        const std::vector<topic_partition>* taken = nullptr;
        if (const auto* const revoked = std::get_if<partitions_revoked>(&event)) taken = &revoked->partitions;
        if (const auto* const lost = std::get_if<partitions_lost>(&event)) taken = &lost->partitions;
        for (position& each : assigned_)
            if (taken != nullptr && std::ranges::find(*taken, each.partition) != taken->end()) each.taken = true;
    }

    // After a truncation everything pending below the cut is forgotten with the old log, so reading goes back to what is
    // committed by the time that a record shows it.
    std::int64_t next_of(const position& each) {
        const std::int64_t valid = log_.valid_offset(each.partition, each.next, each.truncations);
        return valid < each.next ? (std::min)(valid, log_.committed(group_, each.partition).value_or(0)) : each.next;
    }

    // What was handled of a log that has been cut since is not there to be committed.
    std::int64_t valid(const partition_offset& wanted) {
        const auto found = std::ranges::find(assigned_, wanted.partition, &position::partition);
        return found == assigned_.end() ? wanted.offset : log_.valid_offset(wanted.partition, wanted.offset, found->truncations);
    }

    // One record of each partition in turn, also from poll to poll, so that none starves.
    void fetch(consumer_inbox<memory_record>& inbox, std::size_t most) {
        for (std::size_t without = 0; without < assigned_.size() && inbox.records.size() < most;) {
            position& each = assigned_[turn_++ % assigned_.size()];
            auto record = each.reading && !each.taken ? log_.read_next(each.partition, next_of(each)) : nullptr;
            if (record == nullptr) {
                ++without;
                if (each.reading && !each.taken) pass_trailing_gap(each, inbox.positions);
                continue;
            }
            each.next = record->offset() + 1;
            each.truncations = log_.truncations(each.partition);
            inbox.records.emplace_back(std::move(record));
            without = 0;
        }
    }

    // The log may end in offsets that no record has.
    void pass_trailing_gap(position& each, std::vector<partition_offset>& positions) {
        const std::int64_t end = log_.end(each.partition);
        if (end <= each.next || each.truncations != log_.truncations(each.partition) || log_.read_next(each.partition, each.next) != nullptr) return;
        each.next = end;
        positions.push_back({each.partition, end});
    }

    memory_log& log_;
    memory_groups& groups_;
    std::string group_;
    first_start start_;
    std::shared_ptr<void> appended_;
    memory_groups::member_id member_ = 0;
    std::vector<position> assigned_;
    std::size_t turn_ = 0;
    std::vector<consumer_event> finished_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t signals_ = 0;
    bool woken_ = false;
};

using memory_consumer = basic_memory_consumer<>;

static_assert(transactional_consumer<memory_consumer>);

}  // namespace gulo
