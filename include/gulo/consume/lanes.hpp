#pragma once
// Order per key: which record of a partition may be worked on.

#include <gulo/consume/action.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

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
            where.waiting.push_back(record);
            return {&where, false};
        }
        where.busy = true;
        return {&where, true};
    }

    /// The record that ran in `where` is terminal. Gives the next one of the lane.
    std::optional<record_id> leave(lane* where) {
        if (!where->waiting.empty()) {
            const record_id next = where->waiting.front();
            where->waiting.pop_front();
            return next;
        }
        where->busy = false;
        if (where != &keyless_) by_key_.erase(by_key_.find(where->key));
        return std::nullopt;
    }

    struct lane {
        std::string key;
        std::deque<record_id> waiting;
        bool busy = false;
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
        lane& made = by_key_[std::string{*key}];
        made.key = *key;
        return made;
    }

    lane keyless_;
    std::unordered_map<std::string, lane, hash, std::equal_to<>> by_key_;
};

}  // namespace gulo::consume
