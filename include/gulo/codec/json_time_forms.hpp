#pragma once
// The JSON forms of points in time and dates: RFC 3339.

#include <gulo/codec/json_duration.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_text.hpp>
#include <gulo/codec/json_time_units.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace gulo::json_detail {

// What can be written.
inline constexpr std::int64_t first_second = days_of({0, 1, 1}) * seconds_per_day, last_second = days_of({10000, 1, 1}) * seconds_per_day - 1;

inline char* write_null(char* at) { return write_literal(at, "null"); }

/// UTC, RFC 3339, with as many digits of the second as the value needs. The format knows the years 0000 to 9999;
/// a time outside is written as null and not read. Read with any offset; digits finer than the unit are cut off.
template <class Rep, class Period, class Codec>
    requires is_mapped_duration<Rep, Period>
struct json_rule<std::chrono::sys_time<std::chrono::duration<Rep, Period>>, Codec> : bounded_form<40> {
    using time_point = std::chrono::sys_time<std::chrono::duration<Rep, Period>>;

    static char* write(char* at, time_point value) {
        constexpr std::int64_t first_day = days_of({0, 1, 1}), last_day = days_of({9999, 12, 31});
        const auto count = static_cast<std::int64_t>(value.time_since_epoch().count());
        std::int64_t days = 0, second = 0, nanoseconds = 0;
        if constexpr (is_decimal_part<Period>) {
            constexpr std::int64_t per_day = seconds_per_day * Period::den;
            days = count / per_day;
            std::int64_t within = count % per_day;
            if (within < 0) {
                within += per_day;
                --days;
            }
            second = within / Period::den;
            nanoseconds = within % Period::den * (nanoseconds_per_second / Period::den);
        } else {
            if (count > 400'000'000 || count < -400'000'000) return write_null(at);
            const std::int64_t seconds = count * Period::num;
            days = seconds / seconds_per_day - (seconds % seconds_per_day < 0 ? 1 : 0);
            second = seconds - days * seconds_per_day;
        }
        if (days < first_day || days > last_day) return write_null(at);
        *at++ = '"';
        at = write_time(at, days, second, nanoseconds);
        *at++ = '"';
        return at;
    }

    static const char* read(json_reader& reader, const char* at, time_point& value) {
        constexpr const char* expected = "a time such as \"2024-02-29T12:34:56Z\"";
        const char* const start = reader.skip_space(at);
        split_time time;
        at = read_quoted_time(start, reader.end(), time);
        if (at == nullptr) [[unlikely]] {
            std::string_view text;
            at = read_view(reader, start, text, expected);
            if (at == nullptr) return nullptr;
            if (!read_time(text, time)) return reader.unexpected(start, expected);
        }
        if (time.seconds < first_second || time.seconds > last_second) [[unlikely]]
            return does_not_fit(reader, start, "the years 0000 to 9999 in UTC");
        Rep count{};
        bool exact = false;
        if (!to_units<Rep, Period>(time, count, exact)) return does_not_fit(reader, start, "the range of the field's time type");
        value = time_point{std::chrono::duration<Rep, Period>{count}};
        return at;
    }
};

/// "2024-02-29". A date that doesn't exist or lies outside the years 0000 to 9999 is written as null.
template <class Codec>
struct json_rule<std::chrono::year_month_day, Codec> : bounded_form<12> {
    static char* write(char* at, std::chrono::year_month_day value) {
        const civil_date date{static_cast<int>(value.year()), static_cast<unsigned>(value.month()), static_cast<unsigned>(value.day())};
        if (!is_date(date) || date.year < 0 || date.year > 9999) return write_null(at);
        *at++ = '"';
        at = write_date(at, date);
        *at++ = '"';
        return at;
    }

    static const char* read(json_reader& reader, const char* at, std::chrono::year_month_day& value) {
        constexpr const char* expected = "a date such as \"2024-02-29\"";
        const char* const start = reader.skip_space(at);
        std::string_view text;
        at = read_view(reader, start, text, expected);
        if (at == nullptr) return nullptr;
        text_parts parts{text};
        const civil_date date = read_date(parts);
        if (!parts.ok() || !parts.done() || !is_date(date)) return reader.unexpected(start, expected);
        value = std::chrono::year{static_cast<int>(date.year)} / std::chrono::month{date.month} / std::chrono::day{date.day};
        return at;
    }
};

template <class T>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

template <class T>
inline constexpr bool is_time_point = false;
template <class Duration>
inline constexpr bool is_time_point<std::chrono::sys_time<Duration>> = true;

template <class T>
inline constexpr bool is_time_form = is_duration<T> || is_time_point<T> || std::is_same_v<T, std::chrono::year_month_day>;

template <class T>
constexpr std::string_view time_form_name() {
    return is_duration<T> ? "duration" : is_time_point<T> ? "time" : "date";
}

}  // namespace gulo::json_detail
