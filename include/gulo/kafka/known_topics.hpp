#pragma once
// How many partitions topics have that are asked for again and again, so that the administration is asked once.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace gulo::kafka_detail {

/// Thread-safe; whoever asks first has to find out, others that need the same topic wait.
class known_topics {
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// The number of partitions of `topic`. While it is unknown `ask(not_before)` has to find it out; where that fails it
    /// gives nothing, and sets `not_before` to when it may be called again: until then the answer is nothing.
    template <class Ask>
    std::optional<std::int32_t> partitions_of(const std::string& topic, Ask&& ask) {
        entry& known = entry_of(topic);
        if (const std::int32_t count = known.found.load(); count > 0) return count;
        const std::lock_guard lock{known.asking};
        const auto now = std::chrono::steady_clock::now();
        if (known.found.load() > 0) return known.found.load();
        if (now < known.not_before) return std::nullopt;
        const std::optional<std::int32_t> count = ask(known.not_before);
        if (count) known.found = *count;
        return count;
    }

private:
    // Asking may take half a minute, which no other topic waits for.
    struct entry {
        std::atomic<std::int32_t> found{0};  ///< how many partitions it has; 0: not known
        std::mutex asking;
        time_point not_before{};
    };

    entry& entry_of(const std::string& topic) {
        const std::lock_guard lock{mutex_};
        return known_[topic];
    }

    std::mutex mutex_;
    std::map<std::string, entry> known_;
};

}  // namespace gulo::kafka_detail
