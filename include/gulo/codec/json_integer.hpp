#pragma once
// Integers as JSON numbers.

#include <gulo/codec/json_decimal.hpp>
#include <gulo/codec/json_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

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

constexpr int count_digits(std::uint64_t value) noexcept {
    for (int digits = 1;; digits += 4, value /= 10000) {
        if (value < 10) return digits;
        if (value < 100) return digits + 1;
        if (value < 1000) return digits + 2;
        if (value < 10000) return digits + 3;
    }
}

/// Writes the last `digits` decimal digits of the value, zeros included; returns the end.
inline char* write_digits(char* at, std::uint64_t value, int digits) noexcept {
    char* const end = at + digits;
    for (char* to = end; to != at;) {
        if (to - at == 1) {
            *--to = static_cast<char>('0' + value % 10);
        } else {
            to -= 2;
            std::memcpy(to, two_digits.text + 2 * (value % 100), 2);
            value /= 100;
        }
    }
    return end;
}

template <class T>
inline constexpr std::size_t integer_size = std::numeric_limits<T>::digits10 + 1 + (std::is_signed_v<T> ? 1 : 0);

template <class T>
inline char* write_integer(char* at, T value) noexcept {
    auto magnitude = static_cast<std::uint64_t>(value);
    if constexpr (std::is_signed_v<T>) {
        if (value < 0) {
            *at++ = '-';
            magnitude = 0 - magnitude;
        }
    }
    return write_digits(at, magnitude, count_digits(magnitude));
}

template <class T>
constexpr std::string_view integer_name() {
    constexpr std::string_view names[] = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"};
    constexpr std::size_t width = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return names[width + (std::is_signed_v<T> ? 0 : 4)];
}

[[gnu::noinline, gnu::cold]] inline const char* does_not_fit(json_reader& reader, const char* at, std::string_view type) {
    return reader.mismatch(at, found_at(at, reader.end()) + " does not fit " + std::string{type});
}

// The value of a number with a fraction, an exponent or too many digits: 1.0 and 1e3 are integers too.
[[gnu::noinline]] inline const char* read_integral_decimal(json_reader& reader, const char* at, bool& negative, std::uint64_t& magnitude,
                                                           std::string_view type) {
    decimal number;
    const char* const start = at;
    at = read_decimal(reader, at, number);
    if (at == nullptr) return nullptr;
    negative = number.negative;
    magnitude = 0;
    if (number.is_zero()) return at;
    if (number.exponent < 0) return reader.mismatch(start, "expected an integer, found " + found_at(start, reader.end()));
    if (number.truncated || number.exponent > 19) return does_not_fit(reader, start, type);
    magnitude = number.digits;
    for (std::int64_t power = 0; power < number.exponent; ++power)
        if (__builtin_mul_overflow(magnitude, std::uint64_t{10}, &magnitude)) return does_not_fit(reader, start, type);
    return at;
}

template <class T>
inline const char* read_integer(json_reader& reader, const char* at, T& value) {
    at = reader.skip_space(at);
    const char* const start = at;
    bool negative = reader.is(at, '-');
    if (negative) ++at;
    std::uint64_t magnitude = 0;
    const char* const first = at;
    const char* const end = reader.end();
    // 18 digits never overflow; what has more is rare.
    const char* const limit = end - at > 18 ? at + 18 : end;
    while (at != limit && static_cast<unsigned char>(*at - '0') < 10) magnitude = magnitude * 10 + static_cast<unsigned char>(*at++ - '0');
    const char next = at != end ? *at : '\0';
    const bool plain = at != first && (*first != '0' || at - first == 1) && next != '.' && (next | 0x20) != 'e' && !(next >= '0' && next <= '9');
    if (!plain) [[unlikely]] {
        at = read_integral_decimal(reader, start, negative, magnitude, integer_name<T>());
        if (at == nullptr) return nullptr;
    }
    constexpr auto max = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    const std::uint64_t bound = !negative ? max : std::is_signed_v<T> ? max + 1 : 0;
    if (magnitude > bound) [[unlikely]] return does_not_fit(reader, start, integer_name<T>());
    value = static_cast<T>(negative ? 0 - magnitude : magnitude);
    return at;
}

}  // namespace gulo::json_detail
