#define BOOST_TEST_MODULE kafka_group
#include <boost/test/unit_test.hpp>

#include "consumer_fixture.hpp"

#include <algorithm>

static_assert(gulo::log_transport<gulo::kafka>);
static_assert(gulo::group_consumer<gulo::kafka_consumer>);

namespace {

using namespace kafka_test;
using gulo::broker_error;
using gulo::broker_request;
using gulo::errc;

using fixture = consumer_fixture;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(group, fixture)

namespace {

void two_members_share(fixture& all, const gulo::kafka_config& config) {
    auto first = all.join(config, {"t"});
    BOOST_REQUIRE(first.poll_until(20s, [&] { return first.assigned.size() == 3; }));
    auto second = std::make_unique<member>(all.join(config, {"t"}));
    const auto both = [&] {
        second->poll(20ms);
        return first.assigned.size() + second->assigned.size() == 3 && !first.assigned.empty() && !second->assigned.empty();
    };
    BOOST_REQUIRE(first.poll_until(60s, both));
    BOOST_TEST(first.revocations >= 1);
    BOOST_TEST(first.losses == 0);

    // Each partition is read by the one it is assigned to.
    all.publish("t", 300);
    BOOST_REQUIRE(first.poll_until(20s, [&] {
        second->poll(20ms);
        return first.records.size() + second->records.size() >= 300;
    }));
    for (member* each : {&first, second.get()})
        for (const auto& got : each->records)
            BOOST_TEST((std::ranges::find(each->assigned, gulo::topic_partition{"t", got.partition}) != each->assigned.end()));

    second.reset();
    BOOST_TEST(first.poll_until(60s, [&] { return first.assigned.size() == 3; }));
    BOOST_TEST(first.failures.empty());
}

}  // namespace

BOOST_AUTO_TEST_CASE(two_members_share_eagerly) { two_members_share(*this, broker.config()); }

BOOST_AUTO_TEST_CASE(two_members_share_cooperatively) {
    auto config = broker.config();
    config.consumer_assignment = gulo::assignment_strategy::cooperative_sticky;
    two_members_share(*this, config);
}

BOOST_AUTO_TEST_CASE(a_lost_assignment_is_told_as_lost) {
    auto reader = join({"one"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.assigned.size() == 1; }));
    broker.fail_next(broker_request::heartbeat, {broker_error::unknown_member});
    BOOST_TEST(reader.poll_until(20s, [&] { return reader.losses == 1; }));
    BOOST_TEST(reader.revocations == 0);
    BOOST_TEST(reader.poll_until(30s, [&] { return reader.assigned.size() == 1; }));
}

// A seek assigns anew, which would answer the loss before anybody has heard of it: the partitions would be revoked, and committed.
void seek_after_a_loss(fixture& all, gulo::kafka_config config, const char* said_when_lost) {
    all.publish("one", 10);
    config.debug = "cgrp";
    auto reader = all.join(config, {"one"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 10; }));
    all.broker.fail_next(broker_request::heartbeat, {broker_error::unknown_member});
    BOOST_REQUIRE(all.log.wait_for(gulo::severity::debug, said_when_lost, 20s));
    const gulo::partition_offset there{{"one", 0}, 4};
    reader.consumer->seek({&there, 1});
    BOOST_TEST(reader.poll_until(20s, [&] { return reader.losses + reader.revocations > 0; }));
    BOOST_TEST(reader.losses == 1);
    BOOST_TEST(reader.records.size() == 10u);
    BOOST_TEST(reader.poll_until(30s, [&] { return reader.records.size() == 20; }));
    BOOST_TEST(reader.failures.empty());
}

BOOST_AUTO_TEST_CASE(c4_a_loss_that_nobody_has_heard_of_comes_before_a_seek) { seek_after_a_loss(*this, broker.config(), "clearing group assignment"); }

BOOST_AUTO_TEST_CASE(c4_the_same_with_cooperative_assignment) {
    auto config = broker.config();
    config.consumer_assignment = gulo::assignment_strategy::cooperative_sticky;
    seek_after_a_loss(*this, config, "1 partition(s) being removed from group assignment");
}

BOOST_AUTO_TEST_CASE(an_assignment_that_the_client_does_not_take_is_fatal) {
    auto reader = join({"one"});
    while (reader.inbox.events.empty()) reader.consumer->poll(reader.inbox, 1, 1s);
    const std::vector<gulo::topic_partition> twice{{"one", 0}, {"one", 0}};
    reader.consumer->assign(twice);
    BOOST_REQUIRE(reader.poll_until(5s, [&] { return !reader.failures.empty(); }));
    BOOST_TEST(reader.failures[0].fatal);
    BOOST_TEST(reader.failures[0].cause.message.find("restart the service") != std::string::npos, reader.failures[0].cause.message);
}

BOOST_AUTO_TEST_CASE(closing_is_bounded) {
    publish("one", 5);
    const auto seconds_of_close = [](member& reader, std::chrono::milliseconds bound) {
        const auto before = std::chrono::steady_clock::now();
        reader.consumer->close(bound);
        reader.consumer->close(bound);
        return std::chrono::steady_clock::now() - before;
    };
    auto never_polled = join({"one"}, "a");
    BOOST_TEST((seconds_of_close(never_polled, 3s) < 4s));
    auto joined = join({"one"}, "b");
    BOOST_REQUIRE(joined.poll_until(20s, [&] { return joined.assigned.size() == 1; }));
    BOOST_TEST((seconds_of_close(joined, 3s) < 4s));
    auto unanswered = join({"one"}, "c");
    while (unanswered.inbox.events.empty()) unanswered.consumer->poll(unanswered.inbox, 1, 1s);
    BOOST_TEST((seconds_of_close(unanswered, 3s) < 4s));
    BOOST_TEST(log.count(gulo::severity::warning, "did not leave") == 0u, log.all());
}

// Destroying the client would wait for ever for records that were not given back; it is left instead.
BOOST_AUTO_TEST_CASE(closing_with_records_outside_is_bounded_and_reported) {
    publish("one", 5);
    auto reader = join({"one"});
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.assigned.size() == 1; }));
    while (reader.inbox.records.empty()) reader.consumer->poll(reader.inbox, 5, 1s);
    const auto before = std::chrono::steady_clock::now();
    reader.consumer->close(10s);
    BOOST_TEST((std::chrono::steady_clock::now() - before < 10s));
    BOOST_TEST(log.count(gulo::severity::warning, "has left its group") == 1u);
    BOOST_TEST(reader.inbox.records[0].value().value() == "0");
    reader.inbox.clear();
}

// It outlives whom it reports to, and a broker that goes away makes clients log.
BOOST_AUTO_TEST_CASE(a_client_that_is_left_says_nothing_any_more) {
    captured_log left;
    captured_log witness;
    auto gone = std::make_unique<gulo::embedded_broker>(gulo::embedded_broker_options{.topics = {{"one", 1}}});
    gulo::kafka_producer out{gone->config(), environment(witness)};
    out.publish(record("one", "k", "v"), nullptr);
    BOOST_REQUIRE(out.flush(20s));
    member reader{.consumer = std::make_unique<gulo::kafka_consumer>(gone->config(), environment(left), std::vector<std::string>{"one"}, settings("left"))};
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.assigned.size() == 1; }));
    while (reader.inbox.records.empty()) reader.consumer->poll(reader.inbox, 5, 1s);
    reader.consumer->close(100ms);
    BOOST_TEST(left.count(gulo::severity::warning, "its client is left as it is") == 1u);
    const std::string before = left.all();
    gone.reset();
    BOOST_REQUIRE(witness.wait_for(gulo::severity::debug, "librdkafka: ", 20s));
    BOOST_TEST(left.all() == before);
    reader.inbox.clear();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(transport, fixture)

BOOST_AUTO_TEST_CASE(a_service_that_knows_only_the_address) {
    gulo::kafka_config config;
    config.bootstrap_servers = broker.bootstrap_servers();
    config.service_name = "quick";
    gulo::kafka transport{config};
    transport.start(environment(log, &seen));
    transport.out().publish(record("one", "k", "v"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(1));
    BOOST_TEST(transport.is_connected());
    BOOST_TEST(transport.settings().group == "quick");
    member reader{.consumer = transport.subscribe({"one"}, transport.settings())};
    BOOST_TEST(reader.poll_until(10s, [&] { return reader.records.size() == 1; }));
    // Another member waits for a rebalance, which lasts as long as the session time-out on this broker.
    member other{.consumer = transport.subscribe({"one"}, transport.settings())};
    BOOST_TEST(reader.poll_until(20s, [&] {
        other.poll(20ms);
        return reader.revocations >= 1 && other.assignments >= 1;
    }));
}

BOOST_AUTO_TEST_CASE(switched_off_it_is_a_silent_no_op) {
    gulo::kafka transport{gulo::kafka_config{.enabled = false, .bootstrap_servers = "no-such-host.invalid:1"}};
    transport.start(environment(log, &seen));
    transport.out().publish(record("one", "k", "v"), &seen);
    transport.out().publish(record("one", "k", "v"), nullptr);
    BOOST_TEST(seen.receipts.size() == 1u);
    BOOST_TEST(transport.out().flush(0ms));
    BOOST_TEST(!transport.is_enabled());
    BOOST_TEST(!transport.is_connected());
    const auto consumer = transport.subscribe({"one"}, settings("g"));
    gulo::consumer_inbox<gulo::kafka_record> inbox;
    consumer->poll(inbox, 10, 10ms);
    consumer->wake();
    consumer->close(1s);
    BOOST_TEST((inbox.events.empty() && inbox.records.empty()));
    BOOST_TEST(log.all() == "");
}

BOOST_AUTO_TEST_CASE(a_wrong_configuration_is_refused_before_anything_starts) {
    gulo::kafka transport{gulo::kafka_config{.options = {{"lingerms", "5"}}}};
    BOOST_CHECK_EXCEPTION(transport.start(environment(log)), gulo::failure, [](const gulo::failure& fault) {
        return fault.code() == errc::invalid_configuration && std::string_view{fault.what()}.find("linger.ms") != std::string_view::npos;
    });
    BOOST_CHECK_EXCEPTION(join({"one"}, ""), gulo::failure,
                          [](const gulo::failure& fault) { return std::string_view{fault.what()}.find("KAFKA_CONSUMER_GROUP_ID") != std::string_view::npos; });
    BOOST_CHECK_THROW(join({"^one"}), gulo::failure);
    const auto says = [](const char* words) {
        return [words](const gulo::failure& fault) { return std::string_view{fault.what()}.find(words) != std::string_view::npos; };
    };
    auto prefixed = broker.config();
    prefixed.topic_prefix = std::string(100, 'p');
    BOOST_CHECK_EXCEPTION(join(prefixed, {std::string(149, 't')}), gulo::failure, says("has 250 characters"));
    BOOST_CHECK_EXCEPTION(join(prefixed, {std::string(145, 't')}), gulo::failure,
                          says("has 250 characters, and Kafka takes at most 249; shorten topic_prefix or the"));
    BOOST_CHECK_NO_THROW(join(prefixed, {std::string(144, 't')}));
    BOOST_CHECK_NO_THROW(join(prefixed, {"t.readers.retry-" + std::string(132, '1')}));
    BOOST_CHECK_THROW(join({}), gulo::failure);
}

BOOST_AUTO_TEST_SUITE_END()
