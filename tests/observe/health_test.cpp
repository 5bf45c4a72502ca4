#define BOOST_TEST_MODULE observe
#include <gulo/observe/health.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(causes_come_and_go_by_themselves) {
    gulo::health state;
    BOOST_TEST(!state.is_degraded());
    BOOST_TEST(state.last_error().empty());
    state.degrade("dead letters", "one is refused");
    state.degrade("consumer", "the broker is away");
    state.recover("consumer");
    BOOST_TEST(state.is_degraded());
    state.recover("dead letters");
    BOOST_TEST(!state.is_degraded());
    BOOST_TEST(state.last_error() == "the broker is away");
}
