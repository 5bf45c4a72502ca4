#pragma once
// Reading a JSON string.

#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_scan.hpp>
#include <gulo/codec/utf8.hpp>

#include <cstddef>
#include <cstdint>
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

// `at` stands on a backslash. Appends what the escape means.
inline const char* read_escape(json_reader& reader, const char* at, std::string& text) {
    const char* const start = at++;
    if (at == reader.end()) return reader.malformed(at, "expected an escape character");
    switch (*at++) {
    case '"': text += '"'; return at;
    case '\\': text += '\\'; return at;
    case '/': text += '/'; return at;
    case 'b': text += '\b'; return at;
    case 'f': text += '\f'; return at;
    case 'n': text += '\n'; return at;
    case 'r': text += '\r'; return at;
    case 't': text += '\t'; return at;
    case 'u': break;
    default: return reader.fail(errc::malformed_document, start, "a backslash must be followed by one of \" \\ / b f n r t u");
    }
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
    char characters[4];
    text.append(characters, static_cast<std::size_t>(utf8::write(code, characters) - characters));
    return at;
}

// Past the characters that stand for themselves: to a quote or a backslash.
[[gnu::noinline]] inline const char* skip_any_characters(json_reader& reader, const char* at) {
    const char* const end = reader.end();
    while (true) {
        const auto left = static_cast<std::size_t>(end - at);
        const std::uint64_t special = special_octets(left >= 8 ? load_8(at) : load_less_than_8(at, left));
        if (special == 0) {
            if (left <= 8) [[unlikely]] return reader.malformed(end, "expected '\"' at the end of the string");
            at += 8;
            continue;
        }
        at += first_marked(special);
        const auto octet = static_cast<unsigned char>(*at);
        if (octet == '"' || octet == '\\') return at;
        const std::size_t size = utf8::character_size(at, end);
        if (size <= 1) [[unlikely]]
            return reader.fail(errc::malformed_document, at,
                               octet < 0x20 ? "control characters in a string must be escaped" : "the string is not valid UTF-8");
        at += size;
    }
}

// The same, quick for ASCII that doesn't reach the end of the document.
inline const char* skip_plain_characters(json_reader& reader, const char* at) {
    while (reader.left(at) >= 8) {
        const std::uint64_t special = special_octets(load_8(at));
        if (special == 0) {
            at += 8;
            continue;
        }
        at += first_marked(special);
        if (*at == '"') [[likely]] return at;
        break;
    }
    return skip_any_characters(reader, at);
}

// `at` stands on the first backslash, `start` behind the opening quote.
[[gnu::noinline]] inline const char* read_escaped(json_reader& reader, const char* start, const char* at, std::string& text) {
    text.assign(start, at);
    while (*at != '"') {
        at = read_escape(reader, at, text);
        if (at == nullptr) return nullptr;
        const char* const plain = at;
        at = skip_plain_characters(reader, at);
        if (at == nullptr) return nullptr;
        text.append(plain, at);
    }
    return at + 1;
}

/// Reads a string into `text`.
inline const char* read_string(json_reader& reader, const char* at, std::string& text) {
    at = reader.skip_space(at);
    if (!reader.is(at, '"')) [[unlikely]] return reader.unexpected(at, "a string");
    const char* const start = ++at;
    at = skip_plain_characters(reader, at);
    if (at == nullptr) [[unlikely]] return nullptr;
    if (*at == '\\') [[unlikely]] return read_escaped(reader, start, at, text);
    text.assign(start, static_cast<std::size_t>(at - start));
    return at + 1;
}

/// The same without a copy where the string has no escapes. The view is valid until the next string is read.
inline const char* read_view(json_reader& reader, const char* at, std::string_view& text, const char* expected) {
    at = reader.skip_space(at);
    if (!reader.is(at, '"')) [[unlikely]] return reader.unexpected(at, expected);
    const char* const start = ++at;
    at = skip_plain_characters(reader, at);
    if (at == nullptr) [[unlikely]] return nullptr;
    if (*at == '\\') [[unlikely]] {
        at = read_escaped(reader, start, at, reader.scratch());
        text = reader.scratch();
        return at;
    }
    text = {start, static_cast<std::size_t>(at - start)};
    return at + 1;
}

}  // namespace gulo::json_detail
