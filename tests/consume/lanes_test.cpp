// Order per key.
#include <gulo/consume/lanes.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace gulo::consume;
using namespace std::string_view_literals;

namespace {

constexpr record_id id(std::uint32_t number) { return {number, 0}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(lanes_of_a_partition)

BOOST_AUTO_TEST_CASE(one_key_runs_one_at_a_time_and_in_order) {
    lanes tested;
    const auto first = tested.enter("k"sv, id(1));
    BOOST_TEST(first.may_run);
    for (std::uint32_t number = 2; number <= 50; ++number) {
        const auto next = tested.enter("k"sv, id(number));
        BOOST_TEST(!next.may_run);
        BOOST_TEST(next.where == first.where);
    }
    for (std::uint32_t number = 2; number <= 50; ++number) BOOST_CHECK(tested.leave(first.where) == id(number));
    BOOST_TEST(!tested.leave(first.where).has_value());
    BOOST_TEST(tested.enter("k"sv, id(51)).may_run);
}

BOOST_AUTO_TEST_CASE(order_is_kept_while_records_come_and_go) {
    lanes tested;
    lanes::lane* const where = tested.enter("k"sv, id(0)).where;
    std::uint32_t entered = 1;
    std::uint32_t next = 1;
    // The line grows and shrinks again and again, to lengths from 1 to 40.
    for (std::uint32_t length = 1; length <= 40; ++length) {
        while (entered < next + length) BOOST_TEST(!tested.enter("k"sv, id(entered++)).may_run);
        for (std::uint32_t taken = 0; taken < (length + 2) / 3; ++taken) BOOST_CHECK(tested.leave(where) == id(next++));
    }
    while (next < entered) BOOST_CHECK(tested.leave(where) == id(next++));
    BOOST_TEST(!tested.leave(where).has_value());
    BOOST_TEST(tested.enter("k"sv, id(entered)).may_run);
}

BOOST_AUTO_TEST_CASE(different_keys_run_side_by_side) {
    lanes tested;
    for (std::uint32_t number = 0; number < 1'000; ++number) BOOST_TEST(tested.enter(std::to_string(number), id(number)).may_run);
}

BOOST_AUTO_TEST_CASE(no_key_is_one_lane_and_an_empty_key_is_a_key) {
    lanes tested;
    const auto keyless = tested.enter(std::nullopt, id(1));
    const auto empty = tested.enter(""sv, id(2));
    BOOST_TEST(keyless.may_run);
    BOOST_TEST(empty.may_run);
    BOOST_TEST(keyless.where != empty.where);
    BOOST_TEST(!tested.enter(std::nullopt, id(3)).may_run);
    BOOST_TEST(!tested.enter(""sv, id(4)).may_run);
    BOOST_CHECK(tested.leave(empty.where) == id(4));
    BOOST_CHECK(tested.leave(keyless.where) == id(3));
    BOOST_TEST(!tested.leave(keyless.where).has_value());
    BOOST_TEST(tested.enter(std::nullopt, id(5)).may_run);
}

BOOST_AUTO_TEST_CASE(keys_are_octets) {
    lanes tested;
    BOOST_TEST(tested.enter("a\0b"sv, id(1)).may_run);
    BOOST_TEST(tested.enter("a\0c"sv, id(2)).may_run);
    BOOST_TEST(tested.enter("a"sv, id(3)).may_run);
    BOOST_TEST(!tested.enter("a\0b"sv, id(4)).may_run);
    BOOST_TEST(tested.enter("\xff\xfe"sv, id(5)).may_run);
}

BOOST_AUTO_TEST_CASE(the_key_is_copied) {
    lanes tested;
    std::string key = "a key that is too long to live inside a string object";
    const auto first = tested.enter(key, id(1));
    key.assign(key.size(), 'x');
    BOOST_TEST(!tested.enter("a key that is too long to live inside a string object"sv, id(2)).may_run);
    BOOST_CHECK(tested.leave(first.where) == id(2));
    BOOST_TEST(!tested.leave(first.where).has_value());
}

BOOST_AUTO_TEST_CASE(a_lane_stays_where_it_is_while_others_come_and_go) {
    lanes tested;
    const auto kept = tested.enter("kept"sv, id(0));
    tested.enter("kept"sv, id(1));
    for (std::uint32_t round = 0; round < 3; ++round) {
        std::vector<lanes::lane*> others;
        for (std::uint32_t number = 0; number < 500; ++number) others.push_back(tested.enter(std::to_string(number), id(number)).where);
        for (lanes::lane* const each : others) BOOST_TEST(!tested.leave(each).has_value());
    }
    BOOST_CHECK(tested.leave(kept.where) == id(1));
}

BOOST_AUTO_TEST_SUITE_END()
