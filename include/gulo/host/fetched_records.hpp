#pragma once
// What a poll brought, until the loop has come to it.

#include <gulo/transport/consumer.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

namespace gulo {

/// An inbox that outlives several polls: those in between bring events only.
template <fetched_record Record>
class fetched_records {
public:
    consumer_inbox<Record>& inbox() noexcept { return inbox_; }

    bool has_more() const noexcept { return next_ != inbox_.records.size(); }
    Record& take() { return inbox_.records[next_++]; }

    /// The one that `take` gave last.
    const Record& taken() const { return inbox_.records[next_ - 1]; }

    /// Before a poll. What was not taken stays, with the positions behind it.
    void make_room() {
        inbox_.events.clear();
        if (!has_more()) drop_inbox();
    }

    bool has_of(const topic_partition& partition) const {
        return std::any_of(untaken(inbox_), inbox_.records.end(), [&](const Record& each) { return is_of(each, partition); });
    }

    /// News of an offset that lies behind what was fetched before.
    void set_aside(offset_lost event) { set_aside_.push_back(std::move(event)); }
    std::vector<offset_lost> take_set_aside() { return std::exchange(set_aside_, {}); }

    /// What was fetched of these partitions is not theirs any more who have it here (rule C3).
    void drop(std::span<const topic_partition> partitions) {
        std::erase_if(set_aside_, [&](const offset_lost& each) { return std::ranges::find(partitions, each.partition) != partitions.end(); });
        if (!has_more() && inbox_.positions.empty()) return;
        const auto is_dropped = [&](const auto& tells) { return std::ranges::any_of(partitions, tells); };
        const auto last = std::remove_if(untaken(inbox_), inbox_.records.end(),
                                         [&](const Record& record) { return is_dropped([&](const topic_partition& each) { return is_of(record, each); }); });
        inbox_.records.erase(last, inbox_.records.end());
        std::erase_if(inbox_.positions,
                      [&](const partition_offset& at) { return is_dropped([&](const topic_partition& each) { return at.partition == each; }); });
    }
    /// Not as if it had been handled: nothing behind it may count either.
    void drop_all() noexcept {
        set_aside_.clear();
        drop_inbox();
    }

private:
    void drop_inbox() noexcept {
        inbox_.records.clear();
        inbox_.positions.clear();
        next_ = 0;
    }

    static bool is_of(const Record& record, const topic_partition& partition) {
        return record.partition() == partition.partition && record.topic() == partition.topic;
    }
    template <class Inbox>
    auto untaken(Inbox& inbox) const {
        return inbox.records.begin() + static_cast<std::ptrdiff_t>(next_);
    }

    consumer_inbox<Record> inbox_;
    std::size_t next_ = 0;
    std::vector<offset_lost> set_aside_;
};

}  // namespace gulo
