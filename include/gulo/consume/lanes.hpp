#pragma once
// Order per key: which record of a partition may be worked on.

#include <gulo/consume/action.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gulo::consume {

/// The lanes of one partition: records of one key run one at a time and in order, different keys side by side (rule
/// C2). Records without a key share a lane; an empty key is a key.
class lanes {
public:
    /// A lane, for `leave`. Valid until the lane is empty.
    struct lane;

    struct entered {
        lane* where;
        bool may_run;  ///< false: it waits behind others
    };

    /// A record arrives.
    entered enter(std::optional<std::string_view> key, record_id record) {
        lane& where = lane_of(key);
        if (where.busy) {
            where.waiting.add(record);
            return {&where, false};
        }
        where.busy = true;
        return {&where, true};
    }

    /// Whether a record of this key would run at once.
    bool is_free(std::optional<std::string_view> key) const {
        if (!key) return !keyless_.busy;
        return by_key_.empty() || !by_key_.contains(*key);
    }

    /// The record that ran in `where` is terminal. Gives the next one of the lane.
    std::optional<record_id> leave(lane* where) {
        if (!where->waiting.empty()) return where->waiting.take_first();
        where->busy = false;
        if (where != &keyless_) by_key_.erase(by_key_.find(where->key));
        return std::nullopt;
    }

    /// First in, first out. Has no memory of its own while nothing ever waited: there may be as many lanes as records.
    class waiting_line {
    public:
        bool empty() const noexcept { return first_ == records_.size(); }
        void add(record_id record) { records_.push_back(record); }
        record_id take_first() {
            const record_id taken = records_[first_++];
            if (2 * first_ >= records_.size()) {
                records_.erase(records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(first_));
                first_ = 0;
            }
            return taken;
        }

    private:
        std::vector<record_id> records_;
        std::size_t first_ = 0;  // those before are taken
    };

    struct lane {
        std::string_view key;  ///< the one in the table of lanes
        waiting_line waiting;
        bool busy = false;
        bool has_key = false;
    };

private:
    struct hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    lane& lane_of(std::optional<std::string_view> key) {
        if (!key) return keyless_;
        const auto found = by_key_.find(*key);
        if (found != by_key_.end()) return found->second;
        const auto made = by_key_.try_emplace(std::string{*key}).first;
        made->second.key = made->first;
        made->second.has_key = true;
        return made->second;
    }

    lane keyless_;
    std::unordered_map<std::string, lane, hash, std::equal_to<>> by_key_;
};

}  // namespace gulo::consume
