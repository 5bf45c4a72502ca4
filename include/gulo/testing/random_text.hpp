#pragma once
// Texts that look random: valid UTF-8, and rich in what has to be escaped, is long, or looks like something else.

#include <gulo/codec/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gulo::testing::detail {

inline constexpr std::string_view text_pieces[] = {
    "a",
    "B",
    "7",
    " ",
    "plain words",
    "\"",
    "\\",
    "/",
    "\n",
    "\t",
    std::string_view{"\0", 1},
    "\x1f",
    "\x7f",
    "\xc3\xa9",          // é
    "\xe6\xbc\xa2",      // a character of three octets
    "\xf0\x9f\x98\x80",  // one beyond the first plane
    "\xef\xbf\xbf",
    "\xe2\x80\xa8",  // a line separator, which ends a line of JavaScript
    "\\u0041",
    "null",
    "-0",
    "1e999",
    "{\"x\":1}",
    "%41;=",
    "0123456789abcdef0123456789abcdef",
};

// U+0000 to U+10FFFF without the surrogates.
template <class Source>
void append_any_character(std::string& text, Source& random) {
    auto code = static_cast<std::uint32_t>(random.next() % 0x110000);
    if (code >= 0xd800 && code < 0xe000) code -= 0xd800;
    char octets[4];
    text.append(octets, static_cast<std::size_t>(utf8::write(code, octets) - octets));
}

template <class Source>
std::string random_text(Source& random) {
    std::string text;
    const std::size_t kind = random.below(16);
    if (kind == 15) {
        // Around the sizes at which buffers and loops change their ways.
        text.assign(random.below(600), static_cast<char>('a' + random.below(26)));
        if (!text.empty()) text.insert(random.below(text.size()), text_pieces[random.below(std::size(text_pieces))]);
        return text;
    }
    for (std::size_t count = random.below(kind == 14 ? 40 : kind < 4 ? 2 : 5); count > 0; --count) {
        const std::size_t piece = random.below(std::size(text_pieces) + 2);
        if (piece < std::size(text_pieces)) text += text_pieces[piece];
        else append_any_character(text, random);
    }
    return text;
}

}  // namespace gulo::testing::detail
