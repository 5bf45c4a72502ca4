#pragma once
// The grammar of JSON numbers (RFC 8259 section 6).

#include <gulo/codec/json_reader.hpp>

#include <cstdint>

namespace gulo::json_detail {

/// digits * 10^exponent, the last digit not zero. `truncated` when the number has more digits than 64 bits hold;
/// then the digits are its first ones.
struct decimal {
    bool negative = false;
    bool truncated = false;
    std::uint64_t digits = 0;
    std::int64_t exponent = 0;

    bool is_zero() const noexcept { return digits == 0; }

    /// Whether its amount is below 1, to tell a number too small for a type from one too great.
    bool is_below_one() const noexcept {
        std::int64_t power = exponent;
        for (std::uint64_t rest = digits; rest >= 10; rest /= 10) ++power;
        return power < 0;
    }
};

inline bool is_digit_at(const json_reader& reader, const char* at) noexcept { return at != reader.end() && static_cast<unsigned char>(*at - '0') < 10; }

inline const char* skip_digits(const json_reader& reader, const char* at) noexcept {
    while (is_digit_at(reader, at)) ++at;
    return at;
}

// Whether digits, of which the last stands before `c`, are not all of a number: or there are more than were taken.
constexpr bool goes_on_as_decimal(char c) noexcept { return c == '.' || (c | 0x20) == 'e' || static_cast<unsigned char>(c - '0') < 10; }

// The digits from `first` to `last`, a point among them passed over.
inline void take_digits(decimal& number, const char* first, const char* last) noexcept {
    while (last != first && (last[-1] == '0' || last[-1] == '.')) {
        if (last[-1] == '0') ++number.exponent;
        --last;
    }
    for (const char* at = first; at != last; ++at) {
        if (*at == '.') continue;
        std::uint64_t longer = 0;
        number.truncated = number.truncated || __builtin_mul_overflow(number.digits, std::uint64_t{10}, &longer) ||
                           __builtin_add_overflow(longer, static_cast<std::uint64_t>(*at - '0'), &longer);
        if (number.truncated) ++number.exponent;
        else number.digits = longer;
    }
}

/// Reads any number. White space has been skipped.
[[gnu::noinline]] inline const char* read_decimal(json_reader& reader, const char* at, decimal& number) {
    const char* const start = at;
    number.negative = reader.is(at, '-');
    if (number.negative) ++at;
    const char* const first = at;
    if (!is_digit_at(reader, at)) return number.negative ? reader.malformed(start, "expected a digit after '-'") : reader.unexpected(at, "a number");
    at = skip_digits(reader, at);
    if (*first == '0' && at - first > 1) return reader.malformed(start, "a number must not begin with a zero before other digits");
    const char* last = at;
    if (reader.is(at, '.')) {
        const char* const point = at++;
        if (!is_digit_at(reader, at)) return reader.malformed(start, "expected a digit after the point of a number");
        at = last = skip_digits(reader, at);
        number.exponent = point + 1 - last;
    }
    take_digits(number, first, last);
    if (reader.is(at, 'e') || reader.is(at, 'E')) {
        const bool negative = reader.is(++at, '-');
        if (negative || reader.is(at, '+')) ++at;
        if (!is_digit_at(reader, at)) return reader.malformed(start, "expected a digit in the exponent of a number");
        std::int64_t power = 0;
        for (; is_digit_at(reader, at); ++at)
            if (power < 1'000'000'000'000) power = power * 10 + (*at - '0');
        number.exponent += negative ? -power : power;
    }
    return at;
}

}  // namespace gulo::json_detail
