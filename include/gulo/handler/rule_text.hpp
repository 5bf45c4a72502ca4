#pragma once
// A retry rule in words.

#include <gulo/handler/retry_rule.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace gulo {

namespace detail {

/// In the largest unit that leaves no fraction: "90 s", "5 min", "7 days".
inline std::string duration_text(std::chrono::milliseconds time) {
    struct unit {
        long long length = 1;
        std::string_view name;
    };
    constexpr unit units[] = {{24LL * 3'600'000, " days"}, {3'600'000, " h"}, {60'000, " min"}, {1'000, " s"}};
    for (const unit& each : units)
        if (time.count() >= each.length && time.count() % each.length == 0) return std::to_string(time.count() / each.length).append(each.name);
    return std::to_string(time.count()) + " ms";
}

inline std::string end_of_rule_text(const retry_rule& rule) {
    switch (rule.then) {
    case last_resort::dead_letter: return "to the dead-letter topic";
    case last_resort::discard: return "it is discarded";
    case last_resort::stop: return "its partition stops until a person acts";
    case last_resort::park_key: return "its key is parked";
    case last_resort::pause: return "its topic is not read for " + duration_text(rule.subscription_pause) + ", and it is tried again";
    }
    return {};
}

}  // namespace detail

/// What happens to a record whose handler failed, for a person to read: "tried 3 times in place, after 100 ms and each time twice as long, at most 30 s;
/// again after 5 min; then to the dead-letter topic".
inline std::string text_of(const retry_rule& rule) {
    using detail::duration_text;
    std::string text;
    if (rule.max_attempts <= 1) {
        text = "not tried again in place";
    } else {
        text = "tried " + std::to_string(rule.max_attempts) + " times in place";
        if (rule.first_backoff.count() == 0) text += " without a pause";
        else if (rule.exponential && rule.max_attempts > 2)
            text += ", after " + duration_text(rule.first_backoff) + " and each time twice as long, at most " + duration_text(rule.longest_backoff);
        else text += ", " + duration_text(rule.first_backoff) + " apart";
        if (rule.jitter) text += ", with jitter";
    }
    for (std::size_t index = 0; index < rule.later.count; ++index)
        text.append(index == 0 ? "; again after " : ", ").append(duration_text(rule.later.values[index]));
    if (rule.max_deliveries != 0) text += "; at most " + std::to_string(rule.max_deliveries) + " times in all";
    return text.append("; then ").append(detail::end_of_rule_text(rule));
}

}  // namespace gulo
