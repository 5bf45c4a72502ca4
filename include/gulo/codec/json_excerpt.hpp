#pragma once
// Parts of a document in a message: printable, on one line, and short.

#include <gulo/codec/utf8.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace gulo::json_detail {

inline constexpr std::size_t excerpt_limit = 40;

// Octets that a terminal may obey or a line may end at: controls, ill-formed UTF-8, U+0080 to U+009F, line separators
// and what changes the direction of writing. `size` is that of the character, 0 when it is ill-formed.
inline bool is_unprintable(const char* at, std::size_t size) noexcept {
    const auto octet = [at](std::size_t index) { return static_cast<unsigned char>(at[index]); };
    if (size == 0 || octet(0) < 0x20 || octet(0) == 0x7f) return true;
    if (size == 2) return octet(0) == 0xc2 && octet(1) < 0xa0;
    if (size != 3 || octet(0) != 0xe2) return false;
    const bool separator_or_direction = octet(1) == 0x80 && (octet(2) == 0x8e || octet(2) == 0x8f || (octet(2) >= 0xa8 && octet(2) <= 0xae));
    return separator_or_direction || (octet(1) == 0x81 && octet(2) >= 0xa6 && octet(2) <= 0xa9);
}

// What a character looks like in a message that must stay on one line: octets that are not printable as \xNN.
inline void append_visibly(std::string& text, const char*& at, const char* end) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::size_t size = utf8::character_size(at, end);
    if (!is_unprintable(at, size)) {
        text.append(at, size);
        at += size;
        return;
    }
    for (size = size == 0 ? 1 : size; size > 0; --size, ++at) {
        const auto octet = static_cast<unsigned char>(*at);
        text.append({'\\', 'x', digits[octet >> 4], digits[octet & 15]});
    }
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

/// The part of the line around `at`, and below it a caret under that place: two lines without an end. At most 30
/// characters before the place and 30 from there on; what can't be printed is U+FFFD, so that each character takes
/// one column, but for those that a terminal shows wider.
inline std::string caret_excerpt(std::string_view document, const char* at) {
    constexpr std::size_t reach = 30;
    constexpr std::string_view indent = "    ", more = "…", unprintable = "\xef\xbf\xbd";
    const char* const begin = document.data();
    const char* const end = begin + document.size();
    const auto continues = [end](const char* place) { return place != end && (static_cast<unsigned char>(*place) & 0xc0) == 0x80; };

    const char* first = at;
    for (std::size_t count = 0; count < reach && first != begin && first[-1] != '\n'; ++count) {
        --first;
        for (int octets = 1; octets < 4 && first != begin && continues(first); ++octets) --first;
    }
    std::string line{indent}, caret{indent};
    if (first != begin && first[-1] != '\n') {
        line += more;
        caret += ' ';
    }
    std::size_t count = 0;
    const auto put = [&](const char* place) {
        const std::size_t size = utf8::character_size(place, end);
        if (is_unprintable(place, size)) line += *place == '\t' ? std::string_view{" "} : unprintable;
        else line.append(place, size);
        return place + (size == 0 ? 1 : size);
    };
    while (first < at) {
        first = put(first);
        caret += ' ';
    }
    caret += '^';
    for (; count < reach && first != end && *first != '\n' && *first != '\r'; ++count) first = put(first);
    if (first != end && *first != '\n' && *first != '\r') line += more;
    return line + '\n' + caret;
}

}  // namespace gulo::json_detail
