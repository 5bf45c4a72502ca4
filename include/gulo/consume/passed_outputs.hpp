#pragma once
// The finished records of one partition, in order, until its frontier has passed them.

#include <gulo/consume/transaction_action.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>

namespace gulo::consume {

struct finished_record {
    std::int64_t offset = 0;
    output_ticket outputs = 0;
    int attempts = 0;
    bool parking = false;  ///< the output is its dead letter
};

/// What may enter a transaction of one partition (rule X1): only what lies below the frontier.
class passed_outputs {
public:
    // Records finish nearly in order, so the place is near the end.
    void add(const finished_record& record) {
        auto place = records_.end();
        while (place != records_.begin() && (place - 1)->offset > record.offset) --place;
        records_.insert(place, record);
    }

    /// The frontier is at `offset`: every record below is finished.
    void pass(std::int64_t offset) noexcept {
        if (offset > frontier_) frontier_ = offset;
    }

    /// Whether the frontier has moved since `take_passed`; also over offsets without records, which are stored as well.
    bool has_passed() const noexcept { return frontier_ > taken_; }

    /// Calls `visit` with each record below the frontier, and forgets it.
    template <class Visit>
    void take_passed(Visit&& visit) {
        taken_ = frontier_;
        for (; !records_.empty() && records_.front().offset < frontier_; records_.pop_front()) visit(records_.front());
    }

    template <class Visit>
    void drop_all(Visit&& visit) {
        for (const finished_record& each : records_) visit(each);
        records_.clear();
        frontier_ = taken_ = -1;
    }

    std::size_t size() const noexcept { return records_.size(); }

private:
    std::deque<finished_record> records_;
    std::int64_t frontier_ = -1;
    std::int64_t taken_ = -1;
};

}  // namespace gulo::consume
