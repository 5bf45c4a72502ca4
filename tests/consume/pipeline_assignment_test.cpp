// Rules C3 and C4: partitions come and go.
#include "pipeline_bench.hpp"

using namespace consume_test;

BOOST_AUTO_TEST_SUITE(assignment)

BOOST_AUTO_TEST_CASE(an_assignment_is_answered) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    const auto answers = bench.take<assign_partitions>();
    BOOST_REQUIRE(answers.size() == 1);
    BOOST_TEST((answers.front().partitions == pipeline_bench::partitions{orders0, orders1}));
    bench.assign({});  // more members than partitions
    BOOST_TEST(bench.took<assign_partitions>());
}

BOOST_AUTO_TEST_CASE(c3_records_of_a_partition_that_is_not_assigned_are_dropped) {
    pipeline_bench bench;
    BOOST_TEST(!bench.offer(0, "a"sv).has_value());
    bench.assign();
    BOOST_TEST(!bench.offer(0, "a"sv, orders1).has_value());
    bench.lose();
    BOOST_TEST(!bench.offer(0, "a"sv).has_value());
}

BOOST_AUTO_TEST_CASE(c3_a_completion_after_the_partition_was_lost_changes_nothing) {
    pipeline_bench bench;
    bench.assign();
    const auto old = bench.fetch(5, "a"sv);
    bench.lose();
    bench.clear();
    bench.finish(old);
    bench.pass(10s);
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(!bench.took<run_handlers>());
    BOOST_TEST((bench.take<forget_record>().size() == 1));
    BOOST_TEST(bench.machine.held() == 0u);
}

BOOST_AUTO_TEST_CASE(c3_a_completion_of_an_older_assignment_changes_nothing_in_the_newer) {
    for (const outcome how : {outcome::handled, outcome::failed, outcome::rejected, outcome::passed, outcome::blocked, outcome::cancelled}) {
        pipeline_bench bench;
        bench.assign();
        const auto old = bench.fetch(0, "a"sv);
        bench.lose();
        bench.assign();
        const auto again = bench.fetch(0, "a"sv);
        const auto behind = bench.fetch(1, "a"sv);
        BOOST_TEST(!(old == again));
        bench.clear();
        bench.finish(old, how);
        BOOST_TEST(bench.started() == ids{again});  // it has made way, and that is all
        bench.pass(10s);
        BOOST_TEST(bench.commits().empty());
        BOOST_TEST(bench.started().empty());
        BOOST_TEST(!bench.took<park_record>());
        BOOST_TEST(!bench.took<report_trouble>());
        bench.finish(again);
        BOOST_TEST(bench.started() == ids{behind});
        bench.finish(old, how);  // and told twice
        BOOST_TEST(bench.started().empty());
    }
}

BOOST_AUTO_TEST_CASE(c2_work_of_an_older_assignment_keeps_its_key_and_no_other) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    const auto old = bench.fetch(0, "a"sv);
    bench.lose({orders0});
    bench.assign({orders0});
    bench.clear();
    const auto again = bench.fetch(0, "a"sv);
    BOOST_TEST(bench.started().empty());
    const auto other_key = bench.fetch(1, "b"sv);
    const auto other_partition = bench.fetch(0, "a"sv, orders1);
    const auto without_key = bench.fetch(2, std::nullopt);
    const auto empty_key = bench.fetch(3, ""sv);
    BOOST_TEST(bench.started() == (ids{other_key, other_partition, without_key, empty_key}));
    bench.pass(1min);
    BOOST_TEST(bench.started().empty());  // however long it takes
    bench.finish(old);
    BOOST_TEST(bench.started() == ids{again});
    const auto later = bench.fetch(4, "a"sv);
    bench.finish(again);
    BOOST_TEST(bench.started() == ids{later});
}

BOOST_AUTO_TEST_CASE(c2_records_without_a_key_wait_for_one_of_an_older_assignment_too) {
    pipeline_bench bench;
    bench.assign();
    const auto old = bench.fetch(0, std::nullopt);
    bench.assign();
    bench.clear();
    const auto again = bench.fetch(0, std::nullopt);
    BOOST_TEST(bench.started().empty());
    bench.finish(old);
    BOOST_TEST(bench.started() == ids{again});
}

BOOST_AUTO_TEST_CASE(c2_a_dead_letter_of_an_older_assignment_keeps_its_key) {
    pipeline_bench bench;
    bench.assign();
    const auto old = bench.fetch(0, "a"sv);
    bench.finish(old, outcome::rejected);
    BOOST_TEST(bench.took<park_record>());
    bench.lose();
    bench.assign();
    bench.clear();
    const auto again = bench.fetch(0, "a"sv);
    BOOST_TEST(bench.started().empty());
    bench.park(old);
    BOOST_TEST(bench.started() == ids{again});
}

BOOST_AUTO_TEST_CASE(c2_a_key_is_kept_over_several_assignments) {
    pipeline_bench bench;
    bench.assign();
    const auto old = bench.fetch(0, "a"sv);
    for (int times = 0; times < 3; ++times) {
        bench.lose();
        bench.assign();
        bench.clear();
        bench.fetch(0, "a"sv);
        BOOST_TEST(bench.started().empty());
    }
    bench.revoke();  // what waits is given back
    BOOST_TEST(bench.took<release_partitions>());
    bench.finish(old);
    BOOST_TEST(bench.started().empty());
    bench.assign();
    const auto free = bench.fetch(0, "a"sv);
    BOOST_TEST(bench.started() == ids{free});
}

BOOST_AUTO_TEST_CASE(c2_nothing_is_handled_at_once_beside_work_of_an_older_assignment) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    const auto old = bench.fetch(0, "a"sv);
    bench.lose();
    bench.assign();
    BOOST_TEST(bench.machine.open(orders0) == nullptr);
    BOOST_TEST(bench.machine.open(orders1) != nullptr);
    bench.finish(old);
    BOOST_TEST(bench.machine.open(orders0) != nullptr);
}

BOOST_AUTO_TEST_CASE(c3_a_partition_that_is_assigned_again_without_being_taken_begins_anew) {
    pipeline_bench bench;
    bench.assign();
    const auto old = bench.fetch(0, "a"sv);
    bench.fetch(1, "a"sv);
    bench.assign();
    const auto again = bench.fetch(0, "a"sv);
    bench.clear();
    bench.finish(old);
    bench.pass(10s);
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(bench.started() == ids{again});
    bench.finish(again);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.answer(1);
    BOOST_TEST(bench.machine.held() == 0u);
    bench.revoke();  // nothing runs any more, so nothing is waited for
    BOOST_TEST(bench.took<release_partitions>());
}

BOOST_AUTO_TEST_CASE(c3_a_dead_letter_of_an_older_assignment_changes_nothing_in_the_newer) {
    pipeline_bench bench;
    bench.assign();
    const auto old = bench.fetch(0, "a"sv);
    bench.finish(old, outcome::rejected);
    bench.lose();
    bench.assign();
    bench.fetch(0, "a"sv);
    bench.clear();
    bench.park(old, false);
    BOOST_TEST(!bench.took<report_trouble>());
    BOOST_TEST(bench.machine.all_parked());
    bench.pass(10s);
    BOOST_TEST(!bench.took<park_record>());
    BOOST_TEST(bench.commits().empty());
}

BOOST_AUTO_TEST_CASE(c4_lost_partitions_are_released_at_once_and_nothing_is_committed) {
    pipeline_bench bench;
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.fetch(1, "a"sv);
    bench.clear();
    bench.lose();
    const auto released = bench.take<release_partitions>();
    BOOST_REQUIRE(released.size() == 1);
    BOOST_TEST((released.front().partitions == pipeline_bench::partitions{orders0}));
    bench.pass(10s);
    BOOST_TEST(bench.commits().empty());
}

BOOST_AUTO_TEST_CASE(c4_nothing_new_begins_in_a_revoked_partition) {
    pipeline_bench bench{{}, {.first_backoff = 10ms}};
    bench.assign({orders0, orders1});
    const auto running = bench.fetch(0, "a"sv);
    bench.fetch(1, "a"sv);
    const auto backing_off = bench.fetch(2, "b"sv);
    const auto slow = bench.fetch(3, "c"sv);
    const auto other = bench.fetch(0, "a"sv, orders1);
    const auto other_next = bench.fetch(1, "a"sv, orders1);
    bench.finish(backing_off, outcome::failed);
    bench.clear();
    bench.revoke({orders0});
    BOOST_TEST(!bench.offer(4, "d"sv).has_value());
    bench.finish(running);
    bench.pass(1s);
    BOOST_TEST(bench.started().empty());
    bench.finish(other);
    BOOST_TEST(bench.started() == ids{other_next});  // the partition that stays goes on
    bench.finish(slow, outcome::failed);
    bench.pass(1s);
    BOOST_TEST(bench.started().empty());
}

BOOST_AUTO_TEST_CASE(c4_a_revocation_waits_for_what_runs_then_commits_then_releases) {
    pipeline_bench bench;
    bench.assign();
    const auto running = bench.fetch(0, "a"sv);
    bench.fetch(1, "a"sv);
    bench.clear();
    bench.revoke();
    bench.pass(4999ms);
    BOOST_TEST(bench.actions().size() == 1u);  // the record that waited was forgotten, nothing else
    bench.clear();
    bench.finish(running);
    BOOST_TEST(bench.commits() == offsets{1});
    BOOST_TEST(!bench.took<release_partitions>());  // not before the broker has answered
    bench.pass(4999ms);
    BOOST_TEST(!bench.took<release_partitions>());
    bench.answer(1);
    BOOST_TEST(bench.take<release_partitions>().size() == 1u);
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(bench.machine.held() == 0u);
}

BOOST_AUTO_TEST_CASE(c4_a_revocation_waits_no_longer_than_the_drain_bound) {
    pipeline_bench bench{limits{.drain_bound = 3s}};
    bench.assign();
    const auto done = bench.fetch(0, "a"sv);
    const auto endless = bench.fetch(1, "b"sv);
    bench.finish(done);
    bench.clear();
    bench.revoke();
    BOOST_REQUIRE(bench.machine.next_due().has_value());
    BOOST_CHECK(*bench.machine.next_due() == bench.now + 3s);
    bench.pass(2999ms);
    BOOST_TEST(bench.commits().empty());
    bench.pass(1ms);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.answer(1);
    BOOST_TEST(bench.took<release_partitions>());
    bench.finish(endless);
    bench.pass(10s);
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(bench.machine.held() == 0u);
}

BOOST_AUTO_TEST_CASE(c4_a_revocation_waits_no_longer_than_the_commit_bound_for_the_answer) {
    pipeline_bench bench{limits{.commit_bound = 2s}};
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.clear();
    bench.revoke();
    BOOST_TEST(bench.commits() == offsets{1});
    bench.pass(1999ms);
    BOOST_TEST(!bench.took<release_partitions>());
    bench.pass(1ms);
    BOOST_TEST(bench.take<release_partitions>().size() == 1u);
    bench.answer(1);
    BOOST_TEST(bench.actions().empty());
}

BOOST_AUTO_TEST_CASE(c4_a_commit_under_way_is_waited_for_before_the_last_one) {
    pipeline_bench bench;
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.finish(bench.fetch(1, "a"sv));
    bench.revoke();
    BOOST_TEST(bench.commits().empty());
    bench.answer(1);
    BOOST_TEST(bench.commits() == offsets{2});
    BOOST_TEST(!bench.took<release_partitions>());
    bench.answer(2);
    BOOST_TEST(bench.took<release_partitions>());
}

BOOST_AUTO_TEST_CASE(c4_what_a_commit_that_was_open_at_the_drain_bound_does_not_cover_is_committed_after_it) {
    pipeline_bench bench{limits{.drain_bound = 3s, .commit_bound = 2s}};
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{1});
    bench.finish(bench.fetch(1, "a"sv));
    bench.revoke();
    bench.pass(3s);
    BOOST_TEST(bench.commits().empty());
    bench.answer(1);
    BOOST_TEST(bench.commits() == offsets{2});
    BOOST_TEST(!bench.took<release_partitions>());
    bench.answer(2);
    BOOST_TEST(bench.took<release_partitions>());
}

BOOST_AUTO_TEST_CASE(c4_a_refused_last_commit_is_not_tried_again) {
    pipeline_bench bench;
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.revoke();
    BOOST_TEST(bench.commits() == offsets{1});
    bench.answer(1, false);
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(bench.took<release_partitions>());
}

BOOST_AUTO_TEST_CASE(c4_nothing_to_drain_and_nothing_to_commit_is_released_at_once) {
    pipeline_bench bench;
    bench.assign();
    bench.clear();
    bench.revoke();
    BOOST_TEST(bench.take<release_partitions>().size() == 1u);
    bench.assign({});
    bench.revoke({});
    BOOST_TEST(bench.take<release_partitions>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(c4_records_of_a_revoked_partition_leave_nothing_behind) {
    // One in back-off, one blocked, one whose parking was refused, one waiting, and one whose back-off fell due while
    // another record was still being drained.
    pipeline_bench bench{{}, {.first_backoff = 10ms}};
    bench.assign();
    const auto backing_off = bench.fetch(0, "a"sv);
    const auto blocked = bench.fetch(1, "b"sv);
    const auto unparkable = bench.fetch(2, "c"sv);
    bench.fetch(3, "c"sv);
    const auto slow = bench.fetch(4, "d"sv);
    const auto fails_late = bench.fetch(5, "e"sv);
    bench.finish(backing_off, outcome::failed);
    bench.finish(blocked, outcome::blocked);
    bench.finish(unparkable, outcome::rejected);
    bench.park(unparkable, false);
    bench.revoke();
    bench.finish(fails_late, outcome::failed);
    bench.pass(1s);
    bench.finish(slow);
    BOOST_TEST(bench.took<release_partitions>());
    BOOST_TEST(bench.machine.held() == 0u);
    BOOST_TEST(bench.machine.all_parked());
    bench.stop();
    const auto leaves = bench.take<leave_group>();
    BOOST_REQUIRE(leaves.size() == 1);
    BOOST_TEST(leaves.front().left == 0u);
}

BOOST_AUTO_TEST_CASE(c4_partitions_lost_during_their_revocation_are_released_once) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    const auto running = bench.fetch(0, "a"sv);
    bench.fetch(0, "a"sv, orders1);
    bench.clear();
    bench.revoke({orders0, orders1});
    bench.lose({orders0});
    auto released = bench.take<release_partitions>();
    BOOST_REQUIRE(released.size() == 1);
    BOOST_TEST((released.front().partitions == pipeline_bench::partitions{orders0}));
    bench.lose({orders1});
    released = bench.take<release_partitions>();
    BOOST_REQUIRE(released.size() == 1);
    BOOST_TEST((released.front().partitions == pipeline_bench::partitions{orders1}));
    bench.assign({orders0});
    bench.fetch(0, "a"sv);
    bench.finish(running);
    bench.pass(60s);
    BOOST_TEST(!bench.took<release_partitions>());  // least of all the new assignment
    BOOST_TEST(bench.commits().empty());
}

BOOST_AUTO_TEST_CASE(c4_a_second_revocation_during_the_first_loses_neither) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    const auto first = bench.fetch(0, "a"sv);
    const auto second = bench.fetch(0, "a"sv, orders1);
    bench.clear();
    bench.revoke({orders0});
    bench.revoke({orders1});
    bench.finish(first);
    bench.answer(1);
    bench.finish(second);
    bench.answer(1, true, orders1);
    bench.pass(60s);
    pipeline_bench::partitions released;
    for (const auto& each : bench.take<release_partitions>()) released.insert(released.end(), each.partitions.begin(), each.partitions.end());
    BOOST_TEST((released == pipeline_bench::partitions{orders0, orders1}));
}

BOOST_AUTO_TEST_CASE(nothing_is_due_in_the_past_while_a_revocation_drains) {
    // A due time that has passed and brings no action would make the loop spin.
    pipeline_bench bench;
    bench.assign();
    bench.finish(bench.fetch(0, "a"sv));
    bench.fetch(1, "b"sv);
    bench.revoke();
    bench.pass(2s);
    BOOST_REQUIRE(bench.machine.next_due().has_value());
    BOOST_CHECK(*bench.machine.next_due() > bench.now);
    bench.stop();
    bench.pass(1s);
    BOOST_CHECK(*bench.machine.next_due() > bench.now);
}

// A topic that was truncated or made anew: without this nothing could be committed before the old offsets are reached,
// and the partition would not be read any more.
BOOST_AUTO_TEST_CASE(c1_a_log_that_begins_again_at_an_earlier_offset_is_committed_from_there) {
    pipeline_bench bench;
    bench.assign();
    bench.finish(bench.fetch(499, "a"sv));
    const auto of_the_old_log = bench.fetch(500, "b"sv);
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{500});
    bench.answer(500);
    bench.clear();
    BOOST_TEST(!bench.offer(0, "a"sv).has_value());
    BOOST_TEST(bench.take<report_trouble>().size() == 1u);
    const auto of_the_new_log = bench.fetch(0, "a"sv);
    bench.finish(of_the_old_log);
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{0});
    bench.answer(0);
    bench.finish(of_the_new_log);
    bench.pass(1s);
    BOOST_TEST(bench.commits() == offsets{1});
}

BOOST_AUTO_TEST_SUITE_END()
