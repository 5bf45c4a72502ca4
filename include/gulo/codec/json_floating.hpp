#pragma once
// Floating-point values as JSON numbers.

#include <gulo/codec/json_decimal.hpp>
#include <gulo/codec/json_integer.hpp>
#include <gulo/codec/json_nearest.hpp>
#include <gulo/codec/json_product.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_shortest_text.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace gulo::json_detail {

/// The most characters that are written for a value, of which some may be behind the end of its text.
template <class T>
inline constexpr std::size_t floating_size = sizeof(T) > 8 ? 48 : 32;

/// The shortest text that reads back as the same value. JSON has no infinity and no NaN; they become null.
template <class T>
inline char* write_floating(char* at, T value) {
    constexpr T exact = static_cast<T>(std::uint64_t{1} << (std::numeric_limits<T>::digits < 53 ? 24 : 53));
    if (value > -exact && value < exact) {
        const auto whole = static_cast<std::int64_t>(value);
        if (static_cast<T>(whole) == value && !(whole == 0 && __builtin_signbit(value) != 0)) return write_integer(at, whole);
    } else if (!__builtin_isfinite(value)) {
        std::memcpy(at, "null", 4);
        return at + 4;
    }
    if constexpr (std::is_same_v<T, double>) {
        if (__builtin_signbit(value) != 0) {
            *at++ = '-';
            if (value == 0) {
                *at++ = '0';
                return at;
            }
        }
        return write_shortest(at, __builtin_fabs(value));
    } else {
        return std::to_chars(at, at + floating_size<T>, value).ptr;
    }
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
        if (!number.truncated && number.exponent > -1000 && number.exponent < 1000 && round_decimal(number.digits, number.exponent, value)) {
            if (number.negative) value = -value;
            return at;
        }
    }
    // Too small for the type is zero; too great is refused.
    const auto [end, problem] = read_nearest(start, at, value);
    if (problem == std::errc::result_out_of_range) {
        if (!number.is_zero() && !number.is_below_one()) return does_not_fit(reader, start, floating_name<T>());
        value = number.negative ? -T{0} : T{0};
    }
    return at;
}

// digits * 10^exponent and an exponent more, of which the "e" stands at `at`.
[[gnu::noinline]] inline const char* read_exponent(const char* at, std::uint64_t digits, std::int64_t exponent, double& value) {
    const bool is_negative = *++at == '-';
    at += is_negative || *at == '+' ? 1 : 0;
    const char* const power = at;
    std::int64_t amount = 0;
    for (; at - power < 4 && static_cast<unsigned char>(*at - '0') < 10; ++at) amount = amount * 10 + (*at - '0');
    if (at == power || static_cast<unsigned char>(*at - '0') < 10) return nullptr;
    return round_decimal(digits, is_negative ? exponent - amount : exponent + amount, value) ? at : nullptr;
}

// A number of at most 19 digits; null when it is not such a one. It ends before `end`.
[[gnu::always_inline]] inline const char* read_short_double(const char* at, const char* end, double& value) {
    const bool negative = *at == '-';
    at += negative ? 1 : 0;
    const char* const first = at;
    std::uint64_t digits = 0;
    at = take_leading_digits(at, end, digits);
    if (at == first || (*first == '0' && at - first > 1)) [[unlikely]]
        return nullptr;
    std::ptrdiff_t behind = 0;
    if (*at == '.') {
        const char* const point = ++at;
        std::uint64_t fraction = 0;
        at = take_leading_digits(at, end, fraction);
        behind = at - point;
        if (behind == 0 || (digits != 0 && at - first > 20)) [[unlikely]]
            return nullptr;
        // At most 18 digits behind one that counts.
        digits = digits != 0 ? digits * powers_of_ten.of[behind] + fraction : fraction;
    }
    if (goes_on_as_decimal(*at)) [[unlikely]] {
        at = (*at | 0x20) == 'e' ? read_exponent(at, digits, -behind, value) : nullptr;
        if (at == nullptr) return nullptr;
    } else if (digits <= std::uint64_t{1} << 53) [[likely]] {
        value = static_cast<double>(static_cast<std::int64_t>(digits)) / exact_powers[behind];
    } else if (!scale_by_product(digits, -behind, value)) [[unlikely]] {
        return nullptr;
    }
    if (negative) value = -value;
    return at;
}

/// Reads a number. The quick way is for a double of up to 19 digits.
template <class T>
inline const char* read_floating(json_reader& reader, const char* start, T& value) {
    if constexpr (std::is_same_v<T, double>) {
        if (reader.ends_with_bracket() && start != reader.end()) [[likely]] {
            const char* const end = read_short_double(start, reader.end(), value);
            if (end != nullptr) [[likely]]
                return end;
        }
    }
    return read_any_floating(reader, start, value);
}

}  // namespace gulo::json_detail
