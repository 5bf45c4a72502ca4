#pragma once
// UTF-8 (RFC 3629): how long the character at a place is, and how a code point is written.

#include <cstddef>
#include <cstdint>

namespace gulo::utf8 {

/// The number of octets (1 to 4) of the well-formed character that begins at `at`; 0 when there is none:
/// overlong forms, surrogates, and code points above U+10FFFF are ill-formed. Reads nothing at `end` or after.
inline std::size_t character_size(const char* at, const char* end) noexcept {
    const auto octet = [at](std::size_t index) { return static_cast<unsigned char>(at[index]); };
    const auto continues = [&](std::size_t index) { return (octet(index) & 0xc0) == 0x80; };
    const auto left = static_cast<std::size_t>(end - at);
    if (left == 0) return 0;
    const unsigned first = octet(0);
    if (first < 0x80) return 1;
    if (first < 0xc2) return 0;
    if (first < 0xe0) return left >= 2 && continues(1) ? 2 : 0;
    if (first < 0xf0) {
        if (left < 3 || !continues(1) || !continues(2)) return 0;
        const bool overlong = first == 0xe0 && octet(1) < 0xa0;
        const bool surrogate = first == 0xed && octet(1) >= 0xa0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first < 0xf5) {
        if (left < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
        const bool overlong = first == 0xf0 && octet(1) < 0x90;
        const bool too_great = first == 0xf4 && octet(1) >= 0x90;
        return overlong || too_great ? 0 : 4;
    }
    return 0;
}

/// Writes `code_point` (at most U+10FFFF, no surrogate) to `to`, which has room for 4; returns the end.
inline char* write(std::uint32_t code_point, char* to) noexcept {
    const auto put = [&to](std::uint32_t octet) { *to++ = static_cast<char>(octet); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xc0 | code_point >> 6);
        put(0x80 | (code_point & 0x3f));
    } else if (code_point < 0x10000) {
        put(0xe0 | code_point >> 12);
        put(0x80 | (code_point >> 6 & 0x3f));
        put(0x80 | (code_point & 0x3f));
    } else {
        put(0xf0 | code_point >> 18);
        put(0x80 | (code_point >> 12 & 0x3f));
        put(0x80 | (code_point >> 6 & 0x3f));
        put(0x80 | (code_point & 0x3f));
    }
    return to;
}

}  // namespace gulo::utf8
