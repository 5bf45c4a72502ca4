#define BOOST_TEST_MODULE kafka_retry_topics
#include <boost/test/unit_test.hpp>

#include "support.hpp"

#include <gulo/base/uuid.hpp>
#include <gulo/gulo.hpp>
#include <gulo/host/dead_letters.hpp>
#include <gulo/host/parked_records.hpp>
#include <gulo/host/service.hpp>

#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>

// Delayed retry, parked keys and replay on the cluster that GULO_TEST_KAFKA names.
namespace {

using namespace kafka_test;

struct when_set {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const {
        boost::test_tools::assertion_result is_set{std::getenv("GULO_TEST_KAFKA") != nullptr};
        is_set.message() << "GULO_TEST_KAFKA is not set; tests/tools/apache-kafka starts a broker";
        return is_set;
    }
};

namespace delayed_case {

struct job {
    static constexpr std::string_view topic = "jobs";
    std::string name;
    int number = 0;
    const std::string& partition_key() const { return name; }
};

struct timeout : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct locked : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct call {
    std::string name;
    std::chrono::system_clock::time_point at;
    int attempt;
    std::int64_t offset;
    std::string topic;
};

/// What handling does, and what was handled. Guarded by `state`.
struct workshop {
    watched state{};
    std::map<std::string, int> failures{};
    std::set<std::string> locks{};
    std::vector<call> calls{};
    std::vector<std::string> done{};

    bool wait_for(std::string_view name, std::chrono::milliseconds bound = 40s) {
        return state.wait(bound, [&] { return std::ranges::find(done, name) != done.end(); });
    }
};

void work(const job& what, const gulo::context& about, workshop& shop) {
    bool fails = false;
    bool is_locked = false;
    shop.state.change([&] {
        const gulo::incoming& from = *about.received();
        shop.calls.push_back({what.name, std::chrono::system_clock::now(), about.attempt(), from.offset, std::string{from.topic}});
        is_locked = shop.locks.contains(what.name);
        fails = !is_locked && shop.failures[what.name]-- > 0;
        if (!fails && !is_locked) shop.done.push_back(what.name + std::to_string(what.number));
    });
    if (is_locked) throw locked{"locked"};
    if (fails) throw timeout{"no answer"};
}

constexpr auto delayed = gulo::on<timeout>.then_later(2s, 3s).then_dead_letter();
constexpr auto parking = gulo::on<locked>.then_park_key();

struct bench {
    captured_log log;
    workshop shop;
    std::string run = "later-" + gulo::uuid::make().to_string();

    gulo::kafka_config config() const {
        gulo::kafka_config made;
        made.bootstrap_servers = std::getenv("GULO_TEST_KAFKA");
        made.consumer_session_timeout = 6s;
        made.consumer_heartbeat_interval = 300ms;
        made.topic_prefix = run;
        return made;
    }
    bench() {
        gulo::kafka_admin admin{config(), environment(log)};
        const gulo::kafka_topic wanted{"jobs", 3, {}};
        BOOST_REQUIRE(admin.create(std::span{&wanted, 1}, 20s).has_value());
    }

    void put(const std::string& name, int number) {
        gulo::kafka_producer out{config(), environment(log)};
        outcomes seen;
        const std::string value = gulo::json::encode(job{name, number});
        const std::array<gulo::header_view, 1> headers{{{"mine", "kept"}}};
        out.publish(record("jobs", name, value, headers), &seen);
        BOOST_REQUIRE(seen.wait_for_receipts(1));
    }

    template <auto... Rules, class Then>
    void serve(const std::string& group, workshop& where, Then&& then) {
        gulo::application app{gulo::handlers<work>,
                              gulo::subscribes<job>,
                              gulo::retries<Rules...>,
                              gulo::kafka{config()},
                              gulo::settings{.log = log.sink()},
                              where,
                              gulo::consumer_settings{.group = group, .max_attempts = 1, .commit_interval = 50ms}};
        gulo::service service{app};
        service.start();
        then(app, service);
        service.stop();
    }

    struct seen_record {
        std::string key;
        std::string value;
        std::map<std::string, std::string> headers;
        std::int32_t partition;
        std::chrono::system_clock::time_point time;
    };
    std::vector<seen_record> read(const std::string& topic) {
        gulo::kafka_reader reader{config(), environment(log)};
        std::vector<seen_record> all;
        gulo::host_detail::read_to_end(reader, topic, {}, 20s, [&](const gulo::kafka_record& each) {
            seen_record copy{std::string{each.key().value_or("")}, std::string{each.value().value_or("")}, {}, each.partition(), each.time()};
            each.for_each_header([&](const gulo::header_view& header) { copy.headers.emplace(header.name, header.value.value_or("")); });
            all.push_back(std::move(copy));
            return true;
        });
        return all;
    }
};

}  // namespace delayed_case

}  // namespace

using namespace delayed_case;

BOOST_FIXTURE_TEST_SUITE(retry_topics, bench, *boost::unit_test::precondition(when_set{}))

BOOST_AUTO_TEST_CASE(r6_a_delayed_record_goes_through_its_topics_and_is_never_early) {
    shop.failures = {{"a", 2}};
    serve<delayed>("billing", shop, [&](auto& app, auto&) {
        put("a", 1);
        put("b", 1);
        BOOST_REQUIRE(shop.wait_for("b1"));
        BOOST_REQUIRE(shop.wait_for("a1"));
        BOOST_TEST(app.count().delayed == 2u);
    });
    std::vector<call> calls;
    for (const call& each : shop.calls)
        if (each.name == "a") calls.push_back(each);
    BOOST_REQUIRE(calls.size() == 3u);
    BOOST_TEST((calls[1].at - calls[0].at >= 2s));
    BOOST_TEST((calls[2].at - calls[1].at >= 3s));
    for (std::size_t index = 0; index < calls.size(); ++index) {
        BOOST_TEST(calls[index].attempt == static_cast<int>(index) + 1);
        BOOST_TEST(calls[index].topic == "jobs");
        BOOST_TEST(calls[index].offset == calls[0].offset);
    }
    const auto first = read("jobs.billing.retry-2s");
    const auto second = read("jobs.billing.retry-3s");
    BOOST_REQUIRE((first.size() == 1 && second.size() == 1));
    BOOST_TEST(first[0].headers.at("mine") == "kept");
    BOOST_TEST(second[0].headers.at("gulo-original-topic") == "jobs");
    BOOST_TEST(second[0].headers.at("gulo-retry-stage") == "2");
    BOOST_TEST(second[0].partition == first[0].partition);
    gulo::kafka_admin admin{config(), environment(log)};
    BOOST_TEST(admin.partition_count("jobs.billing.retry-3s", 10s).value() == 3);
    BOOST_TEST(admin.topic_option("jobs.billing.retry-3s", "cleanup.policy", 10s).value() == "delete");
    BOOST_TEST(admin.topic_option("jobs.billing.retry-3s", "retention.ms", 10s).value() == "604800000");
}

BOOST_AUTO_TEST_CASE(r6_a_compacted_retry_topic_is_not_used) {
    gulo::kafka_admin admin{config(), environment(log)};
    const gulo::kafka_topic wrong{"jobs.billing.retry-2s", 3, {{"cleanup.policy", "compact"}}};
    BOOST_REQUIRE(admin.create(std::span{&wrong, 1}, 20s).has_value());
    shop.failures = {{"a", 1}};
    serve<delayed>("billing", shop, [&](auto& app, auto& service) {
        BOOST_TEST(service.health().is_degraded());
        put("a", 1);
        BOOST_REQUIRE(shop.wait_for("a1"));
        BOOST_TEST(app.count().delayed == 0u);
    });
    BOOST_REQUIRE(shop.calls.size() == 2u);
    BOOST_TEST((shop.calls[1].at - shop.calls[0].at >= 2s));
    BOOST_TEST(read("jobs.billing.retry-2s").empty());
}

BOOST_AUTO_TEST_CASE(r7_parked_keys_survive_a_restart_and_are_resolved_in_order) {
    shop.locks = {"a"};
    serve<parking>("bank", shop, [&](auto& app, auto&) {
        put("a", 1);
        put("b", 1);
        BOOST_REQUIRE(shop.wait_for("b1"));
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (app.count().parked == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        BOOST_REQUIRE(app.count().parked == 1u);
    });
    shop.locks.clear();
    serve<parking>("bank", shop, [&](auto& app, auto&) {
        put("a", 2);
        put("b", 2);
        BOOST_REQUIRE(shop.wait_for("b2"));
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (app.count().parked == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        BOOST_TEST(app.count().parked == 1u);
        BOOST_TEST(std::ranges::count(shop.done, "a2") == 0);
        gulo::parked_records records{app.transport(), "jobs", "bank"};
        BOOST_TEST(records.keys().contains("a"));
        BOOST_TEST(records.resolve("a").replayed == 2u);
        BOOST_TEST(records.keys().empty());
        BOOST_REQUIRE(shop.wait_for("a2"));
        put("a", 3);
        BOOST_REQUIRE(shop.wait_for("a3"));
    });
    std::vector<std::string> of_a;
    for (const std::string& each : shop.done)
        if (each.starts_with('a')) of_a.push_back(each);
    BOOST_CHECK((of_a == std::vector<std::string>{"a1", "a2", "a3"}));
    gulo::kafka_admin admin{config(), environment(log)};
    BOOST_TEST(admin.topic_option("jobs.bank.parked-keys", "cleanup.policy", 10s).value() == "compact");
    BOOST_TEST(admin.topic_option("jobs.bank.parked", "retention.ms", 10s).value() == "-1");
}

BOOST_AUTO_TEST_CASE(d5_a_replay_is_for_the_group_that_failed_only_and_can_be_resumed) {
    workshop other;
    shop.failures = {{"a", 1}, {"b", 1}};
    serve<>("billing", shop, [&](auto& billing, auto&) {
        serve<>("audit", other, [&](auto& audit, auto&) {
            put("a", 1);
            put("b", 1);
            const auto deadline = std::chrono::steady_clock::now() + 30s;
            while (billing.count().dead_lettered < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
            BOOST_REQUIRE(billing.count().dead_lettered == 2u);
            BOOST_REQUIRE(other.wait_for("a1"));
            BOOST_REQUIRE(other.wait_for("b1"));

            gulo::dead_letters letters{billing.transport(), "jobs.dlq"};
            const auto counts = letters.histogram();
            BOOST_REQUIRE(counts.size() == 1u);
            BOOST_TEST(counts.begin()->second == 2u);
            gulo::replay_options options{.progress = run + "-replay", .most = 1, .first = 0};
            BOOST_TEST(letters.replay({}, options).replayed == 1u);
            options.most = 10;
            const auto rest = letters.replay({}, options);
            BOOST_TEST(rest.replayed == 1u);
            BOOST_TEST(rest.is_complete);
            BOOST_REQUIRE(shop.wait_for("a1"));
            BOOST_REQUIRE(shop.wait_for("b1"));
            while (audit.count().passed < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
            BOOST_TEST(audit.count().passed == 2u);
        });
    });
    BOOST_TEST(other.calls.size() == 2u);
    BOOST_TEST(shop.calls.size() == 4u);
    std::size_t replayed = 0;
    for (const auto& each : read("jobs")) {
        BOOST_TEST(each.headers.at("mine") == "kept");
        replayed += each.headers.contains("gulo-target-group") ? 1 : 0;
    }
    BOOST_TEST(replayed == 2u);
}

BOOST_AUTO_TEST_CASE(a_reader_reads_from_offsets_without_a_group) {
    for (const int number : {1, 2, 3}) put("a", number);
    gulo::kafka_reader reader{config(), environment(log)};
    BOOST_TEST(reader.partition_count("jobs", 10s).value() == 3);
    const auto partition = gulo::partition_for_key("a", 3);
    gulo::reader_inbox<gulo::kafka_record> inbox;
    const auto poll_until = [&](std::size_t records, std::size_t ends) {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while ((inbox.records.size() < records || inbox.at_end.size() < ends) && std::chrono::steady_clock::now() < deadline) reader.poll(inbox, 100, 100ms);
        BOOST_TEST(inbox.records.size() == records);
        BOOST_TEST(inbox.at_end.size() == ends);
    };
    reader.begin({"jobs", partition}, 1);
    poll_until(2, 1);
    BOOST_TEST(inbox.records[0].offset() == 1);
    inbox.clear();
    put("a", 4);
    poll_until(1, 1);
    inbox.clear();
    reader.begin({"jobs", partition}, 0);
    poll_until(4, 1);
    inbox.clear();
    const std::string group = run + "-progress";
    BOOST_CHECK(!reader.committed(group, {"jobs", partition}, 10s).value());
    const gulo::partition_offset offsets[] = {{{"jobs", partition}, 3}};
    BOOST_TEST(reader.commit(group, offsets, 10s).has_value());
    BOOST_CHECK(reader.committed(group, {"jobs", partition}, 10s).value() == 3);
    reader.stop({"jobs", partition});
}

BOOST_AUTO_TEST_CASE(d3_a_dead_letter_that_does_not_fit_becomes_a_stub_where_the_policy_says_so) {
    gulo::kafka_admin admin{config(), environment(log)};
    const gulo::kafka_topic small{"jobs.dlq", 3, {{"max.message.bytes", "2000"}}};
    BOOST_REQUIRE(admin.create(std::span{&small, 1}, 20s).has_value());
    shop.locks = {std::string(1'800, 'x'), std::string(5'000, 'y')};
    auto uncompressed = config();
    uncompressed.producer_compression_type = gulo::compression_type::none;
    gulo::application app{gulo::handlers<work>,
                          gulo::subscribes<job>,
                          gulo::kafka{uncompressed},
                          gulo::settings{.log = log.sink()},
                          shop,
                          gulo::consumer_settings{.group = "stubs", .max_attempts = 1, .oversize = gulo::oversize_policy::stub}};
    gulo::service service{app};
    service.start();
    gulo::kafka_producer out{uncompressed, environment(log)};
    outcomes seen;
    for (const std::string& name : shop.locks) out.publish(record("jobs", "k", gulo::json::encode(job{name, 1})), &seen);
    BOOST_REQUIRE(seen.wait_for_receipts(2));
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (app.count().dead_lettered < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    service.stop();
    const auto letters = read("jobs.dlq");
    BOOST_REQUIRE(letters.size() == 2u);
    BOOST_TEST(letters[0].value.size() > 1'800u);
    BOOST_TEST(letters[0].headers.empty());
    BOOST_TEST(letters[1].value.size() == gulo::host_detail::stub_value);
    BOOST_TEST(letters[1].headers.at("gulo-original-size") == std::to_string(1 + gulo::json::encode(job{std::string(5'000, 'y'), 1}).size()));
}

BOOST_AUTO_TEST_SUITE_END()
