#pragma once
// How one topic of a service is consumed, where it differs from the rest.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace gulo {

/// What happens to a record whose type nobody handles (rule C8).
enum class unknown_type : std::uint8_t { dead_letter, ignore, stop };

/// Stops reading a topic while too many of its records fail, and tries one record from time to time (rule R8). The
/// member stays in its group, and nothing that was fetched is lost.
struct circuit_breaker {
    double failing_share = 0.5;                ///< of the attempts in the window, above 0 and at most 1
    std::chrono::milliseconds window{30'000};  ///< at least 10 ms
    std::size_t least_attempts = 20;           ///< fewer attempts in the window say nothing; at least 1
    std::chrono::milliseconds pause{30'000};   ///< until one record is tried; when it fails, as long again
};

/// At most so many records of a topic begin per second, retries included.
struct rate_limit {
    double records_per_second = 0;  ///< 0.001 to 1e9
    std::size_t burst = 1;          ///< how many may begin at once after a quiet time, 1 to 1e9
};

/// What is special about one topic; an empty member means "as the service does".
struct subscription_settings {
    std::optional<unknown_type> unknown{};
    std::optional<std::string> dead_letter_topic{};  ///< instead of the topic's name with the suffix (rule D4)
    std::optional<circuit_breaker> breaker{};
    std::optional<rate_limit> rate{};
    /// Every record of the topic is of the one type that is subscribed to there, so the type in its headers is not looked
    /// at. Only to be set for topics with a single producer that is known: another type would be decoded as this one, and
    /// a dead letter that is replayed for another group is handled by this one too. It saves an allocation for each record, which is a third of the cost of a trivial handler on the polling thread.
    bool one_type = false;
    bool ordered = true;  ///< false: records without a key run side by side (rule C2); keys keep their order
};

}  // namespace gulo
