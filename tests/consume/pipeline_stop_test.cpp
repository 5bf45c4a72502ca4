// Rules R5 and S1 to S6: the orderly end.
#include "pipeline_bench.hpp"

using namespace consume_test;

BOOST_AUTO_TEST_SUITE(stopping)

BOOST_AUTO_TEST_CASE(s1_nothing_is_taken_in_and_nothing_begins_after_a_stop) {
    pipeline_bench bench{{}, {.first_backoff = 10ms}};
    bench.assign({orders0, orders1});
    const auto running = bench.fetch(0, "a"sv);
    bench.fetch(1, "a"sv);
    const auto failing = bench.fetch(2, "b"sv);
    const auto fails_late = bench.fetch(3, "c"sv);
    bench.finish(failing, outcome::failed);
    bench.clear();
    bench.stop();
    const auto turns = bench.take<read_partition>();
    BOOST_REQUIRE(turns.size() == 2);
    for (const read_partition& each : turns) BOOST_TEST(!each.reading);
    BOOST_TEST(!bench.offer(4, "d"sv).has_value());
    bench.finish(fails_late, outcome::failed);
    bench.pass(1s);  // both back-offs are over
    bench.finish(running);
    BOOST_TEST(bench.started().empty());
    BOOST_TEST(bench.machine.is_stopping());
}

BOOST_AUTO_TEST_CASE(s1_a_partition_that_is_assigned_during_the_stop_is_not_read) {
    pipeline_bench bench;
    bench.assign();
    bench.fetch(0, "a"sv);
    bench.stop();
    bench.lose();
    bench.clear();
    bench.assign({orders1});
    BOOST_TEST(bench.took<assign_partitions>());
    const auto turns = bench.take<read_partition>();
    BOOST_REQUIRE(turns.size() == 1);
    BOOST_TEST((turns.front().partition == orders1 && !turns.front().reading));
}

// A transport cannot end while somebody holds one of its records.
BOOST_AUTO_TEST_CASE(s6_no_record_is_held_any_more_when_the_group_is_left) {
    pipeline_bench bench;
    bench.assign();
    const auto cancelled = bench.fetch(0, "a"sv);
    const auto failing = bench.fetch(1, "b"sv);
    bench.fetch(2, "c"sv);  // its handler does not end
    bench.stop();
    bench.finish(cancelled, outcome::cancelled);
    bench.finish(failing, outcome::failed);
    bench.pass(5000ms);
    bench.clear();
    bench.pass(1000ms);
    BOOST_TEST(bench.took<leave_group>());
    BOOST_TEST(bench.take<forget_record>().size() == 2u);
    BOOST_TEST(bench.machine.held() == 1u);
}

BOOST_AUTO_TEST_CASE(s2_running_handlers_are_waited_for_then_committed_then_the_group_is_left) {
    pipeline_bench bench;
    bench.assign();
    const auto running = bench.fetch(0, "a"sv);
    bench.fetch(1, "a"sv);
    bench.clear();
    bench.stop();
    bench.pass(4999ms);
    BOOST_TEST(!bench.took<request_cancellation>());
    BOOST_TEST(!bench.took<leave_group>());
    bench.finish(running);
    BOOST_TEST(bench.commits() == offsets{1});
    BOOST_TEST(!bench.took<leave_group>());
    bench.answer(1);
    const auto leaves = bench.take<leave_group>();
    BOOST_REQUIRE(leaves.size() == 1);
    BOOST_TEST(leaves.front().left == 0u);
    BOOST_TEST(!bench.took<request_cancellation>());
}

BOOST_AUTO_TEST_CASE(s3_cancellation_is_requested_once_after_the_drain_bound) {
    pipeline_bench bench{limits{.drain_bound = 3s, .cancel_bound = 1s}};
    bench.assign();
    const auto running = bench.fetch(0, "a"sv);
    bench.stop();
    bench.pass(2999ms);
    BOOST_TEST(!bench.took<request_cancellation>());
    bench.pass(1ms);
    BOOST_TEST(bench.take<request_cancellation>().size() == 1u);
    BOOST_TEST(!bench.took<leave_group>());
    bench.pass(500ms);
    BOOST_TEST(!bench.took<request_cancellation>());
    bench.finish(running, outcome::cancelled);
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(bench.take<leave_group>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(s5_after_the_cancel_bound_it_commits_leaves_and_says_how_many_still_run) {
    pipeline_bench bench{limits{.drain_bound = 3s, .cancel_bound = 1s}};
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.fetch(1, "b"sv);
    bench.fetch(2, "c"sv);
    bench.fetch(3, "c"sv);  // waits, and so is not running
    bench.pass(1s);
    for (const auto offset : bench.commits()) bench.answer(offset);
    const auto done = bench.fetch(4, "d"sv);
    bench.clear();
    bench.stop();
    bench.finish(done);
    bench.pass(3s);
    bench.pass(999ms);
    BOOST_TEST(!bench.took<leave_group>());
    bench.pass(1ms);
    for (const auto offset : bench.commits()) bench.answer(offset);
    const auto leaves = bench.take<leave_group>();
    BOOST_REQUIRE(leaves.size() == 1);
    BOOST_TEST(leaves.front().left == 2u);
}

BOOST_AUTO_TEST_CASE(s5_the_commit_comes_before_the_group_is_left_and_its_answer_is_waited_for) {
    pipeline_bench bench{limits{.commit_bound = 2s}};
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.clear();
    bench.stop();
    BOOST_TEST(!(bench.in_order<commit_offsets, leave_group>()));  // no leave yet
    bench.pass(1999ms);
    BOOST_TEST(!(bench.in_order<commit_offsets, leave_group>()));
    bench.pass(1ms);
    BOOST_TEST((bench.in_order<read_partition, commit_offsets>()));
    BOOST_TEST((bench.in_order<commit_offsets, leave_group>()));
    BOOST_TEST(bench.commits() == offsets{1});
}

BOOST_AUTO_TEST_CASE(s5_what_a_commit_that_was_open_at_the_last_bound_does_not_cover_is_committed_after_it) {
    pipeline_bench bench{limits{.drain_bound = 3s, .commit_bound = 2s}};
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.finish(bench.fetch(1, "a"sv));
    bench.stop();
    bench.pass(3s);
    bench.answer(1);
    BOOST_TEST(bench.commits() == offsets{2});
    BOOST_TEST(!bench.took<leave_group>());
    bench.answer(2);
    BOOST_TEST(bench.took<leave_group>());
}

BOOST_AUTO_TEST_CASE(s6_nothing_is_done_after_the_group_was_left) {
    pipeline_bench bench{limits{.drain_bound = 1s, .cancel_bound = 1s}};
    bench.assign();
    const auto endless = bench.fetch(0, "a"sv);
    const auto failing = bench.fetch(1, "b"sv);
    bench.stop();
    bench.pass(1s);
    bench.pass(1s);
    BOOST_TEST(bench.take<leave_group>().size() == 1u);
    bench.clear();
    bench.finish(endless);
    bench.finish(failing, outcome::failed);
    bench.pass(60s);
    bench.stop();
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(!bench.took<run_handlers>());
    BOOST_TEST(!bench.took<leave_group>());
    BOOST_TEST(!bench.machine.next_due().has_value());
}

BOOST_AUTO_TEST_CASE(s2_handlers_of_partitions_that_were_taken_away_are_waited_for_too) {
    pipeline_bench bench{limits{.drain_bound = 3s, .cancel_bound = 1s}};
    bench.assign();
    const auto orphan = bench.fetch(0, "a"sv);
    bench.lose();
    bench.stop();
    BOOST_TEST(!bench.took<leave_group>());
    bench.pass(3s);
    BOOST_TEST(bench.took<request_cancellation>());
    bench.finish(orphan, outcome::cancelled);
    const auto leaves = bench.take<leave_group>();
    BOOST_REQUIRE(leaves.size() == 1);
    BOOST_TEST(leaves.front().left == 0u);
}

BOOST_AUTO_TEST_CASE(s5_without_an_assignment_the_group_is_left_at_once) {
    pipeline_bench bench;
    bench.stop();
    BOOST_TEST(bench.take<leave_group>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(s5_a_revocation_under_way_is_finished_first) {
    pipeline_bench bench;
    bench.assign();
    const auto running = bench.fetch(0, "a"sv);
    bench.revoke();
    bench.stop();
    bench.clear();
    bench.finish(running);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.answer(1);
    BOOST_TEST((bench.in_order<release_partitions, leave_group>()));
}

BOOST_AUTO_TEST_CASE(s5_a_revocation_during_the_stop_is_answered) {
    pipeline_bench bench;
    bench.assign();
    const auto running = bench.fetch(0, "a"sv);
    bench.stop();
    bench.revoke();
    BOOST_TEST(!bench.took<release_partitions>());
    bench.finish(running);
    for (const auto offset : bench.commits()) bench.answer(offset);
    BOOST_TEST((bench.in_order<release_partitions, leave_group>()));
}

BOOST_AUTO_TEST_CASE(s6_the_group_is_not_left_before_a_late_revocation_is_answered) {
    pipeline_bench bench{limits{.drain_bound = 5s, .cancel_bound = 1s}};
    bench.assign();
    bench.fetch(0, "a"sv);
    bench.stop();
    bench.pass(4s);
    bench.revoke();  // may drain until 9 s, the stop until 6 s
    for (int second = 5; second <= 8; ++second) {
        bench.pass(1s);
        BOOST_TEST(!bench.took<leave_group>());
    }
    bench.pass(1s);
    bench.pass(1s);
    BOOST_TEST((bench.in_order<release_partitions, leave_group>()));
}

BOOST_AUTO_TEST_CASE(r5_a_cancelled_record_is_not_counted_not_parked_and_not_committed_past) {
    pipeline_bench bench{limits{.drain_bound = 1s}, {.max_attempts = 1}};
    bench.assign();
    const auto cancelled = bench.fetch(0, "a"sv);
    const auto done = bench.fetch(1, "b"sv);
    bench.clear();
    bench.stop();
    bench.finish(done);
    bench.pass(1s);
    BOOST_TEST(bench.took<request_cancellation>());
    bench.finish(cancelled, outcome::cancelled);
    bench.pass(60s);
    BOOST_TEST(!bench.took<park_record>());
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(bench.take<leave_group>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(d2_a_dead_letter_on_its_way_is_waited_for_at_a_stop) {
    pipeline_bench bench;
    bench.assign();
    const auto bad = bench.fetch(0, "a"sv);
    bench.finish(bad, outcome::rejected);
    bench.stop();
    BOOST_TEST(!bench.took<leave_group>());
    bench.park(bad);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.answer(1);
    BOOST_TEST(bench.took<leave_group>());
}

BOOST_AUTO_TEST_CASE(d2_a_dead_letter_refused_at_a_stop_is_not_committed_past) {
    pipeline_bench bench;
    bench.assign();
    const auto bad = bench.fetch(0, "a"sv);
    bench.finish(bench.fetch(1, "b"sv));
    bench.finish(bad, outcome::rejected);
    bench.stop();
    bench.park(bad, false);
    bench.pass(60s);
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(bench.take<leave_group>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(s3_a_second_signal_asks_what_runs_to_stop_at_once_and_commits_what_is_done) {
    pipeline_bench bench;
    bench.assign();
    const auto done = bench.fetch(0, "a"sv);
    const auto running = bench.fetch(1, "b"sv);
    bench.stop();
    bench.finish(done);
    BOOST_TEST(!bench.took<request_cancellation>());
    bench.machine.hurry(bench.now);
    bench.pass(0ms);
    BOOST_TEST(bench.took<request_cancellation>());
    BOOST_TEST(!bench.took<leave_group>());  // it has a moment to end
    bench.finish(running, outcome::cancelled);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.answer(1);
    BOOST_TEST(bench.took<leave_group>());
}

BOOST_AUTO_TEST_CASE(s3_a_third_signal_changes_nothing_any_more) {
    pipeline_bench bench;
    bench.assign();
    const auto running = bench.fetch(0, "a"sv);
    bench.machine.hurry(bench.now);
    bench.machine.hurry(bench.now);
    bench.pass(0ms);
    BOOST_TEST(bench.take<request_cancellation>().size() == 1u);
    BOOST_TEST(!bench.took<leave_group>());
    bench.finish(running);
    BOOST_TEST(bench.commits() == offsets{1});
}

BOOST_AUTO_TEST_SUITE_END()
