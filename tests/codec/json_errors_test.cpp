#include "round_trip.hpp"
#include "sample.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

struct item {
    std::string name;
    double price = 0;
};
struct purchase {
    std::vector<item> items;
    std::map<std::string, item> named;
};
struct envelope {
    purchase order;
    std::optional<std::vector<std::vector<int>>> table;
};

gulo::errc code_of(std::string_view document) { return gulo::json::try_decode<envelope>(document).error().code; }

template <class T>
std::string details(std::string_view document) {
    const auto decoded = gulo::json::try_decode<T>(document);
    return decoded.has_value() ? "accepted" : decoded.error().details;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_errors)

BOOST_AUTO_TEST_CASE(the_place_the_field_and_what_was_found) {
    BOOST_TEST(
        refusal<envelope>("{\"order\":\n {\"items\": [{\"name\":\"a\",\"price\":1}, {\"name\":\"b\",\"price\":2},\n  {\"name\":\"c\",\"price\":\"abc\"}]}}") ==
        "line 3, column 23, at order.items[2].price: expected a number, found \"abc\"");
    BOOST_TEST(refusal<envelope>(R"({"order":{"items":[],"named":{"x y":{"name":3,"price":1}}}})") ==
               "line 1, column 45, at order.named.x y.name: expected a string, found 3");
    BOOST_TEST(refusal<envelope>(R"({"table":[[1],[2,null]]})") == "line 1, column 18, at table[1][1]: expected a number, found null");
    BOOST_TEST(refusal<envelope>("[]") == "line 1, column 1: expected an object, found an array");
    BOOST_TEST(refusal<envelope>("") == "line 1, column 1: expected an object, found the end of the document");
    BOOST_TEST(refusal<envelope>(std::string_view{}) == "line 1, column 1: expected an object, found the end of the document");
    BOOST_TEST(refusal<envelope>("\n\n  ") == "line 3, column 3: expected an object, found the end of the document");
}

BOOST_AUTO_TEST_CASE(columns_count_characters) {
    BOOST_TEST(refusal<std::vector<std::string>>("[\"größe😀\", 1]") == "line 1, column 12, at [1]: expected a string, found 1");
}

BOOST_AUTO_TEST_CASE(excerpts_are_short_and_printable) {
    BOOST_TEST(refusal<int>('"' + std::string(1000, 'x') + '"') == "line 1, column 1: expected a number, found \"" + std::string(39, 'x') + "…");
    BOOST_TEST(refusal<int>("\"a\nb\x1b\x7f\"") == "line 1, column 1: expected a number, found \"a\\x0ab\\x1b\\x7f\"");
    BOOST_TEST(refusal<int>("\"\xff\"") == "line 1, column 1: expected a number, found \"\\xff\"");
    BOOST_TEST(refusal<int>("\x01") == "line 1, column 1: expected a number, found \\x01");
    BOOST_TEST(refusal<int>(R"("a\"b")") == R"(line 1, column 1: expected a number, found "a\"b")");
}

BOOST_AUTO_TEST_CASE(broken_grammar_is_told_from_a_wrong_type) {
    using gulo::errc;
    BOOST_TEST((code_of(R"({"order":1})") == errc::schema_mismatch));
    BOOST_TEST((code_of(R"({"order":)") == errc::malformed_document));
    BOOST_TEST((code_of(R"({"order":@})") == errc::malformed_document));
    BOOST_TEST((code_of(R"({})") == errc::schema_mismatch));
    BOOST_TEST((code_of(R"({,})") == errc::malformed_document));
    BOOST_TEST((code_of("\xef\xbb\xbf{}") == errc::malformed_document));
    BOOST_TEST((gulo::json::try_decode<int>("300000000000").error().code == errc::schema_mismatch));
    BOOST_TEST((gulo::json::try_decode<int>("1 1").error().code == errc::malformed_document));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_named) {
    BOOST_TEST(refusal<int>("\xef\xbb\xbf"
                            "1") == "line 1, column 1: the document begins with a byte order mark (EF BB BF); send JSON without it");
}

BOOST_AUTO_TEST_CASE(texts_of_the_grammar) {
    using list = std::vector<int>;
    BOOST_TEST(refusal<list>("[1 2]") == "line 1, column 4: expected ',' or ']', found 2");
    BOOST_TEST(refusal<list>("[1,]") == "line 1, column 4: a comma must be followed by another value");
    BOOST_TEST(refusal<list>("[1") == "line 1, column 3: expected ',' or ']', found the end of the document");
    BOOST_TEST(refusal<list>("[1]x") == "line 1, column 4: expected the end of the document, found x");
    BOOST_TEST(refusal<item>(R"({"name" "x"})") == R"(line 1, column 9: expected ':', found "x")");
    BOOST_TEST(refusal<item>(R"({"name":"x";})") == "line 1, column 12: expected ',' or '}', found ;");
    BOOST_TEST(refusal<item>(R"({"other":@})") == "line 1, column 10: expected a value, found @");
    BOOST_TEST(refusal<std::string>("\"abc") == "line 1, column 5: expected '\"' at the end of the string, found the end of the document");
    BOOST_TEST(refusal<std::string>("\"a\tb\"") == "line 1, column 3: control characters in a string must be escaped");
    BOOST_TEST(refusal<std::string>(R"("a\x")") == R"(line 1, column 3: a backslash must be followed by one of " \ / b f n r t u)");
    BOOST_TEST(refusal<std::string>(R"("a\u12g4")") == R"(line 1, column 3: \u must be followed by four hexadecimal digits)");
    BOOST_TEST(refusal<std::string>(R"("a\ud800")") == "line 1, column 3: half of a surrogate pair; the other half is missing");
    BOOST_TEST(refusal<std::string>("\"a\xc3(\"") == "line 1, column 3: the string is not valid UTF-8");
}

// The part of the document and the caret, which a log line or a header leaves out.
BOOST_AUTO_TEST_CASE(the_place_is_shown_below) {
    BOOST_TEST(details<envelope>("{\"order\":\n {\"items\": [{\"name\":\"a\",\"price\":\"abc\"}]}}") == R"(    …"items": [{"name":"a","price":"abc"}]}}
                                   ^)");
    BOOST_TEST(details<int>("x") == "    x\n    ^");
    BOOST_TEST(details<int>("") == "    \n    ^");
    BOOST_TEST(details<int>("\n\n  ") == "      \n      ^");
    BOOST_TEST(details<std::vector<int>>("[1,\r\n 2,\r\n x\r\n]") == "     x\n     ^");
    const auto decoded = gulo::json::try_decode<int>("[1]");
    BOOST_TEST(decoded.error().message.find('\n') == std::string::npos);
    try {
        gulo::json::decode<int>("[1]");
        BOOST_TEST(false);
    } catch (const gulo::failure& caught) {
        BOOST_TEST(std::string{caught.what()} == "line 1, column 1: expected a number, found an array\n    [1]\n    ^");
        BOOST_TEST(caught.cause().message == "line 1, column 1: expected a number, found an array");
    }
}

BOOST_AUTO_TEST_CASE(at_most_60_characters_of_a_line_are_shown) {
    const std::string long_text(1000, 'a');
    const std::string document = "{\"order\":\"" + long_text + "\",\"table\":3}";
    BOOST_TEST(details<envelope>(document) == "    {\"order\":\"" + std::string(29, 'a') + "…\n             ^");
    BOOST_TEST(details<std::vector<std::string>>("[\"" + long_text + "\", 7, \"" + long_text + "\"]") ==
               "    …" + std::string(27, 'a') + "\", 7, \"" + std::string(26, 'a') + "…\n" + std::string(35, ' ') + "^");
    // Whole characters, not octets.
    std::string wide;
    for (int count = 0; count < 100; ++count) wide += "漢";
    std::string shown;
    for (int count = 0; count < 27; ++count) shown += "漢";
    BOOST_TEST(details<std::vector<std::string>>("[\"" + wide + "\", 7, \"" + wide + "\"]") ==
               "    …" + shown + "\", 7, \"" + shown.substr(3) + "…\n" + std::string(35, ' ') + "^");
}

BOOST_AUTO_TEST_CASE(nothing_in_an_error_harms_a_terminal) {
    BOOST_TEST(details<std::vector<int>>("[1,\t\x1b\x7f\xff\xc2\x9b\xe2\x80\xae\xe2\x80\xa8é]") == "    [1, ������é]\n        ^");
    BOOST_TEST(refusal<int>("\"\xc2\x9b\xe2\x80\xae\"") == "line 1, column 1: expected a number, found \"\\xc2\\x9b\\xe2\\x80\\xae\"");
    // Whatever the octets are, and wherever the error is.
    sample::random random{7};
    for (int round = 0; round < 3000; ++round) {
        std::string document(1 + random.below(100), '\0');
        for (char& c : document) c = static_cast<char>(random.flip() ? random.next() : ' ' + random.below(90));
        const auto decoded = gulo::json::try_decode<std::vector<std::string>>(random.flip() ? document : "[\"" + document);
        if (decoded.has_value()) continue;
        const gulo::error& why = decoded.error();
        std::size_t lines = 0;
        for (const std::string& text : {why.message, why.details})
            for (const char *at = text.data(), *const end = at + text.size(); at != end;) {
                const std::size_t size = gulo::utf8::character_size(at, end);
                BOOST_TEST_REQUIRE(size != 0U);
                if (*at == '\n') ++lines;
                else BOOST_TEST_REQUIRE((static_cast<unsigned char>(*at) >= 0x20 && *at != 0x7f));
                at += size;
            }
        BOOST_TEST_REQUIRE(lines == 1U);
        BOOST_TEST_REQUIRE(why.details.size() < 500U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
