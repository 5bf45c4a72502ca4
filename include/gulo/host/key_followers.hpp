#pragma once
// Which records have followed a parked key, so that a resolution is seen to have taken them all (rule R7).

#include <gulo/consume/dead_letter.hpp>
#include <gulo/transport/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace gulo {

/// How far a resolution has replayed the partitions of a parking topic: the offsets of what it has not seen.
using replayed_offsets = std::map<std::int32_t, std::int64_t>;

/// As `0:12 1:5`.
inline std::string to_text(const replayed_offsets& offsets) {
    std::string text;
    for (const auto& [partition, offset] : offsets) text += (text.empty() ? "" : " ") + std::to_string(partition) + ":" + std::to_string(offset);
    return text;
}
inline replayed_offsets replayed_offsets_from(std::string_view text) {
    replayed_offsets offsets;
    while (!text.empty()) {
        const std::string_view each = text.substr(0, text.find(' '));
        text.remove_prefix(each.size() < text.size() ? each.size() + 1 : each.size());
        const std::size_t colon = (std::min)(each.find(':'), each.size());
        const auto partition = consume::header_text::number<std::int32_t>(each.substr(0, colon));
        const auto offset = colon < each.size() ? consume::header_text::number<std::int64_t>(each.substr(colon + 1)) : std::nullopt;
        if (partition && offset) offsets[*partition] = *offset;
    }
    return offsets;
}

/// What one consumer has written to parking topics. Belongs to its loop's thread.
class key_followers {
public:
    /// `record` is what tells this one from others, also from the same record in another assignment.
    void begun(const topic_partition& source, std::string_view key, std::int64_t parking, const void* record) {
        entry& followed = entries_[source].try_emplace(std::string{key}).first->second;
        if (followed.parking != parking) followed = entry{parking};
        followed.under_way.insert(record);
    }
    /// `offset` is -1 when it was not stored.
    void ended(const topic_partition& source, std::string_view key, std::int64_t parking, const void* record, std::int32_t partition, std::int64_t offset) {
        entry* const followed = find(source, key);
        if (followed == nullptr || followed->parking != parking || followed->under_way.erase(record) == 0 || offset < 0) return;
        followed->partition = partition;
        followed->offset = offset;
    }

    /// Whether a resolution has seen the last record that followed; what is known of the key is forgotten then.
    bool are_replayed(const topic_partition& source, std::string_view key, std::int64_t parking, const replayed_offsets& to) {
        const entry* const followed = find(source, key);
        if (followed == nullptr || followed->parking != parking) return true;
        if (!followed->under_way.empty()) return false;
        const auto seen = to.find(followed->partition);
        if (followed->offset >= 0 && (seen == to.end() || followed->offset >= seen->second)) return false;
        entries_[source].erase(std::string{key});
        return true;
    }

    void forget(const topic_partition& source) { entries_.erase(source); }

private:
    struct entry {
        std::int64_t parking = -1;
        std::set<const void*> under_way{};
        std::int32_t partition = -1;
        std::int64_t offset = -1;
    };

    entry* find(const topic_partition& source, std::string_view key) {
        const auto keys = entries_.find(source);
        if (keys == entries_.end()) return nullptr;
        const auto found = keys->second.find(key);
        return found != keys->second.end() ? &found->second : nullptr;
    }

    std::map<topic_partition, std::map<std::string, entry, std::less<>>> entries_;
};

}  // namespace gulo
