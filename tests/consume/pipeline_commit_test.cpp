// Rules C1, C5, C6 and C7: what may be committed, when, and how much is held.
#include "pipeline_bench.hpp"

using namespace consume_test;

BOOST_AUTO_TEST_SUITE(committing)

BOOST_AUTO_TEST_CASE(c1_nothing_is_committed_past_the_lowest_record_that_is_not_terminal) {
    pipeline_bench bench;
    bench.assign();
    bench.fetch(10, "a"sv);
    const auto second = bench.fetch(11, "b"sv);
    const auto third = bench.fetch(12, "c"sv);
    bench.finish(second);
    bench.finish(third);
    bench.pass(1s);
    for (const auto offset : bench.commits()) BOOST_TEST(offset <= 10);
}

BOOST_AUTO_TEST_CASE(c1_the_frontier_moves_over_all_that_is_terminal_once_the_lowest_is) {
    pipeline_bench bench;
    bench.assign();
    const auto first = bench.fetch(0, "a"sv);
    const auto second = bench.fetch(1, "b"sv);
    const auto third = bench.fetch(2, "c"sv);
    bench.fetch(3, "d"sv);
    bench.finish(third);
    bench.finish(second);
    bench.pass(1s);
    BOOST_TEST(bench.commits().empty());
    bench.finish(first, outcome::passed);
    BOOST_TEST(bench.commits() == offsets{3});
}

BOOST_AUTO_TEST_CASE(c1_a_gap_in_the_offsets_is_not_counted_on) {
    pipeline_bench bench;
    bench.assign();
    const auto first = bench.fetch(5, "a"sv);
    bench.fetch(90, "b"sv);
    bench.finish(first);
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{90});
}

BOOST_AUTO_TEST_CASE(c1_outputs_on_their_way_hold_the_frontier) {
    // The handler has returned, its outputs have not been acknowledged: no completion reaches the pipeline yet.
    pipeline_bench bench;
    bench.assign();
    const auto first = bench.fetch(0, "a"sv);
    const auto second = bench.fetch(1, "b"sv);
    bench.finish(second);
    bench.pass(10s);
    BOOST_TEST(bench.commits().empty());
    bench.finish(first);
    BOOST_TEST(bench.commits() == offsets{2});
}

BOOST_AUTO_TEST_CASE(c1_a_record_on_its_way_to_the_dead_letter_topic_holds_the_frontier) {
    pipeline_bench bench;
    bench.assign();
    const auto first = bench.fetch(0, "a"sv);
    bench.finish(first, outcome::rejected);
    bench.pass(10s);
    BOOST_TEST(bench.commits().empty());
    bench.park(first);
    BOOST_TEST(bench.commits() == offsets{1});
}

BOOST_AUTO_TEST_CASE(c1_a_blocked_record_holds_the_frontier_for_ever_and_is_reported) {
    pipeline_bench bench;
    bench.assign();
    const auto first = bench.fetch(7, "a"sv);
    const auto second = bench.fetch(8, "b"sv);
    bench.finish(first, outcome::blocked);
    bench.finish(second);
    bench.pass(60s);
    for (const auto offset : bench.commits()) BOOST_TEST(offset <= 7);
    const auto troubles = bench.take<report_trouble>();
    BOOST_REQUIRE(troubles.size() == 1);
    BOOST_TEST(troubles.front().cause == trouble::blocked_record);
    BOOST_TEST(troubles.front().text.find("orders[0]@7") != std::string::npos);
    BOOST_TEST(!bench.took<park_record>());
}

BOOST_AUTO_TEST_CASE(c1_a_partition_with_a_blocked_record_is_somebody_elses_trouble_once_it_has_moved) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    bench.finish(bench.fetch(7, "a"sv), outcome::blocked);
    bench.finish(bench.fetch(8, "a"sv, orders1), outcome::blocked);
    bench.clear();
    bench.lose({orders0});
    BOOST_TEST(!bench.took<trouble_over>());
    bench.revoke({orders1});
    bench.pass(10s);
    const auto over = bench.take<trouble_over>();
    BOOST_REQUIRE(over.size() == 1);
    BOOST_TEST(over.front().cause == trouble::blocked_record);
}

BOOST_AUTO_TEST_CASE(c1_fetched_and_not_committed_never_exceeds_the_high_mark) {
    for (const std::size_t high_mark : {1u, 2u, 3u, 10u, 101u}) {
        pipeline_bench bench{limits{.high_mark = high_mark}};
        bench.assign();
        bool reading = true;
        std::int64_t next = 0;
        std::size_t uncommitted = 0;
        for (int round = 0; round < 50 && reading; ++round) {
            for (std::size_t count = 0; count < bench.machine.fetch_limit(); ++count, ++uncommitted) bench.finish(bench.fetch(next++, "key"sv));
            for (const read_partition& each : bench.take<read_partition>()) reading = each.reading;
            bench.commits();  // asked for, never answered
        }
        BOOST_TEST(!reading, "high mark " << high_mark);
        BOOST_TEST(uncommitted <= high_mark, "high mark " << high_mark);
    }
}

BOOST_AUTO_TEST_CASE(c6_a_full_partition_is_not_read_and_read_again_once_its_commit_is_stored) {
    pipeline_bench bench{limits{.high_mark = 4}};
    bench.assign({orders0, orders1});
    ids all;
    for (std::int64_t offset = 0; offset < 4; ++offset) all.push_back(bench.fetch(offset, std::to_string(offset)));
    auto turns = bench.take<read_partition>();
    BOOST_REQUIRE(turns.size() == 1);
    BOOST_TEST((turns.front().partition == orders0 && !turns.front().reading));
    for (const auto id : all) bench.finish(id);
    BOOST_TEST(!bench.took<read_partition>());  // handled is not enough: a fault would repeat them
    const auto asked = bench.commits();
    BOOST_REQUIRE(!asked.empty());
    bench.answer(asked.back());
    for (const auto offset : bench.commits()) bench.answer(offset);
    turns = bench.take<read_partition>();
    BOOST_REQUIRE(turns.size() == 1);
    BOOST_TEST((turns.front().partition == orders0 && turns.front().reading));
}

BOOST_AUTO_TEST_CASE(c6_a_full_partition_commits_without_waiting_for_the_interval) {
    pipeline_bench bench{limits{.high_mark = 4, .commit_interval = 1h}};
    bench.assign();
    for (std::int64_t offset = 0; offset < 4; ++offset) bench.finish(bench.fetch(offset, "a"sv));
    BOOST_TEST(!bench.commits().empty());
}

BOOST_AUTO_TEST_CASE(c5_reading_is_derived_again_after_an_assignment) {
    pipeline_bench bench{limits{.high_mark = 2}};
    bench.assign();
    bench.fetch(0, "a"sv);
    bench.fetch(1, "a"sv);
    auto turns = bench.take<read_partition>();
    BOOST_REQUIRE(turns.size() == 1);
    BOOST_TEST(!turns.front().reading);
    bench.lose();
    bench.assign();
    bench.clear();
    // A fresh assignment is read from the start; a turn comes again exactly when it is full again.
    bench.fetch(0, "a"sv);
    bench.fetch(1, "a"sv);
    turns = bench.take<read_partition>();
    BOOST_REQUIRE(turns.size() == 1);
    BOOST_TEST(!turns.front().reading);
}

BOOST_AUTO_TEST_CASE(c7_one_commit_of_a_partition_is_under_way_at_a_time) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    bench.finish(bench.fetch(0, "a"sv));
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{1});
    for (std::int64_t offset = 1; offset < 20; ++offset) {
        bench.finish(bench.fetch(offset, "a"sv));
        bench.pass(1s);
    }
    BOOST_TEST(bench.commits().empty());
    bench.finish(bench.fetch(0, "a"sv, orders1));  // the other partition does not wait for it
    BOOST_TEST(bench.commits() == offsets{1});
    bench.answer(1);
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{20});
}

BOOST_AUTO_TEST_CASE(a_commit_comes_once_in_an_interval) {
    pipeline_bench bench{limits{.commit_interval = 100ms}};
    bench.assign();
    int commits = 0;
    for (std::int64_t offset = 0; offset < 1'000; ++offset) {
        bench.finish(bench.fetch(offset, "a"sv));
        bench.pass(1ms);
        for (const auto asked : bench.commits()) {
            ++commits;
            bench.answer(asked);
        }
    }
    BOOST_TEST(commits >= 9);
    BOOST_TEST(commits <= 10);
}

BOOST_AUTO_TEST_CASE(a_refused_commit_is_tried_again_but_not_at_once) {
    for (const std::size_t high_mark : {1'000u, 2u}) {  // the second stops reading, and still must not hammer the broker
        pipeline_bench bench{limits{.high_mark = high_mark}};
        bench.assign();
        bench.finish(bench.fetch(0, "a"sv));
        bench.finish(bench.fetch(1, "a"sv));
        bench.pass(1s);
        offsets asked = bench.commits();
        BOOST_REQUIRE(!asked.empty());
        bench.answer(asked.back(), false);
        bench.pass(0ms);
        BOOST_TEST(bench.commits().empty(), "high mark " << high_mark);
        bench.pass(1s);
        BOOST_TEST(bench.commits() == offsets{2}, "high mark " << high_mark);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_to_another_commit_changes_nothing) {
    pipeline_bench bench;
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.answer(77);
    bench.answer(1, true, orders1);
    bench.finish(bench.fetch(1, "a"sv));
    bench.pass(1s);
    BOOST_TEST(bench.commits().empty());
    bench.answer(1);
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{2});
}

BOOST_AUTO_TEST_CASE(idle_when_everything_is_committed) {
    pipeline_bench bench;
    BOOST_TEST(bench.machine.idle());
    bench.assign();
    const auto first = bench.fetch(0, "a"sv);
    BOOST_TEST(!bench.machine.idle());
    bench.finish(first);
    BOOST_TEST(!bench.machine.idle());
    bench.pass(1s);
    BOOST_TEST(!bench.machine.idle());
    bench.answer(1);
    BOOST_TEST(bench.machine.idle());
    BOOST_TEST(bench.machine.held() == 0u);
    BOOST_TEST(!bench.machine.next_due().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
