#pragma once
// Reading a JSON string.

#include <gulo/codec/json_block.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace gulo::json_detail {

// The four hexadecimal digits at `at`, or a number above 0xffff.
inline std::uint32_t read_hexadecimal(const char* at, const char* end) noexcept {
    constexpr std::uint32_t none = 0x10000;
    if (end - at < 4) return none;
    std::uint32_t value = 0;
    for (int index = 0; index < 4; ++index) {
        const char c = at[index];
        const bool decimal = c >= '0' && c <= '9';
        const char lower = static_cast<char>(c | 0x20);
        if (!decimal && !(lower >= 'a' && lower <= 'f')) return none;
        value = value * 16 + static_cast<std::uint32_t>(decimal ? c - '0' : lower - 'a' + 10);
    }
    return value;
}

// What the character behind a backslash stands for; 0 where more than that is to be done.
inline constexpr struct simple_escapes {
    char of[256]{};
    constexpr simple_escapes() {
        constexpr std::string_view letters = "\"\\/bfnrt";
        constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
        for (std::size_t index = 0; index < letters.size(); ++index) of[static_cast<unsigned char>(letters.data()[index])] = meant.data()[index];
    }
} simple_escape;

// `at` stands on a backslash. Writes what the escape means: 4 characters at most, and fewer than it has itself.
inline const char* read_escape(json_reader& reader, const char* at, char*& to) {
    const char* const start = at++;
    if (at == reader.end()) [[unlikely]]
        return reader.malformed(at, "expected an escape character");
    const char simple = simple_escape.of[static_cast<unsigned char>(*at++)];
    if (simple != '\0') [[likely]] {
        *to++ = simple;
        return at;
    }
    if (at[-1] != 'u') return reader.fail(errc::malformed_document, start, "a backslash must be followed by one of \" \\ / b f n r t u");
    std::uint32_t code = read_hexadecimal(at, reader.end());
    if (code > 0xffff) return reader.fail(errc::malformed_document, start, "\\u must be followed by four hexadecimal digits");
    at += 4;
    if (code >= 0xd800 && code < 0xe000) {
        const bool pair = code < 0xdc00 && reader.left(at) >= 6 && at[0] == '\\' && at[1] == 'u';
        const std::uint32_t low = pair ? read_hexadecimal(at + 2, reader.end()) : 0;
        if (low < 0xdc00 || low > 0xdfff) return reader.fail(errc::malformed_document, start, "half of a surrogate pair; the other half is missing");
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
    }
    to = utf8::write(code, to);
    return at;
}

// What is wrong with the string whose characters begin at `at`: the end is missing, a control character, or UTF-8.
[[gnu::noinline, gnu::cold]] inline const char* fail_in_string(json_reader& reader, const char* at) {
    const char* const end = reader.end();
    while (at != end) {
        const auto octet = static_cast<unsigned char>(*at);
        if (octet == '"') break;
        const std::size_t size = octet == '\\' && end - at > 1 ? 1 + utf8::character_size(at + 1, end) : utf8::character_size(at, end);
        if (octet < 0x20) return reader.fail(errc::malformed_document, at, "control characters in a string must be escaped");
        if (size == 0) return reader.fail(errc::malformed_document, at, "the string is not valid UTF-8");
        at += size;
    }
    return reader.malformed(end, "expected '\"' at the end of the string");
}

/// Passes over characters that stand for themselves, to the next that doesn't: a quote, a backslash, a control
/// character, or the end of the document. `not_ascii` becomes other than 0 when it meets one.
[[gnu::always_inline]] inline const char* skip_plain(const json_reader& reader, const char* at, text_block::marks& not_ascii) noexcept {
    const char* const end = reader.end();
    for (; reader.left(at) >= 2 * text_block::size; at += 2 * text_block::size) {
        const text_block block{at};
        const text_block next{at + text_block::size};
        if (block.special_here_or(next) != 0) [[unlikely]]
            break;
        not_ascii |= block.not_ascii_here_or(next);
    }
    for (; reader.left(at) >= text_block::size; at += text_block::size) {
        const text_block block{at};
        const auto special = block.special();
        if (special != 0) [[likely]] {
            not_ascii |= marks_before(special, block.not_ascii());
            return at + text_block::first(special);
        }
        not_ascii |= block.not_ascii();
    }
    if (at == end) return at;
    if (static_cast<std::size_t>(at - reader.start()) + reader.left(at) >= text_block::size) {
        // The last block of the document, without what was looked at before.
        const text_block block{end - text_block::size};
        const std::size_t before = text_block::size - reader.left(at);
        const auto special = text_block::without(block.special(), before);
        const auto others = text_block::without(block.not_ascii(), before);
        not_ascii |= special != 0 ? marks_before(special, others) : others;
        return special != 0 ? at + text_block::first(special) : end;
    }
    for (; at != end; ++at) {
        const auto octet = static_cast<unsigned char>(*at);
        if (octet == '"' || octet == '\\' || octet < 0x20) break;
        not_ascii |= octet & 0x80;
    }
    return at;
}

// A block of a string with escapes, of which what it means is written to `to`: `at` goes behind the block and what
// begins in it, or stands on a character that needs more care. Both have room for two blocks more.
[[gnu::always_inline]] inline void unescape_block(const char*& at, char*& to, text_block::marks& not_ascii) noexcept {
    const text_block block{at};
    block.store(to);
    not_ascii |= block.not_ascii();
    const char* const start = at;
    for (auto special = block.special(); special != 0;) {
        const char* const next = start + text_block::first(special);
        to += next - at;
        at = next;
        const char simple = simple_escape.of[static_cast<unsigned char>(at[1])];
        if (*at != '\\' || simple == '\0') [[unlikely]]
            return;
        *to++ = simple;
        at += 2;
        // What follows is copied again, to its own place.
        text_block{at}.store(to);
        special &= special - 1;
        // The other character of the escape may be marked as well.
        if (special != 0 && start + text_block::first(special) < at) special &= special - 1;
    }
    if (at - start < static_cast<std::ptrdiff_t>(text_block::size)) {
        to += start + text_block::size - at;
        at = start + text_block::size;
    }
}

// `at` stands on the first backslash, `start` behind the opening quote. Characters are collected in a piece of the stack,
// because the string would have to be filled with zeros before anything could be written to it.
[[gnu::noinline]] inline const char* read_escaped(json_reader& reader, const char* const start, const char* at, text_block::marks not_ascii,
                                                  std::string& text) {
    constexpr std::size_t size = 1024;
    constexpr std::size_t room = 2 * text_block::size + 2;
    char collected[size];
    text.assign(start, at);
    while (true) {
        char* to = collected;
        while (to <= collected + size - room && *at != '"') {
            if (reader.left(at) > room) [[likely]] {
                const char* const before = at;
                unescape_block(at, to, not_ascii);
                if (at != before) continue;
            }
            if (*at == '\\') {
                at = read_escape(reader, at, to);
                if (at == nullptr) [[unlikely]]
                    return nullptr;
            } else if (static_cast<unsigned char>(*at) < 0x20) [[unlikely]] {
                return fail_in_string(reader, start);
            } else {
                not_ascii |= static_cast<unsigned char>(*at) & 0x80;
                *to++ = *at++;
            }
            if (at == reader.end()) [[unlikely]]
                return fail_in_string(reader, start);
        }
        text.append(collected, to);
        if (*at == '"') break;
    }
    if (not_ascii != 0 && !reader.is_utf8(start, at)) [[unlikely]]
        return fail_in_string(reader, start);
    return at + 1;
}

[[gnu::noinline, gnu::flatten]] inline const char* read_any_string(json_reader& reader, const char* at, std::string& text) {
    at = reader.skip_space(at);
    if (!reader.is(at, '"')) [[unlikely]]
        return reader.unexpected(at, "a string");
    const char* const start = ++at;
    text_block::marks not_ascii = 0;
    at = skip_plain(reader, at, not_ascii);
    if (!reader.is(at, '"')) [[unlikely]] {
        if (reader.is(at, '\\')) return read_escaped(reader, start, at, not_ascii, text);
        return fail_in_string(reader, start);
    }
    if (not_ascii != 0 && !reader.is_utf8(start, at)) [[unlikely]]
        return fail_in_string(reader, start);
    text = std::string(start, static_cast<std::size_t>(at - start));
    return at + 1;
}

/// Reads a string into `text`. The quick way, which calls nothing, is for up to 15 characters of ASCII, as most strings of
/// messages have. Flat, because a compiler doesn't see by itself how little of std::string is left.
[[gnu::noinline, gnu::flatten]] inline const char* read_string(json_reader& reader, const char* at, std::string& text) {
    constexpr std::size_t short_size = 15;
    // `from` has 15 characters, of which the first `size` are the text's.
    const auto assign = [&](const char* from, std::size_t size) {
        // Fifteen characters are copied by two instructions, and then all but the string's own forgotten. `text` has
        // no memory of its own that it could lose, and gets none.
        [&]() noexcept { std::construct_at(&text, from, short_size); }();
        text.erase(size);
        return at + 1 + size + 1;
    };
    const auto is_short = [&](text_block::marks special, text_block::marks not_ascii) {
        const std::size_t size = text_block::first(special);
        return special != 0 && size <= short_size && at[1 + size] == '"' && marks_before(special, not_ascii) == 0 && text.capacity() == short_size;
    };
    if (reader.left(at) > text_block::size && reader.left(at) > short_size && *at == '"') [[likely]] {
        const text_block block{at + 1};
        const auto special = block.special();
        if (is_short(special, block.not_ascii())) [[likely]]
            return assign(at + 1, text_block::first(special));
    } else if (reader.left(at) > 1 && reader.left(at) <= text_block::size && *at == '"' &&
               static_cast<std::size_t>(reader.end() - reader.start()) >= text_block::size) {
        // The document ends soon: from a copy of its last characters.
        const std::size_t before = text_block::size - reader.left(at + 1);
        const text_block block{reader.end() - text_block::size};
        const auto special = text_block::without(block.special(), before);
        if (is_short(special, text_block::without(block.not_ascii(), before))) {
            char last[text_block::size + short_size]{};
            block.store(last);
            return assign(last + before, text_block::first(special));
        }
    }
    return read_any_string(reader, at, text);
}

/// The same without a copy where the string has no escapes. The view is valid until the next string is read.
inline const char* read_view(json_reader& reader, const char* at, std::string_view& text, const char* expected) {
    at = reader.skip_space(at);
    if (!reader.is(at, '"')) [[unlikely]]
        return reader.unexpected(at, expected);
    const char* const start = ++at;
    text_block::marks not_ascii = 0;
    at = skip_plain(reader, at, not_ascii);
    if (!reader.is(at, '"') || not_ascii != 0) [[unlikely]] {
        if (reader.is(at, '\\')) {
            at = read_escaped(reader, start, at, not_ascii, reader.scratch());
            text = reader.scratch();
            return at;
        }
        if (!reader.is(at, '"') || !reader.is_utf8(start, at)) return fail_in_string(reader, start);
    }
    text = {start, static_cast<std::size_t>(at - start)};
    return at + 1;
}

}  // namespace gulo::json_detail
