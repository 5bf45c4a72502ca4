#pragma once
// Decimal and hexadecimal digits, two at a time from a table.

#include <gulo/codec/json_scan.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gulo::json_detail {

inline constexpr struct digit_pairs {
    char text[200]{};
    constexpr digit_pairs() {
        for (int number = 0; number < 100; ++number) {
            text[2 * number] = static_cast<char>('0' + number / 10);
            text[2 * number + 1] = static_cast<char>('0' + number % 10);
        }
    }
} two_digits;

[[gnu::always_inline]] inline char* write_2_digits(char* at, std::uint32_t value) noexcept {
    std::memcpy(at, two_digits.text + 2 * value, 2);
    return at + 2;
}

[[gnu::always_inline]] inline char* write_4_digits(char* at, std::uint32_t value) noexcept {
    write_2_digits(at, value / 100);
    return write_2_digits(at + 2, value % 100);
}

[[gnu::always_inline]] inline char* write_8_digits(char* at, std::uint32_t value) noexcept {
    write_4_digits(at, value / 10000);
    return write_4_digits(at + 4, value % 10000);
}

/// The eight digits of a number below 10^8, one in each octet, the highest digit in the lowest: the number is split
/// to two of four digits, four of two, and eight of one, each at once.
[[gnu::always_inline]] inline std::uint64_t eight_digits(std::uint32_t value) noexcept {
    const std::uint64_t fours = value / 10000 | static_cast<std::uint64_t>(value % 10000) << 32;
    const std::uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007f0000007fULL;
    const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
    const std::uint64_t tens = (twos * 103 >> 10) & 0x000f000f000f000fULL;
    return tens | (twos - tens * 10) << 8;
}

// As many digits as a value below 10^4 or 10^8 has.
[[gnu::always_inline]] inline char* write_up_to_4_digits(char* at, std::uint32_t value) noexcept {
    if (value < 100) {
        if (value >= 10) return write_2_digits(at, value);
        *at = static_cast<char>('0' + value);
        return at + 1;
    }
    const std::uint32_t high = value / 100;
    if (value >= 1000) return write_2_digits(write_2_digits(at, high), value - high * 100);
    *at = static_cast<char>('0' + high);
    return write_2_digits(at + 1, value - high * 100);
}
[[gnu::always_inline]] inline char* write_up_to_8_digits(char* at, std::uint32_t value) noexcept {
    if (value < 10000) return write_up_to_4_digits(at, value);
    const std::uint32_t high = value / 10000;
    return write_4_digits(write_up_to_4_digits(at, high), value - high * 10000);
}

/// As many digits as the value has.
[[gnu::noinline]] inline char* write_decimal(char* at, std::uint64_t value) noexcept {
    constexpr std::uint32_t eight = 100'000'000;
    if (value < eight) return write_up_to_8_digits(at, static_cast<std::uint32_t>(value));
    std::uint64_t high = value / eight;
    const auto low = static_cast<std::uint32_t>(value - high * eight);
    if (high >= eight) {
        const std::uint64_t top = high / eight;
        at = write_up_to_4_digits(at, static_cast<std::uint32_t>(top));
        at = write_8_digits(at, static_cast<std::uint32_t>(high - top * eight));
    } else {
        at = write_up_to_8_digits(at, static_cast<std::uint32_t>(high));
    }
    return write_8_digits(at, low);
}

/// How many of eight characters, from the first on, are decimal digits.
inline std::size_t count_digits(std::uint64_t word) noexcept {
    const std::uint64_t amounts = word ^ (ones * '0');
    const std::uint64_t others = (amounts + ones * 0x76) | amounts;
    return static_cast<std::size_t>(std::countr_zero(others & high_bits)) / 8;
}

/// The number that the first `count` (1 to 8) characters stand for, all of them digits: neighbours are joined to
/// numbers of two, four and eight digits.
[[gnu::always_inline]] inline std::uint64_t join_digits(std::uint64_t word, std::size_t count) noexcept {
    word <<= 64 - 8 * count;
    word = (word & (ones * 15)) * 2561 >> 8;
    word = (word & 0x00ff00ff00ff00ffULL) * 6553601 >> 16;
    return (word & 0x0000ffff0000ffffULL) * 42949672960001ULL >> 32;
}

inline constexpr struct small_powers {
    std::uint64_t of[19]{1};
    constexpr small_powers() {
        for (int exponent = 1; exponent < 19; ++exponent) of[exponent] = of[exponent - 1] * 10;
    }
} powers_of_ten;

[[gnu::always_inline]] inline bool are_digits(std::uint64_t word) noexcept { return ((word & (word + ones * 6)) & (ones * 0xf0)) == ones * '0'; }

/// Past the digits at `at`, 19 at most, of which `value` is made. Something else than a digit stands before `end`.
[[gnu::always_inline]] inline const char* take_leading_digits(const char* at, const char* end, std::uint64_t& value) noexcept {
    std::uint64_t amount = 0;
    const auto take_one = [&] {
        const auto digit = static_cast<unsigned char>(*at - '0');
        if (digit > 9) return false;
        amount = amount * 10 + digit;
        ++at;
        return true;
    };
    if (end - at < 8 || !are_digits(load_8(at))) {
        while (take_one()) {}
    } else {
        amount = join_digits(load_8(at), 8);
        at += 8;
        if (end - at < 8 || !are_digits(load_8(at))) {
            while (take_one()) {}
        } else {
            amount = amount * 100'000'000 + join_digits(load_8(at), 8);
            at += 8;
            static_cast<void>(take_one() && take_one() && take_one());
        }
    }
    value = amount;
    return at;
}

/// The number that two decimal digits stand for, or at least 100 when they are none.
inline constexpr std::uint32_t read_2_digits(const char* at) noexcept {
    const auto tens = static_cast<std::uint32_t>(static_cast<unsigned char>(at[0])) - '0';
    const auto units = static_cast<std::uint32_t>(static_cast<unsigned char>(at[1])) - '0';
    return tens < 10 && units < 10 ? tens * 10 + units : 1000;
}

inline constexpr struct hexadecimal_tables {
    char pairs[512]{};
    unsigned char values[256]{};
    constexpr hexadecimal_tables() {
        constexpr char digits[] = "0123456789abcdef";
        for (int octet = 0; octet < 256; ++octet) {
            pairs[2 * octet] = digits[octet / 16];
            pairs[2 * octet + 1] = digits[octet % 16];
            const char c = static_cast<char>(octet);
            values[octet] = static_cast<unsigned char>(c >= '0' && c <= '9'   ? c - '0'
                                                       : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                       : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                                              : 255);
        }
    }
} hexadecimal;

inline char* write_octet(char* at, unsigned octet) noexcept {
    std::memcpy(at, hexadecimal.pairs + 2 * octet, 2);
    return at + 2;
}

/// The octet that two hexadecimal digits stand for, or at least 256 when they are none.
inline unsigned read_octet(const char* at) noexcept {
    const unsigned high = hexadecimal.values[static_cast<unsigned char>(at[0])];
    const unsigned low = hexadecimal.values[static_cast<unsigned char>(at[1])];
    return (high | low) < 16 ? high << 4 | low : 256;
}

}  // namespace gulo::json_detail
