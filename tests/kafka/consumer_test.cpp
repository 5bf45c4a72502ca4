#define BOOST_TEST_MODULE kafka_consumer
#include <boost/test/unit_test.hpp>

#include "consumer_fixture.hpp"

#include <algorithm>
#include <set>
#include <thread>

namespace {

using namespace kafka_test;
using gulo::broker_error;
using gulo::broker_request;
using gulo::errc;

using fixture = consumer_fixture;

std::set<int> numbers_of(const member& reader) {
    std::set<int> numbers;
    for (const auto& each : reader.records) numbers.insert(std::stoi(*each.value));
    return numbers;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reading, fixture)

BOOST_AUTO_TEST_CASE(every_record_of_every_partition_once) {
    publish("t", 1'000);
    auto reader = join({"t"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() >= 1'000; }));
    reader.poll(300ms);
    BOOST_TEST(reader.records.size() == 1'000u);
    BOOST_TEST(numbers_of(reader).size() == 1'000u);
    BOOST_TEST(reader.assigned.size() == 3u);
    BOOST_TEST(reader.failures.empty());
    std::map<std::int32_t, std::int64_t> next;
    for (const auto& each : reader.records) BOOST_TEST(each.offset == next[each.partition]++);
}

BOOST_AUTO_TEST_CASE(no_record_comes_with_or_before_its_assignment) {
    publish("one", 10);
    auto reader = join({"one"});
    bool assigned = false;
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!assigned && std::chrono::steady_clock::now() < deadline) {
        reader.inbox.clear();
        reader.consumer->poll(reader.inbox, 100, 100ms);
        for (auto& event : reader.inbox.events)
            if (auto* given = std::get_if<gulo::partitions_assigned>(&event)) {
                assigned = true;
                BOOST_TEST(reader.inbox.records.empty());
                reader.handle(*given);
            }
    }
    BOOST_TEST(assigned);
    BOOST_TEST(reader.poll_until(10s, [&] { return reader.records.size() == 10; }));
}

BOOST_AUTO_TEST_CASE(at_most_as_many_as_asked_for) {
    publish("t", 100);
    auto reader = join({"t"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return !reader.assigned.empty(); }));
    std::size_t got = 0;
    while (got < 100) {
        reader.inbox.clear();
        reader.consumer->poll(reader.inbox, 7, 2s);
        BOOST_REQUIRE((!reader.inbox.records.empty() && reader.inbox.records.size() <= 7));
        got += reader.inbox.records.size();
    }
    reader.inbox.clear();
}

// A busy partition does not starve the others.
BOOST_AUTO_TEST_CASE(partitions_take_turns) {
    publish("one", 3'000);
    publish("two", 10);
    auto reader = join({"one", "two"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return !reader.assigned.empty(); }));
    BOOST_REQUIRE(reader.poll_until(10s, [&] { return std::ranges::any_of(reader.records, [](const auto& each) { return each.topic == "two"; }); }));
    BOOST_TEST(reader.poll_until(10s, [&] { return reader.records.size() == 3'010; }));
}

BOOST_AUTO_TEST_CASE(a_topic_that_is_named_twice_is_refused) {
    BOOST_CHECK_EXCEPTION(join({"one", "two", "one"}), gulo::failure, [](const gulo::failure& refused) {
        return std::string_view{refused.what()}.find("topic \"one\" is subscribed to twice; name it once") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_CASE(wake_ends_a_waiting_poll) {
    auto reader = join({"one"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return !reader.assigned.empty(); }));
    std::thread waker{[&] { reader.consumer->wake(); }};
    const auto before = std::chrono::steady_clock::now();
    reader.poll(20s);
    BOOST_TEST((std::chrono::steady_clock::now() - before < 10s));
    waker.join();
}

BOOST_AUTO_TEST_CASE(an_arriving_record_ends_a_waiting_poll) {
    auto reader = join({"one"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return !reader.assigned.empty(); }));
    reader.poll(100ms);
    publish("one", 1);
    const auto before = std::chrono::steady_clock::now();
    reader.poll(20s);
    BOOST_TEST((std::chrono::steady_clock::now() - before < 5s));
    BOOST_TEST(reader.records.size() == 1u);
}

// Of what is asked of brokers while reading, nothing holds up the loop when they fall silent in the middle of a log.
BOOST_AUTO_TEST_CASE(poll_keeps_its_bound_when_the_broker_falls_silent) {
    // In batches of 1,000, because a client fetches whole batches ahead, and one may be the whole log.
    for (int batch = 0; batch < 9; ++batch) publish("one", 1'000, batch * 1'000);
    auto reader = join({"one"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() >= 2'000; }));
    broker.delay_answers(30s);
    std::chrono::steady_clock::duration longest{};
    const auto end = std::chrono::steady_clock::now() + 3s;
    while (std::chrono::steady_clock::now() < end && longest < 2s) {
        const auto before = std::chrono::steady_clock::now();
        reader.poll(100ms);
        longest = std::max(longest, std::chrono::steady_clock::now() - before);
    }
    BOOST_TEST((longest < 2s));
    BOOST_TEST(reader.records.size() < 9'000u);
}

// Not reading a partition keeps its records where they are; reading it again brings all of them, at once (rule C6).
BOOST_AUTO_TEST_CASE(a_partition_that_is_not_read_loses_nothing) {
    auto reader = join({"one", "two"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.assigned.size() == 2; }));
    reader.consumer->set_reading({"one", 0}, false);
    publish("one", 100);
    publish("two", 1);
    BOOST_REQUIRE(reader.poll_until(10s, [&] { return !reader.records.empty(); }));
    reader.poll(300ms);
    BOOST_TEST(reader.records.size() == 1u);
    BOOST_TEST(reader.records[0].topic == "two");

    reader.consumer->set_reading({"one", 0}, true);
    const auto before = std::chrono::steady_clock::now();
    BOOST_REQUIRE(reader.poll_until(10s, [&] { return reader.records.size() == 101; }));
    BOOST_TEST((std::chrono::steady_clock::now() - before < 500ms));
    for (std::size_t at = 1; at < 101; ++at) BOOST_TEST(reader.records[at].offset == static_cast<std::int64_t>(at) - 1);
}

BOOST_AUTO_TEST_CASE(a_topic_that_appears_later_is_read) {
    auto reader = join({"later"});
    reader.poll(200ms);
    publish("later", 5);
    BOOST_TEST(reader.poll_until(40s, [&] { return reader.records.size() == 5; }));
}

BOOST_AUTO_TEST_CASE(a_broker_that_is_away_at_the_start) {
    publish("one", 5);
    broker.down();
    auto reader = join({"one"});
    BOOST_TEST(!reader.poll_until(500ms, [&] { return !reader.records.empty(); }));
    BOOST_TEST(log.wait_for(gulo::severity::error, "can be reached", 10s));
    BOOST_TEST(reader.failures.empty());
    broker.up();
    BOOST_TEST(reader.poll_until(40s, [&] { return reader.records.size() == 5; }));
}

BOOST_AUTO_TEST_CASE(a_denied_fetch_is_reported_once_and_loses_nothing) {
    publish("one", 5);
    auto reader = join({"one"});
    broker.fail_next(broker_request::fetch, {broker_error::topic_authorization_failed, broker_error::topic_authorization_failed});
    BOOST_TEST(reader.poll_until(40s, [&] { return reader.records.size() == 5; }));
    BOOST_REQUIRE(reader.failures.size() == 1u);
    BOOST_TEST((reader.failures[0].cause.code == errc::not_authorized));
    BOOST_TEST(!reader.failures[0].fatal);
    BOOST_TEST(reader.failures[0].cause.message.find("\"one\"") != std::string::npos, reader.failures[0].cause.message);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(committing, fixture)

BOOST_AUTO_TEST_CASE(the_next_member_goes_on_where_was_committed) {
    publish("one", 10);
    {
        auto reader = join({"one"});
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 10; }));
        const gulo::partition_offset frontier[]{{{"one", 0}, 6}};
        reader.consumer->commit(frontier);
        BOOST_REQUIRE(reader.poll_until(10s, [&] { return !reader.commits.empty(); }));
        reader.poll(200ms);
        BOOST_REQUIRE(reader.commits.size() == 1u);
        BOOST_TEST(!reader.commits[0].cause.has_value());
        BOOST_TEST((reader.commits[0].offsets == std::vector<gulo::partition_offset>{{{"one", 0}, 6}}));
    }
    auto next = join({"one"});
    BOOST_REQUIRE(next.poll_until(20s, [&] { return next.records.size() == 4; }));
    BOOST_TEST(next.records[0].offset == 6);
}

BOOST_AUTO_TEST_CASE(nothing_is_committed_by_itself) {
    publish("one", 10);
    {
        auto reader = join({"one"});
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 10; }));
    }
    auto next = join({"one"});
    BOOST_TEST(next.poll_until(20s, [&] { return next.records.size() == 10; }));
}

BOOST_AUTO_TEST_CASE(a_refused_commit_has_its_cause) {
    publish("one", 1);
    auto reader = join({"one"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 1; }));
    broker.fail_next(broker_request::offset_commit, {broker_error::illegal_generation});
    const gulo::partition_offset frontier[]{{{"one", 0}, 1}};
    reader.consumer->commit(frontier);
    BOOST_REQUIRE(reader.poll_until(10s, [&] { return !reader.commits.empty(); }));
    BOOST_REQUIRE(reader.commits[0].cause.has_value());
    BOOST_TEST((reader.commits[0].cause->code == errc::stale_assignment));
    BOOST_TEST((reader.commits[0].offsets == std::vector<gulo::partition_offset>{{{"one", 0}, 1}}));
}

// Rule C10: a start at the end is a concrete, committed place.
BOOST_AUTO_TEST_CASE(c10_a_group_that_starts_at_the_end_reads_all_that_comes_later_also_after_a_restart) {
    const std::string name = "t";
    const std::string group = "late";
    auto at_the_end = settings(group);
    at_the_end.start = gulo::first_start::latest;
    const auto join_at_the_end = [&] {
        return member{.consumer = std::make_unique<gulo::kafka_consumer>(broker.config(), environment(log), std::vector<std::string>{name}, at_the_end)};
    };
    publish(name, 10);
    {
        auto idle = join_at_the_end();
        BOOST_REQUIRE(idle.poll_until(20s, [&] { return idle.assignments == 1; }));
        idle.poll(500ms);
        BOOST_TEST(idle.records.empty());
    }
    publish(name, 7);
    auto next = join_at_the_end();
    BOOST_TEST(next.poll_until(20s, [&] { return next.records.size() == 7; }));
    next.poll(500ms);
    BOOST_TEST(next.records.size() == 7u);
}

// Whether the group reads the topic already is not known until brokers say so.
BOOST_AUTO_TEST_CASE(c10_a_start_at_the_end_survives_a_commit_that_is_refused) {
    publish("t", 10);
    auto at_the_end = settings("late");
    at_the_end.start = gulo::first_start::latest;
    broker.fail_next(broker_request::offset_commit, {broker_error::rebalance_in_progress});
    member reader{.consumer = std::make_unique<gulo::kafka_consumer>(broker.config(), environment(log), std::vector<std::string>{"t"}, at_the_end)};
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.assignments == 1; }));
    publish("t", 7, 10);
    BOOST_TEST(reader.poll_until(20s, [&] { return reader.records.size() >= 7; }));
    reader.poll(500ms);
    BOOST_TEST(reader.records.size() == 7u);
    for (const int number : numbers_of(reader)) BOOST_TEST(number >= 10);
    BOOST_TEST(reader.lost_offsets.empty());
}

BOOST_AUTO_TEST_CASE(c10_a_start_at_the_end_survives_an_end_that_is_not_told) {
    publish("one", 10);
    auto at_the_end = settings("late");
    at_the_end.start = gulo::first_start::latest;
    broker.fail_next(broker_request::list_offsets, {broker_error::topic_authorization_failed, broker_error::topic_authorization_failed});
    member reader{.consumer = std::make_unique<gulo::kafka_consumer>(broker.config(), environment(log), std::vector<std::string>{"one"}, at_the_end)};
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.assignments == 1; }));
    int published = 10;
    BOOST_TEST(reader.poll_until(20s, [&] {
        publish("one", 1, published++);
        return !reader.records.empty();
    }));
    for (const int number : numbers_of(reader)) BOOST_TEST(number >= 10);
}

BOOST_AUTO_TEST_SUITE_END()
