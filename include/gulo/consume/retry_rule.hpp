#pragma once
// How often and after what pause a failed record is tried again.

#include <chrono>

namespace gulo::consume {

/// The default rule for every exception: exponential back-off in place, then the dead-letter topic (rules R1, R4).
struct retry_rule {
    int max_attempts = 3;                          ///< calls of the handler in all, at least 1
    std::chrono::milliseconds first_backoff{100};
    std::chrono::milliseconds longest_backoff{30'000};

    /// Whether a record that has failed `attempts` times is tried again.
    constexpr bool tries_again(int attempts) const noexcept { return attempts < max_attempts; }

    /// The pause after the failure number `attempts` (from 1): doubled each time, never above the longest.
    constexpr std::chrono::milliseconds pause_after(int attempts) const noexcept {
        std::chrono::milliseconds pause = first_backoff;
        for (int index = 1; index < attempts && pause < longest_backoff; ++index) pause *= 2;
        return pause < longest_backoff ? pause : longest_backoff;
    }
};

}  // namespace gulo::consume
