#pragma once
// The shortest decimal number that is read back as a given double.

#include <gulo/codec/json_powers.hpp>

#include <bit>
#include <cstdint>

namespace gulo::json_detail {

/// digits * 10^exponent
struct shortest_decimal {
    std::uint64_t digits = 0;
    int exponent = 0;
};

// The product's highest 64 of 192 bits; the lowest of them is set when there is more behind.
[[gnu::always_inline]] inline std::uint64_t round_to_odd(const leading_bits& power, std::uint64_t factor) noexcept {
    const uint128 low = static_cast<uint128>(power.low) * factor;
    const uint128 high = static_cast<uint128>(power.high) * factor + static_cast<std::uint64_t>(low >> 64);
    return static_cast<std::uint64_t>(high >> 64) | (static_cast<std::uint64_t>(high) > 1 ? 1 : 0);
}

/// For a positive, finite value; trailing zeros are left among the digits. Of several shortest ones the nearest (Giulietti,
/// "The Schubfach way to render doubles", 2020): the interval of all numbers that are read as the value is multiplied
/// by that power of ten which leaves two or three whole numbers in it.
[[gnu::always_inline]] inline shortest_decimal find_shortest(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
    const int biased = static_cast<int>(bits >> 52);
    const std::uint64_t significand = biased != 0 ? fraction | std::uint64_t{1} << 52 : fraction;
    const int binary = (biased != 0 ? biased : 1) - 1075;
    // Below a power of two the neighbour is half as far away.
    const bool is_lopsided = fraction == 0 && biased > 1;

    // floor(log10(2^binary)), or of three quarters of it.
    const int decimal = (binary * 1262611 - (is_lopsided ? 524031 : 0)) >> 22;
    const int shift = binary + power_table::binary_exponent(-decimal) + 1;
    leading_bits power = power_table::of(-decimal);
    if (!power_table::is_exact(-decimal) && ++power.low == 0) ++power.high;
    const std::uint64_t middle = round_to_odd(power, significand << 2 << shift);
    const std::uint64_t odd = significand & 1;
    const std::uint64_t least = round_to_odd(power, ((significand << 2) - (is_lopsided ? 1 : 2)) << shift) + odd;
    const std::uint64_t most = round_to_odd(power, ((significand << 2) + 2) << shift) - odd;

    const std::uint64_t whole = middle / 4;
    if (whole >= 10) {
        const std::uint64_t tens = whole / 10;
        const bool below = least <= 40 * tens;
        const bool above = 40 * tens + 40 <= most;
        if (below != above) return {tens + (above ? 1 : 0), decimal + 1};
    }
    const bool below = least <= 4 * whole;
    const bool above = 4 * whole + 4 <= most;
    if (below != above) return {whole + (above ? 1 : 0), decimal};
    const std::uint64_t half = 4 * whole + 2;
    return {whole + (middle > half || (middle == half && (whole & 1) != 0) ? 1 : 0), decimal};
}

}  // namespace gulo::json_detail
