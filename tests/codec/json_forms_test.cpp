#include "round_trip.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace {

enum class color { red, green, blue };
enum crowded { c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 };
enum class tiny : unsigned char { a = 200 };

struct patch {
    std::optional<std::optional<int>> amount;
    std::optional<std::unique_ptr<int>> owned;
};

// Identifiers with types of their own.
struct customer_id {
    std::string text;
    auto operator<=>(const customer_id&) const = default;
};
class order_number {
public:
    explicit order_number(int number) : number_{number} {}
    int number() const { return number_; }
    auto operator<=>(const order_number&) const = default;

private:
    int number_;
};
struct order_alias {
    order_number of{1};
    auto operator<=>(const order_alias&) const = default;
};

}  // namespace

template <>
struct gulo::json_mapping<customer_id> {
    static const std::string& to(const customer_id& value) { return value.text; }
    static customer_id from(std::string text) { return {std::move(text)}; }
};
template <>
struct gulo::json_mapping<order_number> {
    static int to(const order_number& value) { return value.number(); }
    static gulo::result<order_number> from(int number) {
        if (number == 0) return gulo::error{gulo::errc::schema_mismatch, "there is no order 0"};
        return order_number{number};
    }
};
template <>
struct gulo::json_mapping<order_alias> {
    static order_number to(const order_alias& value) { return value.of; }
    static order_alias from(order_number number) { return {number}; }
};

BOOST_AUTO_TEST_SUITE(json_forms)

BOOST_AUTO_TEST_CASE(truth_values_and_null) {
    has_form(true, "true");
    has_form(false, "false");
    has_form(std::monostate{}, "null");
    BOOST_TEST(refusal<bool>("1") == "line 1, column 1: expected true or false, found 1");
    BOOST_TEST(refusal<bool>("tru") == "line 1, column 1: expected true or false, found tru");
    BOOST_TEST(refusal<bool>("truee") == "line 1, column 5: expected the end of the document, found e");
}

BOOST_AUTO_TEST_CASE(strings) {
    has_form(std::string{}, R"("")");
    has_form(std::string{"Ada"}, R"("Ada")");
    has_form(std::string{"a\"b\\c/d\b\f\n\r\t"}, R"("a\"b\\c/d\b\f\n\r\t")");
    has_form(std::string{"\x01\x1f\x7f"}, "\"\\u0001\\u001f\x7f\"");
    has_form(std::string{"\0", 1}, R"("\u0000")");
    has_form(std::string{"größe 漢 😀"}, "\"größe 漢 😀\"");
    BOOST_TEST(reads<std::string>(R"("\u0041\u00e9\u6f22\ud83d\ude00\/")") == "Aé漢😀/");
    BOOST_TEST(gulo::json::encode(std::string_view{"view"}) == R"("view")");
}

BOOST_AUTO_TEST_CASE(strings_of_every_length_around_the_word_size) {
    for (std::size_t size = 0; size < 40; ++size) {
        const std::string plain(size, 'x');
        has_form(plain, '"' + plain + '"');
        for (std::size_t at = 0; at < size; ++at) {
            std::string quoted = plain;
            quoted[at] = '"';
            has_form(quoted, '"' + plain.substr(0, at) + "\\\"" + plain.substr(at + 1) + '"');
            std::string accented = plain.substr(0, at) + "é" + plain.substr(at + 1);
            has_form(accented, '"' + accented + '"');
        }
    }
}

BOOST_AUTO_TEST_CASE(long_strings_keep_their_characters) {
    for (const std::size_t size : {250U, 255U, 256U, 257U, 258U, 511U, 512U, 513U, 1000U, 100000U}) {
        has_form(std::string(size, 'x'), '"' + std::string(size, 'x') + '"');
        std::string wide;
        while (wide.size() < size) wide += "漢";
        has_form(wide, '"' + wide + '"');
        std::string controls;
        for (std::size_t at = 0; at < size; ++at) controls += "\\u0001";
        has_form(std::string(size, '\x01'), '"' + controls + '"');
    }
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_replaced_when_written) {
    BOOST_TEST(gulo::json::encode(std::string{"a\xff"
                                              "b"}) ==
               "\"a\xef\xbf\xbd"
               "b\"");
    BOOST_TEST(gulo::json::encode(std::string{"\xc3"}) == "\"\xef\xbf\xbd\"");
    BOOST_TEST(gulo::json::encode(std::string(300, '\x80')).size() == 902);
    BOOST_TEST(reads<std::string>(gulo::json::encode(std::string(300, '\x80'))).size() == 900);
}

BOOST_AUTO_TEST_CASE(characters) {
    has_form('x', R"("x")");
    has_form('"', R"("\"")");
    has_form('\n', R"("\n")");
    BOOST_TEST(refusal<char>(R"("xy")") == R"(line 1, column 1: expected a string of one ASCII character, found "xy")");
    BOOST_TEST(refusal<char>(R"("")") == R"(line 1, column 1: expected a string of one ASCII character, found "")");
    BOOST_TEST(refusal<char>("\"é\"") == "line 1, column 1: expected a string of one ASCII character, found \"é\"");
}

BOOST_AUTO_TEST_CASE(enumerations_go_by_name) {
    has_form(color::green, R"("green")");
    has_form(static_cast<color>(7), "7");
    has_form(static_cast<color>(-7), "-7");
    has_form(tiny::a, R"("a")");
    BOOST_TEST((reads<color>("2") == color::blue));
    BOOST_TEST(refusal<color>(R"("purple")") == R"(line 1, column 1: expected one of red, green, blue, found "purple")");
    BOOST_TEST(refusal<crowded>(R"("x")") == R"(line 1, column 1: expected one of c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, …, found "x")");
    BOOST_TEST(refusal<tiny>("300") == "line 1, column 1: 300 does not fit uint8");
    BOOST_TEST(refusal<color>("null") == "line 1, column 1: expected the name of an enumerator, found null");
}

BOOST_AUTO_TEST_CASE(identifiers_and_octets) {
    const auto id = *gulo::uuid::parse("0189f7ea-1c2b-7def-8123-456789abcdef");
    has_form(id, R"("0189f7ea-1c2b-7def-8123-456789abcdef")");
    BOOST_TEST((reads<gulo::uuid>(R"("0189F7EA-1C2B-7DEF-8123-456789ABCDEF")") == id));
    BOOST_TEST((reads<gulo::uuid>(R"( "\u0030189f7ea-1c2b-7def-8123-456789abcdef" )") == id));
    for (const auto* bad : {R"("0189f7ea-1c2b-7def-8123-456789abcde")", R"("0189f7ea1c2b7def8123456789abcdef")", R"("0189f7ea-1c2b-7def-8123-456789abcdeg")",
                            R"("0189f7ea-1c2b-7def-8123-456789abcde-")", R"("0189f7ea-1c2b-7def-81234-56789abcdef")", R"("")", "7"})
        BOOST_TEST(refusal<gulo::uuid>(bad).starts_with("line 1, column 1: expected a UUID, found "), bad);

    has_form(gulo::bytes{}, R"("")");
    has_form(gulo::bytes{std::byte{1}, std::byte{255}}, R"("Af8=")");
    BOOST_TEST((reads<gulo::bytes>(R"("\/\/\/\/")") == gulo::bytes{std::byte{255}, std::byte{255}, std::byte{255}}));
    BOOST_TEST(refusal<gulo::bytes>(R"("Af8")") == R"(line 1, column 1: expected a string in base64, found "Af8")");
}

BOOST_AUTO_TEST_CASE(sequences_and_sets) {
    has_form(std::vector<int>{}, "[]");
    has_form(std::vector<int>{1, -2, 3}, "[1,-2,3]");
    has_form(std::vector<bool>{true, false}, "[true,false]");
    has_form(std::vector<std::string>{"a", "b"}, R"(["a","b"])");
    has_form(std::vector<std::vector<int>>{{}, {1}, {2, 3}}, "[[],[1],[2,3]]");
    has_form(std::vector<unsigned char>{1, 2}, "[1,2]");
    has_form(std::deque<int>{1, 2}, "[1,2]");
    has_form(std::list<int>{1, 2}, "[1,2]");
    has_form(std::set<int>{2, 1}, "[1,2]");
    has_form(std::unordered_set<std::string>{"x"}, R"(["x"])");
    has_form(std::multiset<int>{2, 1, 2}, "[1,2,2]");
    has_form(std::unordered_multiset<int>{2, 2}, "[2,2]");
    const std::vector<std::string> owner{"a", "b"};
    BOOST_TEST(gulo::json::encode(std::span{owner}) == R"(["a","b"])");
    BOOST_TEST(gulo::json::encode(std::span<const std::string, 1>{owner.data(), 1}) == R"(["a"])");
    static_assert(!gulo::json_readable<std::span<const int>> && !gulo::json_mapped<std::multimap<int, int>>);
    has_form(std::vector<std::optional<int>>{1, std::nullopt}, "[1,null]");
    BOOST_TEST((reads<std::vector<int>>(" [ 1 , 2 ] ") == std::vector<int>{1, 2}));
    BOOST_TEST(refusal<std::set<int>>("[1,1]") == "line 1, column 4, at [1]: the set holds 1 twice");
    BOOST_TEST(refusal<std::vector<int>>("[1,\"a\"]") == "line 1, column 4, at [1]: expected a number, found \"a\"");
    std::vector<int> many(1000, 1234567);
    BOOST_TEST((reads<std::vector<int>>(gulo::json::encode(many)) == many));
}

BOOST_AUTO_TEST_CASE(arrays_pairs_and_tuples_have_a_fixed_size) {
    has_form(std::array<int, 3>{1, 2, 3}, "[1,2,3]");
    has_form(std::array<int, 0>{}, "[]");
    has_form(std::pair<int, std::string>{1, "x"}, R"([1,"x"])");
    has_form(std::tuple<int, bool, std::string>{1, true, "x"}, R"([1,true,"x"])");
    has_form(std::tuple<>{}, "[]");
    BOOST_TEST((refusal<std::array<int, 2>>("[1]")) == "line 1, column 1: expected an array of 2 values, found fewer");
    BOOST_TEST((refusal<std::array<int, 2>>("[]")) == "line 1, column 1: expected an array of 2 values, found fewer");
    BOOST_TEST((refusal<std::array<int, 2>>("[1,2,3]")) == "line 1, column 1: expected an array of 2 values, found more");
    BOOST_TEST((refusal<std::array<int, 2>>("[1,x]")) == "line 1, column 4, at [1]: expected a number, found x");
    BOOST_TEST((refusal<std::pair<int, int>>("{}")) == "line 1, column 1: expected an array, found an object");
}

BOOST_AUTO_TEST_CASE(maps_are_objects) {
    has_form(std::map<std::string, int>{}, "{}");
    has_form(std::map<std::string, int>{{"a", 1}, {"b\"", 2}}, R"({"a":1,"b\"":2})");
    has_form(std::unordered_map<std::string, std::vector<int>>{{"a", {1}}}, R"({"a":[1]})");
    has_form(std::map<int, std::string>{{-1, "x"}, {20, "y"}}, R"({"-1":"x","20":"y"})");
    has_form(std::map<color, int>{{color::red, 1}, {static_cast<color>(9), 2}}, R"({"red":1,"9":2})");
    has_form(std::map<gulo::uuid, int>{{gulo::uuid{}, 1}}, R"({"00000000-0000-0000-0000-000000000000":1})");
    has_form(std::map<std::string, std::map<std::string, int>>{{"a", {{"b", 1}}}, {"c", {}}}, R"({"a":{"b":1},"c":{}})");
    has_form(std::map<std::string, int>{{std::string(1000, 'k'), 1}}, "{\"" + std::string(1000, 'k') + "\":1}");

    has_form(std::map<bool, int>{{false, 1}, {true, 2}}, R"({"false":1,"true":2})");
    has_form(std::map<char, int>{{'"', 1}, {'a', 2}}, R"({"\"":1,"a":2})");
    BOOST_TEST((gulo::json::encode(std::map<std::string_view, int>{{"a", 1}}) == R"({"a":1})"));
    using by_truth = std::map<bool, int>;
    BOOST_TEST(refusal<by_truth>(R"({"yes":1})") == R"(line 1, column 2: expected true or false in quotes as the key, found "yes")");
    BOOST_TEST(refusal<by_truth>(R"({"true":""})") == R"(line 1, column 9, at true: expected a number, found "")");

    using by_name = std::map<std::string, int>;
    BOOST_TEST(refusal<by_name>(R"({"a":"x"})") == R"(line 1, column 6, at a: expected a number, found "x")");
    BOOST_TEST(refusal<by_name>(R"({"a":1,})") == "line 1, column 8: a comma must be followed by another value");
    BOOST_TEST(refusal<by_name>(R"({a:1})") == "line 1, column 2: expected a key, found a");
    using by_number = std::map<signed char, int>;
    BOOST_TEST(refusal<by_number>(R"({"300":1})") == R"(line 1, column 2: "300" does not fit int8)");
    BOOST_TEST(refusal<by_number>(R"({"1x":1})") == R"(line 1, column 2: expected an integer in quotes as the key, found "1x")");
    BOOST_TEST((reads<by_number>(R"({"0":1,"-10":2})") == by_number{{0, 1}, {-10, 2}}));
    for (const std::string key : {"01", "00", "-0", "-01", "+1", "", "-"})
        BOOST_TEST(refusal<by_number>("{\"" + key + "\":1}") == "line 1, column 2: expected an integer in quotes as the key, found \"" + key + "\"");
    using by_color = std::map<color, int>;
    BOOST_TEST(refusal<by_color>(R"({"pink":1})") == R"(line 1, column 2: expected one of red, green, blue, found "pink")");
}

BOOST_AUTO_TEST_CASE(what_is_mapped_to_a_key_is_a_key) {
    has_form(std::map<customer_id, int>{{customer_id{"a"}, 1}, {customer_id{"b\""}, 2}}, R"({"a":1,"b\"":2})");
    has_form(std::map<order_number, int>{{order_number{-1}, 1}, {order_number{20}, 2}}, R"({"-1":1,"20":2})");
    has_form(std::map<order_alias, std::vector<int>>{{order_alias{order_number{3}}, {1}}}, R"({"3":[1]})");
    BOOST_TEST((refusal<std::map<order_number, int>>(R"({"x":1})")) == R"(line 1, column 2: expected an integer in quotes as the key, found "x")");
    BOOST_TEST((refusal<std::map<order_number, int>>(R"({"0":1})")) == "line 1, column 2: there is no order 0");
    BOOST_TEST((refusal<std::map<order_alias, int>>(R"({"7":""})")) == R"(line 1, column 6, at 7: expected a number, found "")");
    static_assert(gulo::json_readable<std::map<customer_id, int>> && !gulo::json_mapped<std::map<double, int>>);
    static_assert(!gulo::json_mapped<std::map<std::optional<int>, int>> && !gulo::json_mapped<std::map<gulo::decimal, int>>);
    static_assert(gulo::json_mapped<std::map<std::string_view, int>> && !gulo::json_readable<std::map<std::string_view, int>>);
    BOOST_TEST((gulo::unmapped_path<std::map<std::string, std::map<double, int>>>()) == "[][] (the key)");
}

BOOST_AUTO_TEST_CASE(optionals_and_pointers_are_null_when_empty) {
    has_form(std::optional<int>{}, "null");
    has_form(std::optional<int>{3}, "3");
    has_form(std::optional<std::string>{}, "null");
    has_form(std::optional<std::string>{"x"}, R"("x")");
    BOOST_TEST(gulo::json::encode(std::make_unique<int>(3)) == "3");
    BOOST_TEST(gulo::json::encode(std::unique_ptr<int>{}) == "null");
    BOOST_TEST(*reads<std::shared_ptr<std::string>>(R"("x")") == "x");
    BOOST_TEST(!reads<std::shared_ptr<int>>("null"));
    BOOST_TEST(gulo::json::encode(std::make_unique<const int>(3)) == "3");
    BOOST_TEST(gulo::json::encode(std::shared_ptr<const int>{}) == "null");
    BOOST_TEST(*reads<std::shared_ptr<const std::string>>(R"("x")") == "x");
    BOOST_TEST(reads<std::unique_ptr<const order_number>>("3")->number() == 3);
    BOOST_TEST((refusal<std::shared_ptr<const int>>("{}")) == "line 1, column 1: expected a number, found an object");
    const auto owned = gulo::json::try_decode<std::unique_ptr<int>>("5");
    BOOST_TEST(**owned == 5);
    BOOST_TEST(refusal<std::optional<int>>("nul") == "line 1, column 1: expected a number, found nul");
}

// A field tells "not there" from "there, and null".
BOOST_AUTO_TEST_CASE(of_nested_optionals_null_is_the_innermost) {
    using nested = std::optional<std::optional<int>>;
    BOOST_TEST((reads<nested>("null") == nested{std::optional<int>{}}));
    BOOST_TEST((reads<nested>("3") == nested{3}));
    BOOST_TEST(gulo::json::encode(nested{}) == "null");
    has_form(nested{std::optional<int>{}}, "null");
    BOOST_TEST(!gulo::json::decode<patch>("{}").amount.has_value());
    BOOST_TEST(!gulo::json::decode<patch>("{}").owned.has_value());
    BOOST_TEST(gulo::json::decode<patch>(R"({"amount":null})").amount.has_value());
    BOOST_TEST(!gulo::json::decode<patch>(R"({"amount":null})").amount->has_value());
    BOOST_TEST(**gulo::json::decode<patch>(R"({"amount":5,"owned":6})").amount == 5);
    BOOST_TEST(**gulo::json::decode<patch>(R"({"amount":5,"owned":6})").owned == 6);
    BOOST_TEST(gulo::json::decode<patch>(R"({"owned":null})").owned.has_value());
    BOOST_TEST(gulo::json::encode(patch{std::optional<int>{}, {}}) == R"({"amount":null})");
    BOOST_TEST(gulo::json::encode(patch{}) == "{}");
}

BOOST_AUTO_TEST_CASE(the_buffer_is_appended_to) {
    gulo::buffer out;
    out.append("before ");
    std::string text = "[";
    gulo::json::encode_to(std::vector<int>{1, 2}, text);
    gulo::json::encode_to(customer_id{"x"}, text);
    BOOST_TEST(text == R"([[1,2]"x")");
    gulo::json::encode_to(std::string{"x"}, out);
    gulo::json::encode_to(1, out);
    BOOST_TEST(out.view() == "before \"x\"1");
    static_assert(gulo::codec_for<gulo::json, std::string>);
}

BOOST_AUTO_TEST_SUITE_END()
