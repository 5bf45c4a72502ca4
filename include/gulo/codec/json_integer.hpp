#pragma once
// Integers as JSON numbers.

#include <gulo/codec/json_decimal.hpp>
#include <gulo/codec/json_digits.hpp>
#include <gulo/codec/json_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace gulo::json_detail {

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
    return write_decimal(at, magnitude);
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

// The value of a number with a fraction, an exponent or many digits: 1.0 and 1e3 are integers too.
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
[[gnu::always_inline]] inline bool assign_integer(T& value, bool negative, std::uint64_t magnitude) noexcept {
    constexpr auto max = static_cast<std::uint64_t>((std::numeric_limits<T>::max)());
    const std::uint64_t bound = !negative ? max : std::is_signed_v<T> ? max + 1 : 0;
    value = static_cast<T>(negative ? 0 - magnitude : magnitude);
    return magnitude <= bound;
}

template <class T>
[[gnu::noinline]] const char* read_any_integer(json_reader& reader, const char* at, T& value) {
    const char* const start = at = reader.skip_space(at);
    bool negative = reader.is(at, '-');
    std::uint64_t magnitude = 0;
    // Near the end of the document, where eight characters can't be taken at once.
    const char* const first = at += negative ? 1 : 0;
    for (; is_digit_at(reader, at) && at - first < 18; ++at) magnitude = magnitude * 10 + static_cast<std::uint64_t>(*at - '0');
    const bool is_plain = at != first && (at == reader.end() || !goes_on_as_decimal(*at)) && (*first != '0' || at - first == 1);
    if (is_plain && assign_integer(value, negative, magnitude)) return at;

    at = read_integral_decimal(reader, start, negative, magnitude, integer_name<T>());
    if (at == nullptr) return nullptr;
    return assign_integer(value, negative, magnitude) ? at : does_not_fit(reader, start, integer_name<T>());
}

/// Reads an integer. The quick way is for up to 19 digits.
template <class T>
inline const char* read_integer(json_reader& reader, const char* start, T& value) {
    if (reader.ends_with_bracket() && start != reader.end()) [[likely]] {
        const bool negative = *start == '-';
        const char* const first = start + (negative ? 1 : 0);
        std::uint64_t magnitude = 0;
        const char* const at = take_leading_digits(first, reader.end(), magnitude);
        const bool is_plain = at != first && !goes_on_as_decimal(*at) && (*first != '0' || at - first == 1);
        if (is_plain && assign_integer(value, negative, magnitude)) [[likely]]
            return at;
    }
    return read_any_integer(reader, start, value);
}

}  // namespace gulo::json_detail
