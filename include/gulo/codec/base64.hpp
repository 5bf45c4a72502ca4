#pragma once
// Octets as text: RFC 4648 section 4, with padding.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gulo::base64 {

namespace detail {

inline constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::uint8_t no_digit = 255;

inline constexpr std::array<std::uint8_t, 256> digits = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(no_digit);
    for (std::size_t at = 0; at < alphabet.size(); ++at) table[static_cast<unsigned char>(alphabet[at])] = static_cast<std::uint8_t>(at);
    return table;
}();

}  // namespace detail

constexpr std::size_t encoded_size(std::size_t octets) noexcept { return (octets + 2) / 3 * 4; }

/// Writes the `encoded_size(size)` characters for `size` octets; returns the end.
inline char* encode(const std::byte* from, std::size_t size, char* to) noexcept {
    const auto octet = [&](std::size_t at) { return at < size ? std::to_integer<std::uint32_t>(from[at]) : 0U; };
    for (std::size_t at = 0; at < size; at += 3) {
        const std::uint32_t bits = octet(at) << 16 | octet(at + 1) << 8 | octet(at + 2);
        *to++ = detail::alphabet[bits >> 18];
        *to++ = detail::alphabet[bits >> 12 & 63];
        *to++ = at + 1 < size ? detail::alphabet[bits >> 6 & 63] : '=';
        *to++ = at + 2 < size ? detail::alphabet[bits & 63] : '=';
    }
    return to;
}

/// Replaces the content of `octets` (a vector of std::byte). False for anything but the one canonical form:
/// wrong length, foreign characters, missing padding, or bits after the end that are not zero.
template <class Octets>
bool decode(std::string_view text, Octets& octets) {
    octets.clear();
    if (text.size() % 4 != 0) return false;
    octets.reserve(text.size() / 4 * 3);
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const bool last = at + 4 == text.size();
        const std::size_t padding = !last ? 0 : text[at + 3] != '=' ? 0 : text[at + 2] != '=' ? 1 : 2;
        std::uint32_t bits = 0;
        for (std::size_t index = 0; index < 4; ++index) {
            const bool padded = index >= 4 - padding;
            const std::uint8_t digit = padded ? std::uint8_t{0} : detail::digits[static_cast<unsigned char>(text[at + index])];
            if (digit == detail::no_digit) return false;
            bits = bits << 6 | digit;
        }
        if ((padding == 1 && (bits & 0xff) != 0) || (padding == 2 && (bits & 0xffff) != 0)) return false;
        octets.push_back(static_cast<std::byte>(bits >> 16));
        if (padding < 2) octets.push_back(static_cast<std::byte>(bits >> 8 & 0xff));
        if (padding < 1) octets.push_back(static_cast<std::byte>(bits & 0xff));
    }
    return true;
}

}  // namespace gulo::base64
