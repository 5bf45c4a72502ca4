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

inline char* write_2_digits(char* at, std::uint32_t value) noexcept {
    std::memcpy(at, two_digits.text + 2 * value, 2);
    return at + 2;
}

inline char* write_4_digits(char* at, std::uint32_t value) noexcept {
    write_2_digits(at, value / 100);
    return write_2_digits(at + 2, value % 100);
}

inline char* write_8_digits(char* at, std::uint32_t value) noexcept {
    write_4_digits(at, value / 10000);
    return write_4_digits(at + 4, value % 10000);
}

/// As many digits as the value has.
inline char* write_decimal(char* at, std::uint64_t value) noexcept {
    if (value >= 100'000'000) {
        at = write_decimal(at, value / 100'000'000);
        return write_8_digits(at, static_cast<std::uint32_t>(value % 100'000'000));
    }
    const auto small = static_cast<std::uint32_t>(value);
    const std::uint32_t high = small / 10000;
    const std::uint32_t first = high != 0 ? high : small;
    if (first < 10) {
        *at++ = static_cast<char>('0' + first);
    } else if (first < 100) {
        at = write_2_digits(at, first);
    } else if (first < 1000) {
        *at++ = static_cast<char>('0' + first / 100);
        at = write_2_digits(at, first % 100);
    } else {
        at = write_4_digits(at, first);
    }
    return high != 0 ? write_4_digits(at, small % 10000) : at;
}

/// How many of eight characters, from the first on, are decimal digits.
inline std::size_t count_digits(std::uint64_t word) noexcept {
    const std::uint64_t amounts = word ^ (ones * '0');
    const std::uint64_t others = (amounts + ones * 0x76) | amounts;
    return static_cast<std::size_t>(std::countr_zero(others & high_bits)) / 8;
}

/// The number that the first `count` (1 to 8) characters stand for, all of them digits: neighbours are joined to
/// numbers of two, four and eight digits.
inline std::uint64_t join_digits(std::uint64_t word, std::size_t count) noexcept {
    word <<= 64 - 8 * count;
    word = (word & (ones * 15)) * 2561 >> 8;
    word = (word & 0x00ff00ff00ff00ffULL) * 6553601 >> 16;
    return (word & 0x0000ffff0000ffffULL) * 42949672960001ULL >> 32;
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
