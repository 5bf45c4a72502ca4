#pragma once
// Numbers that look random, of every length, with the extreme ones among them.

#include <gulo/base/decimal.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

namespace gulo::testing {

/// Where random values come from: gulo::testing::random_source, or the input of a fuzzer. `below(bound)` is at least 0
/// and less than `bound`.
template <class Source>
concept random_numbers = requires(Source& random, std::size_t bound) {
    { random.next() } -> std::same_as<std::uint64_t>;
    { random.below(bound) } -> std::same_as<std::size_t>;
};

namespace detail {

/// Small and great amounts are equally likely.
template <class T, class Source>
T random_integer(Source& random) {
    using limits = std::numeric_limits<T>;
    switch (random.below(16)) {
    case 15: return (limits::max)();
    case 14: return (limits::min)();
    case 13: return static_cast<T>((limits::max)() - static_cast<T>(random.below(4)));
    case 12: return static_cast<T>((limits::min)() + static_cast<T>(random.below(4)));
    case 0: return static_cast<T>(random.below(256));
    default: break;
    }
    const auto amount = static_cast<T>(random.next() >> random.below(64));
    return std::is_signed_v<T> && random.below(2) != 0 ? static_cast<T>(0 - static_cast<std::make_unsigned_t<T>>(amount)) : amount;
}

/// Finite.
template <class T, class Source>
T random_floating(Source& random) {
    using limits = std::numeric_limits<T>;
    const auto whole = static_cast<std::int64_t>(random_integer<std::int64_t>(random));
    switch (random.below(16)) {
    case 15: return (limits::max)();
    case 14: return limits::lowest();
    case 13: return (limits::min)();
    case 12: return limits::denorm_min();
    case 11: return -T{0};
    case 10: return limits::epsilon();
    case 9:
    case 8:
    case 7:
    case 6: {
        if constexpr (sizeof(T) == 4 || sizeof(T) == 8) {
            using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
            const T any = std::bit_cast<T>(static_cast<bits>(random.next()));
            if (__builtin_isfinite(any)) return any;
        }
        return static_cast<T>(whole);
    }
    case 5: return static_cast<T>(whole);
    // As people write them: two to six digits behind the point.
    case 4: return static_cast<T>(static_cast<double>(whole % 1'000'000'000'000) / 1e6);
    case 3:
    case 2: return static_cast<T>(static_cast<double>(whole % 1'000'000'000) / 100);
    default: return static_cast<T>(whole % 1000);
    }
}

/// With digits that no double has, with and without point and exponent.
template <class Source>
decimal random_decimal(Source& random) {
    std::string text = random.below(2) != 0 ? "-" : "";
    text += std::to_string(random_integer<std::uint64_t>(random));
    if (random.below(2) != 0) text.append(".").append(std::to_string(random.next())).append(random.below(3), '0');
    if (random.below(4) == 3) text.append(random.below(2) != 0 ? "e" : "E-").append(std::to_string(random.below(1000)));
    return decimal{text};
}

}  // namespace detail
}  // namespace gulo::testing
