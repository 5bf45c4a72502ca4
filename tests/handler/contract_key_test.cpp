// The short key of a contract differs whenever the contract does.

#include <gulo/handler/contract_key.hpp>
#include <gulo/host/parts.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using namespace gulo;

struct command {};
struct event {};
void one(const command&) {}
void two(const command&) {}
struct store {};

template <class... Parts>
inline constexpr auto number = detail::key_of<detail::contract_of<Parts...>>::number;

static_assert(number<handler_list<one>> == number<handler_list<one>>);
static_assert(number<handler_list<one>> != number<handler_list<two>>);
static_assert(number<handler_list<one, two>> != number<handler_list<two, one>>);
static_assert(number<handler_list<one>> != number<handler_list<one>, publish_list<event>>);
static_assert(number<handler_list<one>, publish_list<event>> != number<handler_list<one>, subscribe_list<event>>);
static_assert(number<handler_list<one>, store&> != number<handler_list<one>, store>);
static_assert(number<handler_list<one>, store&> != number<handler_list<one>>);

BOOST_AUTO_TEST_CASE(keys_are_made_while_compiling) { BOOST_TEST(true); }

}  // namespace
