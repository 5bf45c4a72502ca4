#pragma once
// A member of a consumer group of the in-memory log.

#include <gulo/transport/memory_group.hpp>
#include <gulo/transport/memory_log.hpp>
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
            const std::uint64_t seen = signals();
            inbox.events.insert(inbox.events.end(), std::make_move_iterator(finished_.begin()), std::make_move_iterator(finished_.end()));
            finished_.clear();
            if (auto event = groups_.take_event(group_, member_)) {
                inbox.events.push_back(*std::move(event));
                return;
            }
            fetch(inbox, most);
            if (!inbox.events.empty() || !inbox.records.empty()) return;
            std::unique_lock lock{mutex_};
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
            assigned_.push_back({each, *from, true});
        }
    }

    void release(std::span<const topic_partition> partitions) {
        std::erase_if(assigned_, [&](const position& each) { return std::ranges::find(partitions, each.partition) != partitions.end(); });
        if (assigned_.empty()) groups_.release(group_, member_);
    }

    void set_reading(const topic_partition& partition, bool reading) {
        for (position& each : assigned_)
            if (each.partition == partition) each.reading = reading;
    }

    void commit(std::span<const partition_offset> offsets) {
        commit_finished answer{{offsets.begin(), offsets.end()}, std::nullopt};
        for (const partition_offset& each : offsets) {
            if (groups_.owns(group_, member_, each.partition))
                log_.commit(group_, each.partition, each.offset);
            else
                answer.cause = error{errc::stale_assignment, "partition " + std::to_string(each.partition.partition) + " of " +
                                                                 each.partition.topic + " belongs to another consumer; its offset was not committed"};
        }
        finished_.emplace_back(std::move(answer));
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
    };

    void look_again() {
        const std::lock_guard lock{mutex_};
        ++signals_;
        changed_.notify_all();
    }

    std::uint64_t signals() {
        const std::lock_guard lock{mutex_};
        return signals_;
    }

    // One record of each partition in turn, also from poll to poll, so that none starves.
    void fetch(consumer_inbox<memory_record>& inbox, std::size_t most) {
        for (std::size_t without = 0; without < assigned_.size() && inbox.records.size() < most;) {
            position& each = assigned_[turn_++ % assigned_.size()];
            auto record = each.reading ? log_.read(each.partition, each.next) : nullptr;
            if (record == nullptr) {
                ++without;
                continue;
            }
            inbox.records.emplace_back(std::move(record));
            ++each.next;
            without = 0;
        }
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

static_assert(group_consumer<memory_consumer>);

}  // namespace gulo
