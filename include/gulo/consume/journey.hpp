#pragma once
// Where a record first came from and what it has been through, as its headers tell while it is on its way through
// retry topics.

#include <gulo/base/clock.hpp>
#include <gulo/message/header.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace gulo::consume {

/// Where a record first came from.
struct record_origin {
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    timestamp time{};
};

/// What a record has been through before it came here.
struct journey {
    record_origin from;
    int attempts = 0;       ///< calls of its handlers
    std::size_t stage = 0;  ///< delays that it has had
    std::optional<timestamp> first_failure;
};

/// Headers of records in retry topics; the others are those of dead letters.
namespace retry_header {
inline constexpr std::string_view due = "gulo-retry-due";      ///< milliseconds since 1970
inline constexpr std::string_view stage = "gulo-retry-stage";  ///< how many delays the record has had with this one
}  // namespace retry_header

namespace header_text {

/// A whole decimal number; nothing for any other text.
template <class Number>
std::optional<Number> number(std::optional<std::string_view> text) noexcept {
    if (!text || text->empty()) return std::nullopt;
    Number value{};
    const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (fault != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return value;
}

/// Milliseconds since 1970 as a time that can be reckoned with; nothing for any other text and for what lies beyond the
/// year 9999.
inline std::optional<timestamp> time(std::optional<std::string_view> text) noexcept {
    const auto value = number<std::int64_t>(text);
    if (!value || *value < 0 || *value > 253'402'300'799'000) return std::nullopt;
    return timestamp{std::chrono::milliseconds{*value}};
}

/// Milliseconds since 1970, as Kafka's own timestamps.
inline std::string milliseconds(timestamp time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

}  // namespace header_text

/// When a record of a retry topic may be handled (rule R6): the due time in its header; where that is malformed or absurd,
/// more than a day beyond the longest delay from now, the topic's own delay after the record's time. Never further than
/// one of these from now, whatever record and header say.
constexpr timestamp due_time(std::optional<timestamp> header, timestamp record_time, std::chrono::milliseconds own_delay,
                             std::chrono::milliseconds longest_delay, timestamp now) noexcept {
    using std::chrono::hours;
    if (header && *header <= now + longest_delay + hours{24}) return *header;
    return record_time < now ? record_time + own_delay : now + own_delay;
}

}  // namespace gulo::consume
