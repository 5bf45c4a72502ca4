#pragma once
// Eight characters at a time, in one 64-bit word whose lowest octet is the first character.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gulo::json_detail {

inline constexpr std::uint64_t ones = 0x0101010101010101ULL;
inline constexpr std::uint64_t high_bits = 0x8080808080808080ULL;
inline constexpr std::uint64_t blanks = 0x2020202020202020ULL;

// There and back; nothing to do on most machines.
[[gnu::always_inline]] inline std::uint64_t lowest_octet_first(std::uint64_t word) noexcept {
    if constexpr (std::endian::native == std::endian::little) return word;
    else return __builtin_bswap64(word);
}

[[gnu::always_inline]] inline std::uint64_t load_8(const char* from) noexcept {
    std::uint64_t word;
    std::memcpy(&word, from, 8);
    return lowest_octet_first(word);
}

[[gnu::always_inline]] inline void store_8(char* to, std::uint64_t word) noexcept {
    word = lowest_octet_first(word);
    std::memcpy(to, &word, 8);
}

/// The `size` (0 to 7) characters at `from`, and blanks where no more are. Reads no others.
inline std::uint64_t load_less_than_8(const char* from, std::size_t size) noexcept {
    std::uint64_t word = blanks;
    char* const octets = reinterpret_cast<char*>(&word);
    if (size >= 4) {
        std::memcpy(octets, from, 4);
        std::memcpy(octets + size - 4, from + size - 4, 4);
    } else if (size >= 2) {
        std::memcpy(octets, from, 2);
        std::memcpy(octets + size - 2, from + size - 2, 2);
    } else if (size == 1) {
        octets[0] = from[0];
    }
    return lowest_octet_first(word);
}

/// Marks quotes, backslashes, control characters and everything that is not ASCII by the high bit. Only the first
/// mark is certain, because a subtraction borrows only behind one.
inline constexpr std::uint64_t special_octets(std::uint64_t word) noexcept {
    const std::uint64_t quote = (word ^ (ones * '"')) - ones;
    const std::uint64_t backslash = (word ^ (ones * '\\')) - ones;
    return (word | (word - blanks) | quote | backslash) & high_bits;
}

/// The index of the first marked octet.
inline constexpr std::size_t first_marked(std::uint64_t marks) noexcept { return static_cast<std::size_t>(std::countr_zero(marks)) / 8; }

}  // namespace gulo::json_detail
