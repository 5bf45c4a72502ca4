#pragma once
// Regular expressions for texts whose form the decoder demands. Only what every dialect understands: no look-around, no
// \d (which means more than 0 to 9 to some).

#include <gulo/codec/json_time_units.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

namespace gulo::json_detail {

inline constexpr const char* character_pattern = "^[\\u0000-\\u007f]$";
inline constexpr const char* uuid_pattern = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
inline constexpr const char* base64_pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";
inline constexpr const char* decimal_pattern = "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?$";
// A regular expression would be long that knows how many days each month has.
inline constexpr const char* date_pattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
inline constexpr const char* time_pattern =
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)"
    "([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$";

// Decimal numbers from 1 to `max`, without leading zeros: those that are shorter, and for each digit those that are equal
// before it and smaller there.
inline std::string pattern_up_to(std::uint64_t max) {
    const std::string digits = std::to_string(max);
    std::string pattern;
    if (digits.size() > 1) pattern += "[1-9][0-9]{0," + std::to_string(digits.size() - 2) + "}|";
    for (std::size_t at = 0; at < digits.size(); ++at) {
        const char least = at == 0 ? '1' : '0';
        if (digits[at] == least) continue;
        const char most = static_cast<char>(digits[at] - 1);
        pattern += digits.substr(0, at);
        pattern += most == least ? std::string{least} : std::string{'['} + least + '-' + most + ']';
        const std::size_t rest = digits.size() - at - 1;
        if (rest != 0) pattern += rest == 1 ? "[0-9]" : "[0-9]{" + std::to_string(rest) + "}";
        pattern += '|';
    }
    return pattern + digits;
}

/// An integer of type T as the key of a map.
template <class T>
std::string integer_pattern() {
    constexpr auto max = static_cast<std::uint64_t>((std::numeric_limits<T>::max)());
    const std::string positive = "^(0|" + pattern_up_to(max);
    if constexpr (std::is_signed_v<T>) return positive + "|-(" + pattern_up_to(max + 1) + "))$";
    else return positive + ")$";
}

/// What a duration looks like; it must also have a number, so it does not end in "P" or "T". Units smaller than that of
/// the type must be zero, because how much they are together is beyond a regular expression.
template <class Rep, class Period>
std::string duration_pattern() {
    constexpr bool is_floating = std::is_floating_point_v<Rep>;
    constexpr std::int64_t unit = is_floating || Period::den != 1 ? 1 : Period::num;
    const auto amount = [](std::int64_t seconds) { return std::string{unit > seconds ? "0+" : "[0-9]+"}; };

    std::string fraction = "([.,]0+)?";
    if (is_floating) {
        fraction = "([.,][0-9]+)?";
    } else if (Period::den != 1) {
        int digits = 0;
        for (std::int64_t power = 1; power % Period::den != 0; power *= 10) ++digits;
        fraction = "([.,][0-9]{1," + std::to_string(digits) + "}0*)?";
    }
    const auto optional = [&](std::int64_t seconds, const char* letter) { return "(" + amount(seconds) + letter + ")?"; };
    return "^[-+]?P([0-9]+W)?" + optional(seconds_per_day, "D") + "(T" + optional(3600, "H") + optional(60, "M") + "(" + amount(1) + fraction + "S)?)?$";
}

}  // namespace gulo::json_detail
