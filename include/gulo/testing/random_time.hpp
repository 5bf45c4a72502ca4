#pragma once
// Times, dates and durations that look random.

#include <gulo/codec/json_time_forms.hpp>
#include <gulo/testing/random_number.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace gulo::testing::detail {

template <class Duration>
struct years_of_four_digits {
    using days = std::chrono::sys_days;
    // In units of Duration, as far as it reaches.
    static constexpr auto clamp = [](days day) {
        using rep = typename Duration::rep;
        using limits = std::numeric_limits<rep>;
        const long double units = static_cast<long double>(day.time_since_epoch().count()) * 86400 * Duration::period::den / Duration::period::num;
        if (units >= static_cast<long double>((limits::max)())) return (limits::max)();
        if (units <= static_cast<long double>((limits::min)())) return (limits::min)();
        return static_cast<rep>(units);
    };
    static constexpr auto first = clamp(days{std::chrono::year{0} / 1 / 1});
    static constexpr auto end = clamp(days{std::chrono::year{10000} / 1 / 1});
};

/// For a time point, a duration and a date. A duration that counts in fractions is of an amount that a double holds exactly.
template <class T, class Source>
T random_time(Source& random) {
    if constexpr (json_detail::is_time_point<T>) {
        using duration = typename T::duration;
        using rep = typename duration::rep;
        using range = years_of_four_digits<duration>;
        switch (random.below(8)) {
        case 0: return T{};
        case 1: return T{duration{range::first}};
        case 2: return T{duration{static_cast<rep>(range::end - 1)}};
        default: break;
        }
        const auto width = static_cast<std::uint64_t>(range::end) - static_cast<std::uint64_t>(range::first);
        return T{duration{static_cast<rep>(static_cast<std::uint64_t>(range::first) + random.next() % width)}};
    } else if constexpr (json_detail::is_duration<T>) {
        using rep = typename T::rep;
        if constexpr (std::is_floating_point_v<rep>) return T{static_cast<rep>(random_integer<std::int32_t>(random)) / rep{1024}};
        else return T{random_integer<rep>(random)};
    } else {
        const int year = static_cast<int>(random.below(10000));
        const auto month = std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(random.below(12)) + 1};
        const auto last = static_cast<unsigned>((month / std::chrono::last).day());
        return month / std::chrono::day{static_cast<unsigned>(random.below(last)) + 1};
    }
}

}  // namespace gulo::testing::detail
