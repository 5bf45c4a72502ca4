#pragma once
// As many characters as the processor compares at once: 32 with AVX2, 16 with SSE2, otherwise 8 in a 64-bit word.

#include <gulo/codec/json_scan.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gulo::json_detail {

#if defined(__SSE2__) && !defined(GULO_PORTABLE)

#if defined(__AVX2__)
typedef unsigned char octets __attribute__((vector_size(32)));
typedef signed char signed_octets __attribute__((vector_size(32)));
#else
typedef unsigned char octets __attribute__((vector_size(16)));
typedef signed char signed_octets __attribute__((vector_size(16)));
#endif

/// The compiler's vectors rather than intrinsics, whose headers cost more time to compile than all of this.
class text_block {
public:
    static constexpr std::size_t size = sizeof(octets);
    /// One bit per character, the lowest for the first.
    using marks = std::uint32_t;

    /// Reads `size` characters.
    explicit text_block(const char* from) noexcept { std::memcpy(&octets_, from, size); }

    void store(char* to) const noexcept { std::memcpy(to, &octets_, size); }

    marks quotes() const noexcept { return marked(octets_ == '"'); }
    /// Quotes, backslashes and control characters.
    marks special() const noexcept { return marked((octets_ == '"') | (octets_ == '\\') | (octets_ < ' ')); }
    marks not_ascii() const noexcept { return top_bits(reinterpret_cast<const signed_octets&>(octets_)); }
    /// The same of two blocks at once, to know whether there are any.
    marks special_here_or(const text_block& other) const noexcept {
        return marked((octets_ == '"') | (octets_ == '\\') | (octets_ < ' ') | (other.octets_ == '"') | (other.octets_ == '\\') | (other.octets_ < ' '));
    }
    marks not_ascii_here_or(const text_block& other) const noexcept {
        const octets both = octets_ | other.octets_;
        return top_bits(reinterpret_cast<const signed_octets&>(both));
    }
    /// `count` is less than `size`.
    bool begins_like(const text_block& other, std::size_t count) const noexcept { return (marked(octets_ != other.octets_) & ((marks{1} << count) - 1)) == 0; }

    bool is_like(const text_block& other) const noexcept { return marked(octets_ != other.octets_) == 0; }
    /// The same up to, and with, the first mark of `ends`, which has one.
    bool is_like_up_to(marks ends, const text_block& other) const noexcept { return (marked(octets_ != other.octets_) & (ends ^ (ends - 1))) == 0; }

    static std::size_t first(marks found) noexcept { return static_cast<std::size_t>(std::countr_zero(found)); }
    static marks without(marks found, std::size_t count) noexcept { return static_cast<marks>(std::uint64_t{found} >> count); }

private:
    template <class Comparison>
    static marks marked(Comparison comparison) noexcept {
        return top_bits(reinterpret_cast<const signed_octets&>(comparison));
    }
    static marks top_bits(signed_octets each) noexcept {
        typedef char plain_octets __attribute__((vector_size(sizeof(octets))));
#if defined(__AVX2__)
        return static_cast<marks>(__builtin_ia32_pmovmskb256(reinterpret_cast<plain_octets>(each)));
#else
        return static_cast<marks>(__builtin_ia32_pmovmskb128(reinterpret_cast<plain_octets>(each)));
#endif
    }

    octets octets_;
};

#else

class text_block {
public:
    static constexpr std::size_t size = 8;
    /// The top bit of each of eight octets, the lowest for the first character.
    using marks = std::uint64_t;

    explicit text_block(const char* from) noexcept : word_{load_8(from)} {}

    void store(char* to) const noexcept { store_8(to, word_); }

    marks quotes() const noexcept { return is_zero(word_ ^ ones * '"'); }
    marks special() const noexcept { return (is_zero(word_ ^ ones * '"') | is_zero(word_ ^ ones * '\\') | is_zero(word_ & ones * 0xe0)); }
    marks not_ascii() const noexcept { return word_ & high_bits; }
    marks special_here_or(const text_block& other) const noexcept { return special() | other.special(); }
    marks not_ascii_here_or(const text_block& other) const noexcept { return (word_ | other.word_) & high_bits; }
    bool begins_like(const text_block& other, std::size_t count) const noexcept { return count == 0 || (word_ ^ other.word_) << 8 * (8 - count) == 0; }

    bool is_like(const text_block& other) const noexcept { return word_ == other.word_; }
    bool is_like_up_to(marks ends, const text_block& other) const noexcept { return ((word_ ^ other.word_) & (ends ^ (ends - 1))) == 0; }

    static std::size_t first(marks found) noexcept { return first_marked(found); }
    static marks without(marks found, std::size_t count) noexcept { return count < 8 ? found >> 8 * count : 0; }

private:
    // Exact for every octet.
    static marks is_zero(std::uint64_t word) noexcept { return ~(((word & ~high_bits) + ~high_bits) | word) & high_bits; }

    std::uint64_t word_;
};

#endif

/// Those of `marks` before the first of `special`, which has one.
inline text_block::marks marks_before(text_block::marks special, text_block::marks marks) noexcept { return marks & ((special & (0 - special)) - 1); }

}  // namespace gulo::json_detail
