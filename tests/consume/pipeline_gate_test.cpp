// Circuit breakers and rate limits (rule R8), unordered records without a key (C2).

#include "pipeline_bench.hpp"

namespace {

using namespace consume_test;

limits with(gulo::subscription_settings settings) {
    limits made;
    made.topics.emplace("orders", std::move(settings));
    return made;
}
// Half of ten attempts within ten seconds open it; one record is tried after five seconds.
limits breaking() { return with({.breaker = gulo::circuit_breaker{.failing_share = 0.5, .window = 10s, .least_attempts = 10, .pause = 5s}}); }
constexpr retry_rule discarding{.max_attempts = 1, .then = gulo::last_resort::discard};

struct broken_bench : pipeline_bench {
    broken_bench() : pipeline_bench{breaking(), discarding} {
        assign({orders0, orders1});
        for (std::int64_t offset = 0; offset < 10; ++offset) finish(fetch(offset, std::to_string(offset)), outcome::failed);
    }
};

const topic_partition retried0{"orders.billing.retry-30s", 0};
limits through_a_retry_topic(gulo::subscription_settings settings) {
    limits made = with(std::move(settings));
    made.sources.emplace(retried0.topic, "orders");
    return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gates)

BOOST_FIXTURE_TEST_CASE(r8_a_share_of_failures_stops_the_reading_of_every_partition_of_the_topic, broken_bench) {
    const auto reading = take<read_partition>();
    BOOST_REQUIRE_EQUAL(reading.size(), 2u);
    BOOST_TEST(!reading[0].reading);
    BOOST_TEST(!reading[1].reading);
    const auto troubles = take<report_trouble>();
    BOOST_REQUIRE_EQUAL(troubles.size(), 1u);
    BOOST_TEST(troubles[0].cause == trouble::circuit_breaker);
    BOOST_TEST(troubles[0].text.find("orders") != std::string::npos);
    BOOST_TEST(!took<release_partitions>());
    std::vector<gulo::partition_status> told;
    machine.tell_status(told, now);
    BOOST_TEST((told[0].is_broken && told[1].is_broken && !told[0].is_paused));
}

BOOST_AUTO_TEST_CASE(r8_fewer_failures_or_too_few_attempts_change_nothing) {
    pipeline_bench bench{breaking(), discarding};
    bench.assign();
    for (std::int64_t offset = 0; offset < 9; ++offset) bench.finish(bench.fetch(offset, std::to_string(offset)), outcome::failed);
    BOOST_TEST(!bench.took<report_trouble>());
    pipeline_bench mixed{breaking(), discarding};
    mixed.assign();
    for (std::int64_t offset = 0; offset < 100; ++offset)
        mixed.finish(mixed.fetch(offset, std::to_string(offset)), offset % 5 >= 3 ? outcome::failed : outcome::handled);
    BOOST_TEST(!mixed.took<report_trouble>());
}

BOOST_AUTO_TEST_CASE(r8_failures_that_are_older_than_the_window_do_not_count) {
    pipeline_bench bench{breaking(), discarding};
    bench.assign();
    for (std::int64_t offset = 0; offset < 40; ++offset) {
        bench.finish(bench.fetch(offset, std::to_string(offset)), outcome::failed);
        bench.pass(1'500ms);
    }
    BOOST_TEST(!bench.took<report_trouble>());
}

BOOST_FIXTURE_TEST_CASE(r8_nothing_begins_while_it_is_open_and_then_one_record_is_tried, broken_bench) {
    const auto first = fetch(10, "x");
    const auto second = fetch(11, "y");
    started();
    pass(4'999ms);
    BOOST_TEST(started().empty());
    BOOST_REQUIRE(machine.next_due().has_value());
    BOOST_CHECK(*machine.next_due() <= now + 1ms);
    clear();
    pass(1ms);
    BOOST_TEST(took<read_partition>());
    BOOST_CHECK(started() == std::vector{first});
    pass(60s);
    BOOST_TEST(started().empty());
    finish(first);
    BOOST_CHECK(started() == std::vector{second});
    const auto over = take<trouble_over>();
    BOOST_REQUIRE_EQUAL(over.size(), 1u);
    BOOST_TEST(over[0].cause == trouble::circuit_breaker);
}

BOOST_FIXTURE_TEST_CASE(r8_a_probe_that_fails_opens_it_again_for_as_long, broken_bench) {
    const auto first = fetch(10, "x");
    const auto second = fetch(11, "y");
    pass(5s);
    started();
    finish(first, outcome::failed);
    pass(4'999ms);
    BOOST_TEST(started().empty());
    pass(1ms);
    BOOST_CHECK(started() == std::vector{second});
}

BOOST_FIXTURE_TEST_CASE(r8_a_probe_whose_partition_is_taken_away_makes_room_for_another, broken_bench) {
    const auto first = fetch(10, "x");
    fetch(0, "y", orders1);
    pass(5s);
    BOOST_CHECK(started().back() == first);
    lose({orders0});  // its handlers may run for long
    pass(1ms);
    BOOST_TEST(started().size() == 1u);
    fetch(1, "z", orders1);
    finish(first);
    pass(1ms);
    BOOST_TEST(started().empty());  // there is a probe already
}

BOOST_FIXTURE_TEST_CASE(r8_what_began_before_it_opened_says_nothing_about_the_probe, broken_bench) {
    lose({orders1});
    pipeline_bench other{breaking(), discarding};
    other.assign();
    std::vector<record_id> early;
    for (std::int64_t offset = 0; offset < 11; ++offset) early.push_back(other.fetch(offset, std::to_string(offset)));
    for (std::size_t index = 0; index < 10; ++index) other.finish(early[index], outcome::failed);
    const auto probe = other.fetch(11, "x");
    const auto next = other.fetch(12, "y");
    other.pass(5s);
    BOOST_CHECK(other.started().back() == probe);
    other.finish(early[10]);
    other.pass(1ms);
    BOOST_TEST(other.started().empty());
    other.finish(probe);
    BOOST_CHECK(other.started() == std::vector{next});
}

BOOST_FIXTURE_TEST_CASE(r8_retries_wait_for_it_too, broken_bench) {
    pipeline_bench other{breaking(), retry_rule{.max_attempts = 5, .first_backoff = 10ms, .exponential = false}};
    other.assign();
    std::vector<record_id> ids;
    for (std::int64_t offset = 0; offset < 10; ++offset) ids.push_back(other.fetch(offset, std::to_string(offset)));
    for (const record_id id : ids) other.finish(id, outcome::failed);
    other.started();
    other.pass(4s);
    BOOST_TEST(other.started().empty());
    other.pass(1s);
    BOOST_TEST(other.started().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(r8_a_shutdown_does_not_wait_for_it, broken_bench) {
    fetch(10, "x");
    answer(10);
    clear();
    stop();
    BOOST_TEST(took<leave_group>());
    BOOST_TEST(started().empty());
}

BOOST_AUTO_TEST_CASE(r8_records_begin_no_faster_than_the_rate) {
    pipeline_bench bench{with({.rate = gulo::rate_limit{.records_per_second = 10, .burst = 2}})};
    bench.assign();
    for (std::int64_t offset = 0; offset < 6; ++offset) bench.fetch(offset, std::to_string(offset));
    BOOST_TEST(bench.started().size() == 2u);
    BOOST_REQUIRE(bench.machine.next_due().has_value());
    BOOST_CHECK(*bench.machine.next_due() == bench.now + 100ms);
    bench.pass(99ms);
    BOOST_TEST(bench.started().empty());
    bench.pass(1ms);
    BOOST_TEST(bench.started().size() == 1u);
    bench.pass(10s);
    BOOST_TEST(bench.started().size() == 2u);
}

BOOST_AUTO_TEST_CASE(r8_the_rate_keeps_the_order_of_a_key_and_concerns_its_topic_only) {
    pipeline_bench bench{with({.rate = gulo::rate_limit{.records_per_second = 1}})};
    const topic_partition other{"others", 0};
    bench.assign({orders0, other});
    const auto first = bench.fetch(0, "k");
    const auto second = bench.fetch(1, "k");
    bench.fetch(0, "k", other);
    bench.fetch(1, "l", other);
    BOOST_TEST(bench.started().size() == 3u);
    bench.finish(first);
    BOOST_TEST(bench.started().empty());
    bench.pass(1s);
    BOOST_CHECK(bench.started() == std::vector{second});
}

BOOST_AUTO_TEST_CASE(r8_a_retry_topic_waits_for_the_breaker_of_its_source_and_counts_for_it) {
    pipeline_bench bench{through_a_retry_topic(breaking().topics.at("orders")), discarding};
    bench.assign({orders0, retried0});
    for (std::int64_t offset = 0; offset < 5; ++offset) bench.finish(bench.fetch(offset, std::to_string(offset)), outcome::failed);
    for (std::int64_t offset = 0; offset < 5; ++offset) bench.finish(bench.fetch(offset, std::to_string(offset), retried0), outcome::failed);
    const auto reading = bench.take<read_partition>();
    BOOST_REQUIRE_EQUAL(reading.size(), 2u);
    BOOST_TEST(!reading[0].reading);
    BOOST_TEST(!reading[1].reading);
    const auto troubles = bench.take<report_trouble>();
    BOOST_REQUIRE_EQUAL(troubles.size(), 1u);
    BOOST_TEST(troubles[0].text.find("topic orders fail") != std::string::npos);
    bench.started();
    const auto probe = bench.fetch(5, "x", retried0);
    bench.fetch(5, "y");
    BOOST_TEST(bench.started().empty());
    bench.pass(5s);
    BOOST_CHECK(bench.started() == std::vector{probe});
}

BOOST_AUTO_TEST_CASE(r8_a_retry_topic_shares_the_rate_of_its_source) {
    pipeline_bench bench{through_a_retry_topic({.rate = gulo::rate_limit{.records_per_second = 10}})};
    bench.assign({orders0, retried0});
    bench.fetch(0, "a");
    bench.fetch(0, "b", retried0);
    BOOST_TEST(bench.started().size() == 1u);
    bench.pass(100ms);
    BOOST_TEST(bench.started().size() == 1u);
}

BOOST_AUTO_TEST_CASE(r3_a_pause_concerns_a_topic_and_its_retry_topics) {
    pipeline_bench bench{through_a_retry_topic({}), retry_rule{.max_attempts = 1, .then = gulo::last_resort::pause, .subscription_pause = 60s}};
    bench.assign({orders0, retried0});
    const auto failing = bench.fetch(0, "a", retried0);
    bench.clear();
    bench.finish(failing, outcome::failed);
    const auto reading = bench.take<read_partition>();
    BOOST_REQUIRE_EQUAL(reading.size(), 2u);
    BOOST_TEST(!reading[0].reading);
    BOOST_TEST(!reading[1].reading);
    bench.fetch(0, "b");
    BOOST_TEST(bench.started().empty());
    std::vector<gulo::partition_status> told;
    bench.machine.tell_status(told, bench.now);
    BOOST_TEST((told[0].is_paused && told[1].is_paused && !told[0].is_broken));
    bench.pass(60s);
    BOOST_TEST(bench.started().size() == 2u);
}

BOOST_AUTO_TEST_CASE(c2_records_without_a_key_run_side_by_side_in_the_retry_topics_of_an_unordered_subscription) {
    pipeline_bench bench{through_a_retry_topic({.ordered = false})};
    bench.assign({retried0});
    bench.fetch(0, std::nullopt, retried0);
    bench.fetch(1, std::nullopt, retried0);
    BOOST_TEST(bench.started().size() == 2u);
}

BOOST_AUTO_TEST_CASE(c2_records_without_a_key_run_side_by_side_where_the_subscription_is_unordered) {
    pipeline_bench bench{with({.ordered = false})};
    bench.assign();
    bench.fetch(0, std::nullopt);
    bench.fetch(1, std::nullopt);
    const auto keyed = bench.fetch(2, "k");
    bench.fetch(3, "k");
    const auto begun = bench.started();
    BOOST_TEST(begun.size() == 3u);
    bench.finish(begun[1]);
    bench.finish(begun[0]);
    bench.finish(keyed);
    bench.pass(1s);
    BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{3});
}

BOOST_AUTO_TEST_SUITE_END()
