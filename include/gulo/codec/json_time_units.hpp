#pragma once
// Which units of <chrono> have an exact JSON form, and the way from seconds to them.

#include <gulo/codec/json_time_text.hpp>

#include <cstdint>
#include <type_traits>

namespace gulo::json_detail {

// A unit that is a decimal part of a second or some seconds, written exactly.
template <class Period>
inline constexpr bool is_decimal_part = Period::num == 1 && nanoseconds_per_second % Period::den == 0;

/// The letter of the ISO 8601 unit that is `Seconds` long; 'S' goes with decimal parts.
constexpr char unit_letter(std::int64_t seconds) {
    switch (seconds) {
    case 60: return 'M';
    case 3600: return 'H';
    case seconds_per_day: return 'D';
    case 7 * seconds_per_day: return 'W';
    default: return 'S';
    }
}

template <class Rep, class Period>
inline constexpr bool is_mapped_duration =
    std::is_integral_v<Rep> && sizeof(Rep) <= 8 && (is_decimal_part<Period> || (Period::den == 1 && unit_letter(Period::num) != 'S'));

// seconds * units + nanoseconds / unit, unless it overflows. What is finer than the unit is left in `rest`.
template <class Rep, class Period, class Time>
bool to_units(Time time, Rep& count, bool& exact) {
    static_assert(is_mapped_duration<Rep, Period>);
    decltype(time.seconds) units = 0;
    if constexpr (is_decimal_part<Period>) {
        constexpr std::int64_t unit = nanoseconds_per_second / Period::den;
        exact = time.nanoseconds % unit == 0;
        // Towards zero by one and back, so that the smallest value doesn't overflow on the way.
        const bool borrow = time.seconds < 0 && time.nanoseconds > 0;
        const std::int64_t part = time.nanoseconds / unit - (borrow ? Period::den : 0);
        if (__builtin_mul_overflow(time.seconds + (borrow ? 1 : 0), std::int64_t{Period::den}, &units) || __builtin_add_overflow(units, part, &units))
            return false;
    } else {
        const auto rest = (time.seconds % Period::num + Period::num) % Period::num;
        exact = rest == 0 && time.nanoseconds == 0;
        units = (time.seconds - rest) / Period::num;
    }
    return !__builtin_add_overflow(units, 0, &count);
}

}  // namespace gulo::json_detail
