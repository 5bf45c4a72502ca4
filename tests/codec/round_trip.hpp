#pragma once
// What most tests of the codec say: this value has that form, and comes back from it.

#include <gulo/codec/json.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

template <class T>
void has_form(const T& value, std::string_view document) {
    BOOST_TEST(gulo::json::encode(value) == document);
    const auto back = gulo::json::try_decode<T>(document);
    BOOST_TEST_REQUIRE(back.has_value(), (back.has_error() ? back.error().message : std::string{}));
    BOOST_TEST((*back == value), "not equal after reading " << document);
}

template <class T>
std::string refusal(std::string_view document) {
    const auto decoded = gulo::json::try_decode<T>(document);
    return decoded.has_value() ? "accepted" : decoded.error().message;
}

template <class T>
T reads(std::string_view document) {
    auto decoded = gulo::json::try_decode<T>(document);
    BOOST_TEST_REQUIRE(decoded.has_value(), (decoded.has_error() ? decoded.error().message : std::string{}));
    return *std::move(decoded);
}
