#include "round_trip.hpp"

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

struct nothing {
    bool operator==(const nothing&) const = default;
};
struct point {
    int x = 0;
    int y = 0;
    bool operator==(const point&) const = default;
};
struct line {
    point from;
    std::optional<point> to;
    std::vector<point> between;
    bool operator==(const line&) const = default;
};
struct optional_first {
    std::optional<int> a;
    std::optional<std::string> b;
    int c = 0;
    std::optional<int> d;
    std::optional<std::string> e;
    bool operator==(const optional_first&) const = default;
};
struct all_optional {
    std::optional<int> a;
    std::optional<std::string> b;
    bool operator==(const all_optional&) const = default;
};
// Much that is bounded, to be written into room that somebody else reserved.
struct wide {
    std::int64_t a = least, b = least, c = least, d = least, e = least, f = least, g = least, h = least;
    bool operator==(const wide&) const = default;

    static constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
};
struct wide_behind_absent {
    std::optional<std::string> absent;
    wide first;
    std::optional<std::vector<int>> also_absent;
    wide second;
    bool operator==(const wide_behind_absent&) const = default;
};
struct ends_bounded {
    std::string text;
    wide last;
    bool operator==(const ends_bounded&) const = default;
};
struct wide_behind_nested {
    ends_bounded nested;
    wide first;
    std::variant<int, ends_bounded> either = ends_bounded{};
    wide second;
    std::map<std::string, ends_bounded> map{{"k", {}}};
    wide third;
    std::vector<ends_bounded> list{{}, {}};
    wide fourth;
    gulo::bytes none;
    wide fifth;
    std::pair<std::string, bool> pair;
    wide sixth;
    std::optional<ends_bounded> optional = ends_bounded{};
    wide seventh;
    bool operator==(const wide_behind_nested&) const = default;
};
struct tree {
    int value = 0;
    std::vector<tree> children;
    std::unique_ptr<tree> next;
};
struct version_1 {
    std::string name;
};
struct version_2 {
    static constexpr gulo::json_options json{.missing = gulo::missing_fields::keep_default};
    std::string name;
    int priority = 7;
    std::vector<std::string> tags{"none"};
};

struct no_default {
    explicit no_default(int number) : number_{number} {}
    int number_;
    bool operator==(const no_default&) const = default;
};
struct constants {
    const int a;
    const std::string b;
    std::optional<int> c;
    bool operator==(const constants&) const = default;
};
struct with_no_default {
    no_default a;
    int b;
    bool operator==(const with_no_default&) const = default;
};
struct starts_with_no_default {
    static constexpr gulo::json_options json{.missing = gulo::missing_fields::keep_default};
    no_default a{7};
    std::vector<no_default> more{};
    bool operator==(const starts_with_no_default&) const = default;
};

struct constant_and_owner {
    static constexpr gulo::json_options json{.missing = gulo::missing_fields::keep_default};
    const int a = 7;
    std::unique_ptr<int> b = std::make_unique<int>(8);
};

// Their constructors refuse what is no name.
struct thrower {
    explicit thrower(std::string text) : name{std::move(text)} {
        if (name == "memory") throw std::bad_alloc{};
        if (name == "seven") throw 7;
        if (name.empty()) throw std::invalid_argument{"a name is not empty"};
    }
    std::string name;
    bool operator==(const thrower&) const = default;
};
struct by_name {
    bool operator()(const thrower& left, const thrower& right) const { return left.name < right.name; }
};
struct holds_thrower {
    std::vector<thrower> names;
};
struct never_throws {
    int value = 0;
};

class account {
public:
    account() = default;
    explicit account(int number) : number_{number} {}
    bool operator==(const account& other) const { return number_ == other.number_ && holder_ == other.holder_; }

    int number_ = 0;
    std::string holder_ = "Ada";
    int hidden_ = 7;
};
struct book {
    BOOST_HANA_DEFINE_STRUCT(book, (std::string, title), (int, pages));
    bool operator==(const book& other) const { return title == other.title && pages == other.pages; }
};

struct money {
    long cents = 0;
    bool operator==(const money&) const = default;
};
struct strict {
    int amount = 0;
    bool operator==(const strict&) const = default;
};
struct bill {
    money total;
    std::vector<strict> parts;
    bool operator==(const bill&) const = default;
};
struct with_view {
    std::string_view text;
};
class opaque {
public:
    explicit opaque(int) {}
    ~opaque() {}
};
struct holds_opaque {
    int fine = 0;
    std::vector<std::optional<opaque>> parts;
};
struct outer {
    std::string name;
    holds_opaque inner;
};
struct holds_array {
    char text[8];
};

}  // namespace

BOOST_HANA_ADAPT_STRUCT(account, number_, holder_);

template <>
struct gulo::json_mapping<money> {
    static std::string to(const money& value) { return std::to_string(value.cents) + " cents"; }
    static money from(const std::string& text) { return {std::stol(text)}; }
};

template <>
struct gulo::json_mapping<strict> {
    static int to(const strict& value) { return value.amount; }
    static gulo::result<strict> from(int amount) {
        if (amount < 0) return gulo::error{gulo::errc::schema_mismatch, "an amount is not negative"};
        return strict{amount};
    }
};

template <>
struct gulo::json_mapping<no_default> {
    static int to(const no_default& value) { return value.number_; }
    static no_default from(int number) { return no_default{number}; }
};

template <>
struct gulo::json_mapping<thrower> {
    static const std::string& to(const thrower& value) { return value.name; }
    static thrower from(std::string name) { return thrower{std::move(name)}; }
};

template <>
struct gulo::json_mapping<never_throws> {
    static int to(const never_throws& value) { return value.value; }
    static never_throws from(int value) noexcept { return {value}; }
};

BOOST_AUTO_TEST_SUITE(json_structs)

BOOST_AUTO_TEST_CASE(a_struct_is_an_object_in_the_order_of_its_fields) {
    has_form(nothing{}, "{}");
    has_form(point{1, -2}, R"({"x":1,"y":-2})");
    has_form(line{{1, 2}, point{3, 4}, {{5, 6}, {7, 8}}}, R"({"from":{"x":1,"y":2},"to":{"x":3,"y":4},"between":[{"x":5,"y":6},{"x":7,"y":8}]})");
}

BOOST_AUTO_TEST_CASE(an_empty_optional_is_left_out) {
    has_form(line{}, R"({"from":{"x":0,"y":0},"between":[]})");
    has_form(optional_first{}, R"({"c":0})");
    has_form(optional_first{1, {}, 2, {}, "x"}, R"({"a":1,"c":2,"e":"x"})");
    has_form(optional_first{{}, "b", 2, 3, {}}, R"({"b":"b","c":2,"d":3})");
    has_form(all_optional{}, "{}");
    has_form(all_optional{1, {}}, R"({"a":1})");
    has_form(all_optional{{}, "x"}, R"({"b":"x"})");
    has_form(all_optional{1, "x"}, R"({"a":1,"b":"x"})");
    BOOST_TEST((reads<all_optional>(R"({"a":null,"b":null})") == all_optional{}));
}

template <class T>
void never_writes_behind_the_room(const T& value) {
    const std::string document = gulo::json::encode(value);
    for (std::size_t before = 0; before < 1200; ++before) {
        gulo::buffer out;
        out.append(std::string(before, ' '));
        gulo::json::encode_to(value, out);
        BOOST_TEST_REQUIRE(out.size() <= out.capacity());
        BOOST_TEST_REQUIRE(out.view().substr(before) == document);
    }
    BOOST_TEST((reads<T>(document) == value));
}

// What is unbounded reserves room for the bounded text behind it, also for that of the structs around it.
BOOST_AUTO_TEST_CASE(there_is_room_for_all_that_is_written_wherever_the_buffer_ends) {
    never_writes_behind_the_room(wide_behind_absent{});
    never_writes_behind_the_room(wide_behind_nested{});
    never_writes_behind_the_room(std::vector<wide_behind_absent>(3));
    never_writes_behind_the_room(std::map<std::string, wide>{{"", {}}, {"a", {}}});
}

BOOST_AUTO_TEST_CASE(keys_come_in_any_order_with_white_space_and_strangers) {
    BOOST_TEST((reads<point>(R"({"y":2,"x":1})") == point{1, 2}));
    BOOST_TEST((reads<point>("\n{ \"x\" :\t1 ,\r\n \"y\":2 } ") == point{1, 2}));
    BOOST_TEST((reads<point>(R"({"x":1,"z":[{"x":9,"deep":[null,true,1e5,"s"]}],"y":2,"w":"\u0041"})") == point{1, 2}));
    BOOST_TEST((reads<point>(R"({"z":0,"x":1,"y":2})") == point{1, 2}));
    BOOST_TEST((reads<point>(R"({"\u0078":1,"y":2})") == point{1, 2}));
    BOOST_TEST((reads<nothing>(R"({"z":0})") == nothing{}));
    BOOST_TEST((reads<optional_first>(R"({"e":"x","c":2,"a":1})") == optional_first{1, {}, 2, {}, "x"}));
}

BOOST_AUTO_TEST_CASE(a_missing_field_is_an_error_unless_the_struct_tolerates_it) {
    BOOST_TEST(refusal<point>(R"({"x":1})") == R"(line 1, column 7: the field "y" is missing)");
    BOOST_TEST(refusal<point>("{}") == R"(line 1, column 2: the field "x" is missing)");
    BOOST_TEST(refusal<line>(R"({"from":{"y":1},"between":[]})") == R"(line 1, column 15, at from: the field "x" is missing)");

    const auto newer = reads<version_2>(gulo::json::encode(version_1{"Ada"}));
    BOOST_TEST(newer.name == "Ada");
    BOOST_TEST(newer.priority == 7);
    BOOST_TEST(newer.tags.size() == 1U);
    BOOST_TEST(reads<version_1>(gulo::json::encode(version_2{"Ada", 3, {}})).name == "Ada");
    BOOST_TEST(reads<version_2>(R"({"tags":[]})").tags.empty());
    BOOST_TEST(refusal<version_2>(R"({"priority":null})") == "line 1, column 13, at priority: expected a number, found null");
}

BOOST_AUTO_TEST_CASE(a_struct_may_contain_itself) {
    tree root;
    root.value = 1;
    root.children.resize(2);
    root.children[1].value = 3;
    root.next = std::make_unique<tree>();
    const auto text = gulo::json::encode(root);
    BOOST_TEST(text == R"({"value":1,"children":[{"value":0,"children":[]},{"value":3,"children":[]}],"next":{"value":0,"children":[]}})");
    const auto back = gulo::json::try_decode<tree>(text);
    BOOST_TEST_REQUIRE(back.has_value());
    BOOST_TEST(gulo::json::encode(*back) == text);
}

BOOST_AUTO_TEST_CASE(constants_and_types_without_default_constructor) {
    has_form(constants{1, "x", {}}, R"({"a":1,"b":"x"})");
    has_form(std::vector<constants>{}, "[]");
    BOOST_TEST(gulo::json::encode(reads<constants>(R"({"c":3,"b":"y","a":2})")) == R"({"a":2,"b":"y","c":3})");
    BOOST_TEST(refusal<constants>(R"({"a":1})") == R"(line 1, column 7: the field "b" is missing)");
    BOOST_TEST(refusal<constants>(R"({"a":1,"b":2})") == "line 1, column 12, at b: expected a string, found 2");
    has_form(no_default{3}, "3");
    has_form(with_no_default{no_default{3}, 4}, R"({"a":3,"b":4})");
    has_form(std::optional<no_default>{3}, "3");
    has_form(std::vector<with_no_default>{{no_default{3}, 4}, {no_default{5}, 6}}, R"([{"a":3,"b":4},{"a":5,"b":6}])");
    has_form(std::map<std::string, no_default>{{"x", no_default{3}}}, R"({"x":3})");
    has_form(std::variant<std::string, no_default>{no_default{3}}, R"({"no_default":3})");
    BOOST_TEST(reads<std::unique_ptr<no_default>>("3")->number_ == 3);
    BOOST_TEST((reads<with_no_default>(R"({"b":1,"a":1,"a":2})") == with_no_default{no_default{2}, 1}));
    BOOST_TEST(refusal<with_no_default>(R"({"b":4})") == R"(line 1, column 7: the field "a" is missing)");
    BOOST_TEST(refusal<with_no_default>(R"({"a":"x","b":4})") == R"(line 1, column 6, at a: expected a number, found "x")");
    BOOST_TEST(gulo::json::encode(reads<constant_and_owner>("{}")) == R"({"a":7,"b":8})");
    BOOST_TEST(gulo::json::encode(reads<constant_and_owner>(R"({"b":9})")) == R"({"a":7,"b":9})");
    BOOST_TEST((reads<starts_with_no_default>("{}") == starts_with_no_default{}));
    has_form(starts_with_no_default{no_default{1}, {no_default{2}}}, R"({"a":1,"more":[2]})");
}

BOOST_AUTO_TEST_CASE(what_a_mapping_throws_is_the_reason_of_the_refusal) {
    BOOST_TEST(refusal<thrower>(R"( "")") == "line 1, column 2: a name is not empty");
    BOOST_TEST(refusal<holds_thrower>(R"({"names":["a",""]})") == "line 1, column 15, at names[1]: a name is not empty");
    BOOST_TEST((refusal<std::map<thrower, int, by_name>>(R"({"":1})") == "line 1, column 2: a name is not empty"));
    BOOST_TEST(refusal<money>(R"("many")") == "line 1, column 1: stol");
    BOOST_TEST(refusal<thrower>(R"("seven")") == "line 1, column 1: json_mapping refuses it by an exception that is not a std::exception");
    BOOST_CHECK_THROW(gulo::json::try_decode<thrower>(R"("memory")"), std::bad_alloc);
    BOOST_CHECK_THROW(gulo::json::decode<thrower>(R"("")"), gulo::failure);
    BOOST_TEST(reads<never_throws>("3").value == 3);
}

BOOST_AUTO_TEST_CASE(structs_adapted_to_hana) {
    account savings{12};
    savings.holder_ = "Grace";
    has_form(savings, R"({"number_":12,"holder_":"Grace"})");
    BOOST_TEST(reads<account>(R"({"number_":1,"holder_":"x","hidden_":99})").hidden_ == 7);
    book volume;
    volume.title = "Gulo";
    volume.pages = 300;
    has_form(volume, R"({"title":"Gulo","pages":300})");
}

BOOST_AUTO_TEST_CASE(a_mapping_of_the_users_own) {
    has_form(money{250}, R"("250 cents")");
    has_form(bill{{100}, {{40}, {60}}}, R"({"total":"100 cents","parts":[40,60]})");
    BOOST_TEST(refusal<bill>(R"({"total":"1 cents","parts":[40,-60]})") == "line 1, column 32, at parts[1]: an amount is not negative");
    BOOST_TEST(refusal<bill>(R"({"total":1,"parts":[]})") == "line 1, column 10, at total: expected a string, found 1");
}

BOOST_AUTO_TEST_CASE(what_has_no_form_is_known_with_its_path) {
    static_assert(gulo::json_mapped<line> && gulo::json_mapped<tree> && gulo::json_mapped<bill>);
    static_assert(gulo::unmapped_path<line>().empty());
    static_assert(!gulo::json_mapped<outer>);
    static_assert(gulo::unmapped_path<outer>() == "inner.parts[]");
    static_assert(gulo::unmapped_path<opaque>() == "(the type itself)");
    static_assert(gulo::unmapped_path<holds_array>() == "text");
    static_assert(!gulo::json_mapped<int*> && !gulo::json_mapped<wchar_t> && !gulo::json_mapped<std::unique_ptr<opaque>>);
    static_assert(gulo::json_mapped<with_view> && !gulo::json_readable<with_view>);
    BOOST_TEST(gulo::json::encode(with_view{"x"}) == R"({"text":"x"})");
}

BOOST_AUTO_TEST_SUITE_END()
