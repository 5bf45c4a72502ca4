#pragma once
// What is done with a record whose handler failed, as a value.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace gulo {

/// What happens when a record has failed too often.
enum class last_resort : std::uint8_t {
    dead_letter,  ///< it goes to the dead-letter topic
    discard,      ///< it counts as handled; logged and counted
    stop,         ///< it stays where it is, and its partition with it, until a person acts
    park_key,     ///< it goes to the parking topic, and so do all later records of its key, until that is resolved
    pause,        ///< its topic is not read for a while, then it is tried again
};

/// The delays of a rule's retry topics, shortest way first.
struct delay_list {
    static constexpr std::size_t most = 8;

    std::array<std::chrono::milliseconds, most> values{};
    std::size_t count = 0;
};

/// How often and after what pauses a failed record is tried again (rules R1, R3, R4, R6). The default is the rule for
/// exceptions that no other rule names: exponential back-off in place, then the dead-letter topic.
struct retry_rule {
    int max_attempts = 3;  ///< calls of the handler before anything else, at least 1
    std::chrono::milliseconds first_backoff{100};
    std::chrono::milliseconds longest_backoff{30'000};
    bool exponential = true;  ///< each pause is twice the one before; else all are the first
    bool jitter = false;      ///< a pause is shortened by up to half, different for each record
    last_resort then = last_resort::dead_letter;
    delay_list later{};                                                 ///< one further attempt after each of these, by way of retry topics
    int max_deliveries = 0;                                             ///< calls of the handler in all, over all topics; 0: no such bound
    std::chrono::milliseconds longest_age{std::chrono::hours{7 * 24}};  ///< nothing is delayed beyond this time from its first failure on
    std::chrono::milliseconds subscription_pause{};                     ///< of last_resort::pause

    /// Whether a record that has failed `attempts` times is tried again in place.
    constexpr bool tries_again(int attempts) const noexcept { return attempts < max_attempts; }

    /// The pause after the failure number `attempts` (from 1), never above the longest. `seed` decides the jitter.
    constexpr std::chrono::milliseconds pause_after(int attempts, std::uint64_t seed = 0) const noexcept {
        std::chrono::milliseconds pause = first_backoff;
        for (int index = 1; exponential && index < attempts && pause < longest_backoff; ++index) pause *= 2;
        if (pause > longest_backoff) pause = longest_backoff;
        if (!jitter || pause.count() < 2) return pause;
        const std::uint64_t mixed = (seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(attempts)) * 0xbf58476d1ce4e5b9ULL;
        const auto half = static_cast<std::uint64_t>(pause.count() / 2);
        return pause - std::chrono::milliseconds{static_cast<std::int64_t>((mixed >> 33) % (half + 1))};
    }
};

}  // namespace gulo
