#include "round_trip.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// The grammar of RFC 8259, asked in two ways: the document is passed over, as the value of a key nobody knows, and
// where it can be, read.

namespace {

struct nothing {};

bool skipped(std::string_view value) { return gulo::json::try_decode<nothing>("{\"unknown\":" + std::string{value} + "}").has_value(); }

bool is_string(std::string_view document) { return gulo::json::try_decode<std::string>(document).has_value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(json_grammar)

BOOST_AUTO_TEST_CASE(well_formed_values) {
    for (const std::string_view value : {"null",
                                         "true",
                                         "false",
                                         "0",
                                         "-0",
                                         "1",
                                         "-1",
                                         "10",
                                         "0.5",
                                         "-0.5",
                                         "1e1",
                                         "1E1",
                                         "1e+1",
                                         "1e-1",
                                         "0e0",
                                         "0E+0",
                                         "123.456e78",
                                         "\"\"",
                                         "\"a\"",
                                         "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                                         "\"\\u0000\"",
                                         "\"\\uFFFF\"",
                                         "\"\\uD83D\\uDE00\"",
                                         "\"\\udbff\\udfff\"",
                                         "\"\x7f\"",
                                         "[]",
                                         "[ ]",
                                         "[1]",
                                         "[1,2]",
                                         "[ 1 , 2 ]",
                                         "[[],{}]",
                                         "{}",
                                         "{ }",
                                         "{\"a\":1}",
                                         "{\"a\":1,\"b\":2}",
                                         "{\"a\":{\"a\":[]}}",
                                         "{\"\":0}",
                                         "{\"a\":1,\"a\":2}",
                                         "\t\n\r 1",
                                         "[\n1\t,\r2 ]",
                                         "1e999999",
                                         "-1e-999999",
                                         "{\"a\\u0062\":1}",
                                         "\"\xf4\x8f\xbf\xbf\"",
                                         "\"\xef\xbf\xbd\""})
        BOOST_TEST(skipped(value), value);
}

BOOST_AUTO_TEST_CASE(ill_formed_values) {
    for (const std::string_view value : {"",
                                         ",",
                                         "nul",
                                         "nulll",
                                         "True",
                                         "TRUE",
                                         "undefined",
                                         "NaN",
                                         "Infinity",
                                         "-Infinity",
                                         "01",
                                         "-01",
                                         "1.",
                                         ".1",
                                         "+1",
                                         "1e",
                                         "1e+",
                                         "-",
                                         "--1",
                                         "1..2",
                                         "0x1",
                                         "1,",
                                         "[",
                                         "]",
                                         "[1",
                                         "[1,",
                                         "[1,]",
                                         "[,1]",
                                         "[,]",
                                         "[1,,2]",
                                         "[1 2]",
                                         "[1;2]",
                                         "[1}",
                                         "{",
                                         "}",
                                         "{]",
                                         "{\"a\"}",
                                         "{\"a\":}",
                                         "{\"a\":1",
                                         "{\"a\":1,",
                                         "{\"a\":1,}",
                                         "{,}",
                                         "{a:1}",
                                         "{'a':1}",
                                         "{1:1}",
                                         "{\"a\" 1}",
                                         "{\"a\"::1}",
                                         "{\"a\":1 \"b\":2}",
                                         "{null:1}",
                                         "\"",
                                         "\"a",
                                         "'a'",
                                         "\"\\\"",
                                         "\"\\x\"",
                                         "\"\\u\"",
                                         "\"\\u1\"",
                                         "\"\\u12\"",
                                         "\"\\u123\"",
                                         "\"\\u123g\"",
                                         "\"\\U0041\"",
                                         "\"\\ud800\"",
                                         "\"\\udc00\"",
                                         "\"\\ud800\\ud800\"",
                                         "\"\\ud800\\u0041\"",
                                         "\"\\ud800x\"",
                                         "\"\\ud800\\",
                                         "\"\n\"",
                                         "\"\t\"",
                                         "\"\x01\"",
                                         "\"\x1f\"",
                                         "/* c */ 1",
                                         "1 // c",
                                         "[1]]",
                                         "{}}",
                                         "1 2",
                                         "\x0c"
                                         "1",
                                         "\xa0"
                                         "1",
                                         "a",
                                         "tru",
                                         "falsee",
                                         "[tru]",
                                         "[\"a\",\n",
                                         "{\"a\":[}",
                                         "[{\"a\":]",
                                         "\\u0031",
                                         "\"\\a\"",
                                         "\"\\'\"",
                                         "\"\\0\"",
                                         "1e1.5",
                                         "1.5e",
                                         "- 1",
                                         "1 .5"}) {
        BOOST_TEST(!skipped(value), value);
        if (value.find_first_of("{") == std::string_view::npos) {
            BOOST_TEST(gulo::json::try_decode<std::vector<std::vector<int>>>(value).has_error(), value);
            BOOST_TEST(gulo::json::try_decode<double>(value).has_error(), value);
        }
        BOOST_TEST((gulo::json::try_decode<std::map<std::string, int>>(value).has_error()), value);
        BOOST_TEST(!is_string(value), value);
    }
}

BOOST_AUTO_TEST_CASE(a_zero_character_is_no_white_space_and_no_end) {
    using namespace std::string_view_literals;
    BOOST_TEST(gulo::json::try_decode<int>("1\0"sv).has_error());
    BOOST_TEST(gulo::json::try_decode<int>("\0"
                                           "1"sv)
                   .has_error());
    BOOST_TEST(!is_string("\"a\0b\""sv));
    BOOST_TEST(gulo::json::try_decode<std::vector<int>>("[1\0]"sv).has_error());
}

BOOST_AUTO_TEST_CASE(utf8_is_checked) {
    for (const std::string_view good : {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xec\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
                                        "\xf0\x90\x80\x80", "\xf3\xbf\xbf\xbf", "\xf4\x8f\xbf\xbf"})
        for (std::size_t before = 0; before < 10; ++before) {
            const std::string text = std::string(before, 'x') + std::string{good};
            for (const std::string& document : {"\"" + text + "\"", "\"" + text + "and much more\""}) {
                BOOST_TEST(is_string(document));
                BOOST_TEST(skipped(document));
            }
        }
    for (const std::string_view bad : {"\x80",
                                       "\xbf",
                                       "\xc0\x80",
                                       "\xc1\xbf",
                                       "\xc2",
                                       "\xc2 ",
                                       "\xc2\xc2",
                                       "\xdf\x7f",
                                       "\xe0\x80\x80",
                                       "\xe0\x9f\xbf",
                                       "\xe1\x80",
                                       "\xe1\x80 ",
                                       "\xe1 \x80",
                                       "\xed\xa0\x80",
                                       "\xed\xbf\xbf",
                                       "\xef\xbf",
                                       "\xf0\x80\x80\x80",
                                       "\xf0\x8f\xbf\xbf",
                                       "\xf0\x90\x80",
                                       "\xf0\x90 \x80",
                                       "\xf4\x90\x80\x80",
                                       "\xf5\x80\x80\x80",
                                       "\xf8\x88\x80\x80\x80",
                                       "\xfe",
                                       "\xff"})
        for (std::size_t before = 0; before < 10; ++before) {
            const std::string text = std::string(before, 'x') + std::string{bad};
            for (const std::string& document : {"\"" + text + "\"", "\"" + text + "and much more\""}) {
                BOOST_TEST(!is_string(document));
                BOOST_TEST(!skipped(document));
                BOOST_TEST((gulo::json::try_decode<std::map<std::string, int>>("{" + document + ":1}").has_error()));
            }
        }
}

BOOST_AUTO_TEST_CASE(one_octet_that_is_none_of_a_text_is_found_wherever_it_stands) {
    for (std::size_t size = 1; size < 80; ++size) {
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, 'a');
            text[at] = '\xff';
            for (const char* const behind : {"", "                                        "})
                BOOST_TEST_REQUIRE(gulo::json::try_decode<std::string>("\"" + text + "\"" + behind).has_error());
            std::string replaced = text;
            replaced.replace(at, 1, "\xef\xbf\xbd");
            BOOST_TEST_REQUIRE(gulo::json::encode(text) == "\"" + replaced + "\"");
            text[at] = '\n';
            BOOST_TEST_REQUIRE(gulo::json::try_decode<std::string>("\"" + text + "\"").has_error());
            BOOST_TEST_REQUIRE(gulo::json::decode<std::string>(gulo::json::encode(text)) == text);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
