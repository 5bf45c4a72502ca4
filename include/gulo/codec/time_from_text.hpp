#pragma once
// A wall-clock time from the text in which another system wrote it.

#include <gulo/base/clock.hpp>
#include <gulo/codec/json_time_text.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gulo {

/// RFC 3339 with any offset, also with a space between date and time and without an offset, which then is UTC; what is finer than a microsecond is cut off.
/// Nothing for any other text.
inline std::optional<timestamp> read_time_text(std::string_view text) {
    constexpr std::size_t up_to_second = 19;
    if (text.size() < up_to_second || text.size() > 64) return std::nullopt;
    std::string form{text};
    if (form[10] == ' ') form[10] = 'T';
    if (form.find_first_of("Zz+-", up_to_second) == std::string::npos) form += 'Z';
    json_detail::split_time time;
    if (!json_detail::read_time(form, time)) return std::nullopt;
    return timestamp{std::chrono::seconds{time.seconds} + std::chrono::microseconds{time.nanoseconds / 1'000}};
}

}  // namespace gulo
