#include <gulo/base/clock.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(clocks)

BOOST_AUTO_TEST_CASE(a_virtual_clock_moves_by_hand_only) {
    gulo::virtual_clock tested;
    const auto start = tested.now();
    const auto wall = tested.wall_time();
    BOOST_CHECK(wall == gulo::timestamp{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}});
    BOOST_CHECK(tested.now() == start);
    tested.advance(1'500ms);
    BOOST_CHECK(tested.now() - start == 1'500ms);
    BOOST_CHECK(tested.wall_time() - wall == 1'500ms);
    for (int count = 0; count < 1'000; ++count) tested.advance(1ns);  // nothing is lost to rounding
    BOOST_CHECK(tested.wall_time() - wall == 1'500ms + 1us);
}

BOOST_AUTO_TEST_CASE(the_real_clock_does_not_go_back) {
    const gulo::clock& tested = gulo::real_clock::instance();
    const auto first = tested.now();
    BOOST_CHECK(tested.now() >= first);
    const auto here = std::chrono::system_clock::now();
    BOOST_CHECK(std::chrono::abs(tested.wall_time() - here) < 1min);
}

BOOST_AUTO_TEST_SUITE_END()
