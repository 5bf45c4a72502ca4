#include "round_trip.hpp"

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

gulo::errc code_of(std::string_view document) { return gulo::from_json<envelope>(document).error().code; }

}  // namespace

BOOST_AUTO_TEST_SUITE(json_errors)

BOOST_AUTO_TEST_CASE(the_place_the_field_and_what_was_found) {
    BOOST_TEST(refusal<envelope>("{\"order\":\n {\"items\": [{\"name\":\"a\",\"price\":1}, {\"name\":\"b\",\"price\":2},\n  {\"name\":\"c\",\"price\":\"abc\"}]}}") ==
               "line 3, column 23, at order.items[2].price: expected a number, found \"abc\"");
    BOOST_TEST(refusal<envelope>(R"({"order":{"items":[],"named":{"x y":{"name":3,"price":1}}}})") == "line 1, column 45, at order.named.x y.name: expected a string, found 3");
    BOOST_TEST(refusal<envelope>(R"({"table":[[1],[2,null]]})") == "line 1, column 18, at table[1][1]: expected a number, found null");
    BOOST_TEST(refusal<envelope>("[]") == "line 1, column 1: expected an object, found an array");
    BOOST_TEST(refusal<envelope>("") == "line 1, column 1: expected an object, found the end of the document");
    BOOST_TEST(refusal<envelope>(std::string_view{}) == "line 1, column 1: expected an object, found the end of the document");
    BOOST_TEST(refusal<envelope>("\n\n  ") == "line 3, column 3: expected an object, found the end of the document");
}

BOOST_AUTO_TEST_CASE(columns_count_characters) { BOOST_TEST(refusal<std::vector<std::string>>("[\"größe😀\", 1]") == "line 1, column 12, at [1]: expected a string, found 1"); }

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
    BOOST_TEST((gulo::from_json<int>("300000000000").error().code == errc::schema_mismatch));
    BOOST_TEST((gulo::from_json<int>("1 1").error().code == errc::malformed_document));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_named) {
    BOOST_TEST(refusal<int>("\xef\xbb\xbf" "1") == "line 1, column 1: the document begins with a byte order mark (EF BB BF); send JSON without it");
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

BOOST_AUTO_TEST_SUITE_END()
