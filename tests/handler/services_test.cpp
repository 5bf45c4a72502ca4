// Which service a parameter gets.

#include <gulo/handler/services.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <type_traits>

namespace {

using namespace gulo;
using namespace gulo::detail;

struct base {};
struct left : base {};
struct right : base {};

template <class Parameter, class... Provided>
using resolved = typename resolved_argument<Parameter, type_list<Provided...>>::type;

static_assert(std::is_same_v<resolved<left&, right&, left&>, service_argument<left&, left, 2>>);
static_assert(std::is_same_v<resolved<const left&, left>, service_argument<const left&, left, 0>>);
static_assert(std::is_same_v<resolved<base&, left&>, service_argument<base&, left, 0>>);
static_assert(std::is_same_v<resolved<base&, left&, base&>, service_argument<base&, base, 2>>);
static_assert(std::is_same_v<resolved<base&, left&, right&>, ambiguous_service<base&, left, right>>);
static_assert(std::is_same_v<resolved<left&, right&>, missing_service<left&>>);
static_assert(std::is_same_v<resolved<left&, const left&>, missing_service<left&>>);
static_assert(std::is_same_v<resolved<const left&, const left&>, service_argument<const left&, const left, 0>>);
static_assert(std::is_same_v<resolved<left&, std::shared_ptr<left>>, service_argument<left&, left, 0>>);
static_assert(std::is_same_v<resolved<base&, std::unique_ptr<left>>, service_argument<base&, left, 0>>);
static_assert(std::is_same_v<resolved<std::shared_ptr<left>, std::shared_ptr<left>&>, service_argument<std::shared_ptr<left>, std::shared_ptr<left>, 1>>);
static_assert(std::is_same_v<resolved<std::shared_ptr<base>, std::shared_ptr<left>&>, service_argument<std::shared_ptr<base>, std::shared_ptr<left>, 1>>);
static_assert(std::is_same_v<resolved<const std::shared_ptr<const left>&, std::shared_ptr<left>>,
                             service_argument<const std::shared_ptr<const left>&, std::shared_ptr<left>, 1>>);
static_assert(std::is_same_v<resolved<std::shared_ptr<base>&, std::shared_ptr<left>&>, missing_service<std::shared_ptr<base>&>>);
static_assert(std::is_same_v<resolved<context&, left>, context_argument>);
static_assert(std::is_same_v<resolved<int&, long&>, missing_service<int&>>);

BOOST_AUTO_TEST_CASE(services_are_found_while_compiling) { BOOST_TEST(true); }

}  // namespace
