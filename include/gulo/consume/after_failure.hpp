#pragma once
// What comes after a failed attempt, by the rule that fits (rules R1, R3, R4, R6, R9).

#include <gulo/handler/retry_rule.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace gulo::consume {

/// How far a record has come when it fails.
struct progress_of_record {
    int attempts = 1;                 ///< calls of its handlers so far, over all topics
    std::size_t stage = 0;            ///< delays that it has had
    std::chrono::milliseconds age{};  ///< since its first failure
    std::uint64_t seed = 0;           ///< for the jitter
};

struct next_step {
    enum class kind : std::uint8_t {
        again,    ///< in place, after `pause`
        later,    ///< through the retry topic of the delay `pause`
        give_up,  ///< the rule's last resort
    };
    kind what = kind::give_up;
    std::chrono::milliseconds pause{};
};

/// In place as often as the rule says, then once after each delay, then the end. A record that has been delayed is not
/// tried in place any more.
constexpr next_step after_failure(const retry_rule& rule, const progress_of_record& record) noexcept {
    if (rule.max_deliveries > 0 && record.attempts >= rule.max_deliveries) return {};
    if (record.stage == 0 && rule.tries_again(record.attempts)) return {next_step::kind::again, rule.pause_after(record.attempts, record.seed)};
    if (record.stage < (std::min)(rule.later.count, delay_list::most)) {
        const std::chrono::milliseconds delay = rule.later.values[record.stage];
        if (record.age <= rule.longest_age && delay <= rule.longest_age - record.age) return {next_step::kind::later, delay};
    }
    return {};
}

}  // namespace gulo::consume
