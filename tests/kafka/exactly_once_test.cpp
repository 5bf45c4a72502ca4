#define BOOST_TEST_MODULE kafka_exactly_once
#include <boost/test/unit_test.hpp>

#include "support.hpp"

#include <gulo/base/uuid.hpp>
#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>
#include <gulo/kafka/admin.hpp>

#include <atomic>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>

// Exactly once on Apache Kafka: what an independent read_committed reader finds is counted.
namespace {

using namespace kafka_test;
using gulo::errc;

std::string address() {
    const char* const value = std::getenv("GULO_TEST_KAFKA");
    return value != nullptr ? value : "";
}

struct when_set {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const {
        boost::test_tools::assertion_result is_set{!address().empty()};
        is_set.message() << "GULO_TEST_KAFKA is not set; tests/tools/apache-kafka starts a broker";
        return is_set;
    }
};

struct order_placed {
    static constexpr std::string_view topic = "placed";
    int number = 0;
    std::string note;
};
struct order_paid {
    static constexpr std::string_view topic = "paid";
    int number = 0;
    std::string note;
};
struct till {
    std::function<std::optional<order_paid>(const order_placed&)> behave = [](const order_placed& each) { return std::optional{order_paid{each.number, {}}}; };
    std::atomic<int> calls{0};
};
std::optional<order_paid> pay(const order_placed& each, till& at) {
    ++at.calls;
    return at.behave(each);
}

constexpr int partitions = 3;

struct fixture {
    captured_log log;
    outcomes seen;
    till shop;
    std::string prefix = "t" + gulo::uuid::make().to_string();
    int placed = 0;

    gulo::kafka_config config() const {
        gulo::kafka_config made;
        made.bootstrap_servers = address();
        made.topic_prefix = prefix;
        made.consumer_group_id = prefix;
        made.consumer_session_timeout = 6s;
        made.consumer_heartbeat_interval = 300ms;
        return made;
    }

    fixture() {
        if (address().empty()) return;
        make_topic("placed");
        make_topic("paid");
    }

    void make_topic(const std::string& name, std::map<std::string, std::string> options = {}) {
        gulo::kafka_admin admin{config(), environment(log)};
        gulo::kafka_topic wanted{name, partitions};
        for (const auto& [option, value] : options) wanted.options[option] = value;
        BOOST_REQUIRE(admin.create(std::span{&wanted, 1}, 20s).has_value());
    }

    using application_type =
        gulo::application<std::remove_const_t<decltype(gulo::handlers<pay>)>, std::remove_const_t<decltype(gulo::subscribes<order_placed>)>,
                          std::remove_const_t<decltype(gulo::publishes<order_paid>)>, gulo::exactly_once, gulo::kafka, till&, gulo::settings>;

    std::unique_ptr<application_type> make_application(gulo::exactly_once once, const gulo::kafka_config& with) {
        return std::make_unique<application_type>(gulo::handlers<pay>, gulo::subscribes<order_placed>, gulo::publishes<order_paid>, std::move(once),
                                                  gulo::kafka{with}, shop, gulo::settings{.log = log.sink()});
    }
    std::unique_ptr<application_type> make_application(gulo::exactly_once once = {}) { return make_application(std::move(once), config()); }
    gulo::exactly_once with_id(const std::string& name) const { return {.transactional_id = prefix + name}; }

    void place(int count, std::size_t size = 0) {
        gulo::kafka_producer out{config(), environment(log, &seen)};
        for (int at = 0; at < count; ++at) {
            const std::string value = gulo::json::encode(order_placed{placed, std::string(size, 'x')});
            out.publish(record("placed", std::to_string(placed++ % 50), value), nullptr);
        }
        BOOST_REQUIRE(out.flush(20s));
        BOOST_REQUIRE(seen.failures.empty());
    }

    // All that a read_committed reader finds in a topic, by a client of its own, up to the last stable offset.
    std::map<int, int> count(const std::string& topic) const {
        using namespace gulo::kafka_detail;
        conf_handle conf{rd_kafka_conf_new()};
        char reason[256];
        for (const auto& [name, value] : gulo::librdkafka_options{{"bootstrap.servers", address()},
                                                                  {"group.id", prefix + "-reader"},
                                                                  {"isolation.level", "read_committed"},
                                                                  {"enable.partition.eof", "true"},
                                                                  {"enable.auto.commit", "false"},
                                                                  {"fetch.wait.max.ms", "10"}})
            BOOST_REQUIRE(rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason, sizeof reason) == RD_KAFKA_CONF_OK);
        const client_handle reader{rd_kafka_new(RD_KAFKA_CONSUMER, conf.release(), reason, sizeof reason)};
        BOOST_REQUIRE(reader != nullptr);
        rd_kafka_poll_set_consumer(reader.get());
        const list_handle all{rd_kafka_topic_partition_list_new(partitions)};
        for (int partition = 0; partition < partitions; ++partition)
            rd_kafka_topic_partition_list_add(all.get(), (prefix + "." + topic).c_str(), partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
        rd_kafka_assign(reader.get(), all.get());
        std::map<int, int> counts;
        std::set<std::int32_t> ended;
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (ended.size() < partitions && std::chrono::steady_clock::now() < deadline) {
            const message_handle message{rd_kafka_consumer_poll(reader.get(), 200)};
            if (!message) continue;
            if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) ended.insert(message->partition);
            if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;

            ++counts[gulo::json::decode<order_paid>(*value_of(message.get())).number];
        }
        BOOST_TEST(ended.size() == static_cast<std::size_t>(partitions));
        rd_kafka_consumer_close(reader.get());
        return counts;
    }

    // The group's committed offsets are the ends of the topic.
    bool all_committed() {
        using namespace gulo::kafka_detail;
        conf_handle conf{rd_kafka_conf_new()};
        char reason[256];
        for (const auto& [name, value] : gulo::librdkafka_options{{"bootstrap.servers", address()}, {"group.id", prefix}, {"enable.auto.commit", "false"}})
            rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason, sizeof reason);
        const client_handle asking{rd_kafka_new(RD_KAFKA_CONSUMER, conf.release(), reason, sizeof reason)};
        const list_handle all{rd_kafka_topic_partition_list_new(partitions)};
        for (int partition = 0; partition < partitions; ++partition) rd_kafka_topic_partition_list_add(all.get(), (prefix + ".placed").c_str(), partition);
        if (rd_kafka_committed(asking.get(), all.get(), 10'000) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        for (int partition = 0; partition < partitions; ++partition) {
            std::int64_t low = 0;
            std::int64_t high = 0;
            rd_kafka_query_watermark_offsets(asking.get(), (prefix + ".placed").c_str(), partition, &low, &high, 10'000);
            if (high != 0 && all->elems[partition].offset != high) return false;
        }
        return true;
    }

    bool wait_until(const std::function<bool()>& holds, std::chrono::milliseconds bound = 30s) {
        const auto deadline = std::chrono::steady_clock::now() + bound;
        while (!holds()) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            std::this_thread::sleep_for(20ms);
        }
        return true;
    }
    bool wait_for_commits() {
        return wait_until([&] { return all_committed(); });
    }

    void check_exactly_once(const std::set<int>& without = {}) {
        const auto counts = count("paid");
        int wrong = 0;
        for (int number = 0; number < placed; ++number) {
            const auto found = counts.find(number);
            const int times = found != counts.end() ? found->second : 0;
            if (times != (without.contains(number) ? 0 : 1)) {
                ++wrong;
                BOOST_TEST_MESSAGE("order " << number << " was paid " << times << " times");
            }
        }
        BOOST_TEST(wrong == 0, wrong << " orders were not paid once; log:\n" << log.all());
        BOOST_TEST(counts.size() == static_cast<std::size_t>(placed) - without.size());
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(kafka_exactly_once, fixture, *boost::unit_test::precondition(when_set{}))

BOOST_AUTO_TEST_CASE(x1_every_order_is_paid_once) {
    place(5'000);
    auto app = make_application(with_id("-0"));
    gulo::service serving{*app};
    serving.start();
    BOOST_TEST(wait_for_commits(), log.all());
    serving.stop();
    check_exactly_once();
    BOOST_TEST(shop.calls == 5'000);
}

BOOST_AUTO_TEST_CASE(s4_a_service_that_is_restarted_goes_on_where_it_was) {
    for (int round = 0; round < 3; ++round) {
        place(2'000);
        auto app = make_application(with_id("-0"));
        gulo::service serving{*app};
        serving.start();
        const int before = shop.calls;
        BOOST_TEST(wait_until([&] { return shop.calls > before + 500; }), log.all());
        serving.stop();
    }
    auto app = make_application(with_id("-0"));
    gulo::service serving{*app};
    serving.start();
    BOOST_TEST(wait_for_commits(), log.all());
    serving.stop();
    check_exactly_once();
}

BOOST_AUTO_TEST_CASE(x1_poison_in_the_middle_is_parked_in_the_same_transaction) {
    shop.behave = [](const order_placed& each) -> std::optional<order_paid> {
        if (each.number % 100 == 50) throw std::runtime_error{"never"};
        return order_paid{each.number, {}};
    };
    place(1'000);
    auto app = make_application(with_id("-0"));
    gulo::service serving{*app};
    serving.start();
    BOOST_TEST(wait_for_commits(), log.all());
    serving.stop();
    std::set<int> poison;
    std::map<int, int> expected;
    for (int number = 50; number < placed; number += 100) poison.insert(number), expected.emplace(number, 1);
    check_exactly_once(poison);
    BOOST_TEST((count("placed.dlq") == expected));
}

// The topic takes less than the client: the broker refuses what the client let pass.
BOOST_AUTO_TEST_CASE(x1_an_output_that_the_broker_refuses_is_charged_to_its_record) {
    prefix = "t" + gulo::uuid::make().to_string();
    make_topic("placed");
    make_topic("paid", {{"max.message.bytes", "20000"}});
    auto with = config();
    with.producer_compression_type = gulo::compression_type::none;
    with.producer_batch_size = 10'000;
    with.max_retry_attempts = 2;
    shop.behave = [](const order_placed& each) { return order_paid{each.number, std::string(each.number == 333 ? 50'000u : 1u, 'x')}; };
    place(1'000);
    auto app = make_application(with_id("-0"), with);
    gulo::service serving{*app};
    serving.start();
    BOOST_TEST(wait_for_commits(), log.all());
    serving.stop();
    check_exactly_once({333});
    BOOST_TEST((count("placed.dlq") == std::map<int, int>{{333, 1}}));
    BOOST_TEST(log.count(gulo::severity::warning, "a transaction is aborted on account of record placed[") == 2u, log.all());
}

BOOST_AUTO_TEST_CASE(x1_an_output_larger_than_the_client_takes_aborts_nothing) {
    shop.behave = [](const order_placed& each) { return order_paid{each.number, std::string(each.number == 33 ? 3'000'000u : 1u, 'x')}; };
    place(100);
    auto with = config();
    with.max_retry_attempts = 1;
    auto app = make_application(with_id("-0"), with);
    gulo::service serving{*app};
    serving.start();
    BOOST_TEST(wait_for_commits(), log.all());
    serving.stop();
    check_exactly_once({33});
    BOOST_TEST((count("placed.dlq") == std::map<int, int>{{33, 1}}));
    BOOST_TEST(log.count(gulo::severity::warning, "is aborted") == 0u, log.all());
}

// What could be read fits its dead-letter topic, which is made with room for it; the limit is for outputs.
BOOST_AUTO_TEST_CASE(x1_a_dead_letter_is_as_large_as_its_record) {
    prefix = "t" + gulo::uuid::make().to_string();
    make_topic("placed", {{"max.message.bytes", "4000000"}});
    make_topic("paid");
    auto with = config();
    with.producer_compression_type = gulo::compression_type::none;
    with.max_retry_attempts = 1;
    shop.behave = [](const order_placed& each) -> std::optional<order_paid> {
        if (each.number == 4) throw std::runtime_error{"too much"};
        return order_paid{each.number, {}};
    };
    place(4);
    place(1, 2'500'000);
    auto app = make_application(with_id("-0"), with);
    gulo::service serving{*app};
    serving.start();
    BOOST_TEST(wait_for_commits(), log.all());
    serving.stop();
    check_exactly_once({4});
    BOOST_TEST((count("placed.dlq") == std::map<int, int>{{4, 1}}));
    BOOST_TEST(log.count(gulo::severity::warning, "in a smaller form") == 0u, log.all());
}

// Rule X2, X3: the one that came later fences the one before, and that one the other; then it says why it stops.
BOOST_AUTO_TEST_CASE(x3_two_instances_with_one_id_pay_nothing_twice_and_name_it) {
    auto first = make_application(with_id("-shared"));
    auto second = make_application(with_id("-shared"));
    gulo::service one{*first};
    one.start();
    place(500);
    BOOST_TEST(wait_for_commits(), log.all());
    gulo::service other{*second};
    other.start();
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!one.has_failed() && !other.has_failed() && std::chrono::steady_clock::now() < deadline) {
        place(60);
        std::this_thread::sleep_for(100ms);
    }
    BOOST_TEST((one.has_failed() || other.has_failed()), log.all());
    BOOST_TEST(log.count(gulo::severity::error, "two instances use the transactional id \"" + prefix + "-shared\"") >= 1u, log.all());
    one.stop();
    other.stop();
    auto third = make_application(with_id("-alone"));
    gulo::service last{*third};
    last.start();
    BOOST_TEST(wait_for_commits(), log.all());
    last.stop();
    check_exactly_once();
}

namespace {

void members_come_and_go(fixture& world, const gulo::kafka_config& with) {
    world.shop.behave = [](const order_placed& each) { return order_paid{each.number, {}}; };
    std::vector<std::unique_ptr<fixture::application_type>> apps;
    std::vector<std::unique_ptr<gulo::service<fixture::application_type>>> services;
    int made = 0;
    const auto join = [&] {
        apps.push_back(world.make_application(world.with_id("-" + std::to_string(made++)), with));
        services.push_back(std::make_unique<gulo::service<fixture::application_type>>(*apps.back()));
        services.back()->start();
    };
    join();
    for (int round = 0; round < 3; ++round) {
        for (int part = 0; part < 10; ++part) world.place(300);
        join();  // during transactions
        for (int part = 0; part < 10; ++part) world.place(300);
        services.front()->stop();
        services.erase(services.begin());
        apps.erase(apps.begin());
    }
    BOOST_TEST(world.wait_for_commits(), world.log.all());
    for (auto& each : services) each->stop();
    world.check_exactly_once();
}

}  // namespace

BOOST_AUTO_TEST_CASE(x3_members_that_come_and_go_pay_nothing_twice) { members_come_and_go(*this, config()); }

BOOST_AUTO_TEST_CASE(x3_members_that_come_and_go_cooperatively_pay_nothing_twice) {
    auto with = config();
    with.consumer_assignment = gulo::assignment_strategy::cooperative_sticky;
    members_come_and_go(*this, with);
}

// The input is written in transactions as well: its log ends in commit markers, and aborted records are not paid.
BOOST_AUTO_TEST_CASE(x4_an_input_that_ends_in_transaction_markers_is_committed_to_its_end) {
    const auto open = [&] {
        auto made =
            std::make_unique<gulo::kafka_transactional_producer>(config(), environment(log), gulo::transaction_settings{.id = prefix + "-input"}, nullptr);
        BOOST_REQUIRE(made->open().is_done());
        return made;
    };
    auto input = open();
    for (int transaction = 0; transaction < 10; ++transaction) {
        BOOST_REQUIRE(input->begin().is_done());
        const bool commits = transaction % 3 != 2;
        for (int at = 0; at < 20; ++at) {
            const int number = commits ? placed++ : 1'000'000 + at;
            const std::string value = gulo::json::encode(order_placed{number, {}});
            BOOST_REQUIRE(input->produce(record("placed", std::to_string(number), value), 1).is_done());
        }
        const auto ended = commits ? input->commit({}, nullptr) : input->abort();
        BOOST_REQUIRE_MESSAGE(ended.is_done() || !commits, ended.cause.message);
        if (!ended.is_done()) input = open();  // which aborts what is open
    }
    auto app = make_application(with_id("-0"));
    gulo::service serving{*app};
    serving.start();
    BOOST_TEST(wait_until([&] { return shop.calls == placed; }), log.all());
    BOOST_TEST(wait_for_commits(), log.all());
    serving.stop();
    check_exactly_once();
    BOOST_TEST(shop.calls == placed);
}

BOOST_AUTO_TEST_CASE(x3_a_writer_that_was_fenced_commits_nothing_and_says_so) {
    gulo::kafka_transactional_producer first{config(), environment(log), {.id = prefix}, nullptr};
    gulo::kafka_transactional_producer second{config(), environment(log), {.id = prefix}, nullptr};
    BOOST_REQUIRE(first.open().is_done());
    BOOST_REQUIRE(first.begin().is_done());
    BOOST_REQUIRE(first.produce(record("paid", "k", gulo::json::encode(order_paid{1, {}})), 1).is_done());
    BOOST_REQUIRE(second.open().is_done());
    const auto committed = first.commit({}, nullptr);
    BOOST_TEST(!committed.is_done());
    BOOST_TEST((first.abort().status == gulo::transaction_status::fenced));
    BOOST_TEST(count("paid").empty());
}

BOOST_AUTO_TEST_CASE(s4_a_writer_that_waits_can_be_interrupted) {
    auto nowhere = config();
    nowhere.bootstrap_servers = "127.0.0.1:1";
    gulo::kafka_transactional_producer writer{nowhere, environment(log), {.id = prefix}, nullptr};
    std::thread later{[&] {
        std::this_thread::sleep_for(300ms);
        writer.interrupt();
    }};
    BOOST_TEST((writer.open().status == gulo::transaction_status::interrupted));
    later.join();
}

BOOST_AUTO_TEST_SUITE_END()

// The broker aborts what a machine that stood still had left open; then a new producer goes on (rule X3).
BOOST_AUTO_TEST_CASE(x3_a_transaction_that_is_over_calls_for_a_new_producer) {
    BOOST_TEST(gulo::kafka_detail::is_fencing(RD_KAFKA_RESP_ERR_INVALID_TXN_STATE));
    BOOST_TEST(gulo::kafka_detail::is_fencing(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH));
    BOOST_TEST(!gulo::kafka_detail::is_fencing(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER));
}

BOOST_AUTO_TEST_CASE(the_embedded_broker_is_refused_with_the_reason) {
    gulo::embedded_broker broker;
    captured_log log;
    till shop;
    gulo::kafka_config config;
    config.bootstrap_servers = broker.bootstrap_servers();
    config.consumer_group_id = "g";
    gulo::application app{gulo::handlers<pay>,
                          gulo::subscribes<order_placed>,
                          gulo::publishes<order_paid>,
                          gulo::exactly_once{},
                          gulo::kafka{config},
                          shop,
                          gulo::settings{.log = log.sink()}};
    BOOST_CHECK_EXCEPTION(gulo::service{app}, gulo::failure, [](const gulo::failure& caught) {
        return caught.cause().code == errc::invalid_configuration &&
               std::string_view{caught.what()}.find("the embedded broker has no transactions") != std::string_view::npos;
    });
}
