#pragma once
// The double nearest to a decimal number.

#include <gulo/codec/json_powers.hpp>

#include <bit>
#include <cstdint>

namespace gulo::json_detail {

// Exact powers: a product or quotient of two exact values is rounded once, so it is the nearest (Clinger 1990).
inline constexpr double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// digits * 10^exponent, rounded to the nearest double, by one product of 64 by 128 bits (Lemire, "Number parsing at a
/// gigabyte per second", 2021). False when that doesn't tell, or the result is no finite number.
[[gnu::noinline]] inline bool scale_by_product(std::uint64_t digits, std::int64_t exponent, double& value) {
    if (digits == 0 || exponent < power_table::least || exponent > 308) return false;
    const int power = static_cast<int>(exponent);
    const int leading_zeros = std::countl_zero(digits);
    digits <<= leading_zeros;
    leading_bits factor = power_table::of(power);
    // Where the quotient by a small power of five may be a number of few bits, it is taken from above.
    if (power < 0 && power >= -27 && ++factor.low == 0) ++factor.high;

    const uint128 product = static_cast<uint128>(digits) * factor.high;
    auto high = static_cast<std::uint64_t>(product >> 64);
    auto low = static_cast<std::uint64_t>(product);
    // 52 bits, the one that is not stored, one to round, and one for a highest bit that is 0.
    if ((high & 0x1ff) == 0x1ff) {
        const auto rest = static_cast<std::uint64_t>(static_cast<uint128>(digits) * factor.low >> 64);
        low += rest;
        if (low < rest) ++high;
    }
    if (low == ~std::uint64_t{0} && (power < -27 || power > 55)) return false;

    const int top = static_cast<int>(high >> 63);
    const int shift = top + 9;
    std::uint64_t significand = high >> shift;
    int binary = power_table::binary_exponent(power) + 63 + top - leading_zeros + 1023;
    if (binary <= 0) {
        // Below the least normal number.
        if (binary <= -63) return false;
        significand >>= 1 - binary;
        significand += significand & 1;
        significand >>= 1;
        binary = significand < (std::uint64_t{1} << 52) ? 0 : 1;
        value = std::bit_cast<double>((significand & ((std::uint64_t{1} << 52) - 1)) | static_cast<std::uint64_t>(binary) << 52);
        return true;
    }
    // Half way between two: to the even one. Only small powers of five get there.
    if (low <= 1 && power >= -4 && power <= 23 && (significand & 3) == 1 && significand << shift == high) significand &= ~std::uint64_t{1};
    significand += significand & 1;
    significand >>= 1;
    if (significand >= std::uint64_t{1} << 53) {
        significand = std::uint64_t{1} << 52;
        ++binary;
    }
    if (binary >= 2047) return false;
    value = std::bit_cast<double>((significand & ((std::uint64_t{1} << 52) - 1)) | static_cast<std::uint64_t>(binary) << 52);
    return true;
}

/// digits * 10^exponent, rounded to the nearest double. False when that can't be told so quickly, or the result is no
/// finite number, or zero for digits that are not.
[[gnu::always_inline]] inline bool round_decimal(std::uint64_t digits, std::int64_t exponent, double& value) {
    if (digits <= (std::uint64_t{1} << 53) && exponent >= -22 && exponent <= 22) [[likely]] {
        const auto whole = static_cast<double>(static_cast<std::int64_t>(digits));
        value = exponent < 0 ? whole / exact_powers[-exponent] : whole * exact_powers[exponent];
        return true;
    }
    return scale_by_product(digits, exponent, value);
}

}  // namespace gulo::json_detail
