// R6: delayed records. R3: a paused subscription.

#include "pipeline_bench.hpp"

#include <gulo/handler/failure_rule.hpp>

#include <stdexcept>

namespace {

using namespace consume_test;

constexpr auto base = gulo::on<std::runtime_error>;

struct delay_bench : pipeline_bench {
    delay_bench() : pipeline_bench{{.high_mark = 4, .commit_interval = 10ms}} {
        assign();
        clear();
    }

    void fail(record_id id, const retry_rule& rule) {
        machine.finished(id, outcome::failed, now, &rule);
        pass(0ms);
    }
    record_id fetch_later(std::int64_t offset, std::string_view key, const arrival& how) {
        const auto id = machine.fetched(orders0, offset, key, now, how);
        pass(0ms);
        BOOST_REQUIRE(id.has_value());
        return *id;
    }
    park_record parking() {
        auto parked = take<park_record>();
        BOOST_REQUIRE(parked.size() == 1u);
        return parked[0];
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pipeline_delays, delay_bench)

BOOST_AUTO_TEST_CASE(r6_a_failed_record_goes_to_its_retry_topic_and_is_terminal_when_that_is_stored) {
    const auto id = fetch(0, "a");
    const auto behind = fetch(1, "a");
    BOOST_TEST(started() == ids{id});
    const retry_rule rule = base.then_later(30s, 5min).rule();
    fail(id, rule);
    const park_record forward = parking();
    BOOST_CHECK(forward.to == parking_place::retry_topic);
    BOOST_CHECK(forward.delay == 30s);
    BOOST_TEST(forward.stage == 1u);
    BOOST_TEST(forward.attempts == 1);
    pass(100ms);
    BOOST_TEST(commits().empty());
    BOOST_TEST(started().empty());
    park(id);
    BOOST_TEST(started() == ids{behind});
    pass(100ms);
    BOOST_TEST(commits() == offsets{1});
}

BOOST_AUTO_TEST_CASE(r6_a_record_is_never_handled_before_it_is_due) {
    const auto id = fetch_later(0, "a", {.not_before = now + 30s, .attempts = 2, .stage = 1});
    pass(30s - 1ms);
    BOOST_TEST(started().empty());
    pass(1ms);
    const auto calls = take<run_handlers>();
    BOOST_REQUIRE(calls.size() == 1u);
    BOOST_TEST(calls[0].record == id);
    BOOST_TEST(calls[0].attempt == 3);
}

BOOST_AUTO_TEST_CASE(r6_behind_one_of_its_key_it_is_not_handled_early_either) {
    const auto first = fetch_later(0, "a", {.not_before = now + 1s});
    const auto second = fetch_later(1, "a", {.not_before = now + 2s});
    pass(1s);
    BOOST_TEST(started() == ids{first});
    finish(first);
    BOOST_TEST(started().empty());
    pass(1s);
    BOOST_TEST(started() == ids{second});
}

BOOST_AUTO_TEST_CASE(r6_waiting_records_are_bounded_by_the_high_mark_and_given_back_at_a_revocation) {
    for (const int offset : {0, 1, 2}) fetch_later(offset, std::to_string(offset), {.not_before = now + 30s});
    const auto reading = take<read_partition>();
    BOOST_REQUIRE(reading.size() == 1u);
    BOOST_TEST(!reading[0].reading);
    revoke();
    BOOST_TEST(took<release_partitions>());
    BOOST_TEST(machine.held() == 0u);
    BOOST_TEST(commits().empty());
}

BOOST_AUTO_TEST_CASE(r6_shutdown_does_not_wait_for_what_is_not_due) {
    fetch_later(0, "a", {.not_before = now + 30s});
    stop();
    BOOST_TEST(took<leave_group>());
    BOOST_TEST(commits().empty());
    BOOST_TEST(started().empty());
}

BOOST_AUTO_TEST_CASE(r6_attempts_and_stages_go_on_over_topics) {
    const retry_rule rule = base.retry(2).then_later(30s, 5min).rule();
    const auto second_stage = fetch_later(0, "a", {.attempts = 3, .stage = 1});
    BOOST_TEST(take<run_handlers>()[0].attempt == 4);
    fail(second_stage, rule);
    const park_record forward = parking();
    BOOST_CHECK((forward.to == parking_place::retry_topic && forward.delay == 5min));
    BOOST_TEST(forward.stage == 2u);
    BOOST_TEST(forward.attempts == 4);
    park(second_stage);
    const auto last = fetch_later(1, "a", {.attempts = 4, .stage = 2});
    fail(last, rule);
    BOOST_CHECK(parking().to == parking_place::dead_letters);
}

BOOST_AUTO_TEST_CASE(r6_the_age_counts_from_the_first_failure) {
    now += 10h;
    const retry_rule rule = base.then_later(1h, 2h).give_up_after(4h).rule();
    const auto young = fetch_later(0, "a", {.attempts = 1, .stage = 1, .first_failure = now - 2h});
    fail(young, rule);
    BOOST_CHECK(parking().to == parking_place::retry_topic);
    const auto old = fetch_later(1, "b", {.attempts = 1, .stage = 1, .first_failure = now - 2h - 1ms});
    fail(old, rule);
    BOOST_CHECK(parking().to == parking_place::dead_letters);
}

BOOST_AUTO_TEST_CASE(r6_without_its_topic_a_delay_passes_in_place_for_half_a_minute_at_most) {
    const retry_rule rule = base.then_later(10s, 5min).rule();
    const auto id = fetch(0, "a");
    clear();
    fail(id, rule);
    BOOST_CHECK(parking().delay == 10s);
    machine.not_forwarded(id, now);
    pass(10s - 1ms);
    BOOST_TEST(started().empty());
    pass(1ms);
    BOOST_TEST(started() == ids{id});
    fail(id, rule);
    BOOST_CHECK(parking().delay == 5min);
    machine.not_forwarded(id, now);
    pass(30s);
    BOOST_TEST(started() == ids{id});
    fail(id, rule);
    BOOST_CHECK(parking().to == parking_place::dead_letters);
    BOOST_TEST(commits().empty());
}

BOOST_AUTO_TEST_CASE(r6_a_retry_topic_that_is_away_holds_the_record) {
    const auto id = fetch(0, "a");
    clear();
    fail(id, base.then_later(30s).rule());
    const park_record first = parking();
    park(id, false);
    pass(100ms);
    BOOST_TEST(commits().empty());
    pass(1s);
    const park_record again = parking();
    BOOST_CHECK((again.to == first.to && again.delay == first.delay && again.stage == first.stage));
    park(id);
    pass(100ms);
    BOOST_TEST(commits() == offsets{1});
}

BOOST_AUTO_TEST_CASE(r6_a_forward_of_an_older_assignment_changes_nothing) {
    const auto id = fetch(0, "a");
    fail(id, base.then_later(30s).rule());
    lose();
    machine.not_forwarded(id, now);
    BOOST_TEST(machine.held() == 0u);
    pass(1h);
    BOOST_TEST(commits().empty());
}

BOOST_AUTO_TEST_CASE(r3_a_paused_subscription_is_not_read_and_nothing_of_it_begins) {
    assign({orders1, {"bills", 0}});
    const retry_rule rule = base.then_pause(20s).rule();
    const auto failing = fetch(0, "a");
    const auto running = fetch(1, "b");
    const auto behind = fetch(2, "b");
    clear();
    fail(failing, rule);
    std::vector<topic_partition> closed;
    for (const auto& each : take<read_partition>())
        if (!each.reading) closed.push_back(each.partition);
    BOOST_CHECK((closed == std::vector{orders1}));  // orders0 is at its high mark already
    BOOST_TEST(machine.is_paused());
    finish(running);  // what runs goes on
    pass(20s - 1ms);
    BOOST_TEST(started().empty());
    const auto other = fetch(0, "a", {"bills", 0});
    BOOST_TEST(started() == ids{other});
    BOOST_REQUIRE(machine.next_due().has_value());
    clear();
    pass(1ms);
    BOOST_TEST(!machine.is_paused());
    const auto begun = started();
    BOOST_CHECK((begun == ids{failing, behind} || begun == ids{behind, failing}));
    bool open = false;
    for (const auto& each : take<read_partition>()) open = open || (each.partition == orders1 && each.reading);
    BOOST_TEST(open);
    fail(failing, rule);
    BOOST_TEST(machine.is_paused());
}

BOOST_AUTO_TEST_CASE(r3_pauses_end_after_max_deliveries) {
    const retry_rule rule = base.then_pause(1s).max_deliveries(2).rule();
    const auto id = fetch(0, "a");
    fail(id, rule);
    pass(1s);
    clear();
    fail(id, rule);
    BOOST_CHECK(parking().to == parking_place::dead_letters);
}

BOOST_AUTO_TEST_CASE(r3_a_partition_that_comes_during_a_pause_is_not_read) {
    fail(fetch(0, "a"), base.then_pause(20s).rule());
    clear();
    assign({orders1});
    bool closed = false;
    for (const auto& each : take<read_partition>()) closed = closed || (each.partition == orders1 && !each.reading);
    BOOST_TEST(closed);
    revoke({orders0, orders1});
    BOOST_TEST(took<release_partitions>());
}

BOOST_AUTO_TEST_SUITE_END()
