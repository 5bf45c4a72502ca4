// The compile-time map from message to handlers: every entry is found, in the order of declaration, across groups.

#include <gulo/handler/multimap.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace {

using namespace gulo;
using namespace gulo::detail;

template <std::size_t>
struct key {};
template <class Key, int Number>
struct entry {
    using key_type = Key;
};

using map = multimap<type_list<group<entry<key<1>, 1>, entry<key<2>, 1>, entry<key<1>, 2>>, group<>, group<entry<key<3>, 1>, entry<key<1>, 3>>>>;

static_assert(map::size == 5);
static_assert(std::is_same_v<map::find<key<1>>::type, type_list<entry<key<1>, 1>, entry<key<1>, 2>, entry<key<1>, 3>>>);
static_assert(std::is_same_v<map::find<key<2>>::type, type_list<entry<key<2>, 1>>>);
static_assert(std::is_same_v<map::find<key<3>>::type, type_list<entry<key<3>, 1>>>);
static_assert(std::is_same_v<map::find<key<4>>::type, type_list<>>);
static_assert(map::count(reflect::type_id<key<1>>) == 3);
static_assert(map::count(reflect::type_id<key<4>>) == 0);
static_assert(std::is_same_v<multimap<type_list<>>::find<key<1>>::type, type_list<>>);

template <std::size_t... Numbers>
group<entry<key<Numbers>, 0>...> group_of(std::index_sequence<Numbers...>);
using wide = multimap<type_list<decltype(group_of(std::make_index_sequence<300>{}))>>;
static_assert(std::is_same_v<wide::find<key<0>>::type, type_list<entry<key<0>, 0>>>);
static_assert(std::is_same_v<wide::find<key<299>>::type, type_list<entry<key<299>, 0>>>);
static_assert(wide::count(reflect::type_id<key<300>>) == 0);

BOOST_AUTO_TEST_CASE(places_are_sorted_stably_for_every_size) {
    const auto check = []<std::size_t Size>(std::integral_constant<std::size_t, Size>) {
        std::array<place, Size> places{};
        for (std::size_t index = 0; index < Size; ++index) places[index] = {(index * 7919) % 5, 0, static_cast<std::uint32_t>(index)};
        auto expected = places;
        std::ranges::sort(expected, {}, [](const place& each) { return std::pair{each.key, each.index}; });
        const auto sorted = sorted_places(places);
        for (std::size_t index = 0; index < Size; ++index) BOOST_TEST(sorted[index].index == expected[index].index);
    };
    [&]<std::size_t... Sizes>(std::index_sequence<Sizes...>) { (check(std::integral_constant<std::size_t, Sizes>{}), ...); }(std::make_index_sequence<40>{});
}

}  // namespace
