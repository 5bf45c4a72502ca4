#pragma once
// The records that the pipeline holds, found by id without searching.

#include <gulo/base/clock.hpp>
#include <gulo/consume/action.hpp>
#include <gulo/consume/lanes.hpp>
#include <gulo/consume/orphaned_lanes.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gulo::consume {

struct partition_state;

/// What is known of a record when it arrives.
struct arrival {
    instant not_before{};   ///< not handled earlier (rule R6)
    int attempts = 0;       ///< calls of its handlers before it came here
    std::size_t stage = 0;  ///< delays that it has had
    std::optional<instant> first_failure{};
    std::optional<std::int64_t> origin{};            ///< the offset that it first had, if not this one
    std::optional<std::int64_t> replayed_parking{};  ///< it comes back from the parking topic, from this parking
    bool is_exempt = false;                          ///< parked keys do not concern it
};

struct held_record {
    partition_state* partition = nullptr;
    std::uint64_t epoch = 0;
    std::int64_t offset = 0;
    lanes::lane* lane = nullptr;
    int attempts = 0;
    int unstored = 0;        ///< times that its outputs were not stored
    int refusals = 0;        ///< times that its dead letter was not stored
    bool under_way = false;  ///< its handlers, their outputs or its dead letter
    bool parking = false;    ///< it goes to the dead-letter topic
    bool parking_failed = false;
    bool orphaned = false;     ///< its partition was taken away while it ran
    bool unordered = false;    ///< it has no lane
    bool awaits_keys = false;  ///< begins when the parked keys are known
    arrival came{};            ///< `stage` goes on counting
    park_record parks{};       ///< where it goes, while `parking`

    /// The lane that it still occupies, when it is orphaned and had one.
    const orphaned_lanes::name* orphaned_lane = nullptr;

    bool has_key() const noexcept { return lane != nullptr && lane->has_key; }
};

class record_table {
public:
    record_id add(partition_state* partition, std::uint64_t epoch, std::int64_t offset) {
        std::uint32_t slot;
        if (free_.empty()) {
            slot = static_cast<std::uint32_t>(entries_.size());
            entries_.emplace_back();
        } else {
            slot = free_.back();
            free_.pop_back();
        }
        entry& made = entries_[slot];
        made.record = {};
        made.record.partition = partition;
        made.record.epoch = epoch;
        made.record.offset = offset;
        made.used = true;
        ++size_;
        return {slot, made.turn};
    }

    /// Null when the record was removed. Valid until the next `add`.
    held_record* find(record_id id) noexcept {
        if (id.slot >= entries_.size()) return nullptr;
        entry& found = entries_[id.slot];
        return found.used && found.turn == id.turn ? &found.record : nullptr;
    }

    void remove(record_id id) {
        entry& gone = entries_[id.slot];
        gone.used = false;
        ++gone.turn;
        --size_;
        free_.push_back(id.slot);
    }

    /// `visit(id, record)` may remove the record it is shown.
    template <class Visit>
    void for_each(Visit&& visit) {
        for (std::uint32_t slot = 0; slot < entries_.size(); ++slot)
            if (entries_[slot].used) visit(record_id{slot, entries_[slot].turn}, entries_[slot].record);
    }

    std::size_t size() const noexcept { return size_; }

private:
    struct entry {
        held_record record;
        std::uint32_t turn = 0;
        bool used = false;
    };

    std::vector<entry> entries_;
    std::vector<std::uint32_t> free_;
    std::size_t size_ = 0;
};

}  // namespace gulo::consume
