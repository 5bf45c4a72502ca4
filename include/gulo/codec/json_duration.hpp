#pragma once
// The JSON form of durations: ISO 8601.

#include <gulo/codec/json_floating.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_nearest.hpp>
#include <gulo/codec/json_text.hpp>
#include <gulo/codec/json_time_units.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace gulo::json_detail {

/// Weeks, days, hours, minutes and seconds in falling order, with a sign. Months and years have no fixed length.
inline bool read_duration(std::string_view from, split_duration& time) noexcept {
    text_parts text{from};
    const bool negative = text.accept('-');
    if (!negative) text.accept('+');
    text.expect('P');
    std::int64_t left = 8 * seconds_per_day;
    bool in_day = false;
    if (text.done()) return false;
    while (text.ok() && !text.done()) {
        if (!in_day && text.accept('T')) in_day = true;
        const std::uint64_t amount = text.number();
        const bool has_fraction = text.accept('.') || text.accept(',');
        if (has_fraction) time.nanoseconds = text.fraction(time.is_finer);
        const char letter = text.take();
        const std::int64_t unit = !in_day ? (letter == 'W'   ? 7 * seconds_per_day
                                             : letter == 'D' ? seconds_per_day
                                                             : 0)
                                          : (letter == 'H'   ? 3600
                                             : letter == 'M' ? 60
                                             : letter == 'S' ? 1
                                                             : 0);
        // Units stand in falling order, and only seconds have a fraction.
        if (unit == 0 || unit >= left || (has_fraction && unit != 1)) return false;
        left = unit;
        time.seconds += static_cast<wide_integer>(amount) * unit;
    }
    if (negative) {
        time.seconds = -time.seconds - (time.nanoseconds > 0 ? 1 : 0);
        time.nanoseconds = time.nanoseconds > 0 ? nanoseconds_per_second - time.nanoseconds : 0;
    }
    return text.ok() && (in_day ? left < seconds_per_day : true);
}

/// "PT1.5S"; a duration that counts minutes, hours, days or weeks in that unit: "PT90M", "P2D". Read in any mix of
/// weeks, days, hours, minutes and seconds, also negative; it must be a whole number of the field's unit.
template <class Rep, class Period, class Codec>
    requires is_mapped_duration<Rep, Period>
struct json_rule<std::chrono::duration<Rep, Period>, Codec> : bounded_form<40> {
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
        split_duration time;
        if (!read_duration(text, time)) return reader.unexpected(start, expected);
        Rep count{};
        bool exact = false;
        if (!to_units<Rep, Period>(time, count, exact)) return does_not_fit(reader, start, "the range of the field's duration type");
        if (!exact || time.is_finer) return reader.mismatch(start, found_at(start, reader.end()) + " is not a whole number of the field's unit of time");
        value = duration{count};
        return at;
    }
};

/// The n for which a period is 10^-n seconds, or -1.
template <class Period>
constexpr int decimal_places() {
    std::intmax_t unit = 1;
    for (int places = 0; Period::num == 1 && places <= 18; ++places, unit *= 10)
        if (unit == Period::den) return places;
    return -1;
}

/// "0.00025" for 0.25 and three places: the digits are those of the shortest text, so that reading them gives the same value.
template <class T>
char* write_shifted(char* at, T value, int places) {
    char text[64];
    const char* const end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
    const std::string_view all{text, static_cast<std::size_t>(end - text)};
    const std::size_t letter = all.find('e');
    int point = 0;
    std::from_chars(text + letter + (text[letter + 1] == '+' ? 2 : 1), end, point);
    point += 1 - places;
    if (point <= 0) {
        at = write_literal(at, "0.");
        at = std::fill_n(at, -point, '0');
    }
    for (const char c : all.substr(0, letter)) {
        if (c == '.') continue;
        *at++ = c;
        if (--point == 0) *at++ = '.';
    }
    if (point > 0) return std::fill_n(at, point, '0');
    return at[-1] == '.' ? at - 1 : at;
}

/// Seconds with a fraction, "PT0.25S"; NaN and infinity are null. Parts of a second keep all their digits.
template <class Rep, class Period, class Codec>
    requires std::is_floating_point_v<Rep>
struct json_rule<std::chrono::duration<Rep, Period>, Codec> : bounded_form<352> {
    using duration = std::chrono::duration<Rep, Period>;
    static constexpr int places = decimal_places<Period>();
    using number = std::conditional_t<(sizeof(Rep) > 8 || places < 0), double, Rep>;

    static char* write(char* at, duration value) {
        auto amount = static_cast<number>(value.count());
        if constexpr (places < 0) amount = amount * static_cast<number>(Period::num) / static_cast<number>(Period::den);
        if (!__builtin_isfinite(amount)) return write_literal(at, "null");
        *at++ = '"';
        if (amount < 0) {
            *at++ = '-';
            amount = -amount;
        }
        at = write_literal(at, "PT");
        if (places > 0 && amount != 0) at = write_shifted(at, amount, places);
        else at = std::to_chars(at, at + 340, amount, std::chars_format::fixed).ptr;
        return write_literal(at, "S\"");
    }

    static const char* read(json_reader& reader, const char* at, duration& value) {
        constexpr const char* expected = "a duration such as \"PT1.5S\"";
        const char* const start = reader.skip_space(at);
        std::string_view text;
        at = read_view(reader, start, text, expected);
        if (at == nullptr) return nullptr;
        number count = 0;
        if (!read_only_seconds(text, count)) {
            split_duration time;
            if (!read_duration(text, time)) return reader.unexpected(start, expected);
            const double seconds = static_cast<double>(time.seconds) + static_cast<double>(time.nanoseconds) / 1e9;
            count = static_cast<number>(seconds * static_cast<double>(Period::den) / static_cast<double>(Period::num));
        }
        value = duration{static_cast<Rep>(count)};
        if (!__builtin_isfinite(value.count())) return does_not_fit(reader, start, "the range of the field's duration type");
        return at;
    }

private:
    // "PT0.25S": all digits count, where mixed units keep nanoseconds.
    static bool read_only_seconds(std::string_view text, number& count) {
        const bool negative = text.starts_with('-');
        if (negative) text.remove_prefix(1);
        if (!text.starts_with("PT") || !text.ends_with('S')) return false;
        text = text.substr(2, text.size() - 3);
        const auto digit = [](char c) { return c >= '0' && c <= '9'; };
        if (text.empty() || !digit(text.front()) || !digit(text.back())) return false;
        const bool is_plain = std::all_of(text.begin(), text.end(), [&](char c) { return digit(c) || c == '.'; });
        if (!is_plain) return false;
        std::string shifted{text};
        if constexpr (places > 0) shifted.append("e").append(std::to_string(places));
        const char* const last = shifted.data() + shifted.size();
        const auto [end, problem] = read_nearest(shifted.data(), last, count);
        if (negative) count = -count;
        if constexpr (places < 0) count = count * static_cast<number>(Period::den) / static_cast<number>(Period::num);
        return problem == std::errc{} && end == last;
    }
};

}  // namespace gulo::json_detail
