#pragma once
// Floating-point values as JSON numbers.

#include <gulo/codec/json_decimal.hpp>
#include <gulo/codec/json_integer.hpp>
#include <gulo/codec/json_reader.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace gulo::json_detail {

/// The most characters that the shortest form takes: "-2.2250738585072014e-308", and 8 more for long double.
template <class T>
inline constexpr std::size_t floating_size = sizeof(T) > 8 ? 48 : 32;

/// The shortest text that reads back as the same value. JSON has no infinity and no NaN; they become null.
template <class T>
inline char* write_floating(char* at, T value) noexcept {
    constexpr T exact = static_cast<T>(std::uint64_t{1} << (std::numeric_limits<T>::digits < 53 ? 24 : 53));
    if (value > -exact && value < exact) {
        const auto whole = static_cast<std::int64_t>(value);
        if (static_cast<T>(whole) == value && !(whole == 0 && __builtin_signbit(value) != 0)) return write_integer(at, whole);
    } else if (!__builtin_isfinite(value)) {
        std::memcpy(at, "null", 4);
        return at + 4;
    }
    return std::to_chars(at, at + floating_size<T>, value).ptr;
}

// Exact powers: a product or quotient of two exact values is rounded once, so it is the nearest (Clinger 1990).
inline constexpr double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline double scale(std::uint64_t digits, int exponent, bool negative) noexcept {
    const auto whole = static_cast<double>(digits);
    const double amount = exponent < 0 ? whole / exact_powers[-exponent] : whole * exact_powers[exponent];
    return negative ? -amount : amount;
}

template <class T>
constexpr std::string_view floating_name() {
    return sizeof(T) == 4 ? "float" : sizeof(T) == 8 ? "double" : "long double";
}

template <class T>
[[gnu::noinline]] const char* read_any_floating(json_reader& reader, const char* at, T& value) {
    const char* const start = at = reader.skip_space(at);
    decimal number;
    at = read_decimal(reader, at, number);
    if (at == nullptr) return nullptr;
    if constexpr (std::is_same_v<T, double>) {
        if (!number.truncated && number.digits <= (std::uint64_t{1} << 53) && number.exponent >= -22 && number.exponent <= 22) {
            value = scale(number.digits, static_cast<int>(number.exponent), number.negative);
            return at;
        }
    }
    // Too small for the type is zero; too great is refused.
    const auto [end, problem] = std::from_chars(start, at, value);
    if (problem == std::errc::result_out_of_range) {
        if (!number.is_zero() && !number.is_below_one()) return does_not_fit(reader, start, floating_name<T>());
        value = number.negative ? -T{0} : T{0};
    }
    return at;
}

/// Reads a number. The quick way is for a double of few digits, without exponent.
template <class T>
inline const char* read_floating(json_reader& reader, const char* start, T& value) {
    if (std::is_same_v<T, double> && reader.left(start) > 20) [[likely]] {
        const char* at = start;
        const bool negative = *at == '-';
        at += negative ? 1 : 0;
        const char* const first = at;
        std::uint64_t digits = 0;
        const auto take = [&](const char* limit) {
            for (; at != limit && static_cast<unsigned char>(*at - '0') < 10; ++at) digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
        };
        take(first + 15);
        const auto whole = at - first;
        int fraction = 0;
        if (*at == '.' && whole != 0) {
            const char* const point = ++at;
            take(first + 16);
            fraction = static_cast<int>(at - point);
            if (fraction == 0) return read_any_floating(reader, start, value);
        }
        if (whole != 0 && ends_number(*at) && (*first != '0' || whole == 1)) [[likely]] {
            value = static_cast<T>(scale(digits, -fraction, negative));
            return at;
        }
    }
    return read_any_floating(reader, start, value);
}

}  // namespace gulo::json_detail
