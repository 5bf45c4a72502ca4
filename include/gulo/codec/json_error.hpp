#pragma once
// The sentence for a document that can't be read: where, at which field, what was expected, what was found.

#include <gulo/base/error.hpp>
#include <gulo/codec/utf8.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace gulo::json_detail {

inline constexpr std::size_t excerpt_limit = 40;

// What a character looks like in a message that must stay on one line: octets that are not printable as \xNN.
inline void append_visibly(std::string& text, const char*& at, const char* end) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto octet = static_cast<unsigned char>(*at);
    const std::size_t size = utf8::character_size(at, end);
    if (size == 0 || octet < 0x20 || octet == 0x7f) {
        text += "\\x";
        text += digits[octet >> 4];
        text += digits[octet & 15];
        ++at;
        return;
    }
    text.append(at, size);
    at += size;
}

/// `text` for a message: at most 40 characters, control characters visible.
inline std::string excerpt(std::string_view text) {
    std::string shown;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t count = 0; at != end; ++count) {
        if (count == excerpt_limit) return shown + "…";
        append_visibly(shown, at, end);
    }
    return shown;
}

/// What begins at `at`, in words: "an object", "the end of the document", or the text of a string, number or word.
inline std::string found_at(const char* at, const char* end) {
    if (at == end) return "the end of the document";
    if (*at == '{') return "an object";
    if (*at == '[') return "an array";
    const char* last = at;
    if (*at == '"') {
        for (++last; last != end && *last != '"'; ++last)
            if (*last == '\\' && last + 1 != end) ++last;
        return excerpt({at, static_cast<std::size_t>(last - at) + (last != end ? 1 : 0)});
    }
    const std::string_view ends = " \t\r\n,:[]{}\"";
    while (last != end && ends.find(*last) == std::string_view::npos) ++last;
    if (last == at) ++last;
    return excerpt({at, static_cast<std::size_t>(last - at)});
}

/// The error for `problem` at `at`. Lines and columns count from 1, columns in characters. `path` names the
/// field ("order.items[2].price") and is empty for the document itself.
inline error error_at(errc code, std::string_view document, const char* at, std::string_view path, std::string_view problem) {
    std::size_t line = 1, column = 1;
    for (const char* place = document.data(); place != at; ++place) {
        if (*place == '\n') {
            ++line;
            column = 1;
        } else if ((static_cast<unsigned char>(*place) & 0xc0) != 0x80) {
            ++column;
        }
    }
    std::string text = "line " + std::to_string(line) + ", column " + std::to_string(column);
    if (!path.empty()) text.append(", at ").append(path);
    text.append(": ").append(problem);
    return {code, std::move(text)};
}

}  // namespace gulo::json_detail
