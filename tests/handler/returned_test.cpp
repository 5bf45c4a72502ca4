// How every kind of return type is classified.

#include <gulo/base/result.hpp>
#include <gulo/handler/returned.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace gulo;

struct event {
    int number = 0;
};
struct other {
    int number = 0;
};
struct view {
    int number = 0;
};
struct result_with_events {
    int answer = 0;
    std::vector<event> domain_events;
};
class opaque {
public:
    explicit opaque(int number) : number_{number} {}
    int number() const { return number_; }

private:
    int number_;
};
enum class colour { red };

template <class Returned, class... Items>
inline constexpr bool reads_as = std::is_same_v<typename returned<Returned>::items, type_list<Items...>>;

static_assert(reads_as<void>);
static_assert(reads_as<int, responds<int>>);
static_assert(reads_as<std::string, responds<std::string>>);
static_assert(reads_as<uuid, responds<uuid>>);
static_assert(reads_as<colour, responds<colour>>);
static_assert(reads_as<std::chrono::seconds, responds<std::chrono::seconds>>);
static_assert(reads_as<std::vector<int>, responds<std::vector<int>>>);
static_assert(reads_as<std::optional<uuid>, responds<std::optional<uuid>>>);
static_assert(reads_as<std::map<std::string, int>, responds<std::map<std::string, int>>>);
static_assert(reads_as<std::pair<int, int>, responds<std::pair<int, int>>>);
static_assert(reads_as<reply<view>, responds<view>>);
static_assert(reads_as<event, emits<event, false>>);
static_assert(reads_as<std::optional<event>, emits<event, true>>);
static_assert(reads_as<std::vector<event>, emits<event, true>>);
static_assert(reads_as<std::array<event, 2>, emits<event, true>>);
static_assert(reads_as<std::variant<event, other>, emits<event, true>, emits<other, true>>);
static_assert(reads_as<std::variant<std::monostate, event>, emits<event, true>>);
static_assert(reads_as<std::vector<std::variant<event, other>>, emits<event, true>, emits<other, true>>);
static_assert(reads_as<std::variant<int, std::string>, responds<std::variant<int, std::string>>>);
static_assert(reads_as<std::variant<int, event>, mixed<std::variant<int, event>>>);
static_assert(reads_as<std::tuple<uuid, event, std::optional<other>>, responds<uuid>, emits<event, false>, emits<other, true>>);
static_assert(reads_as<std::tuple<event, other>, emits<event, false>, emits<other, false>>);
static_assert(reads_as<std::pair<int, event>, responds<int>, emits<event, false>>);
static_assert(reads_as<result_with_events, responds<result_with_events>, emits<event, true>>);
static_assert(reads_as<opaque, unclassified<opaque>>);
static_assert(is_expected<result<int>> && !is_expected<int>);

BOOST_AUTO_TEST_CASE(a_tuple_is_routed_in_its_order_and_leaves_the_response) {
    std::vector<int> seen;
    const auto emit = [&](const auto& message) { seen.push_back(message.number); };
    const int response = returned<std::tuple<event, int, std::vector<other>>>::route({event{1}, 42, {{2}, {3}}}, emit);
    BOOST_TEST(response == 42);
    BOOST_TEST(seen == (std::vector{1, 2, 3}), boost::test_tools::per_element());
}

}  // namespace
