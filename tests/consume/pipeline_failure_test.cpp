// Rules C8, D2, R1 and R2: records that fail.
#include "pipeline_bench.hpp"

using namespace consume_test;

BOOST_AUTO_TEST_SUITE(failing)

BOOST_AUTO_TEST_CASE(c8_a_rejected_record_is_parked_at_once_and_never_tried_again) {
    pipeline_bench bench{{}, {.max_attempts = 5}};
    bench.assign();
    const auto bad = bench.fetch(0, "a"sv);
    bench.clear();
    bench.finish(bad, outcome::rejected);
    const auto parked = bench.take<park_record>();
    BOOST_REQUIRE(parked.size() == 1);
    BOOST_TEST((parked.front().record == bad));
    BOOST_TEST(parked.front().attempts == 1);
    bench.park(bad);
    bench.pass(60s);
    BOOST_TEST(!bench.took<run_handlers>());
}

BOOST_AUTO_TEST_CASE(r1_max_attempts_of_three_means_three_calls_of_the_handler) {
    for (const int most : {1, 2, 3, 7}) {
        pipeline_bench bench{{}, {.max_attempts = most, .first_backoff = 10ms, .longest_backoff = 10ms}};
        bench.assign();
        const auto failing = bench.fetch(0, "a"sv);
        std::vector<int> attempts;
        std::vector<int> parked_after;
        for (int round = 0; round < 20; ++round) {
            for (const run_handlers& each : bench.take<run_handlers>()) {
                attempts.push_back(each.attempt);
                bench.finish(failing, outcome::failed);
            }
            for (const park_record& each : bench.take<park_record>()) {
                parked_after.push_back(each.attempts);
                bench.park(failing);
            }
            bench.pass(10ms);
        }
        BOOST_REQUIRE(attempts.size() == static_cast<std::size_t>(most));
        for (int index = 0; index < most; ++index) BOOST_TEST(attempts[static_cast<std::size_t>(index)] == index + 1);
        BOOST_TEST(parked_after == std::vector<int>{most});
    }
}

BOOST_AUTO_TEST_CASE(r2_attempts_are_cleared_by_that_records_own_outcome_only) {
    pipeline_bench bench{{}, {.max_attempts = 3, .first_backoff = 10ms, .longest_backoff = 10ms}};
    bench.assign({orders0, orders1});
    const auto failing = bench.fetch(5, "a"sv);
    const auto same_offset = bench.fetch(5, "a"sv, orders1);
    bench.finish(failing, outcome::failed);
    bench.clear();
    // Another key, and the same offset and key of another partition, succeed meanwhile.
    bench.finish(same_offset);
    bench.finish(bench.fetch(6, "b"sv));
    bench.clear();
    bench.pass(10ms);
    auto runs = bench.take<run_handlers>();
    BOOST_REQUIRE(runs.size() == 1);
    BOOST_TEST(runs.front().attempt == 2);
    bench.finish(failing);
    const auto next = bench.fetch(7, "a"sv);  // the next record of the lane begins at the first attempt
    runs = bench.take<run_handlers>();
    BOOST_REQUIRE(runs.size() == 1);
    BOOST_TEST((runs.front().record == next));
    BOOST_TEST(runs.front().attempt == 1);
}

BOOST_AUTO_TEST_CASE(r2_attempts_of_a_parked_record_do_not_reach_its_successor) {
    pipeline_bench bench{{}, {.max_attempts = 1}};
    bench.assign();
    const auto failing = bench.fetch(0, "a"sv);
    const auto behind = bench.fetch(1, "a"sv);
    bench.clear();
    bench.finish(failing, outcome::failed);
    BOOST_TEST(bench.take<park_record>().size() == 1u);
    bench.park(failing);
    const auto runs = bench.take<run_handlers>();
    BOOST_REQUIRE(runs.size() == 1);
    BOOST_TEST((runs.front().record == behind));
    BOOST_TEST(runs.front().attempt == 1);
}

BOOST_AUTO_TEST_CASE(d2_a_refused_dead_letter_keeps_its_record_pending) {
    pipeline_bench bench;
    bench.assign();
    const auto bad = bench.fetch(0, "a"sv);
    bench.fetch(1, "a"sv);
    bench.finish(bench.fetch(2, "b"sv));
    bench.finish(bad, outcome::rejected);
    bench.clear();
    bench.park(bad, false);
    const auto troubles = bench.take<report_trouble>();
    BOOST_REQUIRE(troubles.size() == 1);
    BOOST_TEST(troubles.front().cause == trouble::dead_letters);
    BOOST_TEST(troubles.front().text.find("orders[0]@0") != std::string::npos);
    const auto turns = bench.take<read_partition>();
    BOOST_REQUIRE(turns.size() == 1);
    BOOST_TEST((turns.front().partition == orders0 && !turns.front().reading));
    BOOST_TEST(!bench.machine.all_parked());
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(!bench.took<run_handlers>());  // its lane waits behind it
}

BOOST_AUTO_TEST_CASE(d2_parking_is_tried_again_after_the_backoff_and_only_then_committed) {
    pipeline_bench bench{limits{.park_backoff = 700ms}};
    bench.assign();
    const auto bad = bench.fetch(0, "a"sv);
    bench.finish(bad, outcome::rejected);
    bench.park(bad, false);
    bench.clear();
    auto pause = 700ms;  // grows with each refusal
    for (int round = 0; round < 5; ++round, pause *= 2) {
        bench.pass(pause - 1ms);
        BOOST_TEST(!bench.took<park_record>());
        bench.pass(1ms);
        const auto parked = bench.take<park_record>();
        BOOST_REQUIRE(parked.size() == 1);
        BOOST_TEST(parked.front().attempts == 1);
        bench.park(bad, false);
        BOOST_TEST(!bench.took<read_partition>());
    }
    BOOST_TEST(!bench.took<report_trouble>());  // said once
    BOOST_TEST(bench.commits().empty());
    bench.pass(pause);
    bench.park(bad);
    const auto turns = bench.take<read_partition>();
    BOOST_REQUIRE(turns.size() == 1);
    BOOST_TEST(turns.front().reading);
    BOOST_TEST(bench.machine.all_parked());
    BOOST_TEST(bench.commits() == offsets{1});
}

BOOST_AUTO_TEST_CASE(d2_another_records_dead_letter_does_not_end_the_waiting) {
    pipeline_bench bench;
    bench.assign();
    const auto refused = bench.fetch(0, "a"sv);
    const auto fine = bench.fetch(1, "b"sv);
    bench.finish(refused, outcome::rejected);
    bench.finish(fine, outcome::rejected);
    bench.park(refused, false);
    bench.clear();
    bench.park(fine);
    BOOST_TEST(!bench.took<read_partition>());
    BOOST_TEST(!bench.machine.all_parked());
}

BOOST_AUTO_TEST_CASE(d2_the_partition_waits_until_the_last_refused_dead_letter_is_stored) {
    pipeline_bench bench;
    bench.assign();
    const auto first = bench.fetch(0, "a"sv);
    const auto second = bench.fetch(1, "b"sv);
    for (const auto id : {first, second}) {
        bench.finish(id, outcome::rejected);
        bench.park(id, false);
    }
    bench.pass(1s);
    bench.clear();
    bench.park(second);
    BOOST_TEST(!bench.took<read_partition>());
    bench.park(first);
    BOOST_TEST(bench.take<read_partition>().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
