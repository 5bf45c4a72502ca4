#pragma once
// Where JSON is written to: a buffer, and the text of strings.

#include <gulo/base/buffer.hpp>
#include <gulo/codec/json_block.hpp>
#include <gulo/codec/json_scan.hpp>
#include <gulo/codec/utf8.hpp>
#include <gulo/codec/utf8_valid.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gulo::json_detail {

/// The place to write at is passed by value and returned, so that it stays in a register; only the end of the
/// room lives here. Whoever writes something of unbounded size also reserves `extra` characters behind it, for
/// the bounded text that follows, which is then written without asking.
class json_writer {
public:
    explicit json_writer(buffer& out) : out_{out} {}

    char* begin(std::size_t room) { return prepare(room); }
    void finish(char* at) { out_.commit(static_cast<std::size_t>(at - out_.data()) - out_.size()); }

    char* reserve(char* at, std::size_t room) {
        if (static_cast<std::size_t>(end_ - at) < room) [[unlikely]]
            at = grow(at, room);
        return at;
    }

    /// Where `at` is, in a way that outlasts growing; and back.
    std::size_t offset(const char* at) const noexcept { return static_cast<std::size_t>(at - out_.data()); }
    char* place(std::size_t offset) noexcept { return out_.data() + offset; }

private:
    char* prepare(std::size_t room) {
        char* const at = out_.prepare(room);
        end_ = out_.data() + out_.capacity();
        return at;
    }
    [[gnu::noinline]] char* grow(char* at, std::size_t room) {
        finish(at);
        return prepare(room);
    }

    buffer& out_;
    char* end_ = nullptr;
};

template <std::size_t Size>
inline char* write_literal(char* at, const char (&text)[Size]) {
    std::memcpy(at, text, Size - 1);
    return at + Size - 1;
}

// An octet that needs more than a copy. Six characters are the most that it becomes. What is not UTF-8 becomes U+FFFD,
// because a document must be UTF-8 and encoding can't fail.
inline char* write_special(char* at, const char*& from, const char* end) {
    constexpr char letters[] = "uuuuuuuubtnufruuuuuuuuuuuuuuuuuu";
    const auto octet = static_cast<unsigned char>(*from);
    if (octet >= 0x80) [[unlikely]] {
        const std::size_t size = utf8::character_size(from, end);
        if (size == 0) {
            ++from;
            return write_literal(at, "\xef\xbf\xbd");
        }
        for (std::size_t index = 0; index < size; ++index) *at++ = *from++;
        return at;
    }
    ++from;
    const char letter = octet < 0x20 ? letters[octet] : static_cast<char>(octet);
    *at++ = '\\';
    *at++ = letter;
    if (letter != 'u') [[likely]]
        return at;
    at = write_literal(at, "00");
    *at++ = octet < 0x10 ? '0' : '1';
    *at++ = "0123456789abcdef"[octet & 15];
    return at;
}

// Any text: piece by piece, because what becomes of it may be six times as long. A block may end inside a character.
[[gnu::noinline]] inline char* write_with_care(json_writer& writer, char* at, const char* from, const char* end, bool is_utf8) {
    constexpr std::ptrdiff_t piece = 4096;
    while (from != end) {
        const char* const stop = end - from > piece ? from + piece : end;
        at = writer.reserve(at, 6 * static_cast<std::size_t>(stop - from) + text_block::size + 4);
        while (is_utf8 && stop - from >= static_cast<std::ptrdiff_t>(2 * text_block::size)) {
            const text_block block{from};
            block.store(at);
            // What stands behind an escape is copied again, from its own place to its own place.
            const char* done = from;
            for (auto special = block.special(); special != 0; special &= special - 1) {
                const char* next = from + text_block::first(special);
                at = write_special(at + (next - done), next, end);
                text_block{next}.store(at);
                done = next;
            }
            from += text_block::size;
            at += from - done;
        }
        while (from < stop) {
            const auto octet = static_cast<unsigned char>(*from);
            if (octet < 0x20 || octet == '"' || octet == '\\' || (octet >= 0x80 && !is_utf8)) at = write_special(at, from, end);
            else *at++ = *from++;
        }
    }
    return at;
}

// Copies less than eight characters; not 0 when one of them needs care.
[[gnu::always_inline]] inline std::uint64_t copy_less_than_8(char* at, const char* from, std::size_t size) noexcept {
    if (size >= 4) {
        std::uint32_t first, last;
        std::memcpy(&first, from, 4);
        std::memcpy(&last, from + size - 4, 4);
        std::memcpy(at, &first, 4);
        std::memcpy(at + size - 4, &last, 4);
        return special_octets(first | std::uint64_t{last} << 32);
    }
    if (size == 0) return 0;
    const auto octet = [from](std::size_t index) { return static_cast<unsigned char>(from[index]); };
    const std::uint64_t first = octet(0), middle = octet(size / 2), last = octet(size - 1);
    at[0] = static_cast<char>(first);
    at[size / 2] = static_cast<char>(middle);
    at[size - 1] = static_cast<char>(last);
    return special_octets((blanks << 24) | last << 16 | middle << 8 | first);
}

/// A string in quotes, escaped. At least one character has been reserved before.
[[gnu::noinline]] inline char* write_string(json_writer& writer, char* at, std::string_view text, std::size_t extra) {
    const std::size_t size = text.size();
    at = writer.reserve(at, size + text_block::size + 2 + extra);
    *at++ = '"';
    const char* from = text.data();
    bool needs_care = false;
    bool is_utf8 = false;
    if (size >= text_block::size) {
        // The last block begins where it ends with the text, before what the one before it copied too.
        const char* const last = from + size - text_block::size;
        text_block::marks special = 0;
        text_block::marks not_ascii = 0;
        char* to = at;
        for (; last - from > static_cast<std::ptrdiff_t>(text_block::size); from += 2 * text_block::size, to += 2 * text_block::size) {
            const text_block block{from};
            const text_block next{from + text_block::size};
            block.store(to);
            next.store(to + text_block::size);
            special |= block.special_here_or(next);
            not_ascii |= block.not_ascii_here_or(next);
        }
        if (from < last) {
            const text_block block{from};
            block.store(to);
            special |= block.special();
            not_ascii |= block.not_ascii();
        }
        const text_block block{last};
        block.store(at + size - text_block::size);
        is_utf8 = (not_ascii | block.not_ascii()) == 0 || utf8::is_valid(text.data(), text.data() + size);
        needs_care = (special | block.special()) != 0 || !is_utf8;
    } else if (size >= 8) {
        const std::uint64_t last = load_8(from + size - 8);
        std::uint64_t special = special_octets(last);
        // Once where a block has 16 characters, more often where it has 32.
        for (std::size_t index = 0; index < size - 8; index += 8) {
            const std::uint64_t word = load_8(from + index);
            store_8(at + index, word);
            special |= special_octets(word);
        }
        store_8(at + size - 8, last);
        needs_care = special != 0;
    } else {
        needs_care = copy_less_than_8(at, from, size) != 0;
    }
    if (needs_care) [[unlikely]] {
        at = write_with_care(writer, at, text.data(), text.data() + size, is_utf8 || utf8::is_valid(text.data(), text.data() + size));
        at = writer.reserve(at, 1 + extra);
    } else {
        at += size;
    }
    *at++ = '"';
    return at;
}

/// One character of a string, without quotes: six characters at most.
inline char* write_character(char* at, char value) {
    const char* from = &value;
    const auto octet = static_cast<unsigned char>(value);
    if (octet >= 0x20 && octet < 0x80 && octet != '"' && octet != '\\') *at++ = value;
    else at = write_special(at, from, from + 1);
    return at;
}

}  // namespace gulo::json_detail
