#pragma once
// How a consumer stands with its partitions, for those who watch it (rule C11).

#include <gulo/base/clock.hpp>
#include <gulo/transport/record.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace gulo {

/// A partition that a consumer holds.
struct partition_status {
    topic_partition partition;
    std::optional<std::int64_t> oldest{};  ///< the oldest pending record; empty: none is
    std::chrono::milliseconds age{};       ///< for how long that one is pending; 0 before its time has come
    bool is_paused = false;                ///< by a retry rule
    bool is_broken = false;                ///< its circuit breaker is open, or tries one record
};

namespace consume {

/// Written by a consumer's thread from time to time, read from any thread.
class status_board {
public:
    /// `all` is exchanged for what was known before; its ages are those at `now`, and may be negative.
    void write(std::vector<partition_status>& all, instant now) {
        const std::lock_guard lock{mutex_};
        all_.swap(all);
        written_ = now;
    }

    std::vector<partition_status> read(instant now) const {
        std::vector<partition_status> all;
        instant written;
        {
            const std::lock_guard lock{mutex_};
            all = all_;
            written = written_;
        }
        const auto since = std::chrono::floor<std::chrono::milliseconds>(now - written);
        for (partition_status& each : all) each.age = each.oldest ? (std::max)(each.age + since, std::chrono::milliseconds{0}) : std::chrono::milliseconds{0};
        return all;
    }

private:
    mutable std::mutex mutex_;
    std::vector<partition_status> all_;
    instant written_{};
};

}  // namespace consume

}  // namespace gulo
