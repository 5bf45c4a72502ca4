#define BOOST_TEST_MODULE apache_kafka
#include <boost/test/unit_test.hpp>

#include "support.hpp"

#include <gulo/base/uuid.hpp>
#include <gulo/kafka/group_lag.hpp>

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

/// librdkafka by itself.
struct plain_client {
    plain_client(rd_kafka_type_t type, std::initializer_list<std::pair<const char*, std::string>> options) {
        rd_kafka_conf_t* const conf = rd_kafka_conf_new();
        for (const auto& [name, value] : options) rd_kafka_conf_set(conf, name, value.c_str(), nullptr, 0);
        native = rd_kafka_new(type, conf, nullptr, 0);
        BOOST_REQUIRE(native != nullptr);
    }
    plain_client(const plain_client&) = delete;
    plain_client& operator=(const plain_client&) = delete;
    ~plain_client() { rd_kafka_destroy(native); }

    rd_kafka_t* native = nullptr;
};

struct transactional_records {
    transactional_records(const std::string& servers, const std::string& id)
        : client{RD_KAFKA_PRODUCER, {{"bootstrap.servers", servers}, {"transactional.id", id}}} {
        good(rd_kafka_init_transactions(client.native, 30'000));
    }
    void commit(const std::string& topic, int count) {
        produce(topic, count);
        good(rd_kafka_commit_transaction(client.native, 30'000));
    }
    void abort(const std::string& topic, int count) {
        produce(topic, count);
        BOOST_REQUIRE(rd_kafka_flush(client.native, 30'000) == RD_KAFKA_RESP_ERR_NO_ERROR);  // so that they are in the log
        good(rd_kafka_abort_transaction(client.native, 30'000));
    }
    void produce(const std::string& topic, int count) {
        good(rd_kafka_begin_transaction(client.native));
        const gulo::kafka_detail::topic_handle handle{rd_kafka_topic_new(client.native, topic.c_str(), nullptr)};
        char value[] = "x";
        for (int at = 0; at < count; ++at)
            BOOST_REQUIRE(rd_kafka_produce(handle.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value, 1, nullptr, 0, nullptr) == 0);
    }
    static void good(rd_kafka_error_t* fault) {
        const gulo::kafka_detail::error_handle owned{fault};
        BOOST_REQUIRE_MESSAGE(!owned, (owned ? rd_kafka_error_string(owned.get()) : ""));
    }

    plain_client client;
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

    /// What a retention does: the log begins at `offset` from now on.
    static void remove_before(const gulo::topic_partition& partition, std::int64_t offset) {
        const plain_client client{RD_KAFKA_PRODUCER, {{"bootstrap.servers", config().bootstrap_servers}}};
        const gulo::kafka_detail::list_handle list{rd_kafka_topic_partition_list_new(1)};
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)->offset = offset;
        rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(list.get());
        const gulo::kafka_detail::queue_handle answers{rd_kafka_queue_new(client.native)};
        rd_kafka_DeleteRecords(client.native, &request, 1, nullptr, answers.get());
        const gulo::kafka_detail::event_handle answer{rd_kafka_queue_poll(answers.get(), 20'000)};
        rd_kafka_DeleteRecords_destroy(request);
        BOOST_REQUIRE(answer);
        BOOST_REQUIRE(rd_kafka_event_error(answer.get()) == RD_KAFKA_RESP_ERR_NO_ERROR);
    }

    static std::int64_t stored_offset(const std::string& group, const gulo::topic_partition& partition) {
        const plain_client client{RD_KAFKA_CONSUMER, {{"bootstrap.servers", config().bootstrap_servers}, {"group.id", group}}};
        const gulo::kafka_detail::list_handle list{rd_kafka_topic_partition_list_new(1)};
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition);
        BOOST_REQUIRE(rd_kafka_committed(client.native, list.get(), 20'000) == RD_KAFKA_RESP_ERR_NO_ERROR);
        return list->elems[0].offset;
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
    for (const auto codec : {gulo::compression_type::none, gulo::compression_type::gzip, gulo::compression_type::snappy, gulo::compression_type::lz4,
                             gulo::compression_type::zstd}) {
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
    if (once) { BOOST_TEST(duplicates == 0); }
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

BOOST_AUTO_TEST_CASE(c10_the_first_offset_of_a_group_is_committed_before_anything_is_read) {
    const std::string name = topic("first-start", 2);
    const std::string group = unique("g");
    publish(name, 10);
    const gulo::topic_partition first{name, 0};
    remove_before(first, 3);
    {
        auto idle = join(name, group);
        BOOST_REQUIRE(idle.poll_until(20s, [&] { return idle.assignments == 1 && !idle.records.empty(); }));
    }
    BOOST_TEST(stored_offset(group, first) == 3);
    BOOST_TEST(stored_offset(group, {name, 1}) == 0);
}

// A transaction that is still open hides what the group has stored; that is not the same as nothing.
BOOST_AUTO_TEST_CASE(c10_offsets_that_an_open_transaction_holds_are_waited_for) {
    const std::string name = topic("held", 1);
    const std::string group = unique("g");
    publish(name, 10);
    const gulo::topic_partition all{name, 0};
    {
        auto reader = join(name, group);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 10; }));
        const std::vector<gulo::partition_offset> to{{all, 6}};
        reader.consumer->commit(to);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.commits.size() == 1; }));
    }
    transactional_records open{config().bootstrap_servers, unique("t")};
    open.produce(topic("elsewhere", 1), 1);
    const gulo::kafka_detail::list_handle list{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(list.get(), name.c_str(), 0)->offset = 8;
    rd_kafka_consumer_group_metadata_t* const member_of_nothing = rd_kafka_consumer_group_metadata_new(group.c_str());
    rd_kafka_error_t* const fault = rd_kafka_send_offsets_to_transaction(open.client.native, list.get(), member_of_nothing, 20'000);
    rd_kafka_consumer_group_metadata_destroy(member_of_nothing);
    transactional_records::good(fault);

    auto next = join(name, group);
    BOOST_REQUIRE(next.poll_until(20s, [&] { return next.assignments == 1; }));
    next.poll(2s);
    BOOST_TEST(next.records.empty());
    transactional_records::good(rd_kafka_commit_transaction(open.client.native, 20'000));
    BOOST_REQUIRE(next.poll_until(20s, [&] { return next.records.size() >= 2; }));
    BOOST_TEST(next.records[0].offset == 8);

    // The same when it is read again from there.
    open.produce(topic("elsewhere", 1), 1);
    const gulo::kafka_detail::list_handle later{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(later.get(), name.c_str(), 0)->offset = 9;
    const auto proof = next.consumer->membership();
    transactional_records::good(rd_kafka_send_offsets_to_transaction(open.client.native, later.get(),
                                                                     static_cast<const gulo::kafka_detail::kafka_membership*>(proof.get())->native(), 20'000));
    next.records.clear();
    BOOST_TEST(next.consumer->rewind(std::span{&all, 1}).empty());
    next.poll(2s);
    BOOST_TEST(next.records.empty());
    transactional_records::good(rd_kafka_commit_transaction(open.client.native, 20'000));
    BOOST_REQUIRE(next.poll_until(20s, [&] { return !next.records.empty(); }));
    BOOST_TEST(next.records[0].offset == 9);
}

// What the broker removed before the group had read it is told, with the numbers; the partition waits for an answer.
void lost_offset_is_told(fixture& at, const gulo::kafka_config& config) {
    const std::string name = at.topic("removed", 1);
    const std::string group = at.unique("g");
    const auto join = [&](const std::string& topic, const std::string& members) { return at.join(topic, members, config); };
    at.publish(name, 100);
    const gulo::topic_partition all{name, 0};
    {
        auto reader = join(name, group);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 100; }));
        const std::vector<gulo::partition_offset> to{{all, 10}};
        reader.consumer->commit(to);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.commits.size() == 1; }));
    }
    fixture::remove_before(all, 40);
    auto next = join(name, group);
    BOOST_REQUIRE(next.poll_until(20s, [&] { return !next.lost_offsets.empty(); }));
    BOOST_TEST(next.lost_offsets[0].wanted == 10);
    BOOST_TEST(next.lost_offsets[0].first == 40);
    BOOST_TEST(next.lost_offsets[0].end == 100);
    next.poll(500ms);
    BOOST_TEST(next.records.empty());
    const gulo::partition_offset there{all, next.lost_offsets[0].first};
    next.consumer->seek({&there, 1});
    BOOST_REQUIRE(next.poll_until(20s, [&] { return next.records.size() == 60; }));
    BOOST_TEST(next.records[0].offset == 40);
    BOOST_TEST(next.lost_offsets.size() == 1u);
    at.publish(name, 5);
    BOOST_TEST(next.poll_until(20s, [&] { return next.records.size() == 65; }));
}

BOOST_AUTO_TEST_CASE(c10_an_offset_that_retention_removed_is_told_and_reading_goes_on_where_the_loop_says) { lost_offset_is_told(*this, config()); }

BOOST_AUTO_TEST_CASE(c10_the_same_with_cooperative_assignment) {
    auto cooperative = config();
    cooperative.consumer_assignment = gulo::assignment_strategy::cooperative_sticky;
    lost_offset_is_told(*this, cooperative);
}

BOOST_AUTO_TEST_CASE(c10_an_offset_beyond_the_end_of_a_topic_that_was_made_anew_is_told) {
    const std::string name = topic("made-anew", 1);
    const std::string group = unique("g");
    publish(name, 3);
    const gulo::topic_partition all{name, 0};
    {
        auto reader = join(name, group);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.records.size() == 3; }));
        const std::vector<gulo::partition_offset> to{{all, 50}};
        reader.consumer->commit(to);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.commits.size() == 1; }));
    }
    auto next = join(name, group);
    BOOST_REQUIRE(next.poll_until(20s, [&] { return !next.lost_offsets.empty(); }));
    BOOST_TEST(next.lost_offsets[0].wanted == 50);
    BOOST_TEST(next.lost_offsets[0].end == 3);
    BOOST_TEST(next.records.empty());
}

// A log that ends in a commit marker: the place behind it is known although no record stands there.
BOOST_AUTO_TEST_CASE(c1_x4_the_position_behind_trailing_transaction_markers_is_told) {
    const std::string name = topic("markers", 1);
    transactional_records{config().bootstrap_servers, unique("t")}.commit(name, 5);
    auto reader = join(name, unique("g"));
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return !reader.positions.empty(); }));
    BOOST_TEST(reader.records.size() == 5u);
    BOOST_TEST(reader.positions.size() == 1u);
    BOOST_TEST(reader.positions[0].offset == 6);
}

BOOST_AUTO_TEST_CASE(x4_records_of_an_aborted_transaction_are_not_seen_and_do_not_hold_the_position) {
    const std::string name = topic("aborted", 1);
    transactional_records{config().bootstrap_servers, unique("t")}.abort(name, 5);
    auto reader = join(name, unique("g"));
    BOOST_REQUIRE(reader.poll_until(20s, [&] { return !reader.positions.empty(); }));
    BOOST_TEST(reader.records.empty());
    BOOST_TEST(reader.positions.back().offset == 6);
}

// Rule S6: a static member that ends keeps its place, and has it again when it is back; nobody else is disturbed.
BOOST_AUTO_TEST_CASE(s6_static_members_do_not_leave) {
    for (const auto assignment : {gulo::assignment_strategy::range, gulo::assignment_strategy::cooperative_sticky}) {
        const std::string name = topic("static", 4);
        const std::string group = unique("g");
        const auto join_as = [&](const std::string& instance) {
            auto with = config();
            with.consumer_session_timeout = 30s;
            with.consumer_assignment = assignment;
            with.group_instance_id = instance;
            return join(name, group, with);
        };
        auto stays = join_as("one");
        auto goes = join_as("two");
        BOOST_REQUIRE(stays.poll_until(30s, [&] {
            goes.poll(50ms);
            return stays.assigned.size() == 2 && goes.assigned.size() == 2;
        }));
        const auto before = goes.assigned;
        // Not the assignments: the last of a cooperative rebalance brings this member nothing, and may be on its way yet.
        const auto mine = stays.assigned;
        const int taken = stays.revocations + stays.losses;
        const auto is_disturbed = [&] { return stays.revocations + stays.losses != taken || stays.assigned != mine; };
        goes.consumer->close(10s);
        goes.consumer.reset();
        // Longer than a member takes to notice that another has left.
        BOOST_TEST(!stays.poll_until(3s, is_disturbed));
        auto back = join_as("two");
        BOOST_REQUIRE(back.poll_until(20s, [&] {
            stays.poll(50ms);
            return back.assigned.size() == 2;
        }));
        BOOST_TEST((back.assigned == before));
        BOOST_TEST(!is_disturbed());
    }
}

BOOST_AUTO_TEST_CASE(a_dynamic_member_that_ends_leaves_at_once) {
    const std::string name = topic("dynamic", 4);
    const std::string group = unique("g");
    auto with = config();
    with.consumer_session_timeout = 30s;
    auto stays = join(name, group, with);
    auto goes = join(name, group, with);
    BOOST_REQUIRE(stays.poll_until(30s, [&] {
        goes.poll(50ms);
        return stays.assigned.size() == 2 && goes.assigned.size() == 2;
    }));
    goes.consumer->close(10s);
    BOOST_TEST(stays.poll_until(15s, [&] { return stays.assigned.size() == 4; }));
}

BOOST_AUTO_TEST_CASE(x4_lag_ends_at_the_last_stable_offset_and_what_open_transactions_hold_back_is_shown_apart) {
    const std::string name = topic("lag", 1);
    const std::string group = unique("g");
    transactional_records done{config().bootstrap_servers, unique("t")};
    done.commit(name, 5);
    gulo::kafka_group_lag lag{config(), environment(log), group};
    const auto now = [&] {
        const auto found = lag.of(name, 10s);
        BOOST_REQUIRE(found.has_value());
        BOOST_REQUIRE(found->size() == 1u);
        return found->front();
    };
    BOOST_TEST(now().lag() == 6);
    BOOST_TEST(now().held_back() == 0);
    transactional_records open{config().bootstrap_servers, unique("t")};
    open.produce(name, 3);
    BOOST_REQUIRE(rd_kafka_flush(open.client.native, 20'000) == RD_KAFKA_RESP_ERR_NO_ERROR);
    {
        auto reader = join(name, group);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return !reader.positions.empty(); }));
        reader.consumer->commit(reader.positions);
        BOOST_REQUIRE(reader.poll_until(20s, [&] { return reader.commits.size() == 1; }));
    }
    BOOST_TEST(now().lag() == 0);  // behind the marker of the first transaction
    BOOST_TEST(now().held_back() == 3);
    transactional_records::good(rd_kafka_commit_transaction(open.client.native, 20'000));
    // The marker is written after the commit was answered.
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (now().held_back() != 0 && std::chrono::steady_clock::now() < deadline) {}
    BOOST_TEST(now().held_back() == 0);
    BOOST_TEST(now().lag() == 4);
    BOOST_TEST(lag.of(unique("none"), 5s).has_error());
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

// This cluster makes topics by itself for those who ask as producers do.
BOOST_AUTO_TEST_CASE(looking_at_a_topic_does_not_make_it) {
    gulo::kafka_admin admin{config(), environment(log)};
    const std::string none = unique("none");
    // It would be there a little after it was asked for.
    for (const auto deadline = std::chrono::steady_clock::now() + 2s; std::chrono::steady_clock::now() < deadline;) {
        const auto count = admin.partition_count(none, 3s);
        BOOST_REQUIRE(count.has_error());
        BOOST_REQUIRE((count.error().code == errc::invalid_topic));
    }
}

// A topic with a small limit counts whole batches.
BOOST_AUTO_TEST_CASE(small_records_that_are_refused_together_name_the_batch) {
    gulo::kafka_admin admin{config(), environment(log)};
    const gulo::kafka_topic wanted{unique("batches"), 1, {{"max.message.bytes", "2000"}}};
    BOOST_REQUIRE(admin.create(std::span{&wanted, 1}, 10s).has_value());
    auto with = config();
    with.producer_compression_type = gulo::compression_type::none;
    with.producer_linger = 200ms;
    gulo::kafka_producer out{with, environment(log)};
    for (int at = 0; at < 20; ++at) out.publish(record(wanted.name, "k", std::string(500, 'x')), &seen);
    BOOST_REQUIRE(seen.wait_for_errors(20, 20s));
    BOOST_TEST(seen.errors[0].message.find("set producer_batch_size") != std::string::npos, seen.errors[0].message);
    with.producer_batch_size = 1'500;
    gulo::kafka_producer small{with, environment(log)};
    for (int at = 0; at < 20; ++at) small.publish(record(wanted.name, "k", std::string(500, 'x')), &seen);
    BOOST_TEST(seen.wait_for_receipts(20, 20s));
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
