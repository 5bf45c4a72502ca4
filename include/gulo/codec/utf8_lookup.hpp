#pragma once
// UTF-8 checked 32 octets at a time by processors that have AVX2, in programs that are compiled for any.

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gulo::utf8::detail {

#if defined(__x86_64__) && !defined(GULO_PORTABLE)

inline bool can_look_up() noexcept { return __builtin_cpu_supports("avx2") != 0; }

typedef unsigned char lookup_octets __attribute__((vector_size(32)));
typedef char lookup_characters __attribute__((vector_size(32)));

/// What may be wrong with an octet and the one before it, looked up by the high and the low half of that one, and by the
/// high half of its own: what is left in all three is wrong (Keiser and Lemire, "Validating UTF-8 in less than one
/// instruction per byte", 2020).
struct lookup_tables {
    enum fault : unsigned char {
        too_short = 1,      // a first octet, then none that continues
        too_long = 2,       // ASCII, then one that continues
        overlong_3 = 4,     // E0, then less than A0
        too_great = 8,      // F4, then at least 90, or F5 and more, then at least 90
        surrogate = 16,     // ED, then at least A0
        overlong_2 = 32,    // C0 or C1
        too_great_80 = 64,  // F5 and more, then 80 to 8F
        overlong_4 = 64,    // F0, then 80 to 8F
        two = 128           // two that continue: right where a character of three or four octets goes on
    };
    // Twice the same, because each half of a vector is looked up by itself.
    alignas(32) unsigned char by_high_before[32]{};
    alignas(32) unsigned char by_low_before[32]{};
    alignas(32) unsigned char by_high[32]{};

    constexpr lookup_tables() {
        for (int half = 0; half < 32; ++half) {
            const int value = half % 16;
            by_high_before[half] = static_cast<unsigned char>(value < 8     ? too_long
                                                              : value < 12  ? two
                                                              : value == 12 ? too_short | overlong_2
                                                              : value == 13 ? too_short
                                                              : value == 14 ? too_short | overlong_3 | surrogate
                                                                            : too_short | too_great | too_great_80 | overlong_4);
            by_low_before[half] =
                static_cast<unsigned char>(too_short | too_long | two | (value < 2 ? overlong_2 : 0) | (value == 0 ? overlong_3 | overlong_4 : 0) |
                                           (value >= 4 ? too_great : 0) | (value > 4 ? too_great_80 : 0) | (value == 13 ? surrogate : 0));
            by_high[half] = static_cast<unsigned char>(value < 8 || value >= 12 ? too_short
                                                                                : too_long | overlong_2 | two | (value < 10 ? overlong_3 : surrogate) |
                                                                                      (value > 8 ? too_great : too_great_80 | overlong_4));
        }
    }
};
inline constexpr lookup_tables lookups;

[[gnu::target("avx2"), gnu::always_inline]] inline void look_up(lookup_octets& wrong, const lookup_octets& now, const lookup_octets& first,
                                                                const lookup_octets& second, const lookup_octets& third) noexcept {
    lookup_octets by_high_before, by_low_before, by_high;
    std::memcpy(&by_high_before, lookups.by_high_before, 32);
    std::memcpy(&by_low_before, lookups.by_low_before, 32);
    std::memcpy(&by_high, lookups.by_high, 32);
    const lookup_octets high_before = first >> 4;
    const lookup_octets low_before = first & 15;
    const lookup_octets high = now >> 4;
    const auto found =
        __builtin_ia32_pshufb256(reinterpret_cast<const lookup_characters&>(by_high_before), reinterpret_cast<const lookup_characters&>(high_before)) &
        __builtin_ia32_pshufb256(reinterpret_cast<const lookup_characters&>(by_low_before), reinterpret_cast<const lookup_characters&>(low_before)) &
        __builtin_ia32_pshufb256(reinterpret_cast<const lookup_characters&>(by_high), reinterpret_cast<const lookup_characters&>(high));
    const auto goes_on = (second >= 0xe0) | (third >= 0xf0);
    wrong |= reinterpret_cast<const lookup_octets&>(found) ^ (reinterpret_cast<const lookup_octets&>(goes_on) & 0x80);
}

/// Whether all from `from` to `end`, at least 35 octets, is valid.
[[gnu::target("avx2")]] inline bool are_valid_by_lookup(const char* from, const char* end) noexcept {
    lookup_octets wrong{};
    lookup_octets now, first, second, third;
    std::memcpy(&now, from, 32);
    // Nothing stands before.
    first = __builtin_shufflevector(wrong, now, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
                                    59, 60, 61, 62);
    second = __builtin_shufflevector(wrong, now, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57,
                                     58, 59, 60, 61);
    third = __builtin_shufflevector(wrong, now, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56,
                                    57, 58, 59, 60);
    look_up(wrong, now, first, second, third);
    const char* const last = end - 32;
    for (const char* at = from + 32;; at += 32) {
        // The last block begins where it ends with the text.
        const char* const place = at < last ? at : last;
        std::memcpy(&now, place, 32);
        std::memcpy(&first, place - 1, 32);
        std::memcpy(&second, place - 2, 32);
        std::memcpy(&third, place - 3, 32);
        look_up(wrong, now, first, second, third);
        if (place == last) break;
    }
    std::uint64_t words[4];
    std::memcpy(words, &wrong, 32);
    const auto octet = [end](int index) { return static_cast<unsigned char>(end[index]); };
    return (words[0] | words[1] | words[2] | words[3]) == 0 && octet(-1) < 0xc0 && octet(-2) < 0xe0 && octet(-3) < 0xf0;
}

#else

inline bool can_look_up() noexcept { return false; }
inline bool are_valid_by_lookup(const char*, const char*) noexcept { return false; }

#endif

}  // namespace gulo::utf8::detail
