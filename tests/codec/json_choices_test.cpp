#include "round_trip.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

// What can be chosen: for a codec, for a struct, for single names.

namespace {

using gulo::json_options;

using unique_keys = gulo::json_with<json_options{.duplicates = gulo::duplicate_keys::refuse}>;
using known_keys = gulo::json_with<json_options{.unknown = gulo::unknown_fields::refuse}>;
using tolerant = gulo::json_with<json_options{.missing = gulo::missing_fields::keep_default}>;
using with_nulls = gulo::json_with<json_options{.empty = gulo::empty_fields::write_null}>;
using camel = gulo::json_with<json_options{.names = gulo::name_style::camel_case}>;
using numbers = gulo::json_with<json_options{.enumerators = gulo::enumerator_form::number}>;
using shallow = gulo::json_with<json_options{.max_depth = 2}>;
using deep = gulo::json_with<json_options{.max_depth = 1000}>;

struct point {
    int x = 0;
    int y = 0;
    bool operator==(const point&) const = default;
};
struct nothing {};
struct sparse {
    std::optional<int> a;
    std::optional<std::string> b;
    int c = 3;
    bool operator==(const sparse&) const = default;
};
struct nested {
    std::optional<std::optional<int>> amount;
    bool operator==(const nested&) const = default;
};
struct holder {
    sparse one;
    std::array<sparse, 2> two;
    std::tuple<int, sparse> three;
    std::vector<sparse> four;
    std::optional<sparse> five;
    std::map<std::string, sparse> six;
    std::unique_ptr<sparse> seven;
};
struct initialised {
    static constexpr json_options json{.missing = gulo::missing_fields::keep_default};
    point where{7, 8};
    sparse what{1, "b", 5};
    const point fixed{9, 9};
    bool operator==(const initialised&) const = default;
};
struct tolerant_point {
    static constexpr json_options json{.missing = gulo::missing_fields::keep_default};
    int x = 1;
    int y = 2;
    bool operator==(const tolerant_point&) const = default;
};
struct places {
    static constexpr json_options json{.missing = gulo::missing_fields::keep_default};
    tolerant_point from{5, 6};
    bool operator==(const places&) const = default;
};
struct strict_inside {
    static constexpr json_options json{.duplicates = gulo::duplicate_keys::refuse, .unknown = gulo::unknown_fields::refuse};
    int x = 0;
    point loose;
    bool operator==(const strict_inside&) const = default;
};
struct loose_inside {
    static constexpr json_options json{.duplicates = gulo::duplicate_keys::last_wins, .unknown = gulo::unknown_fields::ignore};
    int x = 0;
    bool operator==(const loose_inside&) const = default;
};
struct without_default {
    const int a;
    int b = 4;
    bool operator==(const without_default&) const = default;
};
struct holds_without_default {
    without_default inner;
    sparse other;
    bool operator==(const holds_without_default&) const = default;
};

struct many_names {
    int user_id = 1;
    int fullName = 2;
    int HTTPServer = 3;
    int line_2_text = 4;
    int trailing_ = 5;
    int x = 6;
    int userID = 7;
    bool operator==(const many_names&) const = default;
};
struct without_last {
    int user_id = 1;
    int fullName = 2;
    int HTTPServer = 3;
    int line_2_text = 4;
    int trailing_ = 5;
    int x = 6;
    bool operator==(const without_last&) const = default;
};
template <gulo::name_style Style>
using named = gulo::json_with<json_options{.names = Style}>;

struct own_style {
    static constexpr json_options json{.names = gulo::name_style::kebab_case};
    int user_id = 0;
    bool operator==(const own_style&) const = default;
};
struct own_names {
    static constexpr gulo::json_name json_names[]{{"user_id", "uid"}, {"größe", "Größe in m²"}};
    int user_id = 0;
    int größe = 0;
    own_style nested_one;
    bool operator==(const own_names&) const = default;
};

enum class color { dark_red, light_blue = 5 };
enum class level { low, high };
struct painted {
    color tint = color::dark_red;
    level how = level::low;
    std::map<color, int> counts;
    bool operator==(const painted&) const = default;
};
struct has_other_json {
    std::string json;
    int json_names = 0;
    bool operator==(const has_other_json&) const = default;
};

template <class Codec, class T>
void has_form_in(const T& value, std::string_view document) {
    BOOST_TEST(Codec::encode(value) == document);
    const auto back = Codec::template try_decode<T>(document);
    BOOST_TEST_REQUIRE(back.has_value(), (back.has_error() ? back.error().message : std::string{}));
    BOOST_TEST((*back == value), "not equal after reading " << document);
}

template <class Codec, class T>
std::string refusal_in(std::string_view document) {
    const auto decoded = Codec::template try_decode<T>(document);
    return decoded.has_value() ? "accepted" : decoded.error().message;
}

}  // namespace

namespace library {
struct foreign {
    int user_id = 0;
    std::optional<int> left_out;
    bool operator==(const foreign&) const = default;
};
enum class mood { very_good, bad };
}  // namespace library

template <>
struct gulo::json_traits<library::foreign> {
    static constexpr json_options json{.empty = empty_fields::write_null, .names = name_style::pascal_case};
    static constexpr json_name json_names[]{{"left_out", "rest"}};
};
template <>
struct gulo::json_traits<library::mood> {
    static constexpr json_options json{.names = name_style::upper_snake_case};
    static constexpr json_name json_names[]{{"bad", "worst"}};
};
template <>
struct gulo::json_traits<level> {
    static constexpr json_options json{.enumerators = enumerator_form::number};
};
template <>
struct gulo::json_traits<std::map<std::string, bool>> {
    static constexpr json_options json{.duplicates = duplicate_keys::refuse};
};

BOOST_AUTO_TEST_SUITE(json_choices)

BOOST_AUTO_TEST_CASE(of_equal_keys_the_last_counts) {
    BOOST_TEST((reads<point>(R"({"x":1,"y":2,"x":3})") == point{3, 2}));
    BOOST_TEST((reads<point>(R"({"x":1,"x":3,"y":2,"y":4,"x":5})") == point{5, 4}));
    BOOST_TEST((reads<point>(R"({"x":1,"\u0078":3,"y":2})") == point{3, 2}));
    BOOST_TEST((reads<sparse>(R"({"a":1,"c":2,"a":null})") == sparse{{}, {}, 2}));
    BOOST_TEST((reads<std::map<std::string, int>>(R"({"a":1,"b":2,"a":3})") == std::map<std::string, int>{{"a", 3}, {"b", 2}}));
    BOOST_TEST((reads<std::map<int, point>>(R"({"1":{"x":1,"y":2},"1":{"x":3,"y":4}})") == std::map<int, point>{{1, {3, 4}}}));
    // The first must fit all the same.
    BOOST_TEST(refusal<point>(R"({"x":"a","y":2,"x":3})") == "line 1, column 6, at x: expected a number, found \"a\"");
}

BOOST_AUTO_TEST_CASE(nothing_of_the_first_value_is_left) {
    const auto value = reads<holder>(R"({
        "one":{"a":1,"b":"x","c":2},"one":{"c":7},
        "two":[{"a":1,"c":2},{"b":"y","c":3}],"two":[{"c":4},{"c":5}],
        "three":[1,{"a":1,"c":2}],"three":[2,{"c":6}],
        "four":[{"a":1,"c":2},{"c":1}],"four":[{"c":8}],
        "five":{"a":1,"c":2},"five":{"c":9},
        "six":{"k":{"a":1,"c":2},"l":{"c":1}},"six":{"k":{"c":10}},
        "seven":{"a":1,"c":2},"seven":{"c":11}
    })");
    BOOST_TEST((value.one == sparse{{}, {}, 7}));
    BOOST_TEST((value.two == std::array<sparse, 2>{sparse{{}, {}, 4}, sparse{{}, {}, 5}}));
    BOOST_TEST((value.three == std::tuple{2, sparse{{}, {}, 6}}));
    BOOST_TEST((value.four == std::vector{sparse{{}, {}, 8}}));
    BOOST_TEST((value.five == sparse{{}, {}, 9}));
    BOOST_TEST((value.six == std::map<std::string, sparse>{{"k", {{}, {}, 10}}}));
    BOOST_TEST((*value.seven == sparse{{}, {}, 11}));

    BOOST_TEST((reads<places>(R"({"from":{"x":1},"from":{"y":3}})") == places{{5, 3}}));
    BOOST_TEST((reads<places>(R"({"from":{"y":3}})") == places{{5, 3}}));
    BOOST_TEST((reads<holds_without_default>(R"({"inner":{"a":1,"b":2},"other":{"a":1,"c":1},"inner":{"a":3,"b":4},"other":{"c":2}})") ==
                holds_without_default{{3, 4}, {{}, {}, 2}}));
    const auto fixed = reads<initialised>(R"({"what":{"a":2,"c":1},"what":{"b":"z","c":6},"fixed":{"x":1,"y":1},"fixed":{"x":2,"y":2}})");
    // A field that may be null and is missing is empty, whatever stood there.
    BOOST_TEST((fixed.what == sparse{{}, "z", 6}));
    BOOST_TEST((fixed.fixed == point{2, 2}));
}

BOOST_AUTO_TEST_CASE(equal_keys_may_be_refused) {
    BOOST_TEST((refusal_in<unique_keys, point>(R"({"x":1,"y":2,"x":3})")) == R"(line 1, column 14: the key "x" occurs twice)");
    BOOST_TEST((refusal_in<unique_keys, sparse>(R"({"a":null,"a":1})")) == R"(line 1, column 11: the key "a" occurs twice)");
    BOOST_TEST((refusal_in<unique_keys, std::map<std::string, int>>(R"({"a":1,"a":2})")) == R"(line 1, column 8: the key "a" occurs twice)");
    BOOST_TEST((unique_keys::try_decode<point>(R"({"x":1,"y":2,"x":3})").error().code == gulo::errc::malformed_document));
    BOOST_TEST((unique_keys::decode<point>(R"({"x":1,"q":1,"q":{"r":1,"r":2},"y":2})") == point{1, 2}));
    BOOST_TEST((refusal_in<unique_keys, holder>(R"({"one":{"c":1,"c":2}})")) == R"(line 1, column 15, at one: the key "c" occurs twice)");

    BOOST_TEST(refusal<strict_inside>(R"({"x":1,"x":2})") == R"(line 1, column 8: the key "x" occurs twice)");
    BOOST_TEST((reads<strict_inside>(R"({"x":1,"loose":{"x":1,"x":2,"y":1}})") == strict_inside{1, {2, 1}}));
    BOOST_TEST((unique_keys::decode<loose_inside>(R"({"x":1,"x":2})") == loose_inside{2}));
    BOOST_TEST((refusal<std::map<std::string, bool>>(R"({"a":true,"a":true})")) == R"(line 1, column 11: the key "a" occurs twice)");
}

BOOST_AUTO_TEST_CASE(unknown_keys_may_be_refused) {
    BOOST_TEST((refusal_in<known_keys, point>(R"({"x":1,"y":2,"z":3})")) == R"(line 1, column 14: the struct has no field "z"; it has x, y)");
    BOOST_TEST((refusal_in<known_keys, point>(R"({"X":1,"y":2})")) == R"(line 1, column 2: the struct has no field "X"; it has x, y)");
    BOOST_TEST((refusal_in<known_keys, nothing>(R"({"z":3})")) == R"(line 1, column 2: the struct has no field "z"; it has none at all)");
    BOOST_TEST((refusal_in<known_keys, holder>(R"({"one":{"d":1}})")) == R"(line 1, column 9, at one: the struct has no field "d"; it has a, b, c)");
    BOOST_TEST((known_keys::try_decode<point>(R"({"x":1,"y":2,"z":3})").error().code == gulo::errc::schema_mismatch));
    BOOST_TEST((known_keys::decode<point>(R"({"y":2,"x":1})") == point{1, 2}));
    BOOST_TEST((known_keys::decode<loose_inside>(R"({"y":2,"x":1})") == loose_inside{1}));
    BOOST_TEST(refusal<strict_inside>(R"({"y":1})") == R"(line 1, column 2: the struct has no field "y"; it has x, loose)");
    BOOST_TEST((reads<strict_inside>(R"({"x":1,"loose":{"x":1,"y":1,"z":1}})") == strict_inside{1, {1, 1}}));
}

BOOST_AUTO_TEST_CASE(missing_fields_may_keep_their_initialisers) {
    BOOST_TEST((tolerant::decode<sparse>("{}") == sparse{}));
    BOOST_TEST((tolerant::decode<point>(R"({"y":1})") == point{0, 1}));
    BOOST_TEST(refusal<sparse>("{}") == R"(line 1, column 2: the field "c" is missing)");
    BOOST_TEST((refusal_in<tolerant, sparse>(R"({"c":null})")) == "line 1, column 6, at c: expected a number, found null");
    BOOST_TEST((reads<initialised>("{}") == initialised{}));
    BOOST_TEST((reads<initialised>(R"({"where":{"x":1,"y":2}})").where == point{1, 2}));
    BOOST_TEST((refusal<initialised>(R"({"where":{"x":1}})") == R"(line 1, column 16, at where: the field "y" is missing)"));
    // Nothing is known of the fields of what can't be made without them.
    BOOST_TEST((refusal_in<tolerant, without_default>(R"({"a":1})")) == R"(line 1, column 7: the field "b" is missing)");
}

BOOST_AUTO_TEST_CASE(empty_fields_may_be_written_as_null) {
    has_form_in<with_nulls>(sparse{}, R"({"a":null,"b":null,"c":3})");
    has_form_in<with_nulls>(sparse{1, "x", 3}, R"({"a":1,"b":"x","c":3})");
    BOOST_TEST((with_nulls::decode<sparse>(R"({"c":1})") == sparse{{}, {}, 1}));
    // Where null is a value, what is not there stays so.
    has_form_in<with_nulls>(nested{}, "{}");
    has_form_in<with_nulls>(nested{std::optional<int>{}}, R"({"amount":null})");
    has_form(std::vector<library::foreign>{{1, {}}, {2, 3}}, R"([{"UserId":1,"rest":null},{"UserId":2,"rest":3}])");
}

BOOST_AUTO_TEST_CASE(names_in_other_styles) {
    using enum gulo::name_style;
    has_form_in<named<as_declared>>(many_names{}, R"({"user_id":1,"fullName":2,"HTTPServer":3,"line_2_text":4,"trailing_":5,"x":6,"userID":7})");
    has_form_in<named<camel_case>>(without_last{}, R"({"userId":1,"fullName":2,"httpServer":3,"line2Text":4,"trailing":5,"x":6})");
    has_form_in<named<pascal_case>>(without_last{}, R"({"UserId":1,"FullName":2,"HttpServer":3,"Line2Text":4,"Trailing":5,"X":6})");
    has_form_in<named<snake_case>>(without_last{}, R"({"user_id":1,"full_name":2,"http_server":3,"line_2_text":4,"trailing":5,"x":6})");
    has_form_in<named<kebab_case>>(without_last{}, R"({"user-id":1,"full-name":2,"http-server":3,"line-2-text":4,"trailing":5,"x":6})");
    has_form_in<named<upper_snake_case>>(without_last{}, R"({"USER_ID":1,"FULL_NAME":2,"HTTP_SERVER":3,"LINE_2_TEXT":4,"TRAILING":5,"X":6})");
    static_assert(gulo::json_mapped<many_names> && !gulo::json_mapped<many_names, camel>);
    static_assert(gulo::json_readable<without_last, camel>);
}

BOOST_AUTO_TEST_CASE(a_structs_own_choice_goes_before_the_codecs) {
    has_form(own_style{1}, R"({"user-id":1})");
    has_form_in<camel>(own_style{1}, R"({"user-id":1})");
    has_form(own_names{1, 2, {3}}, "{\"uid\":1,\"Größe in m²\":2,\"nested_one\":{\"user-id\":3}}");
    has_form_in<camel>(own_names{1, 2, {3}}, "{\"uid\":1,\"Größe in m²\":2,\"nestedOne\":{\"user-id\":3}}");
    has_form(library::foreign{1, 2}, R"({"UserId":1,"rest":2})");
    // What it leaves open is the codec's.
    BOOST_TEST((refusal_in<known_keys, own_style>(R"({"user_id":1})")) == R"(line 1, column 2: the struct has no field "user_id"; it has user-id)");
    BOOST_TEST(refusal<own_style>(R"({"user-id":"x"})") == "line 1, column 12, at user-id: expected a number, found \"x\"");
    has_form(has_other_json{"x", 1}, R"({"json":"x","json_names":1})");
}

BOOST_AUTO_TEST_CASE(enumerators_by_number_or_by_another_name) {
    has_form(painted{color::light_blue, level::high, {{color::dark_red, 1}}}, R"({"tint":"light_blue","how":1,"counts":{"dark_red":1}})");
    has_form_in<numbers>(painted{color::light_blue, level::high, {{color::dark_red, 1}}}, R"({"tint":5,"how":1,"counts":{"0":1}})");
    BOOST_TEST((numbers::decode<color>(R"("dark_red")") == color::dark_red));
    has_form(std::vector{library::mood::very_good, library::mood::bad}, R"(["VERY_GOOD","worst"])");
    has_form(std::map<library::mood, int>{{library::mood::bad, 1}}, R"({"worst":1})");
    has_form(static_cast<library::mood>(9), "9");
    BOOST_TEST(refusal<library::mood>(R"("bad")") == R"(line 1, column 1: expected one of VERY_GOOD, worst, found "bad")");
}

BOOST_AUTO_TEST_CASE(the_bound_of_nesting) {
    using lists = std::vector<std::vector<std::vector<int>>>;
    BOOST_TEST((refusal_in<shallow, lists>("[[[]]]")) == "line 1, column 3, at [0][0]: arrays and objects are nested more than 2 deep");
    BOOST_TEST(shallow::decode<lists>("[[]]").size() == 1U);
    BOOST_TEST((refusal_in<shallow, gulo::raw_json>("[[[]]]")) == "line 1, column 3: arrays and objects are nested more than 2 deep");
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    BOOST_TEST(deep::try_decode<gulo::raw_json>(nested(1000)).has_value());
    BOOST_TEST((refusal_in<deep, gulo::raw_json>(nested(1001))).ends_with("arrays and objects are nested more than 1000 deep"));
    BOOST_TEST(gulo::json::try_decode<gulo::raw_json>(nested(64)).has_value());
    BOOST_TEST(gulo::json::try_decode<gulo::raw_json>(nested(65)).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
