#pragma once
// Where JSON is written to: a buffer, and the text of strings.

#include <gulo/base/buffer.hpp>
#include <gulo/codec/json_scan.hpp>
#include <gulo/codec/utf8.hpp>

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
        if (static_cast<std::size_t>(end_ - at) < room) [[unlikely]] at = grow(at, room);
        return at;
    }

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

// The character at `from` needs more than a copy. Six characters are the most that one octet becomes. Octets
// that are not UTF-8 become U+FFFD, because a document must be UTF-8 and encoding can't fail.
[[gnu::noinline]] inline char* write_special(char* at, const char*& from, const char* end) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto octet = static_cast<unsigned char>(*from);
    if (octet >= 0x80) {
        const std::size_t size = utf8::character_size(from, end);
        if (size == 0) {
            ++from;
            return write_literal(at, "\xef\xbf\xbd");
        }
        for (std::size_t index = 0; index < size; ++index) *at++ = *from++;
        return at;
    }
    ++from;
    *at++ = '\\';
    switch (octet) {
    case '"': *at++ = '"'; return at;
    case '\\': *at++ = '\\'; return at;
    case '\b': *at++ = 'b'; return at;
    case '\f': *at++ = 'f'; return at;
    case '\n': *at++ = 'n'; return at;
    case '\r': *at++ = 'r'; return at;
    case '\t': *at++ = 't'; return at;
    default:
        at = write_literal(at, "u00");
        *at++ = digits[octet >> 4];
        *at++ = digits[octet & 15];
        return at;
    }
}

// Writes up to 7 characters more than it uses, before the end of the room.
inline char* write_characters(char* at, const char* from, const char* end) {
    while (true) {
        const auto left = static_cast<std::size_t>(end - from);
        const std::size_t size = left < 8 ? left : 8;
        const std::uint64_t word = size == 8 ? load_8(from) : load_less_than_8(from, size);
        store_8(at, word);
        const std::uint64_t special = special_octets(word);
        if (special == 0) [[likely]] {
            at += size;
            from += size;
            if (left <= 8) return at;
        } else {
            const std::size_t plain = first_marked(special);
            from += plain;
            at = write_special(at + plain, from, end);
        }
    }
}

[[gnu::noinline]] inline char* write_long_string(json_writer& writer, char* at, std::string_view text, std::size_t extra) {
    *at++ = '"';
    while (text.size() > 256) {
        std::size_t size = 256;
        while (size > 250 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
        at = writer.reserve(at, 6 * size + 8);
        at = write_characters(at, text.data(), text.data() + size);
        text.remove_prefix(size);
    }
    at = writer.reserve(at, 6 * text.size() + 9 + extra);
    at = write_characters(at, text.data(), text.data() + text.size());
    *at++ = '"';
    return at;
}

/// A string in quotes, escaped. At least one character has been reserved before.
inline char* write_string(json_writer& writer, char* at, std::string_view text, std::size_t extra) {
    if (text.size() > 256) [[unlikely]] return write_long_string(writer, writer.reserve(at, 1), text, extra);
    at = writer.reserve(at, 6 * text.size() + 10 + extra);
    *at++ = '"';
    at = write_characters(at, text.data(), text.data() + text.size());
    *at++ = '"';
    return at;
}

}  // namespace gulo::json_detail
