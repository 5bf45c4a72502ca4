// Rules C2 and R4: order per key, side by side otherwise.
#include "pipeline_bench.hpp"

using namespace consume_test;

BOOST_AUTO_TEST_SUITE(ordering)

BOOST_AUTO_TEST_CASE(c2_records_of_one_key_run_in_order_and_one_at_a_time) {
    pipeline_bench bench;
    bench.assign();
    const auto first = bench.fetch(0, "a"sv);
    const auto second = bench.fetch(1, "a"sv);
    const auto third = bench.fetch(2, "a"sv);
    BOOST_TEST(bench.started() == ids{first});
    bench.finish(first);
    BOOST_TEST(bench.started() == ids{second});
    bench.finish(second, outcome::rejected);
    BOOST_TEST(bench.started().empty());  // not terminal before it is parked
    bench.park(second);
    BOOST_TEST(bench.started() == ids{third});
}

BOOST_AUTO_TEST_CASE(c2_different_keys_of_a_partition_run_side_by_side) {
    pipeline_bench bench;
    bench.assign();
    const auto first = bench.fetch(0, "a"sv);
    const auto second = bench.fetch(1, "b"sv);
    const auto third = bench.fetch(2, ""sv);
    BOOST_TEST(bench.started() == (ids{first, second, third}));
}

BOOST_AUTO_TEST_CASE(c2_records_without_a_key_are_one_lane_of_their_partition) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    const auto first = bench.fetch(0, std::nullopt);
    const auto second = bench.fetch(1, std::nullopt);
    const auto empty_key = bench.fetch(2, ""sv);
    const auto elsewhere = bench.fetch(0, std::nullopt, orders1);
    BOOST_TEST(bench.started() == (ids{first, empty_key, elsewhere}));
    bench.finish(first);
    BOOST_TEST(bench.started() == ids{second});
}

BOOST_AUTO_TEST_CASE(c2_one_key_on_two_partitions_is_two_lanes) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    const auto first = bench.fetch(0, "a"sv);
    const auto second = bench.fetch(0, "a"sv, orders1);
    BOOST_TEST(bench.started() == (ids{first, second}));
}

BOOST_AUTO_TEST_CASE(r4_a_backoff_holds_its_own_lane_and_no_other) {
    pipeline_bench bench{{}, {.max_attempts = 3, .first_backoff = 100ms}};
    bench.assign();
    const auto failing = bench.fetch(0, "a"sv);
    const auto behind = bench.fetch(1, "a"sv);
    const auto other = bench.fetch(2, "b"sv);
    bench.clear();
    bench.finish(failing, outcome::failed);
    bench.finish(other);
    const auto more = bench.fetch(3, "b"sv);
    BOOST_TEST(bench.started() == ids{more});
    bench.pass(99ms);
    BOOST_TEST(bench.started().empty());
    BOOST_REQUIRE(bench.machine.next_due().has_value());
    BOOST_CHECK(*bench.machine.next_due() == bench.now + 1ms);
    bench.pass(1ms);
    BOOST_TEST(bench.started() == ids{failing});
    bench.finish(failing);
    BOOST_TEST(bench.started() == ids{behind});
}

BOOST_AUTO_TEST_CASE(r4_a_backoff_holds_the_frontier) {
    pipeline_bench bench{{}, {.first_backoff = 20s}};
    bench.assign();
    const auto failing = bench.fetch(0, "a"sv);
    bench.finish(bench.fetch(1, "b"sv));
    bench.finish(failing, outcome::failed);
    bench.pass(10s);
    BOOST_TEST(bench.commits().empty());
}

BOOST_AUTO_TEST_SUITE_END()
