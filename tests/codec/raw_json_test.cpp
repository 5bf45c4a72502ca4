#include "round_trip.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// Text that is passed on, and decimal numbers with all their digits.

namespace {

struct forwarded {
    std::string to;
    gulo::raw_json body;
    bool operator==(const forwarded&) const = default;
};
struct bill {
    gulo::decimal total;
    std::optional<gulo::decimal> discount;
    bool operator==(const bill&) const = default;
};

std::string thrown(const std::string& text) {
    try {
        return gulo::raw_json{text}.text();
    } catch (const gulo::failure& caught) { return caught.what(); }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(raw_json)

BOOST_AUTO_TEST_CASE(any_value_byte_for_byte) {
    for (const std::string text :
         {"null", "true", "-0.0e+1", "123456789012345678901234567890.10", R"("\u0041\/")", "[ 1 ,2]", R"({"b":1, "a":{"x":[]},"b":2})"}) {
        has_form(gulo::raw_json{text}, text);
        has_form(forwarded{"x", gulo::raw_json{text}}, R"({"to":"x","body":)" + text + "}");
        has_form(std::vector(3, gulo::raw_json{text}), "[" + text + "," + text + "," + text + "]");
        has_form(std::map<std::string, gulo::raw_json>{{"k", gulo::raw_json{text}}}, R"({"k":)" + text + "}");
    }
    BOOST_TEST(gulo::json::encode(gulo::raw_json{}) == "null");
    BOOST_TEST(gulo::raw_json{" \n[1]\t"}.text() == "[1]");
    BOOST_TEST(reads<forwarded>(R"({"body": {"x" : 1 } ,"to":""})").body.text() == R"({"x" : 1 })");
    BOOST_TEST(!reads<std::optional<gulo::raw_json>>("null").has_value());
    BOOST_TEST(reads<gulo::raw_json>("null").text() == "null");
    const std::string large = "[" + std::string(100000, ' ') + "\"" + std::string(100000, 'x') + "\"]";
    has_form(forwarded{"x", gulo::raw_json{large}}, R"({"to":"x","body":)" + large + "}");
}

BOOST_AUTO_TEST_CASE(what_was_moved_from_is_null) {
    forwarded letter{"x", gulo::raw_json{"\"a text that is too long to be kept without an allocation\""}};
    const forwarded other = std::move(letter);
    letter.to = "y";
    BOOST_TEST(gulo::json::encode(letter) == R"({"to":"y","body":null})");
    BOOST_TEST(other.body.text().size() == 58U);
}

BOOST_AUTO_TEST_CASE(text_that_is_no_value_is_refused) {
    BOOST_TEST(thrown("[1,2") == "line 1, column 5: expected ',' or ']', found the end of the document\n    [1,2\n        ^");
    BOOST_TEST(thrown("") == "line 1, column 1: expected a value, found the end of the document\n    \n    ^");
    BOOST_TEST(thrown("1 2").starts_with("line 1, column 3: expected the end of the document, found 2"));
    BOOST_TEST(thrown("\xef\xbb\xbf{}").starts_with("line 1, column 1: the document begins with a byte order mark"));
    BOOST_TEST(thrown("\"\xff\"").starts_with("line 1, column 2: the string is not valid UTF-8"));
    BOOST_TEST(thrown(R"("\ud800")").starts_with("line 1, column 2: half of a surrogate pair"));
    BOOST_TEST(gulo::raw_json::parse("nul").has_error());
    BOOST_TEST(refusal<forwarded>(R"({"to":"x"})") == R"(line 1, column 10: the field "body" is missing)");
    BOOST_TEST(refusal<forwarded>(R"({"to":"x","body":[01]})") ==
               "line 1, column 19, at body: a number must not begin with a zero before other digits, found 01");
}

BOOST_AUTO_TEST_CASE(decimal_numbers_keep_their_digits) {
    has_form(gulo::decimal{}, R"("0")");
    has_form(bill{gulo::decimal{"12.30"}, {}}, R"({"total":"12.30"})");
    has_form(bill{gulo::decimal{"-0.000000000000000000000000001"}, gulo::decimal{"1E+9"}}, R"({"total":"-0.000000000000000000000000001","discount":"1E+9"})");
    BOOST_TEST(reads<bill>(R"({"total": 100000000000000000000000000.010 })").total.text() == "100000000000000000000000000.010");
    BOOST_TEST(reads<bill>(R"({"total":"\u0031"})").total.text() == "1");
    const std::string digits(10000, '9');
    BOOST_TEST(reads<gulo::decimal>(digits).text() == digits);
    for (const auto* bad :
         {"\"\"", "\"x\"", "\"1,5\"", "\"01\"", "\"1.\"", "\".5\"", "\"+1\"", "\"1e\"", "\"1e+\"", "\" 1\"", "\"1 \"", "\"-\"", "\"Infinity\"", "null", "[1]"})
        BOOST_TEST(refusal<gulo::decimal>(bad).starts_with("line 1, column 1: expected a decimal number such as \"12.30\", found "), bad);
    BOOST_TEST(refusal<gulo::decimal>("01") == "line 1, column 1: a number must not begin with a zero before other digits, found 01");
    BOOST_CHECK_THROW(gulo::decimal{"1,5"}, gulo::failure);
    has_form(std::variant<std::string, gulo::decimal>{gulo::decimal{"1.0"}}, R"({"decimal":"1.0"})");
}

BOOST_AUTO_TEST_SUITE_END()
