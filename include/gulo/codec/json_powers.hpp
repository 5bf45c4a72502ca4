#pragma once
// Powers of ten to 128 bits, from which decimal and binary floating-point numbers are made of one another.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace gulo::json_detail {

__extension__ typedef unsigned __int128 uint128;

/// The highest 128 bits of a positive number; the highest one is set.
struct leading_bits {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
};

/// Computed when the first is asked for, which takes some 20 microseconds: a table in the source would be as big as the
/// rest of the room, and computing it costs a compiler more time than all programs together.
class power_table {
public:
    static constexpr int least = -342;
    static constexpr int greatest = 324;

    /// The leading bits of 10^exponent, cut off behind them.
    static const leading_bits& of(int exponent) {
        static const power_table table;
        return table.powers_[static_cast<std::size_t>(exponent - least)];
    }

    /// Whether nothing was cut off: 5^55 is the last power with at most 128 bits.
    static constexpr bool is_exact(int exponent) noexcept { return exponent >= 0 && exponent <= 55; }

    /// floor(log2(10^exponent))
    static constexpr int binary_exponent(int exponent) noexcept { return (exponent * 1741647) >> 19; }

private:
    // A whole number of 32 words, the lowest first: room for 5^324, and for 2^1023 / 5^342 with more than 128 bits.
    using whole = std::array<std::uint32_t, 32>;

    // Powers of ten have the bits of powers of five.
    power_table() {
        whole number{1};
        for (int exponent = 0; exponent <= greatest; ++exponent) {
            powers_[static_cast<std::size_t>(exponent - least)] = lead(number);
            std::uint64_t carry = 0;
            for (std::uint32_t& word : number) {
                carry += std::uint64_t{word} * 5;
                word = static_cast<std::uint32_t>(carry);
                carry >>= 32;
            }
        }
        // Dividing what is left of a division again gives the quotient of the product, so that no error adds up.
        number = {};
        number.back() = 1U << 31;
        for (int exponent = -1; exponent >= least; --exponent) {
            std::uint64_t rest = 0;
            for (std::size_t index = number.size(); index > 0; --index) {
                rest = rest << 32 | number[index - 1];
                number[index - 1] = static_cast<std::uint32_t>(rest / 5);
                rest %= 5;
            }
            powers_[static_cast<std::size_t>(exponent - least)] = lead(number);
        }
    }

    static leading_bits lead(const whole& number) noexcept {
        std::size_t top = number.size() - 1;
        while (number[top] == 0) --top;
        std::array<std::uint64_t, 5> words{};
        for (std::size_t index = 0; index < words.size() && index <= top; ++index) words[index] = number[top - index];
        const int shift = std::countl_zero(static_cast<std::uint32_t>(words[0]));
        const auto bits = [&](std::size_t at) { return (words[at] << 32 | words[at + 1]) << shift | words[at + 2] << shift >> 32; };
        return {bits(0), bits(2)};
    }

    std::array<leading_bits, greatest - least + 1> powers_;
};

}  // namespace gulo::json_detail
