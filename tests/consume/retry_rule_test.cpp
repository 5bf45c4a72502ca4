// How often and when a record is tried again.
#include <gulo/handler/retry_rule.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>

using gulo::retry_rule;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(retrying)

BOOST_AUTO_TEST_CASE(max_attempts_counts_calls_of_the_handler) {
    constexpr retry_rule rule{.max_attempts = 3};
    static_assert(rule.tries_again(1) && rule.tries_again(2) && !rule.tries_again(3) && !rule.tries_again(4));
    static_assert(!retry_rule{.max_attempts = 1}.tries_again(1));
    BOOST_TEST(!retry_rule{.max_attempts = 0}.tries_again(1));
}

BOOST_AUTO_TEST_CASE(the_pause_doubles_up_to_the_longest) {
    constexpr retry_rule rule{.max_attempts = 100, .first_backoff = 100ms, .longest_backoff = 1'000ms};
    static_assert(rule.pause_after(1) == 100ms && rule.pause_after(2) == 200ms && rule.pause_after(3) == 400ms);
    static_assert(rule.pause_after(4) == 800ms && rule.pause_after(5) == 1'000ms);
    BOOST_CHECK(rule.pause_after(1'000'000) == 1'000ms);
}

BOOST_AUTO_TEST_CASE(odd_settings_are_harmless) {
    BOOST_CHECK((retry_rule{.first_backoff = 0ms}.pause_after(50) == 0ms));
    BOOST_CHECK((retry_rule{.first_backoff = 10s, .longest_backoff = 1s}.pause_after(1) == 1s));
}

BOOST_AUTO_TEST_SUITE_END()
