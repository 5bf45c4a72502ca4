#pragma once
// Passing over a value nobody asked for, which must be well-formed all the same.

#include <gulo/codec/json_decimal.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_text.hpp>

#include <cstring>
#include <string_view>

namespace gulo::json_detail {

/// Past the word `true`, `false` or `null`, or the place itself when it isn't there.
inline const char* skip_word(const json_reader& reader, const char* at, std::string_view word) noexcept {
    if (reader.left(at) < word.size() || std::memcmp(at, word.data(), word.size()) != 0) return at;
    return at + word.size();
}

[[gnu::noinline]] inline const char* skip_any_string(json_reader& reader, const char* at) {
    const char* const start = ++at;
    text_block::marks not_ascii = 0;
    while (true) {
        at = skip_plain(reader, at, not_ascii);
        if (reader.is(at, '"')) [[likely]]
            break;
        if (!reader.is(at, '\\')) return fail_in_string(reader, start);
        char ignored[4];
        char* to = ignored;
        at = read_escape(reader, at, to);
        if (at == nullptr) return nullptr;
    }
    if (not_ascii != 0 && !reader.is_utf8(start, at)) [[unlikely]]
        return fail_in_string(reader, start);
    return at + 1;
}

/// `at` stands on the quote.
[[gnu::always_inline]] inline const char* skip_string(json_reader& reader, const char* at) {
    if (reader.left(at) > text_block::size) [[likely]] {
        const text_block block{at + 1};
        const auto special = block.special();
        if (special != 0 && at[1 + text_block::first(special)] == '"' && marks_before(special, block.not_ascii()) == 0) [[likely]]
            return at + text_block::first(special) + 2;
    }
    return skip_any_string(reader, at);
}

inline const char* skip_number(json_reader& reader, const char* start) {
    if (reader.ends_with_bracket()) [[likely]] {
        const auto skip = [](const char* at) {
            while (static_cast<unsigned char>(*at - '0') < 10) ++at;
            return at;
        };
        const char* const first = start + (*start == '-' ? 1 : 0);
        const char* at = skip(first);
        const bool is_whole = at != first && (*first != '0' || at - first == 1);
        if (is_whole && *at == '.') {
            const char* const point = at++;
            at = skip(at);
            if (at == point + 1) at = point;
        }
        if (is_whole && !goes_on_as_decimal(*at)) [[likely]]
            return at;
    }
    decimal ignored;
    return read_decimal(reader, start, ignored);
}

inline const char* skip_colon(json_reader& reader, const char* at) {
    at = reader.skip_space(at);
    if (!reader.is(at, ':')) [[unlikely]]
        return reader.malformed(at, "expected ':'");
    return at + 1;
}

[[gnu::noinline, gnu::cold]] inline const char* key_twice(json_reader& reader, const char* key) {
    return reader.fail(errc::malformed_document, key, "the key " + found_at(key, reader.end()) + " occurs twice");
}

[[gnu::noinline]] inline const char* skip_value(json_reader& reader, const char* at) {
    at = reader.skip_space(at);
    const char first = at != reader.end() ? *at : '\0';
    if (first == '"') return skip_string(reader, at);
    if (first == '[' || first == '{') {
        const char bracket = first == '[' ? ']' : '}';
        at = reader.open(at, first, "a value");
        if (at == nullptr) return nullptr;
        for (bool more = !reader.is(at, bracket); more; more = reader.next(at, bracket)) {
            if (first == '{') {
                if (!reader.is(at, '"')) return reader.malformed(at, "expected a key");
                at = skip_string(reader, at);
                if (at == nullptr) return nullptr;
                at = skip_colon(reader, at);
                if (at == nullptr) return nullptr;
            }
            at = reader.is(at, '"') ? skip_string(reader, at) : skip_value(reader, at);
            if (at == nullptr) return nullptr;
        }
        return at == nullptr ? nullptr : reader.close(at);
    }
    if (first == '-' || is_digit_at(reader, at)) return skip_number(reader, at);
    const char* const end = first == 't' ? skip_word(reader, at, "true") : first == 'f' ? skip_word(reader, at, "false") : skip_word(reader, at, "null");
    return end != at ? end : reader.malformed(at, "expected a value");
}

}  // namespace gulo::json_detail
