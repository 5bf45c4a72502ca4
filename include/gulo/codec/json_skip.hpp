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

inline const char* skip_string(json_reader& reader, const char* at) {
    std::string_view ignored;
    return read_view(reader, at, ignored, "a string");
}

inline const char* skip_colon(json_reader& reader, const char* at) {
    at = reader.skip_space(at);
    if (!reader.is(at, ':')) [[unlikely]] return reader.malformed(at, "expected ':'");
    return at + 1;
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
            at = skip_value(reader, at);
            if (at == nullptr) return nullptr;
        }
        return at == nullptr ? nullptr : reader.close(at);
    }
    for (const std::string_view word : {"true", "false", "null"})
        if (const char* const end = skip_word(reader, at, word); end != at) return end;
    if (first == '-' || is_digit_at(reader, at)) {
        decimal ignored;
        return read_decimal(reader, at, ignored);
    }
    return reader.malformed(at, "expected a value");
}

}  // namespace gulo::json_detail
