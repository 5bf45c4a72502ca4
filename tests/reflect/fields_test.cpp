#include <gulo/reflect/fields.hpp>

#include <boost/test/unit_test.hpp>

#include <any>
#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

namespace {

struct nothing {};
struct one {
    int value;
};
struct point {
    int x;
    int y;
};
struct one_struct {
    one inner;
};
struct no_default {
    explicit no_default(int number) : number_{number} {}
    int number_;
};
struct explicit_default {
    explicit explicit_default() {}
};
struct not_copyable {
    not_copyable() = default;
    not_copyable(const not_copyable&) = delete;
};
struct greedy {
    greedy() = default;
    template <class T>
    greedy(T&&) {}
};
enum class color { red };

struct nested {
    point where;
    int z;
    std::array<int, 3> numbers;
    std::optional<std::string> note;
    std::vector<point> path;
    std::map<std::string, int> counts;
};
struct constants {
    const int a;
    const std::string b;
    const no_default c;
};
struct needs_values {
    no_default a;
    int b;
    no_default c;
    int d;
};
struct value_at_the_end {
    int a;
    int b;
    no_default c;
};
struct optionals {
    std::optional<int> a;
    std::optional<point> b;
    std::optional<std::optional<int>> c;
};
struct variants {
    std::variant<int, std::string> a;
    std::variant<std::monostate, point> b;
};
struct erased {
    std::any a;
    std::function<void()> b;
    std::shared_ptr<int> c;
    std::unique_ptr<point> d;
    std::string_view e;
    const char* f;
    void* g;
};
struct hard {
    std::atomic<int> a;
    not_copyable b;
    greedy c;
    explicit_default d;
    int e;
};
struct explicit_with_initialiser {
    int a;
    explicit_default b{};
    int c = 3;
};
struct times {
    std::chrono::system_clock::time_point a;
    std::chrono::milliseconds b;
    std::chrono::year_month_day c;
};
struct tuples {
    std::tuple<int, std::string> a;
    std::pair<int, int> b;
};
struct defaults {
    int number = 3;
    std::string text = "x";
};
struct c_arrays {
    char name[16];
    int numbers[2][3];
    int last;
};
struct tree {
    int value;
    std::vector<tree> children;
    std::unique_ptr<tree> next;
};
struct tag {};
struct other_tag {};
struct tagged : tag {
    int a;
    std::string b;
};
struct twice_tagged : tag, other_tag {
    int a;
};
struct only_tagged : tag {};
struct with_statics {
    static constexpr std::string_view topic = "users";
    int a;
    int sum() const { return a; }
    bool operator==(const with_statics&) const = default;
};
template <class T>
struct envelope {
    T payload;
    int version;
};
struct odd_names {
    int value;
    int größe;
    int _underscored_;
    int x1;
};

struct not_an_aggregate {
    not_an_aggregate() {}
    int a;
};
union either {
    int a;
    float b;
};
struct range {
    int* first;
    int* begin() const { return first; }
    int* end() const { return first; }
};

struct of_128 {
    int f0 = 0;
    int f1 = 1;
    int f2 = 2;
    int f3 = 3;
    int f4 = 4;
    int f5 = 5;
    int f6 = 6;
    int f7 = 7;
    int f8 = 8;
    int f9 = 9;
    int f10 = 10;
    int f11 = 11;
    int f12 = 12;
    int f13 = 13;
    int f14 = 14;
    int f15 = 15;
    int f16 = 16;
    int f17 = 17;
    int f18 = 18;
    int f19 = 19;
    int f20 = 20;
    int f21 = 21;
    int f22 = 22;
    int f23 = 23;
    int f24 = 24;
    int f25 = 25;
    int f26 = 26;
    int f27 = 27;
    int f28 = 28;
    int f29 = 29;
    int f30 = 30;
    int f31 = 31;
    int f32 = 32;
    int f33 = 33;
    int f34 = 34;
    int f35 = 35;
    int f36 = 36;
    int f37 = 37;
    int f38 = 38;
    int f39 = 39;
    int f40 = 40;
    int f41 = 41;
    int f42 = 42;
    int f43 = 43;
    int f44 = 44;
    int f45 = 45;
    int f46 = 46;
    int f47 = 47;
    int f48 = 48;
    int f49 = 49;
    int f50 = 50;
    int f51 = 51;
    int f52 = 52;
    int f53 = 53;
    int f54 = 54;
    int f55 = 55;
    int f56 = 56;
    int f57 = 57;
    int f58 = 58;
    int f59 = 59;
    int f60 = 60;
    int f61 = 61;
    int f62 = 62;
    int f63 = 63;
    int f64 = 64;
    int f65 = 65;
    int f66 = 66;
    int f67 = 67;
    int f68 = 68;
    int f69 = 69;
    int f70 = 70;
    int f71 = 71;
    int f72 = 72;
    int f73 = 73;
    int f74 = 74;
    int f75 = 75;
    int f76 = 76;
    int f77 = 77;
    int f78 = 78;
    int f79 = 79;
    int f80 = 80;
    int f81 = 81;
    int f82 = 82;
    int f83 = 83;
    int f84 = 84;
    int f85 = 85;
    int f86 = 86;
    int f87 = 87;
    int f88 = 88;
    int f89 = 89;
    int f90 = 90;
    int f91 = 91;
    int f92 = 92;
    int f93 = 93;
    int f94 = 94;
    int f95 = 95;
    int f96 = 96;
    int f97 = 97;
    int f98 = 98;
    int f99 = 99;
    int f100 = 100;
    int f101 = 101;
    int f102 = 102;
    int f103 = 103;
    int f104 = 104;
    int f105 = 105;
    int f106 = 106;
    int f107 = 107;
    int f108 = 108;
    int f109 = 109;
    int f110 = 110;
    int f111 = 111;
    int f112 = 112;
    int f113 = 113;
    int f114 = 114;
    int f115 = 115;
    int f116 = 116;
    int f117 = 117;
    int f118 = 118;
    int f119 = 119;
    int f120 = 120;
    int f121 = 121;
    int f122 = 122;
    int f123 = 123;
    int f124 = 124;
    int f125 = 125;
    int f126 = 126;
    int f127 = 127;
};

template <class T>
std::string names() {
    std::string text;
    for (const auto name : gulo::reflect::field_names<T>) text.append(name).append(" ");
    return text;
}

}  // namespace

using gulo::reflect::field;
using gulo::reflect::field_count;
using gulo::reflect::field_names;
using gulo::reflect::field_type;
using gulo::reflect::for_each_field;
using gulo::reflect::reflectable;

BOOST_AUTO_TEST_SUITE(fields)

BOOST_AUTO_TEST_CASE(fields_are_counted_whatever_their_types) {
    static_assert(field_count<nothing> == 0);
    static_assert(field_count<one> == 1);
    static_assert(field_count<point> == 2);
    static_assert(field_count<one_struct> == 1);
    static_assert(field_count<nested> == 6);
    static_assert(field_count<constants> == 3);
    static_assert(field_count<needs_values> == 4);
    static_assert(field_count<value_at_the_end> == 3);
    static_assert(field_count<optionals> == 3);
    static_assert(field_count<variants> == 2);
    static_assert(field_count<erased> == 7);
    static_assert(field_count<hard> == 5);
    static_assert(field_count<explicit_with_initialiser> == 3);
    static_assert(field_count<times> == 3);
    static_assert(field_count<tuples> == 2);
    static_assert(field_count<defaults> == 2);
    static_assert(field_count<tree> == 3);
    static_assert(field_count<with_statics> == 1 && with_statics::topic == "users");
    static_assert(field_count<envelope<point>> == 2);
}

BOOST_AUTO_TEST_CASE(a_c_array_is_one_field) {
    static_assert(field_count<c_arrays> == 3);
    BOOST_TEST(names<c_arrays>() == "name numbers last ");
    static_assert(std::is_same_v<field_type<c_arrays, 0>, char[16]>);
}

BOOST_AUTO_TEST_CASE(empty_bases_are_no_fields) {
    static_assert(field_count<tagged> == 2);
    static_assert(field_count<twice_tagged> == 1);
    static_assert(field_count<only_tagged> == 0);
    BOOST_TEST(names<tagged>() == "a b ");
    tagged object{{}, 3, "x"};
    BOOST_TEST(field<0>(object) == 3);
}

BOOST_AUTO_TEST_CASE(names_are_the_declared_ones) {
    BOOST_TEST(names<nothing>() == "");
    BOOST_TEST(names<one>() == "value ");
    BOOST_TEST(names<nested>() == "where z numbers note path counts ");
    BOOST_TEST(names<needs_values>() == "a b c d ");
    BOOST_TEST(names<erased>() == "a b c d e f g ");
    BOOST_TEST(names<hard>() == "a b c d e ");
    BOOST_TEST((names<envelope<envelope<point>>>()) == "payload version ");
    BOOST_TEST(names<odd_names>() == "value größe _underscored_ x1 ");
    struct local {
        int inside;
        int outside;
    };
    BOOST_TEST(names<local>() == "inside outside ");
    static_assert(field_names<point>[1] == "y");
}

BOOST_AUTO_TEST_CASE(the_limit_is_128_fields) {
    static_assert(field_count<of_128> == 128);
    BOOST_TEST(field_names<of_128>[0] == "f0");
    BOOST_TEST(field_names<of_128>[127] == "f127");
    const of_128 object;
    BOOST_TEST(field<127>(object) == 127);
    int sum = 0;
    for_each_field(object, [&](std::string_view, const int& value) { sum += value; });
    BOOST_TEST(sum == 127 * 128 / 2);
}

BOOST_AUTO_TEST_CASE(fields_are_accessed_by_index) {
    point object{1, 2};
    field<1>(object) = 7;
    BOOST_TEST(object.y == 7);
    static_assert(std::is_same_v<decltype(field<0>(object)), int&>);
    static_assert(std::is_same_v<decltype(field<0>(std::as_const(object))), const int&>);
    constexpr point constant{3, 4};
    static_assert(field<1>(constant) == 4);
    static_assert(std::is_same_v<field_type<nested, 3>, std::optional<std::string>>);
    static_assert(std::is_same_v<field_type<constants, 0>, int>);
}

BOOST_AUTO_TEST_CASE(each_field_is_visited_with_its_name_in_order) {
    defaults object;
    std::string seen;
    for_each_field(object, [&](std::string_view name, auto& value) {
        seen.append(name).append(" ");
        if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, int>) value = 9;
    });
    BOOST_TEST(seen == "number text ");
    BOOST_TEST(object.number == 9);
}

BOOST_AUTO_TEST_CASE(what_is_reflectable) {
    static_assert(reflectable<nothing> && reflectable<point> && reflectable<tree> && reflectable<constants>);
    static_assert(!reflectable<int> && !reflectable<int*> && !reflectable<color> && !reflectable<either>);
    static_assert(!reflectable<std::string> && !reflectable<std::vector<int>> && !reflectable<std::array<int, 2>>);
    static_assert(!reflectable<std::pair<int, int>> && !reflectable<std::tuple<>> && !reflectable<std::optional<int>>);
    static_assert(!reflectable<std::monostate> && !reflectable<not_an_aggregate> && !reflectable<range>);
}

BOOST_AUTO_TEST_SUITE_END()
