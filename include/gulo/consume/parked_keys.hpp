#pragma once
// Which keys of a partition are parked: their records are put aside in order until somebody resolves them.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gulo::consume {

/// What the index of parked keys says about one partition of a source topic (rule R7). A parking is named by the offset
/// of the record that caused it. Until the index was read to its end nothing may be handled.
class parked_keys {
public:
    /// The index was read to its end; what comes from now on is news.
    void read_to_end() noexcept { known_ = true; }
    bool is_known() const noexcept { return known_; }

    /// The index says that `key` is parked.
    void parked(std::string_view key, std::int64_t parking) { parkings_.insert_or_assign(std::string{key}, parking); }

    /// The index says that a parking of `key` is over. False: it is not the current one, which stays; its entry has to be
    /// written again, because compaction keeps the latest only.
    bool resolved(std::string_view key, std::optional<std::int64_t> parking) {
        const auto found = parkings_.find(key);
        if (found == parkings_.end()) return true;
        if (parking && *parking != found->second) return false;
        parkings_.erase(found);
        return true;
    }

    /// Whether a record of `key` has to follow into the parking topic. One that is replayed from there names its parking
    /// and is handled, unless the key was parked again since.
    bool follows(std::string_view key, std::optional<std::int64_t> replayed_from) const {
        const auto found = parkings_.find(key);
        return found != parkings_.end() && (!replayed_from || *replayed_from != found->second);
    }

    /// The parking that `key` is in.
    std::optional<std::int64_t> parking_of(std::string_view key) const {
        const auto found = parkings_.find(key);
        return found != parkings_.end() ? std::optional{found->second} : std::nullopt;
    }

    std::size_t size() const noexcept { return parkings_.size(); }

private:
    bool known_ = false;
    std::map<std::string, std::int64_t, std::less<>> parkings_;
};

}  // namespace gulo::consume
