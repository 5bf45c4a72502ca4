#pragma once
// Dates and times as text: RFC 3339 for points in time, ISO 8601 for durations. No types of <chrono> here, only
// whole seconds and nanoseconds.

#include <gulo/codec/json_digits.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gulo::json_detail {

inline constexpr std::int64_t seconds_per_day = 86400;
inline constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

struct civil_date {
    std::int64_t year = 0;
    unsigned month = 0;
    unsigned day = 0;
};

// Days since 1970-01-01 and back, in the proleptic Gregorian calendar; years counted from March, in eras of 400
// years (Howard Hinnant, chrono-compatible low-level date algorithms).
constexpr std::int64_t days_of(civil_date date) noexcept {
    const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto year_of_era = static_cast<unsigned>(year - era * 400);
    const unsigned day_of_year = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
    const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

constexpr civil_date date_of(std::int64_t days) noexcept {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const auto day_of_era = static_cast<unsigned>(days - era * 146097);
    const unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned shifted_month = (5 * day_of_year + 2) / 153;
    const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

constexpr bool is_date(civil_date date) noexcept {
    if (date.month < 1 || date.month > 12 || date.day < 1) return false;
    const bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    constexpr unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return date.day <= lengths[date.month - 1] + (date.month == 2 && leap ? 1 : 0);
}

/// "2024-02-29"
inline char* write_date(char* at, civil_date date) noexcept {
    at = write_4_digits(at, static_cast<std::uint32_t>(date.year));
    *at++ = '-';
    at = write_2_digits(at, date.month);
    *at++ = '-';
    return write_2_digits(at, date.day);
}

/// ".5", with as many digits as the value needs, or nothing.
inline char* write_fraction(char* at, std::int64_t nanoseconds) noexcept {
    if (nanoseconds == 0) return at;
    const auto amount = static_cast<std::uint32_t>(nanoseconds);
    *at++ = '.';
    *at++ = static_cast<char>('0' + amount / 100'000'000);
    at = write_8_digits(at, amount % 100'000'000);
    while (at[-1] == '0') --at;
    return at;
}

/// "2024-02-29T12:34:56.5Z"
inline char* write_time(char* at, std::int64_t days, std::int64_t second_of_day, std::int64_t nanoseconds) noexcept {
    const auto second = static_cast<std::uint32_t>(second_of_day);
    at = write_date(at, date_of(days));
    *at++ = 'T';
    at = write_2_digits(at, second / 3600);
    *at++ = ':';
    at = write_2_digits(at, second / 60 % 60);
    *at++ = ':';
    at = write_2_digits(at, second % 60);
    at = write_fraction(at, nanoseconds);
    *at++ = 'Z';
    return at;
}

/// Reads parts of a short text from the left; once something doesn't fit, everything fails.
class text_parts {
public:
    explicit text_parts(std::string_view text) : text_{text} {}

    bool ok() const noexcept { return ok_; }
    bool done() const noexcept { return text_.empty(); }
    char peek() const noexcept { return text_.empty() ? '\0' : text_.front(); }
    bool at_digit() const noexcept { return peek() >= '0' && peek() <= '9'; }

    char take() noexcept {
        if (text_.empty()) return ok_ = false, '\0';
        const char c = text_.front();
        text_.remove_prefix(1);
        return c;
    }
    void expect(char wanted) noexcept {
        if (take() != wanted) ok_ = false;
    }
    bool accept(char wanted) noexcept {
        if (peek() != wanted) return false;
        take();
        return true;
    }
    unsigned number(int digits) noexcept {
        unsigned value = 0;
        for (; digits > 0; --digits) {
            if (!at_digit()) ok_ = false;
            value = value * 10 + static_cast<unsigned>(take() - '0');
        }
        return ok_ ? value : 0;
    }
    /// Any number of digits, at least one; what 64 bits don't hold fails.
    std::uint64_t number() noexcept {
        if (!at_digit()) ok_ = false;
        std::uint64_t value = 0;
        while (ok_ && at_digit()) {
            const int digit = take() - '0';
            if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value)) ok_ = false;
        }
        return value;
    }
    /// Digits behind a point, in nanoseconds; what is finer is cut off, and then `is_finer` is set.
    std::int64_t fraction(bool& is_finer) noexcept {
        if (!at_digit()) ok_ = false;
        std::int64_t value = 0;
        for (std::int64_t unit = nanoseconds_per_second / 10; at_digit(); unit /= 10) {
            const int digit = take() - '0';
            value += unit * digit;
            is_finer = is_finer || (unit == 0 && digit != 0);
        }
        return value;
    }

private:
    std::string_view text_;
    bool ok_ = true;
};

inline civil_date read_date(text_parts& text) noexcept {
    civil_date date;
    date.year = text.number(4);
    text.expect('-');
    date.month = text.number(2);
    text.expect('-');
    date.day = text.number(2);
    return date;
}

struct split_time {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
};

__extension__ using wide_integer = __int128;

/// A length of time, which may count more weeks than 64 bits hold seconds.
struct split_duration {
    wide_integer seconds = 0;
    std::int64_t nanoseconds = 0;
    /// It is longer than that by less than a nanosecond.
    bool is_finer = false;
};

/// The 19 characters up to the second, as seconds; false when they are no date and time. A leap second, :60, is the
/// first second of the next minute.
inline bool read_seconds(const char* at, std::int64_t& seconds) noexcept {
    const std::uint32_t century = read_2_digits(at), year = read_2_digits(at + 2), month = read_2_digits(at + 5), day = read_2_digits(at + 8);
    const std::uint32_t hour = read_2_digits(at + 11), minute = read_2_digits(at + 14), second = read_2_digits(at + 17);
    const bool separated = at[4] == '-' && at[7] == '-' && (at[10] == 'T' || at[10] == 't') && at[13] == ':' && at[16] == ':';
    const civil_date date{century * 100 + year, month, day};
    if (!separated || century > 99 || year > 99 || !is_date(date) || hour > 23 || minute > 59 || second > 60) return false;
    seconds = days_of(date) * seconds_per_day + hour * 3600 + minute * 60 + second;
    return true;
}

/// RFC 3339 with any offset and any number of digits, as seconds since 1970 and nanoseconds.
inline bool read_time(std::string_view from, split_time& time) noexcept {
    if (from.size() < 20 || !read_seconds(from.data(), time.seconds)) return false;
    text_parts rest{from.substr(19)};
    bool is_finer = false;
    time.nanoseconds = rest.accept('.') ? rest.fraction(is_finer) : 0;
    const char zone = rest.take();
    if (zone == '+' || zone == '-') {
        const std::int64_t hours = rest.number(2);
        rest.expect(':');
        const std::int64_t minutes = rest.number(2);
        if (hours > 23 || minutes > 59) return false;
        time.seconds -= (hours * 60 + minutes) * (zone == '-' ? -60 : 60);
    } else if (zone != 'Z' && zone != 'z') {
        return false;
    }
    return rest.ok() && rest.done();
}

/// The quick way for what Gulo itself writes, with up to 9 digits: past the closing quote, or null when it is
/// anything else. `at` stands where the opening quote is expected.
inline const char* read_quoted_time(const char* at, const char* end, split_time& time) noexcept {
    if (end - at < 22 || *at != '"' || !read_seconds(at + 1, time.seconds)) return nullptr;
    at += 20;
    time.nanoseconds = 0;
    if (*at == '.') {
        const char* const last = end - at > 10 ? at + 10 : end;
        std::int64_t unit = nanoseconds_per_second;
        for (++at; at != last && static_cast<unsigned char>(*at - '0') < 10; ++at) {
            unit /= 10;
            time.nanoseconds += unit * (*at - '0');
        }
        if (unit == nanoseconds_per_second) return nullptr;
    }
    return end - at >= 2 && at[0] == 'Z' && at[1] == '"' ? at + 2 : nullptr;
}

}  // namespace gulo::json_detail
