#define BOOST_TEST_MODULE apache_kafka
#include <boost/test/unit_test.hpp>

#include "support.hpp"

#include <gulo/base/uuid.hpp>

#include <algorithm>
#include <array>
#include <set>

// The same on a real cluster: GULO_TEST_KAFKA has its address, GULO_TEST_KAFKA_SASL the one that asks for SASL/PLAIN.
namespace {

using namespace kafka_test;
using gulo::errc;

std::string address(const char* variable) {
    const char* const value = std::getenv(variable);
    return value != nullptr ? value : "";
}

struct when_set {
    const char* variable;

    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const {
        boost::test_tools::assertion_result is_set{!address(variable).empty()};
        is_set.message() << variable << " is not set; tests/tools/apache-kafka starts a broker";
        return is_set;
    }
};

struct fixture {
    captured_log log;
    outcomes seen;

    static gulo::kafka_config config() {
        gulo::kafka_config made;
        made.bootstrap_servers = address("GULO_TEST_KAFKA");
        made.consumer_session_timeout = 6s;
        made.consumer_heartbeat_interval = 300ms;
        return made;
    }

    // Names of their own for each case and each run.
    std::string unique(const std::string& name) const { return name + "-" + gulo::uuid::make().to_string(); }

    std::string topic(const std::string& name, int partitions = 3) {
        gulo::kafka_admin admin{config(), environment(log)};
        const gulo::kafka_topic wanted{unique(name), partitions};
        const auto made = admin.create(std::span{&wanted, 1}, 10s);
        BOOST_REQUIRE_MESSAGE(made.has_value(), "the topic was not created");
        return wanted.name;
    }

    member join(const std::string& topic, const std::string& group, const gulo::kafka_config& config) {
        return {.consumer = std::make_unique<gulo::kafka_consumer>(config, environment(log), std::vector{topic}, settings(group))};
    }
    member join(const std::string& topic, const std::string& group) { return join(topic, group, config()); }

    void publish(const std::string& topic, int count) {
        gulo::kafka_producer out{config(), environment(log, &seen)};
        for (int at = 0; at < count; ++at) out.publish(record(topic, std::to_string(at % 50), std::to_string(at)), nullptr);
        BOOST_REQUIRE(out.flush(20s));
        BOOST_REQUIRE(seen.failures.empty());
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(apache_kafka, fixture, *boost::unit_test::precondition(when_set{"GULO_TEST_KAFKA"}))

BOOST_AUTO_TEST_CASE(a_round_trip_keeps_everything) {
    const std::string name = topic("round-trip", 1);
    gulo::kafka_producer out{config(), environment(log)};
    const std::string binary{"\0\xff\n\"", 4};
    const std::array<gulo::header_view, 5> headers{{{"null", std::nullopt}, {"empty", ""}, {"twice", "1"}, {"twice", "2"}, {"binary", binary}}};
    out.publish(record(name, binary, binary, headers), &seen);
    out.publish(record(name, "", "", {}), &seen);
    out.publish(record(name, std::nullopt, std::nullopt, {}), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(3));
    BOOST_TEST(seen.receipts[2].offset == 2);
    auto reader = join(name, unique("g"));
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 3; }));
    BOOST_TEST((reader.records[0].key == binary && reader.records[0].value == binary));
    BOOST_REQUIRE(reader.records[0].headers.size() == headers.size());
    for (std::size_t at = 0; at < headers.size(); ++at)
        BOOST_TEST((reader.records[0].headers[at].first == headers[at].name && reader.records[0].headers[at].second == headers[at].value));
    BOOST_TEST((reader.records[1].key == "" && reader.records[1].value == ""));
    BOOST_TEST((!reader.records[2].key && !reader.records[2].value));
}

BOOST_AUTO_TEST_CASE(every_codec) {
    const std::string name = topic("codecs", 1);
    std::size_t count = 0;
    for (const auto codec : {gulo::compression_type::none, gulo::compression_type::gzip, gulo::compression_type::snappy, gulo::compression_type::lz4, gulo::compression_type::zstd}) {
        auto with = config();
        with.producer_compression_type = codec;
        gulo::kafka_producer out{with, environment(log)};
        out.publish(record(name, "k", std::string(10'000, 'x')), &seen);
        BOOST_REQUIRE(seen.wait_for_receipts(++count));
    }
    auto reader = join(name, unique("g"));
    BOOST_TEST(reader.poll_until(20s, [&] { return reader.records.size() == count; }));
}

BOOST_AUTO_TEST_CASE(the_next_member_goes_on_where_was_committed) {
    const std::string name = topic("commit", 1);
    const std::string group = unique("g");
    publish(name, 10);
    {
        auto reader = join(name, group);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 10; }));
        const gulo::partition_offset frontier[]{{{name, 0}, 6}};
        reader.consumer->commit(frontier);
        BOOST_REQUIRE(reader.poll_until(10s, [&] { return !reader.commits.empty(); }));
        BOOST_TEST(!reader.commits[0].cause.has_value());
    }
    auto next = join(name, group);
    BOOST_REQUIRE(next.poll_until(20s, [&] { return next.records.size() == 4; }));
    BOOST_TEST(next.records[0].offset == 6);
}

namespace {

// Members come and go under traffic, each commits what it read when its partitions are taken: nothing is lost, and
// with an eager assignment nothing comes twice.
void members_come_and_go(fixture& all, const gulo::kafka_config& config, bool once) {
    const std::string name = all.topic("group", 6);
    const std::string group = all.unique("g");
    struct committing_member : member {
        std::map<gulo::topic_partition, std::int64_t> next{};
        std::set<std::pair<std::int32_t, std::int64_t>>* seen = nullptr;
        int* duplicates = nullptr;

        void run(std::chrono::milliseconds wait) {
            inbox.clear();
            consumer->poll(inbox, 100, wait);
            for (auto& event : inbox.events) {
                if (auto* taken = std::get_if<gulo::partitions_revoked>(&event)) {
                    commit_and_wait();
                    for (const auto& each : taken->partitions) next.erase(each);
                }
                std::visit([this](auto& each) { handle(each); }, event);
            }
            for (const gulo::kafka_record& each : inbox.records) {
                if (!seen->emplace(each.partition(), each.offset()).second) ++*duplicates;
                next[{std::string{each.topic()}, each.partition()}] = each.offset() + 1;
            }
            inbox.clear();
        }

        void commit_and_wait() {
            std::vector<gulo::partition_offset> offsets;
            for (const auto& [partition, offset] : next) offsets.push_back({partition, offset});
            if (offsets.empty()) return;
            consumer->commit(offsets);
            gulo::consumer_inbox<gulo::kafka_record> answers;
            const auto deadline = std::chrono::steady_clock::now() + 5s;
            bool done = false;
            while (!done && std::chrono::steady_clock::now() < deadline) {
                consumer->poll(answers, 0, 100ms);
                for (auto& event : answers.events) done = done || std::holds_alternative<gulo::commit_finished>(event);
            }
            BOOST_TEST(done);
        }
    };
    std::set<std::pair<std::int32_t, std::int64_t>> seen;
    int duplicates = 0;
    const auto make = [&] {
        auto made = std::make_unique<committing_member>();
        made->consumer = std::make_unique<gulo::kafka_consumer>(config, environment(all.log), std::vector{name}, settings(group));
        made->seen = &seen;
        made->duplicates = &duplicates;
        return made;
    };
    gulo::kafka_producer out{fixture::config(), environment(all.log, &all.seen)};
    std::vector<std::unique_ptr<committing_member>> members;
    members.push_back(make());
    int published = 0;
    const auto run_for = [&](std::chrono::milliseconds duration) {
        const auto end = std::chrono::steady_clock::now() + duration;
        while (std::chrono::steady_clock::now() < end) {
            for (int at = 0; at < 20; ++at) out.publish(record(name, std::to_string(published % 50), std::to_string(published)), nullptr), ++published;
            for (auto& each : members) each->run(5ms);
        }
    };
    run_for(2s);
    for (int round = 0; round < 3; ++round) {
        members.push_back(make());
        run_for(2s);
        members.front()->commit_and_wait();
        members.erase(members.begin());
        run_for(2s);
    }
    BOOST_REQUIRE(out.flush(20s));
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (seen.size() < static_cast<std::size_t>(published) && std::chrono::steady_clock::now() < deadline)
        for (auto& each : members) each->run(20ms);
    BOOST_TEST(seen.size() == static_cast<std::size_t>(published));
    BOOST_TEST(all.seen.failures.empty());
    if (once) {
        BOOST_TEST(duplicates == 0);
    }
    BOOST_TEST_MESSAGE("published " << published << ", duplicates " << duplicates);
}

}  // namespace

BOOST_AUTO_TEST_CASE(members_come_and_go_eagerly) { members_come_and_go(*this, config(), true); }

BOOST_AUTO_TEST_CASE(members_come_and_go_cooperatively) {
    auto with = config();
    with.consumer_assignment = gulo::assignment_strategy::cooperative_sticky;
    members_come_and_go(*this, with, false);
}

BOOST_AUTO_TEST_CASE(a_topic_that_appears_later_is_read) {
    const std::string name = unique("later");
    auto reader = join(name, unique("g"));
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return !reader.failures.empty(); }));
    BOOST_TEST((reader.failures[0].cause.code == errc::invalid_topic));
    BOOST_TEST(reader.failures[0].cause.message.find(name) != std::string::npos, reader.failures[0].cause.message);
    publish(name, 5);
    BOOST_TEST(reader.poll_until(20s, [&] { return reader.records.size() == 5; }));
}

// Rule C10: a start at the end is a concrete, committed place.
BOOST_AUTO_TEST_CASE(c10_a_group_that_starts_at_the_end_reads_all_that_comes_later_also_after_a_restart) {
    const std::string name = topic("at-the-end");
    const std::string group = unique("g");
    auto at_the_end = settings(group);
    at_the_end.start = gulo::first_start::latest;
    const auto join_at_the_end = [&] {
        return member{.consumer = std::make_unique<gulo::kafka_consumer>(config(), environment(log), std::vector<std::string>{name}, at_the_end)};
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

BOOST_AUTO_TEST_CASE(topics_are_made_and_looked_at) {
    gulo::kafka_admin admin{config(), environment(log)};
    const gulo::kafka_topic wanted{unique("made"), 5, {{"max.message.bytes", "123456"}}};
    BOOST_REQUIRE(admin.create(std::span{&wanted, 1}, 10s).has_value());
    BOOST_TEST(admin.create(std::span{&wanted, 1}, 10s).has_value());
    BOOST_TEST(admin.partition_count(wanted.name, 10s).value() == 5);
    BOOST_REQUIRE(admin.create_dead_letter_topic(wanted.name, wanted.name + ".dlq", 10s).has_value());
    BOOST_TEST(admin.partition_count(wanted.name + ".dlq", 10s).value() == 5);
    BOOST_TEST(admin.topic_option(wanted.name + ".dlq", "max.message.bytes", 10s).value() == std::to_string(123'456 + 65'536));
    BOOST_TEST(admin.topic_option(wanted.name + ".dlq", "cleanup.policy", 10s).value() == "delete");
    const gulo::kafka_topic wrong{unique("wrong"), 1, {{"no.such.setting", "1"}}};
    BOOST_TEST(admin.create(std::span{&wrong, 1}, 10s).has_error());
}

BOOST_AUTO_TEST_CASE(a_record_too_large_for_the_topic_is_refused) {
    gulo::kafka_admin admin{config(), environment(log)};
    const gulo::kafka_topic wanted{unique("small"), 1, {{"max.message.bytes", "1000"}}};
    BOOST_REQUIRE(admin.create(std::span{&wanted, 1}, 10s).has_value());
    auto with = config();
    with.producer_compression_type = gulo::compression_type::none;
    gulo::kafka_producer out{with, environment(log)};
    out.publish(record(wanted.name, "k", std::string(5'000, 'x')), &seen);
    BOOST_REQUIRE(seen.wait_for_errors(1, 20s));
    BOOST_TEST((seen.errors[0].code == errc::message_too_large));
    out.publish(record(wanted.name, "k", "small"), &seen);
    BOOST_TEST(seen.wait_for_receipts(1));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(credentials, fixture, *boost::unit_test::precondition(when_set{"GULO_TEST_KAFKA_SASL"}))

BOOST_AUTO_TEST_CASE(the_right_password) {
    auto with = config();
    with.bootstrap_servers = address("GULO_TEST_KAFKA_SASL");
    with.security_protocol = gulo::security_protocol::sasl_plaintext;
    with.sasl_username = "alice";
    with.sasl_password = "alice-secret";
    gulo::kafka_producer out{with, environment(log)};
    out.publish(record(unique("sasl"), "k", "v"), &seen);
    BOOST_TEST(seen.wait_for_receipts(1, 20s));
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_one_clear_error_and_loses_nothing) {
    gulo::kafka_config with = config();
    with.bootstrap_servers = address("GULO_TEST_KAFKA_SASL");
    with.security_protocol = gulo::security_protocol::sasl_plaintext;
    with.sasl_username = "alice";
    with.sasl_password = "not-alices";
    with.consumer_group_id = unique("g");
    gulo::kafka transport{with};
    transport.start(environment(log, &seen));
    transport.out().publish(record(unique("sasl"), "k", "v"), nullptr);
    member reader{.consumer = transport.subscribe({unique("sasl")}, transport.settings())};
    BOOST_REQUIRE(log.wait_for(gulo::severity::error, "refuses the credentials of user \"alice\" (PLAIN)", 20s));
    BOOST_TEST(!reader.poll_until(3s, [&] { return !reader.failures.empty(); }));
    BOOST_TEST(log.count(gulo::severity::error, "") == 1u, log.all());
    BOOST_TEST(log.count(gulo::severity::debug, "not-alices") == 0u);
    BOOST_TEST(!transport.is_connected());
    reader.consumer->close(3s);
    transport.out().close();
    BOOST_REQUIRE(seen.failures.size() == 1u);
    BOOST_TEST(seen.failures[0].value.value() == "v");
}

BOOST_AUTO_TEST_SUITE_END()
