#pragma once
// Whether a text is UTF-8 (RFC 3629), many octets at a time.

#include <gulo/codec/json_block.hpp>
#include <gulo/codec/utf8.hpp>
#include <gulo/codec/utf8_lookup.hpp>

#include <cstddef>
#include <cstring>

namespace gulo::utf8 {

namespace detail {

#if defined(__SSE2__) && !defined(GULO_PORTABLE)

using json_detail::octets;
using json_detail::signed_octets;

inline octets load(const char* from) noexcept {
    octets loaded;
    std::memcpy(&loaded, from, sizeof loaded);
    return loaded;
}

inline octets above(octets each, unsigned char limit) noexcept {
    const octets limits = limit - octets{};
    return (each > limits ? each : limits) - limits;
}

// Not zero wherever an octet of the block at `at` can't stand behind the three octets before it.
inline octets faults(const char* at) noexcept {
    const octets now = load(at);
    const octets first = load(at - 1);
    // The top bit: an octet that must continue a character, by what stands one, two and three octets before.
    const octets must_continue = above(first, 0x40) | above(load(at - 2), 0x60) | above(load(at - 3), 0x70);
    const octets continues = reinterpret_cast<octets>(reinterpret_cast<signed_octets>(now) < -64);
    const auto where = [](auto comparison) { return reinterpret_cast<octets>(comparison); };
    // Overlong forms, surrogates and what is above U+10FFFF show in the first octet, or in the second.
    const octets never = where((now & 0xfe) == 0xc0) | above(now, 0xf4);
    const octets overlong = (where(first == 0xe0) & where(now < 0xa0)) | (where(first == 0xf0) & where(now < 0x90));
    const octets too_great = (where(first == 0xed) & where(now > 0x9f)) | (where(first == 0xf4) & where(now > 0x8f));
    return ((must_continue ^ continues) & 0x80) | never | overlong | too_great;
}

inline bool is_zero(octets each) noexcept {
    std::uint64_t words[sizeof each / 8];
    std::memcpy(words, &each, sizeof each);
    std::uint64_t all = 0;
    for (const std::uint64_t word : words) all |= word;
    return all == 0;
}

// The text has at least three octets more than a block.
inline bool blocks_are_valid(const char* at, const char* end) noexcept {
    octets found{};
    const char* const last = end - sizeof(octets);
    for (; at < last; at += sizeof(octets)) found |= faults(at);
    found |= faults(last);
    const auto octet = [end](int index) { return static_cast<unsigned char>(end[index]); };
    return is_zero(found) && octet(-1) < 0xc0 && octet(-2) < 0xe0 && octet(-3) < 0xf0;
}

inline constexpr std::size_t block_size = sizeof(octets);

#else

inline bool blocks_are_valid(const char*, const char*) noexcept { return false; }
inline constexpr std::size_t block_size = ~std::size_t{0} - 3;

#endif

}  // namespace detail

/// Whether all of it is well-formed UTF-8. Reads nothing before `from` nor at `end` or after.
[[gnu::noinline]] inline bool is_valid(const char* from, const char* end) noexcept {
    if (end - from >= 35 && detail::can_look_up()) return detail::are_valid_by_lookup(from, end);
    const char* at = from;
    const bool is_long = static_cast<std::size_t>(end - from) >= detail::block_size + 3;
    while (at != end && !(is_long && at - from >= 3)) {
        const std::size_t size = character_size(at, end);
        if (size == 0) return false;
        at += size;
    }
    return at == end || detail::blocks_are_valid(at, end);
}

}  // namespace gulo::utf8
