#pragma once
// The JSON form of durations: ISO 8601.

#include <gulo/codec/json_floating.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_text.hpp>
#include <gulo/codec/json_time_units.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace gulo::json_detail {

/// Weeks, days, hours, minutes and seconds in falling order, with a sign. Months and years have no fixed length.
inline bool read_duration(std::string_view from, split_time& time) noexcept {
    text_parts text{from};
    const bool negative = text.accept('-');
    if (!negative) text.accept('+');
    text.expect('P');
    std::int64_t left = 8 * seconds_per_day;
    bool in_day = false;
    if (text.done()) return false;
    while (text.ok() && !text.done()) {
        if (!in_day && text.accept('T')) in_day = true;
        const std::int64_t amount = text.number();
        const bool has_fraction = text.accept('.') || text.accept(',');
        if (has_fraction) time.nanoseconds = text.fraction();
        const char letter = text.take();
        const std::int64_t unit = !in_day ? (letter == 'W' ? 7 * seconds_per_day : letter == 'D' ? seconds_per_day : 0)
                                          : (letter == 'H' ? 3600 : letter == 'M' ? 60 : letter == 'S' ? 1 : 0);
        // Units stand in falling order, and only seconds have a fraction.
        if (unit == 0 || unit >= left || (has_fraction && unit != 1)) return false;
        left = unit;
        std::int64_t seconds = 0;
        if (__builtin_mul_overflow(amount, unit, &seconds) || __builtin_add_overflow(time.seconds, seconds, &time.seconds)) return false;
    }
    if (negative) {
        time.seconds = -time.seconds - (time.nanoseconds > 0 ? 1 : 0);
        time.nanoseconds = time.nanoseconds > 0 ? nanoseconds_per_second - time.nanoseconds : 0;
    }
    return text.ok() && (in_day ? left < seconds_per_day : true);
}

/// "PT1.5S"; a duration that counts minutes, hours, days or weeks in that unit: "PT90M", "P2D". Read in any mix of
/// weeks, days, hours, minutes and seconds, also negative; it must be a whole number of the field's unit.
template <class Rep, class Period>
    requires is_mapped_duration<Rep, Period>
struct json_rule<std::chrono::duration<Rep, Period>> : bounded_form<40> {
    using duration = std::chrono::duration<Rep, Period>;

    static char* write(char* at, duration value) {
        const auto count = static_cast<std::int64_t>(value.count());
        auto amount = static_cast<std::uint64_t>(value.count());
        *at++ = '"';
        if (std::is_signed_v<Rep> && count < 0) {
            *at++ = '-';
            amount = 0 - amount;
        }
        *at++ = 'P';
        if constexpr (is_decimal_part<Period>) {
            *at++ = 'T';
            at = write_integer(at, amount / Period::den);
            at = write_fraction(at, static_cast<std::int64_t>(amount % Period::den) * (nanoseconds_per_second / Period::den));
            *at++ = 'S';
        } else {
            if (Period::num < seconds_per_day) *at++ = 'T';
            at = write_integer(at, amount);
            *at++ = unit_letter(Period::num);
        }
        *at++ = '"';
        return at;
    }

    static const char* read(json_reader& reader, const char* at, duration& value) {
        constexpr const char* expected = "a duration such as \"PT1.5S\"";
        const char* const start = reader.skip_space(at);
        std::string_view text;
        at = read_view(reader, start, text, expected);
        if (at == nullptr) return nullptr;
        split_time time;
        if (!read_duration(text, time)) return reader.unexpected(start, expected);
        Rep count{};
        bool exact = false;
        if (!to_units<Rep, Period>(time, count, exact)) return does_not_fit(reader, start, "the range of the field's duration type");
        if (!exact) return reader.mismatch(start, found_at(start, reader.end()) + " is not a whole number of the field's unit of time");
        value = duration{count};
        return at;
    }
};

/// Seconds with a fraction, "PT0.25S", by way of a double; NaN and infinity are null.
template <class Rep, class Period>
    requires std::is_floating_point_v<Rep>
struct json_rule<std::chrono::duration<Rep, Period>> : bounded_form<352> {
    using duration = std::chrono::duration<Rep, Period>;

    static char* write(char* at, duration value) {
        double seconds = static_cast<double>(value.count()) * static_cast<double>(Period::num) / static_cast<double>(Period::den);
        if (!__builtin_isfinite(seconds)) return write_literal(at, "null");
        *at++ = '"';
        if (seconds < 0) {
            *at++ = '-';
            seconds = -seconds;
        }
        at = write_literal(at, "PT");
        at = std::to_chars(at, at + 340, seconds, std::chars_format::fixed).ptr;
        return write_literal(at, "S\"");
    }

    static const char* read(json_reader& reader, const char* at, duration& value) {
        constexpr const char* expected = "a duration such as \"PT1.5S\"";
        const char* const start = reader.skip_space(at);
        std::string_view text;
        at = read_view(reader, start, text, expected);
        if (at == nullptr) return nullptr;
        double seconds = 0;
        if (!read_only_seconds(text, seconds)) {
            split_time time;
            if (!read_duration(text, time)) return reader.unexpected(start, expected);
            seconds = static_cast<double>(time.seconds) + static_cast<double>(time.nanoseconds) / 1e9;
        }
        value = duration{static_cast<Rep>(seconds * static_cast<double>(Period::den) / static_cast<double>(Period::num))};
        return at;
    }

private:
    // "PT0.25S": all digits count, where mixed units keep nanoseconds.
    static bool read_only_seconds(std::string_view text, double& seconds) noexcept {
        const bool negative = text.starts_with('-');
        if (negative) text.remove_prefix(1);
        if (!text.starts_with("PT") || !text.ends_with('S')) return false;
        text = text.substr(2, text.size() - 3);
        const auto digit = [](char c) { return c >= '0' && c <= '9'; };
        if (text.empty() || !digit(text.front()) || !digit(text.back())) return false;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
        if (negative) seconds = -seconds;
        return problem == std::errc{} && end == text.data() + text.size();
    }
};

}  // namespace gulo::json_detail
