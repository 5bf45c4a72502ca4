#pragma once
// Keys whose work goes on although its partition was taken away.

#include <gulo/consume/lanes.hpp>
#include <gulo/transport/record.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace gulo::consume {

/// Rule C2 beyond the end of an assignment: as long as the work on a record goes on, a record of the same partition and
/// key that comes with a later assignment waits for it. Nothing is kept of lanes in which nothing goes on.
class orphaned_lanes {
public:
    /// A partition and a key in it; nothing: its records without a key.
    using name = std::pair<topic_partition, std::optional<std::string>>;

    /// The partition `of` is taken away while a record of `where` is worked on. Names the lane, for `end`.
    const name* add(const topic_partition& of, const lanes::lane& where) { return &waiting_.try_emplace(name_of(of, where)).first->first; }

    /// Whether a record that is the first of its lane has to wait; then `end` gives it back.
    bool hold(const topic_partition& of, const lanes::lane& where, record_id record) {
        if (waiting_.empty()) return false;
        const auto found = waiting_.find(name_of(of, where));
        if (found == waiting_.end()) return false;
        found->second = record;
        return true;
    }

    /// The work ended. Gives the record that was held last; it may have been forgotten since then.
    std::optional<record_id> end(const name* where) {
        const auto found = waiting_.find(*where);
        const std::optional<record_id> held = found->second;
        waiting_.erase(found);
        return held;
    }

    /// Whether work of a lane of this partition goes on.
    bool has_of(const topic_partition& partition) const {
        const auto found = waiting_.lower_bound(name{partition, std::nullopt});
        return found != waiting_.end() && found->first.first == partition;
    }
    bool empty() const noexcept { return waiting_.empty(); }

private:
    static name name_of(const topic_partition& of, const lanes::lane& where) {
        return {of, where.has_key ? std::optional{std::string{where.key}} : std::nullopt};
    }

    std::map<name, std::optional<record_id>> waiting_;
};

}  // namespace gulo::consume
