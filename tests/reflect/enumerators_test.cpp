#include <gulo/reflect/enumerators.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace {

enum class color { red, green = 3, dark = -7 };
enum plain { first, second };
enum class narrow : std::uint8_t { least = 0, most = 255 };
enum class signed_narrow : std::int8_t { least = -128, most = 127 };
enum class nothing {};
enum class flag : bool { off, on };
enum class status { not_found = 404, gone = 410 };
enum class same { one = 1, uno = 1 };
struct holder {
    enum class inner { a, b };
    enum unscoped { c, d };
};
enum class outside { far = 1100, near = 3 };
enum class http { ok = 200, not_found = 404, last = 599 };
enum class answer { ok, not_found = 404, teapot = 418 };
enum class only_far : std::uint16_t { first = 777, last = 1023 };
enum unfixed { unfixed_small = 1, unfixed_large = 300 };
enum unfixed_flags { unfixed_low = 1, unfixed_high = 1 << 20 };
enum class bits : std::uint64_t { none, low = 1, middle = 1ULL << 10, high = 1ULL << 40, highest = 1ULL << 63 };
enum class wide : std::int64_t { low = -5'000'000'000, high = -4'999'999'999 };

template <class E>
std::string listed() {
    std::string text;
    for (const auto& each : gulo::reflect::enumerators<E>) text += std::string{each.name} + "=" + std::to_string(static_cast<int>(each.value)) + " ";
    return text;
}

}  // namespace

template <>
struct gulo::reflect::enumerator_range<status> {
    static constexpr int min = 400;
    static constexpr int max = 599;
};
template <>
struct gulo::reflect::enumerator_range<wide> {
    static constexpr std::int64_t min = -5'000'000'000;
    static constexpr std::int64_t max = -4'999'999'000;
};

using gulo::reflect::enumerator_name;
using gulo::reflect::enumerator_value;
using gulo::reflect::enumerators;

BOOST_AUTO_TEST_SUITE(enumerator_reflection)

BOOST_AUTO_TEST_CASE(all_enumerators_are_found_by_ascending_value) {
    BOOST_TEST(listed<color>() == "dark=-7 red=0 green=3 ");
    BOOST_TEST(listed<plain>() == "first=0 second=1 ");
    BOOST_TEST(listed<narrow>() == "least=0 most=255 ");
    BOOST_TEST(listed<signed_narrow>() == "least=-128 most=127 ");
    BOOST_TEST(listed<flag>() == "off=0 on=1 ");
    BOOST_TEST(listed<holder::inner>() == "a=0 b=1 ");
    BOOST_TEST(listed<holder::unscoped>() == "c=0 d=1 ");
    static_assert(enumerators<nothing>.empty());
}

BOOST_AUTO_TEST_CASE(an_enumeration_within_a_function) {
    enum class local { x, y };
    BOOST_TEST(listed<local>() == "x=0 y=1 ");
}

BOOST_AUTO_TEST_CASE(names_and_values) {
    static_assert(enumerator_name(color::green) == "green");
    static_assert(enumerator_name(static_cast<color>(1)).empty());
    static_assert(enumerator_value<color>("dark") == color::dark);
    static_assert(!enumerator_value<color>("Dark"));
    static_assert(!enumerator_value<color>(""));
    static_assert(enumerator_name(plain::second) == "second");
    static_assert(enumerator_name(static_cast<nothing>(0)).empty());
    BOOST_TEST(enumerator_name(narrow::most) == "most");
}

BOOST_AUTO_TEST_CASE(the_range_can_be_set) {
    BOOST_TEST(listed<status>() == "not_found=404 gone=410 ");
    static_assert(enumerator_name(status::gone) == "gone");
}

BOOST_AUTO_TEST_CASE(values_outside_the_range_have_no_name) {
    static_assert(enumerator_name(outside::near) == "near");
    static_assert(enumerator_name(outside::far).empty());
    static_assert(!enumerator_value<outside>("far"));
}

BOOST_AUTO_TEST_CASE(values_beyond_the_range_are_found_where_they_can_be_expected) {
    BOOST_TEST(listed<http>() == "ok=200 not_found=404 last=599 ");
    BOOST_TEST(listed<answer>() == "ok=0 not_found=404 teapot=418 ");
    BOOST_TEST(listed<only_far>() == "first=777 last=1023 ");
    BOOST_TEST(listed<unfixed>() == "unfixed_small=1 unfixed_large=300 ");
    BOOST_TEST(listed<unfixed_flags>() == "unfixed_low=1 unfixed_high=1048576 ");
    static_assert(enumerators<bits>.size() == 5 && enumerator_name(bits::highest) == "highest" && enumerator_name(bits::high) == "high");
    static_assert(enumerator_value<bits>("middle") == bits::middle && enumerator_name(static_cast<bits>(5)).empty());
    static_assert(enumerators<wide>.size() == 2 && enumerator_name(wide::low) == "low" && enumerator_value<wide>("high") == wide::high);
}

BOOST_AUTO_TEST_CASE(of_several_names_for_a_value_the_first_counts) { BOOST_TEST(listed<same>() == "one=1 "); }

BOOST_AUTO_TEST_SUITE_END()
