#pragma once
// A double as the shortest text that is read back as the same value.

#include <gulo/codec/json_digits.hpp>
#include <gulo/codec/json_shortest.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gulo::json_detail {

/// Up to 17 digits, the first not zero, as the characters of words.
struct digit_words {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    char last = '0';
    /// Without zeros at the end.
    int count = 0;
    /// Digits before the point; 0 or less for a number below 0.1.
    int whole = 0;
};

inline digit_words spell(shortest_decimal number) noexcept {
    constexpr std::uint64_t seventeen = 10'000'000'000'000'000;
    int length = 17;
    while (number.digits < seventeen) {
        number.digits *= 10;
        --length;
    }
    const std::uint64_t top = number.digits / seventeen;
    const std::uint64_t rest = number.digits % seventeen;
    const std::uint64_t high = eight_digits(static_cast<std::uint32_t>(rest / 100'000'000));
    const std::uint64_t low = eight_digits(static_cast<std::uint32_t>(rest % 100'000'000));
    digit_words words;
    words.first = (top | high << 8) + ones * '0';
    words.second = (high >> 56 | low << 8) + ones * '0';
    words.last = static_cast<char>('0' + (low >> 56));
    const auto zeros = [](std::uint64_t word) { return static_cast<int>(static_cast<unsigned>(std::countl_zero(word)) / 8); };
    words.count = low != 0 ? 17 - zeros(low) : high != 0 ? 9 - zeros(high) : 1;
    words.whole = length + number.exponent;
    return words;
}

inline char* write_digits(char* at, const digit_words& words) noexcept {
    store_8(at, words.first);
    store_8(at + 8, words.second);
    at[16] = words.last;
    return at + words.count;
}

// Some digits stand before the point, and some behind.
inline char* write_with_point(char* at, const digit_words& words) noexcept {
    const auto insert = [](std::uint64_t word, int place) {
        const std::uint64_t before = (std::uint64_t{1} << 8 * place) - 1;
        return (word & before) | std::uint64_t{'.'} << 8 * place | (word & ~before) << 8;
    };
    char* const end = at + words.count + 1;
    std::uint64_t behind = words.second;
    if (words.whole < 8) {
        store_8(at, insert(words.first, words.whole));
        store_8(at + 8, words.first >> 56 | words.second << 8);
    } else if (words.whole < 16) {
        store_8(at, words.first);
        store_8(at + 8, insert(words.second, words.whole - 8));
    } else {
        store_8(at, words.first);
        store_8(at + 8, words.second);
        behind = std::uint64_t{'.'} << 56;
    }
    at[16] = static_cast<char>(behind >> 56);
    at[17] = words.last;
    return end;
}

// A whole number from 2^53 to 10^23, with all of its digits.
inline char* write_great_whole(char* at, double value) noexcept {
    constexpr std::uint64_t sixteen = 10'000'000'000'000'000;
    const auto whole = static_cast<uint128>(value);
    at = write_decimal(at, static_cast<std::uint64_t>(whole / sixteen));
    const auto low = static_cast<std::uint64_t>(whole % sixteen);
    store_8(at, eight_digits(static_cast<std::uint32_t>(low / 100'000'000)) + ones * '0');
    store_8(at + 8, eight_digits(static_cast<std::uint32_t>(low % 100'000'000)) + ones * '0');
    return at + 16;
}

inline char* write_with_exponent(char* at, const digit_words& words) noexcept {
    *at++ = static_cast<char>(words.first & 0xff);
    if (words.count > 1) {
        *at++ = '.';
        store_8(at, words.first >> 8 | words.second << 56);
        store_8(at + 8, words.second >> 8 | static_cast<std::uint64_t>(static_cast<unsigned char>(words.last)) << 56);
        at += words.count - 1;
    }
    *at++ = 'e';
    const int exponent = words.whole - 1;
    *at++ = exponent < 0 ? '-' : '+';
    const auto amount = static_cast<std::uint32_t>(exponent < 0 ? -exponent : exponent);
    if (amount >= 100) *at++ = static_cast<char>('0' + amount / 100);
    return write_2_digits(at, amount % 100);
}

// A number from 0.001 to 10^11 with at most four digits behind the point, as most of those that people write. It has 15
// digits at most, and no two such numbers have the same nearest double, so that none is shorter. Null for other values.
[[gnu::always_inline]] inline char* write_with_four_decimals(char* at, double value) noexcept {
    if (!(value >= 0.001 && value < 1e11)) return nullptr;
    const auto scaled = static_cast<std::int64_t>(value * 1e4 + 0.5);
    if (static_cast<double>(scaled) / 1e4 != value) return nullptr;
    const auto digits = static_cast<std::uint64_t>(scaled);
    const auto behind = static_cast<std::uint32_t>(digits % 10000);
    at = write_decimal(at, digits / 10000);
    *at++ = '.';
    write_4_digits(at, behind);
    const std::uint32_t last = behind % 100;
    if (last != 0) return at + (last % 10 != 0 ? 4 : 3);
    return at + (behind / 100 % 10 != 0 ? 2 : 1);
}

/// Like std::to_chars: without an exponent where that isn't longer. `value` is positive and finite. Writes up to 26
/// characters, some of them behind the end.
[[gnu::noinline]] inline char* write_shortest(char* at, double value) {
    if (char* const end = write_with_four_decimals(at, value)) return end;
    const digit_words words = spell(find_shortest(value));
    if (words.whole > 0 && words.whole < words.count) [[likely]]
        return write_with_point(at, words);
    const int longer = words.count > 1 ? 1 : 0;
    if (words.whole <= 0 && -words.whole <= 2 + longer) {
        std::memcpy(at, "0.000000", 8);
        return write_digits(at + 2 - words.whole, words);
    }
    if (words.whole > 0 && words.whole - words.count <= 4 + longer) {
        if (value < 10'000'000'000'000'000) return write_decimal(at, static_cast<std::uint64_t>(value));
        return write_great_whole(at, value);
    }
    return write_with_exponent(at, words);
}

}  // namespace gulo::json_detail
