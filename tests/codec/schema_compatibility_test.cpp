#include <gulo/codec/json_schema.hpp>
#include <gulo/codec/schema_compatibility.hpp>
#include <gulo/testing/property.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace {

// Two versions of the same message under one name each, so that $defs and titles are alike.
namespace before {
struct line {
    std::string article;
    std::int32_t count = 0;
};
struct cash {};
struct card {
    std::string number;
};
struct tree {
    std::string label;
    std::vector<tree> children;
};
enum class level { low, high };
struct strict {
    int number = 0;
    static constexpr gulo::json_options json{.unknown = gulo::unknown_fields::refuse};
};
}  // namespace before

namespace after {
struct line {
    std::string article;
    std::int64_t count = 0;
    std::optional<std::string> note;
};
struct cash {};
struct card {
    std::string number;
    std::string holder;
};
struct voucher {
    int code = 0;
};
struct tree {
    std::string label;
    std::vector<tree> children;
    std::optional<int> weight;
};
enum class level { low, medium, high };
struct strict {
    int number = 0;
    std::optional<int> more;
    static constexpr gulo::json_options json{.unknown = gulo::unknown_fields::refuse};
};
}  // namespace after

template <class T>
struct holds {
    T value{};
};

struct two {
    int a = 0;
    std::string b;
};
struct only_a {
    int a = 0;
};
struct optional_b {
    int a = 0;
    std::optional<std::string> b;
};
struct tolerant_b {
    int a = 0;
    std::string b;
    static constexpr gulo::json_options json{.missing = gulo::missing_fields::keep_default};
};

std::string between(const std::string& older, const std::string& newer) {
    const auto found = gulo::compatibility(older, newer);
    std::string text;
    for (const auto& each : found.differences) text += each.text() + "\n";
    return text + (found.full() ? "full" : found.backward ? "backward" : found.forward ? "forward" : "none");
}
template <class Old, class New>
std::string verdict() {
    return between(gulo::json_schema<Old>(), gulo::json_schema<New>());
}

// How many of a thousand documents of Writer are refused by Reader.
template <class Writer, class Reader>
std::size_t refused() {
    gulo::testing::random_source random{gulo::testing::seed_of_run()};
    std::size_t count = 0;
    for (int round = 0; round < 1000; ++round)
        count += gulo::json::try_decode<Reader>(gulo::json::encode(gulo::testing::random_value<Writer>(random))).has_value() ? 0U : 1U;
    return count;
}

// The sentences, and that the decoders do what the verdict says.
template <class Old, class New>
void compare(const std::string& expected) {
    BOOST_TEST((verdict<Old, New>()) == expected);
    const auto found = gulo::compatibility(gulo::json_schema<Old>(), gulo::json_schema<New>());
    BOOST_TEST((refused<Old, New>() == 0) == found.backward, expected);
    BOOST_TEST((refused<New, Old>() == 0) == found.forward, expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_compatibility)

BOOST_AUTO_TEST_CASE(what_is_equal_is_compatible) {
    compare<two, two>("full");
    compare<holds<before::tree>, holds<before::tree>>("full");
    BOOST_TEST(gulo::compatibility(gulo::json_schema<two>(), gulo::json_schema<two>()).text() == "no difference\n");
}

BOOST_AUTO_TEST_CASE(fields_come_and_go) {
    compare<only_a, two>("b: is new and required (the new one does not read the old one)\nb: the field is new\nforward");
    compare<two, only_a>("b: the field is gone\nb: is gone, and was required (the old one does not read the new one)\nbackward");
    compare<only_a, optional_b>("b: the field is new\nfull");
    compare<optional_b, only_a>("b: the field is gone\nfull");
    compare<two, optional_b>(
        "b: may be null, and was not (the old one does not read the new one)\n"
        "b: may be missing, and was required (the old one does not read the new one)\nbackward");
    compare<optional_b, two>(
        "b: is never null, and was (the new one does not read the old one)\n"
        "b: is required, and was not (the new one does not read the old one)\nforward");
    compare<before::strict, after::strict>("more: the field is new, and unknown fields are refused (the old one does not read the new one)\nbackward");
}

BOOST_AUTO_TEST_CASE(a_reader_that_keeps_defaults_needs_no_field) {
    BOOST_TEST((verdict<only_a, tolerant_b>()) == "b: the field is new\na: may be missing, and was required (the old one does not read the new one)\nbackward");
    BOOST_TEST((refused<only_a, tolerant_b>() == 0));
}

BOOST_AUTO_TEST_CASE(numbers_grow_and_shrink) {
    compare<holds<std::int32_t>, holds<std::int64_t>>(
        "value: was an integer from -2147483648 to 2147483647, is an integer from -9223372036854775808 to "
        "9223372036854775807 (the old one does not read the new one)\nbackward");
    compare<holds<std::uint64_t>, holds<std::int64_t>>(
        "value: was an integer from 0 to 18446744073709551615, is an integer from -9223372036854775808 to "
        "9223372036854775807 (neither reads the other)\nnone");
    compare<holds<int>, holds<double>>(
        "value: was an integer from -2147483648 to 2147483647, is a number from -1.7976931348623157e308 to 1.7976931348623157e308 (the old one does not read "
        "the new one)\nbackward");
    compare<holds<float>, holds<double>>(
        "value: was a number from -3.4028235677973366e38 to 3.4028235677973366e38, is a number from -1.7976931348623157e308 to 1.7976931348623157e308 (the old "
        "one does not read the new one)\nbackward");
    compare<holds<int>, holds<std::string>>("value: was an integer, is a string (neither reads the other)\nnone");
}

BOOST_AUTO_TEST_CASE(texts_change_their_form) {
    compare<holds<gulo::uuid>, holds<std::string>>("value: was a uuid, is any string (the old one does not read the new one)\nbackward");
    compare<holds<std::string>, holds<gulo::bytes>>("value: was any string, is octets in base64 (the new one does not read the old one)\nforward");
    compare<holds<gulo::timestamp>, holds<std::chrono::year_month_day>>("value: was a date-time, is a date (neither reads the other)\nnone");
    compare<holds<before::level>, holds<after::level>>("value: the name \"medium\" is new (the old one does not read the new one)\nbackward");
    compare<holds<after::level>, holds<before::level>>("value: the name \"medium\" is gone (the new one does not read the old one)\nforward");
}

BOOST_AUTO_TEST_CASE(paths_lead_into_what_is_inside) {
    using lines_before = std::vector<before::line>;
    using lines_after = std::vector<after::line>;
    const std::string count =
        "count: was an integer from -2147483648 to 2147483647, is an integer from -9223372036854775808 to 9223372036854775807 (the old "
        "one does not read the new one)\n";
    compare<holds<lines_before>, holds<lines_after>>("value[]." + count + "value[].note: the field is new\nbackward");
    compare<holds<std::map<std::string, before::line>>, holds<std::map<std::string, after::line>>>("value.*." + count +
                                                                                                   "value.*.note: the field is new\nbackward");
    compare<holds<std::pair<int, before::line>>, holds<std::pair<int, after::line>>>("value[1]." + count + "value[1].note: the field is new\nbackward");
    compare<holds<before::tree>, holds<after::tree>>("value.weight: the field is new\nfull");
    compare<lines_before, lines_after>("[]." + count + "[].note: the field is new\nbackward");
}

BOOST_AUTO_TEST_CASE(containers_change_their_size_and_kind) {
    compare<holds<std::array<int, 3>>, holds<std::vector<int>>>(
        "value: was an array of 3, is an array of any length (the old one does not read the new one)\nbackward");
    compare<holds<std::set<int>>, holds<std::vector<int>>>(
        "value: was values that are all different, is values that may be equal (the old one does not read the new one)\nbackward");
    compare<holds<std::map<std::string, int>>, holds<std::map<std::int8_t, int>>>(
        "value: the keys have another form (the new one does not read the old one)\nforward");
    compare<holds<std::vector<int>>, holds<std::map<std::string, int>>>("value: was an array, is a map (neither reads the other)\nnone");
    compare<holds<std::pair<int, int>>, holds<std::tuple<int, int, int>>>("value: was an array of 2, is an array of 3 (neither reads the other)\nnone");
}

BOOST_AUTO_TEST_CASE(alternatives_of_variants) {
    using one = std::variant<before::cash, before::card>;
    compare<holds<one>, holds<std::variant<before::cash, before::card, after::voucher>>>(
        "value: the form as \"voucher\" is new (the old one does not read the new one)\nbackward");
    compare<holds<one>, holds<std::variant<after::cash, after::card>>>(
        "value.card.holder: is new and required (the new one does not read the old one)\nvalue.card.holder: the field is new\nforward");
    compare<holds<std::variant<int, std::string>>, holds<std::variant<int, std::string, bool>>>(
        "value: the form as a boolean is new (the old one does not read the new one)\nbackward");
    compare<holds<std::optional<int>>, holds<int>>(
        "value: is never null, and was (the new one does not read the old one)\n"
        "value: is required, and was not (the new one does not read the old one)\nforward");
}

BOOST_AUTO_TEST_CASE(times_and_durations) {
    BOOST_TEST((verdict<holds<std::chrono::seconds>, holds<std::chrono::milliseconds>>()) ==
               "value: was a duration in seconds, is a duration in milliseconds (the old one does not read the new one)\nbackward");
    BOOST_TEST((verdict<holds<std::chrono::duration<double>>, holds<std::chrono::seconds>>()) ==
               "value: was a duration in any part of a second, is a duration in seconds (the new one does not read the old one)\nforward");
    BOOST_TEST((verdict<holds<std::chrono::minutes>, holds<std::string>>()) ==
               "value: was a duration in minutes, is any string (the old one does not read the new one)\n"
               "value: what \"not\" says has changed, which can't be judged (the old one does not read the new one)\nbackward");
}

// Schemas of others: the words for a property x of an object.
BOOST_AUTO_TEST_CASE(keywords_that_gulo_does_not_write) {
    const auto x = [](const std::string& older, const std::string& newer) {
        const auto schema = [](const std::string& of_x) { return R"({"type":"object","properties":{"x":)" + of_x + "}}"; };
        return between(schema(older), schema(newer));
    };
    // no type
    BOOST_TEST(x(R"({"properties":{"y":{"type":"string"}}})", R"({"properties":{"y":{"type":"integer"}}})") ==
               "x.y: was a string, is an integer (neither reads the other)\nnone");
    BOOST_TEST(x(R"({"enum":["a"]})", R"({"enum":["a","b"]})") == "x: the name \"b\" is new (the old one does not read the new one)\nbackward");
    BOOST_TEST(x(R"({"const":"a"})", R"({"type":"string"})") == "x: was one of few names, is any string (the old one does not read the new one)\nbackward");
    BOOST_TEST(x(R"({"const":"a"})", R"({"type":"integer"})") == "x: was a string, is an integer (neither reads the other)\nnone");
    BOOST_TEST(x(R"({"minimum":0})", R"({"type":"number","minimum":0})") == "full");
    // values that are no strings
    BOOST_TEST(x(R"({"type":"integer","enum":[1,2]})", R"({"type":"integer","enum":[1,3]})") ==
               "x: the value 2 is gone (the new one does not read the old one)\nx: the value 3 is new (the old one does not read the new one)\nnone");
    BOOST_TEST(x(R"({"type":"integer","enum":[1,2]})", R"({"type":"integer","minimum":0})").ends_with("backward"));
    BOOST_TEST(x(R"({"type":"integer","enum":[1,2]})", R"({"type":"integer","minimum":2})").ends_with("none"));
    BOOST_TEST(x(R"({"const":true})", R"({"const":false})").ends_with("none"));
    BOOST_TEST(x(R"({"enum":[1,null]})", R"({"type":"integer"})") ==
               "x: was one of few values, is any integer (the old one does not read the new one)\n"
               "x: is never null, and was (the new one does not read the old one)\nnone");
    BOOST_TEST(x(R"({"enum":["a"],"type":"string"})", R"({"pattern":"^b$","type":"string"})").ends_with("none"));
    // alternatives, references
    BOOST_TEST(x(R"({"oneOf":[{"type":"string"},{"type":"null"}]})", R"({"oneOf":[{"type":"string"}]})") ==
               "x: is never null, and was (the new one does not read the old one)\nforward");
    BOOST_TEST(
        x(R"({"oneOf":[{"type":"string"}]})", R"({"oneOf":[{"type":"string"}],"minLength":1})").ends_with("can't be judged (neither reads the other)\nnone"));
    const std::string by_definitions = R"({"$ref":"#/definitions/a~1b","definitions":{"a/b":{"type":"string"}}})";
    BOOST_TEST(between(by_definitions, R"({"type":"string"})") == "full");
    BOOST_TEST(between(by_definitions, R"({"type":"integer"})").ends_with("none"));
    BOOST_TEST(between(R"({"items":[{"type":"string"}],"$ref":"#/items/0"})", R"({"type":"string"})").ends_with("none"));
    BOOST_TEST(between(R"({"oneOf":[{"type":"string"},{"$ref":"#/oneOf/0"}]})", R"({"type":"string"})") == "full");
    // bounds
    BOOST_TEST(x(R"({"type":"string","maxLength":5})", R"({"type":"string","maxLength":3})") ==
               "x: was 0 to 5 characters long, is 0 to 3 characters long (the new one does not read the old one)\nforward");
    BOOST_TEST(x(R"({"type":"number","maximum":5})", R"({"type":"number","exclusiveMaximum":5})") ==
               "x: was a number from any to 5, is a number from any to below 5 (the new one does not read the old one)\nforward");
    BOOST_TEST(x(R"({"type":"integer","maximum":5})", R"({"type":"integer","exclusiveMaximum":6})") == "full");
    BOOST_TEST(x(R"({"type":"array"})", R"({"type":"array","items":{"type":"string"}})") ==
               "x[]: was anything, is a string (the new one does not read the old one)\nforward");
    BOOST_TEST(x(R"({"type":"object"})", R"({"type":"object","required":["y"]})") ==
               "x.y: is new and required (the new one does not read the old one)\nforward");
    // and what nothing here understands
    BOOST_TEST(x(R"({"type":"object"})", R"({"type":"object","minProperties":1})") ==
               "x: what \"minProperties\" says has changed, which can't be judged (neither reads the other)\nnone");
    BOOST_TEST(x(R"({"type":"object","if":true})", R"({"type":"object","if":{}})").ends_with("none"));
    BOOST_TEST(x(R"({"type":"string","not":{"const":"a"}})", R"({"type":"string"})").ends_with("backward"));
    BOOST_TEST(x(R"({"type":"string","title":"a","x-owner":1})", R"({"type":"string","title":"b","minProperties":3})") == "full");
}

BOOST_AUTO_TEST_CASE(the_verdict_says_what_to_do) {
    const auto text = []<class Old, class New>() { return gulo::compatibility(gulo::json_schema<Old>(), gulo::json_schema<New>()).text(); };
    BOOST_TEST((text.operator()<two, only_a>().ends_with("backward compatible only: services that read it have to be updated before those that write it\n")));
    BOOST_TEST((text.operator()<only_a, two>().ends_with("forward compatible only: services that write it have to be updated before those that read it\n")));
    BOOST_TEST((text.operator()<only_a, optional_b>().ends_with("compatible both ways\n")));
    BOOST_TEST((text.operator()<holds<int>, holds<bool>>().ends_with("not compatible: give the message a new version and an upcast, or a new name\n")));
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused_and_strange_schemas_do_no_harm) {
    BOOST_CHECK_THROW(gulo::compatibility("{", "{}"), gulo::failure);
    BOOST_TEST(gulo::compatibility("{}", "{}").full());
    BOOST_TEST(gulo::compatibility("true", "{}").full());
    BOOST_TEST(between("true", "[1,2]") == "the message: was anything, is what can't be judged (the new one does not read the old one)\nforward");
    BOOST_TEST(between("true", "false") == "the message: the form as anything is gone (the new one does not read the old one)\nforward");
    // References that lead nowhere, or in a circle.
    BOOST_TEST(gulo::compatibility(R"({"$ref":"#"})", R"({"$ref":"#/$defs/x","$defs":{"x":{"$ref":"#/$defs/x"}}})").differences.size() == 1);
    BOOST_TEST(between(R"({"$ref":"#/$defs/gone"})", R"({"$ref":"#/$defs/gone"})") == "full");
    BOOST_TEST(between(R"({"type":"string"})", R"({"$ref":"#/$defs/gone"})") ==
               "the message: was a string, is what can't be judged (neither reads the other)\nnone");
    BOOST_TEST(gulo::compatibility(R"({"anyOf":[{"$ref":"#"},{"$ref":"#"}]})", R"({"anyOf":[{"$ref":"#"},{"type":"null"}]})").backward);
    BOOST_TEST(gulo::compatibility(R"({"type":"object","properties":{"x":{"$ref":"#"}}})", R"({"type":"object","properties":{"x":{"$ref":"#"}}})").full());
}

BOOST_AUTO_TEST_SUITE_END()
