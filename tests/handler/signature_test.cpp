// What a handler's type says.

#include <gulo/handler/signature.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>

namespace {

using namespace gulo;

struct message {};
struct service {};

int function(const message&, service&) { return 0; }
void by_value(message) noexcept {}
struct object {
    void changes(const message&, service&) {}
    int looks(const message&) const noexcept { return 0; }
    void stays(const message&) & {}
    void stays_as_it_is(const message&) const& noexcept {}
    void passes(const message&) && {}
};
inline constexpr auto lambda = [](const message&, const service&) { return 1; };
inline constexpr auto generic = [](const auto&) {};
inline constexpr int number = 1;

static_assert(std::is_same_v<handler_signature<function>::message_type, message>);
static_assert(std::is_same_v<handler_signature<function>::result_type, int>);
static_assert(std::is_same_v<handler_signature<function>::service_parameters, type_list<service&>>);
static_assert(std::is_same_v<handler_signature<function>::object_type, void>);
static_assert(std::is_same_v<handler_signature<by_value>::message_type, message>);
static_assert(std::is_same_v<handler_signature<&object::changes>::object_type, object>);
static_assert(std::is_same_v<handler_signature<&object::looks>::object_type, const object>);
static_assert(std::is_same_v<handler_signature<&object::stays>::object_type, object>);
static_assert(std::is_same_v<handler_signature<&object::stays_as_it_is>::object_type, const object>);
static_assert(!is_handler<&object::passes>);
static_assert(std::is_same_v<handler_signature<lambda>::service_parameters, type_list<const service&>>);
static_assert(is_handler<function> && is_handler<by_value> && is_handler<&object::changes> && is_handler<&object::looks> && is_handler<lambda>);
static_assert(!is_handler<generic> && !is_handler<number>);

BOOST_AUTO_TEST_CASE(signatures_are_read_while_compiling) { BOOST_TEST(true); }

}  // namespace
