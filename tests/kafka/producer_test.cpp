#define BOOST_TEST_MODULE kafka_producer
#include <boost/test/unit_test.hpp>

#include "support.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <set>
#include <thread>

namespace {

using namespace kafka_test;
using gulo::broker_error;
using gulo::broker_request;
using gulo::embedded_broker;
using gulo::errc;
using gulo::kafka_producer;

struct fixture {
    embedded_broker broker{{.topics = {{"t", 3}, {"one", 1}}}};
    captured_log log;
    outcomes seen;

    kafka_producer producer(gulo::kafka_config config) { return kafka_producer{config, environment(log, &seen)}; }
    kafka_producer producer() { return producer(broker.config()); }

    gulo::errc only_error(std::size_t count = 1) {
        BOOST_REQUIRE(seen.wait_for_errors(count, 20s));
        return seen.errors.front().code;
    }
};

member reader(const embedded_broker& broker, captured_log& log, const std::string& topic) {
    member made{.consumer = std::make_unique<gulo::kafka_consumer>(broker.config(), environment(log), std::vector<std::string>{topic}, settings("readers"))};
    return made;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(outcome_of_every_record, fixture)

BOOST_AUTO_TEST_CASE(a_receipt_says_where_a_record_is) {
    auto out = producer();
    out.publish(record("one", "k", "v"), &seen);
    out.publish(record("one", "k", "v"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(2));
    BOOST_TEST(seen.receipts[0].topic == "one");
    BOOST_TEST(seen.receipts[0].partition == 0);
    BOOST_TEST(seen.receipts[0].offset == 0);
    BOOST_TEST(seen.receipts[1].offset == 1);
    BOOST_TEST(out.is_connected());
    BOOST_TEST(out.flush(5s));
}

BOOST_AUTO_TEST_CASE(the_failure_listener_gets_the_record_when_nobody_else_listens) {
    auto out = producer();
    broker.fail_next(broker_request::produce, {broker_error::topic_authorization_failed});
    const std::array<gulo::header_view, 3> headers{{{"null", std::nullopt}, {"empty", ""}, {"text", "x"}}};
    out.publish(record("t", "key", "value", headers), nullptr);
    BOOST_REQUIRE(seen.state.wait(10s, [&] { return !seen.failures.empty(); }));
    const auto& failed = seen.failures.front();
    BOOST_TEST(failed.topic == "t");
    BOOST_TEST(failed.key.value() == "key");
    BOOST_TEST(failed.value.value() == "value");
    BOOST_REQUIRE(failed.headers.size() == 3u);
    BOOST_TEST(!failed.headers[0].second.has_value());
    BOOST_TEST(failed.headers[1].second.value() == "");
    BOOST_TEST(failed.headers[2].second.value() == "x");
    BOOST_TEST((failed.why.code == errc::not_authorized));
}

BOOST_AUTO_TEST_CASE(an_unwritable_topic_is_named_with_the_remedy) {
    auto out = producer();
    broker.fail_next(broker_request::produce, {broker_error::topic_authorization_failed});
    out.publish(record("t", "k", "v"), &seen);
    BOOST_TEST((only_error() == errc::not_authorized));
    const std::string text = seen.errors.front().message;
    BOOST_TEST(text.find("\"t\"") != text.npos, text);
    BOOST_TEST(text.find("ACL") != text.npos, text);
}

// A failed record fails alone (rule P5).
BOOST_AUTO_TEST_CASE(neighbours_of_a_failed_record_are_sent_once) {
    auto out = producer();
    out.publish(record("one", "k", "before"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(1));
    broker.fail_next(broker_request::produce, {broker_error::message_too_large});
    out.publish(record("one", "k", "failing"), &seen);
    BOOST_TEST((only_error() == errc::message_too_large));
    out.publish(record("one", "k", "after"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(2));
    out.close();
    auto readers = reader(broker, log, "one");
    BOOST_TEST(readers.poll_until(20s, [&] { return readers.records.size() >= 2; }));
    readers.poll(300ms);
    BOOST_REQUIRE(readers.records.size() == 2u);
    BOOST_TEST(readers.records[0].value.value() == "before");
    BOOST_TEST(readers.records[1].value.value() == "after");
}

BOOST_AUTO_TEST_CASE(a_record_that_is_too_large_is_refused_with_its_size) {
    auto config = broker.config();
    config.producer_options["message.max.bytes"] = "1000000";
    auto out = producer(config);
    const std::string large(2'000'000, 'x');
    out.publish(record("t", "k", large), &seen);
    BOOST_TEST((only_error() == errc::message_too_large));
    BOOST_TEST(seen.errors.front().message.find("2000001 octets") != std::string::npos, seen.errors.front().message);
    BOOST_TEST(seen.errors.front().message.find("message.max.bytes") != std::string::npos);
}

// How large a record may be is up to its topic; a dead letter is as large as what was read.
BOOST_AUTO_TEST_CASE(d3_a_record_of_any_size_goes_to_the_broker) {
    auto config = broker.config();
    config.producer_compression_type = gulo::compression_type::none;
    auto out = producer(config);
    out.publish(record("one", "k", std::string(3'000'000, 'x')), &seen);
    out.publish(record("one", "k", "small"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(2));
    BOOST_TEST(seen.errors.empty());
}

// Dead letters of one topic do not wait for the administration of another.
BOOST_AUTO_TEST_CASE(d3_a_topic_that_is_known_waits_for_no_other) {
    gulo::kafka_detail::dead_letter_topics topics;
    auto config = broker.config();
    BOOST_REQUIRE(topics.prepare(config, environment(log), true, "t", "t.dlq").has_value());
    config.debug = "broker";
    captured_log slow;
    broker.delay_answers(30s);
    std::thread asking{[&] { topics.prepare(config, environment(slow), true, "one", "one.dlq"); }};
    BOOST_TEST(slow.wait_for(gulo::severity::debug, "librdkafka", 20s));
    const auto before = std::chrono::steady_clock::now();
    BOOST_TEST(topics.prepare(config, environment(log), true, "t", "t.dlq").has_value());
    BOOST_TEST((std::chrono::steady_clock::now() - before < 1s));
    asking.join();
}

BOOST_AUTO_TEST_CASE(hostile_topic_names_are_refused) {
    auto out = producer();
    const std::string long_name(250, 'x');
    const std::string_view names[]{"", ".", "..", "a b", "ä", std::string_view{"a\0b", 3}, "../x", long_name};
    for (const std::string_view name : names) out.publish(record(name, "k", "v"), &seen);
    BOOST_REQUIRE(seen.wait_for_errors(std::size(names)));
    for (const gulo::error& each : seen.errors) BOOST_TEST((each.code == errc::invalid_topic));
}

BOOST_AUTO_TEST_CASE(a_partition_that_does_not_exist_is_refused) {
    auto out = producer();
    out.publish(record("t", "k", "v"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(1));
    auto wrong = record("t", "k", "v");
    wrong.partition = 99;
    out.publish(wrong, &seen);
    BOOST_TEST((only_error() == errc::invalid_topic));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(content_of_records, fixture)

BOOST_AUTO_TEST_CASE(keys_values_and_headers_survive_as_they_are) {
    {
        auto out = producer();
        const std::string binary{"\0\xff\n\"", 4};
        const std::array<gulo::header_view, 6> headers{
            {{"null", std::nullopt}, {"empty", ""}, {"twice", "1"}, {"twice", "2"}, {"", "nameless"}, {"binary", binary}}};
        out.publish(record("one", binary, binary, headers), &seen);
        out.publish(record("one", "", "", {}), &seen);
        out.publish(record("one", std::nullopt, std::nullopt, {}), &seen);
        auto timed = record("one", "k", "v");
        timed.time = gulo::timestamp{std::chrono::milliseconds{1'700'000'000'123}};
        out.publish(timed, &seen);
        BOOST_REQUIRE(seen.wait_for_receipts(4));
        auto consumer = gulo::kafka_consumer{broker.config(), environment(log), {"one"}, settings("readers")};
        gulo::consumer_inbox<gulo::kafka_record> inbox;
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (inbox.records.size() < 4 && std::chrono::steady_clock::now() < deadline) {
            inbox.events.clear();
            consumer.poll(inbox, 10, 100ms);
            for (auto& event : inbox.events)
                if (auto* given = std::get_if<gulo::partitions_assigned>(&event)) consumer.assign(given->partitions);
        }
        BOOST_REQUIRE(inbox.records.size() == 4u);
        const auto& first = inbox.records[0];
        BOOST_TEST((first.topic() == "one" && first.partition() == 0 && first.offset() == 0));
        BOOST_TEST((first.key() == binary && first.value() == binary));
        std::vector<std::pair<std::string, std::optional<std::string>>> got;
        first.for_each_header([&](const gulo::header_view& header) {
            got.emplace_back(header.name, std::nullopt);
            if (header.value) got.back().second = *header.value;
        });
        BOOST_REQUIRE(got.size() == headers.size());
        for (std::size_t at = 0; at < got.size(); ++at) BOOST_TEST((got[at].first == headers[at].name && got[at].second == headers[at].value), at);
        BOOST_TEST((inbox.records[1].key() == "" && inbox.records[1].value() == ""));
        BOOST_TEST((!inbox.records[2].key() && !inbox.records[2].value()));
        BOOST_TEST((inbox.records[3].time() == *timed.time));
        inbox.clear();
    }
}

// Placement is that of the Java clients (rule P4). The hashes are those of Apache Kafka's UtilsTest: 21 -973932308,
// foobar -790332482, a-little-bit-long-string -985981536, abc 479470107; the partition is (hash & 0x7fffffff) % 3.
BOOST_AUTO_TEST_CASE(keys_go_where_java_clients_put_them) {
    auto out = producer();
    const struct {
        const char* key;
        std::int32_t partition;
    } cases[]{{"21", 0}, {"foobar", 0}, {"a-little-bit-long-string", 2}, {"abc", 0}};
    for (const auto& each : cases) {
        out.publish(record("t", each.key, "v"), &seen);
        BOOST_REQUIRE(out.flush(10s));
        BOOST_TEST(seen.receipts.back().partition == each.partition, each.key);
    }
}

BOOST_AUTO_TEST_CASE(order_per_key_is_the_order_of_publishing) {
    auto out = producer();
    for (int at = 0; at < 3'000; ++at) out.publish(record("t", std::to_string(at % 7), std::to_string(at)), nullptr);
    BOOST_REQUIRE(out.flush(20s));
    auto readers = reader(broker, log, "t");
    BOOST_REQUIRE(readers.poll_until(20s, [&] { return readers.records.size() >= 3'000; }));
    std::map<std::string, int> last;
    for (const auto& each : readers.records) {
        const int number = std::stoi(*each.value);
        const auto [known, is_new] = last.emplace(*each.key, -1);
        BOOST_TEST(known->second < number);
        known->second = number;
    }
    BOOST_TEST(readers.records.size() == 3'000u);
}

BOOST_AUTO_TEST_CASE(a_prefix_is_seen_on_the_cluster_only) {
    broker.create({"shop.orders", 1});
    auto config = broker.config();
    config.topic_prefix = "shop";
    auto out = producer(config);
    out.publish(record("orders", "k", "v"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(1));
    BOOST_TEST(seen.receipts[0].topic == "orders");
    auto plain = reader(broker, log, "shop.orders");
    BOOST_TEST(plain.poll_until(20s, [&] { return plain.records.size() == 1; }));
    member prefixed{.consumer = std::make_unique<gulo::kafka_consumer>(config, environment(log), std::vector<std::string>{"orders"}, settings("prefixed"))};
    BOOST_REQUIRE(prefixed.poll_until(20s, [&] { return prefixed.records.size() == 1; }));
    BOOST_TEST(prefixed.records[0].topic == "orders");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(broker_away, fixture)

// Away at the start: one clear error, nothing lost, connects by itself (W2).
BOOST_AUTO_TEST_CASE(at_the_start_and_back_later) {
    broker.down();
    auto out = producer();
    for (int at = 0; at < 10; ++at) out.publish(record("t", "k", std::to_string(at)), &seen);
    BOOST_REQUIRE(log.wait_for(gulo::severity::error, "no Kafka broker of " + broker.bootstrap_servers() + " can be reached", 10s));
    BOOST_TEST(!out.is_connected());
    BOOST_TEST(log.wait_for(gulo::severity::error, "KAFKA_BOOTSTRAP_SERVERS", 0ms));
    BOOST_TEST(!out.flush(1500ms));
    BOOST_TEST(log.count(gulo::severity::warning, "") == 1u, log.all());
    broker.up();
    BOOST_TEST(seen.wait_for_receipts(10, 30s));
    BOOST_TEST(log.wait_for(gulo::severity::information, "connected to Kafka", 10s));
    BOOST_TEST(out.is_connected());
}

BOOST_AUTO_TEST_CASE(for_a_while) {
    auto out = producer();
    out.publish(record("t", "k", "v"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(1));
    broker.down();
    BOOST_REQUIRE(log.wait_for(gulo::severity::error, "can be reached", 10s));
    BOOST_TEST(!out.is_connected());
    broker.up();
    // Noticed without a record being published.
    BOOST_TEST(log.wait_for(gulo::severity::information, "connected to Kafka again", 30s));
    BOOST_TEST(out.is_connected());
    BOOST_TEST(log.count(gulo::severity::error, "") == 1u, log.all());
}

BOOST_AUTO_TEST_CASE(a_host_that_does_not_exist_is_named) {
    gulo::kafka_config config;
    config.bootstrap_servers = "no-such-host.invalid:9092";
    auto out = producer(config);
    BOOST_REQUIRE(log.wait_for(gulo::severity::error, "no-such-host.invalid:9092", 20s));
}

// A full local queue is back-pressure with a bound, then an error with a name (rule P3).
BOOST_AUTO_TEST_CASE(a_full_local_queue) {
    broker.down();
    auto config = broker.config();
    config.producer_queue_messages = 5;
    config.max_block = 200ms;
    auto out = producer(config);
    for (int at = 0; at < 5; ++at) out.publish(record("t", "k", "v"), &seen);
    const auto before = std::chrono::steady_clock::now();
    const std::array<gulo::header_view, 1> headers{{{"h", "x"}}};
    out.publish(record("t", "k", "sixth", headers), &seen);
    const auto waited = std::chrono::steady_clock::now() - before;
    BOOST_TEST((only_error() == errc::queue_full));
    BOOST_TEST((waited >= 200ms && waited < 5s));
    BOOST_TEST(seen.errors[0].message.find("producer_queue_messages") != std::string::npos);
    broker.up();
    // Nothing that was taken is lost, and there is room again.
    BOOST_TEST(seen.wait_for_receipts(5, 30s));
    out.publish(record("t", "k", "seventh"), &seen);
    BOOST_TEST(seen.wait_for_receipts(6));
}

BOOST_AUTO_TEST_CASE(a_full_local_queue_takes_all_when_the_broker_keeps_up) {
    auto config = broker.config();
    config.producer_queue_messages = 10;
    config.producer_linger = 0ms;
    auto out = producer(config);
    for (int at = 0; at < 2'000; ++at) out.publish(record("t", "k", "v"), &seen);
    BOOST_TEST(out.flush(20s));
    BOOST_TEST(seen.receipts.size() == 2'000u);
    BOOST_TEST(seen.errors.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(connection, fixture)

// librdkafka tells of one broker that is away again and again.
BOOST_AUTO_TEST_CASE(one_entry_per_change) {
    gulo::kafka_config config;
    config.sasl_username = "ada";
    config.sasl_password = "hunter2";
    gulo::kafka_detail::connection_watch watch{config, log.sink()};
    for (int round = 0; round < 3; ++round) {
        watch.noticed(RD_KAFKA_RESP_ERR__TRANSPORT, "Connection refused");
        watch.noticed(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down");
    }
    BOOST_TEST(log.count(gulo::severity::error, "localhost:9092 can be reached: Connection refused") == 1u);
    BOOST_TEST(!watch.is_connected());
    watch.was_up();
    BOOST_TEST(!watch.is_connected());
    for (int round = 0; round < 3; ++round) watch.up();
    BOOST_TEST(log.count(gulo::severity::information, "connected to Kafka again") == 1u);
    BOOST_TEST(watch.is_connected());
    for (int round = 0; round < 3; ++round) {
        watch.noticed(RD_KAFKA_RESP_ERR__AUTHENTICATION, "password hunter2 is wrong");
        watch.noticed(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down");
    }
    BOOST_TEST(log.count(gulo::severity::error, "refuses the credentials of user \"ada\"") == 1u);
    BOOST_TEST(log.count(gulo::severity::error, "") == 2u, log.all());
    BOOST_TEST(log.count(gulo::severity::debug, "hunter2") == 0u);
}

// SCRAM fails for a reason of its own with this librdkafka, which the error names.
BOOST_AUTO_TEST_CASE(the_scram_fault_of_old_clients_is_named) {
    const gulo::kafka_config config{.sasl_mechanism = gulo::sasl_mechanism::scram_sha_512};
    const std::string text = gulo::kafka_detail::authentication_error(config, "").message;
    BOOST_TEST((text.find("3.8.1") != text.npos) == (rd_kafka_version() < 0x020601ff));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(the_end, fixture)

BOOST_AUTO_TEST_CASE(a_publisher_that_waits_for_room_gets_its_outcome) {
    broker.down();
    auto config = broker.config();
    config.producer_queue_messages = 1;
    config.max_block = 60s;
    auto out = producer(config);
    out.publish(record("t", "k", "first"), &seen);
    std::thread waiting{[&] { out.publish(record("t", "k", "second"), &seen); }};
    const auto before = std::chrono::steady_clock::now();
    BOOST_TEST(!out.flush(200ms));
    out.close();
    waiting.join();
    BOOST_TEST((std::chrono::steady_clock::now() - before < 20s));
    BOOST_REQUIRE(seen.errors.size() == 2u);
    for (const gulo::error& each : seen.errors) BOOST_TEST((each.code == errc::shutting_down));
}

// What could not be delivered is reported message by message (rule P8).
BOOST_AUTO_TEST_CASE(undelivered_records_are_reported_one_by_one) {
    broker.down();
    auto out = producer();
    for (int at = 0; at < 100; ++at) out.publish(record("t", "k", std::to_string(at)), at % 2 == 0 ? &seen : nullptr);
    BOOST_TEST(!out.flush(100ms));
    out.close();
    BOOST_TEST(seen.errors.size() == 50u);
    BOOST_TEST(seen.failures.size() == 50u);
    std::set<std::string> values;
    for (const auto& each : seen.failures) {
        values.insert(each.value.value());
        BOOST_TEST((each.why.code == errc::shutting_down || each.why.code == errc::delivery_unknown));
    }
    BOOST_TEST(values.size() == 50u);
}

BOOST_AUTO_TEST_CASE(records_in_flight_are_of_unknown_outcome) {
    auto out = producer();
    out.publish(record("t", "k", "v"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(1));
    broker.delay_answers(10s);
    out.publish(record("t", "k", "v"), &seen);
    BOOST_TEST(!out.flush(300ms));
    out.close();
    BOOST_REQUIRE(seen.errors.size() == 1u);
    BOOST_TEST((seen.errors[0].code == errc::delivery_unknown));
    broker.delay_answers(0ms);
}

BOOST_AUTO_TEST_CASE(a_closed_producer_refuses_records) {
    auto out = producer();
    out.close();
    out.close();
    out.publish(record("t", "k", "v"), &seen);
    BOOST_TEST((only_error() == errc::shutting_down));
    BOOST_TEST(out.flush(0ms));
}

BOOST_AUTO_TEST_CASE(closing_while_others_publish_loses_no_outcome) {
    auto config = broker.config();
    config.producer_queue_messages = 50;
    auto out = producer(config);
    std::atomic<int> published{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread)
        threads.emplace_back([&] {
            for (int at = 0; at < 2'000; ++at) {
                out.publish(record("t", "k", "v"), &seen);
                ++published;
            }
        });
    seen.wait_for_receipts(100);
    out.close();
    for (auto& thread : threads) thread.join();
    BOOST_TEST(seen.receipts.size() + seen.errors.size() == static_cast<std::size_t>(published.load()));
    BOOST_TEST(published.load() == 6'000);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(fatal_errors, fixture)

// The idempotent producer gives up for good when the broker says that its sequence is broken; another takes over.
BOOST_AUTO_TEST_CASE(a_new_client_takes_over) {
    auto out = producer();
    out.publish(record("one", "k", "first"), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(1));
    broker.fail_next(broker_request::produce, {broker_error::out_of_order_sequence});
    out.publish(record("one", "k", "second"), &seen);
    BOOST_REQUIRE(log.wait_for(gulo::severity::error, "is replaced", 20s));
    BOOST_REQUIRE(seen.wait_for_errors(1));
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    std::size_t tried = 0;
    while (seen.receipts.size() < 2 && std::chrono::steady_clock::now() < deadline) {
        out.publish(record("one", "k", "third"), &seen);
        ++tried;
        BOOST_TEST(out.flush(10s));
    }
    BOOST_TEST(seen.receipts.size() == 2u);
    BOOST_TEST(seen.receipts.size() + seen.errors.size() == 2 + tried);
}

BOOST_AUTO_TEST_SUITE_END()
