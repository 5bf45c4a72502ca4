#pragma once
// What the generated test of a page (page_to_test.py) says of its examples.

#include <gulo/codec/json.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

// A document without the white space between its parts.
inline std::string compact(std::string_view document) {
    std::string text;
    bool quoted = false;
    for (std::size_t at = 0; at < document.size(); ++at) {
        const char c = document[at];
        if (quoted && c == '\\') text += document[at++];
        else if (c == '"') quoted = !quoted;
        if (quoted || (c != ' ' && c != '\n')) text += document[at];
    }
    return text;
}

template <class Call>
std::string thrown(Call call) {
    try {
        call();
    } catch (const gulo::failure& caught) { return caught.what(); }
    return "nothing is thrown";
}

// What is written for the value, and that reading gives what is written so again. Infinity is the exception.
template <class T>
void has_row(const T& value, std::string_view document) {
    BOOST_TEST(gulo::json::encode(value) == document);
    const auto back = gulo::json::try_decode<T>(document);
    BOOST_TEST_REQUIRE((back.has_value() || document == "null"));
    if (back.has_value()) BOOST_TEST(gulo::json::encode(*back) == document);
}
