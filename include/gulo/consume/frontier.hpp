#pragma once
// How far a partition is done: the offset that may be committed.

#include <gulo/base/clock.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace gulo::consume {

/// Tracks the records of one partition under one assignment (rule C1). Offsets come in ascending order, with gaps where
/// the log was compacted or holds transaction markers; what was never seen is never counted on.
class frontier {
public:
    /// `committed` is where the group stands; nothing below it is committed again.
    explicit frontier(std::int64_t committed = 0) : committed_{committed} {}

    /// A record was fetched.
    void fetched(std::int64_t offset, instant now = {}) {
        records_.push_back({offset, now, false});
        position_ = offset + 1;
    }

    /// A record was fetched that is terminal already.
    void passed(std::int64_t offset) {
        if (!records_.empty()) records_.push_back({offset, {}, true});
        position_ = offset + 1;
    }

    /// Nothing below `offset` will be fetched any more.
    void positioned(std::int64_t offset) noexcept { position_ = (std::max)(position_, offset); }

    /// One past the last record that was fetched, or where the client is known to stand beyond that; 0 before the first.
    std::int64_t position() const noexcept { return position_; }

    /// A record needs no more work: handled with its outputs acknowledged, or durably parked. One that is unknown, or
    /// terminal already, changes nothing.
    void terminal(std::int64_t offset) noexcept {
        if (record* const found = find(offset)) found->terminal = true;
        while (!records_.empty() && records_.front().terminal) records_.pop_front();
    }

    /// The offset to commit: the lowest record that is not terminal, or the position when there is none. Nothing when
    /// that is no further than what was committed.
    std::optional<std::int64_t> committable() const noexcept {
        const std::int64_t frontier = records_.empty() ? position_ : records_.front().offset;
        return frontier > committed_ ? std::optional{frontier} : std::nullopt;
    }

    /// The broker stored this offset.
    void committed(std::int64_t offset) noexcept {
        if (offset > committed_) committed_ = offset;
    }

    /// Records from the oldest that is not terminal on.
    std::size_t pending() const noexcept { return records_.size(); }

    /// The oldest record that is not terminal.
    std::optional<std::int64_t> oldest() const noexcept { return records_.empty() ? std::nullopt : std::optional{records_.front().offset}; }

    /// When that one was fetched.
    std::optional<instant> oldest_since() const noexcept { return records_.empty() ? std::nullopt : std::optional{records_.front().since}; }

private:
    struct record {
        std::int64_t offset;
        instant since;
        bool terminal;
    };

    // Offsets are nearly always consecutive, so the distance from the first is the place; gaps only shift it down.
    record* find(std::int64_t offset) noexcept {
        if (records_.empty() || offset < records_.front().offset) return nullptr;
        auto index = static_cast<std::size_t>(offset - records_.front().offset);
        if (index >= records_.size()) index = records_.size() - 1;
        if (records_[index].offset == offset) return &records_[index];
        std::size_t low = 0;
        std::size_t high = index;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (records_[middle].offset < offset) low = middle + 1;
            else high = middle;
        }
        return low < records_.size() && records_[low].offset == offset ? &records_[low] : nullptr;
    }

    std::deque<record> records_;
    std::int64_t committed_;
    std::int64_t position_ = 0;
};

}  // namespace gulo::consume
