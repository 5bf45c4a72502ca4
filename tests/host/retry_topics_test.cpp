// R6 end to end on the in-memory log, in virtual time.

#include <gulo/gulo.hpp>
#include <gulo/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

namespace retry_topic_case {

struct timeout : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct job {
    static constexpr std::string_view topic = "jobs";
    std::string name;
    const std::string& partition_key() const { return name; }
};

struct call {
    std::string name;
    gulo::instant at;
    int attempt;
    std::string topic;
    std::int32_t partition;
    std::int64_t offset;
};

struct workshop {
    const gulo::clock& time;
    std::map<std::string, int> failures{};  // how often each fails
    std::vector<call> calls{};
};

void work(const job& what, const gulo::context& about, workshop& shop) {
    const gulo::incoming& from = *about.received();
    shop.calls.push_back({what.name, shop.time.now(), about.attempt(), std::string{from.topic}, from.partition, from.offset});
    if (shop.failures[what.name]-- > 0) throw timeout{"no answer"};
}

struct bench {
    gulo::virtual_clock clock;
    std::shared_ptr<gulo::memory_broker> broker = std::make_shared<gulo::memory_broker>(clock);
    gulo::testing::recorder recorder;
    workshop shop{clock};
    gulo::consumer_settings settings{.group = "billing", .clock_skew = 0ms};

    bench() { broker->log.create_topic("jobs", 3); }

    void put(const std::string& name) {
        const std::string value = gulo::json::encode(job{name});
        gulo::outgoing_record record;
        record.topic = "jobs";
        record.key = name;
        record.value = value;
        const gulo::header_view headers[] = {{"mine", "kept"}};
        record.headers = headers;
        BOOST_REQUIRE(broker->log.append(record).has_value());
    }

    template <auto... Rules, class Then>
    void serve(Then&& then) {
        gulo::application app{gulo::handlers<work>,
                              gulo::subscribes<job>,
                              gulo::retries<Rules...>,
                              recorder.on(gulo::in_memory{broker, "billing"}),
                              gulo::settings{.time = &clock},
                              shop,
                              settings};
        gulo::testing::stage stage{recorder, clock, app};
        stage.settle();
        then(app, stage);
    }
    template <auto... Rules>
    void serve() {
        serve<Rules...>([](auto&, auto&) {});
    }

    std::vector<std::chrono::milliseconds> times(const std::string& name) const {
        std::vector<std::chrono::milliseconds> found;
        for (const call& each : shop.calls)
            if (each.name == name) found.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(each.at.time_since_epoch()));
        return found;
    }

    static std::map<std::string, std::string> headers(const gulo::memory_log::record_pointer& record) {
        std::map<std::string, std::string> found;
        for (const auto& each : record->headers()) BOOST_TEST(found.emplace(each.name, each.value.value_or("")).second);
        return found;
    }
};

using milliseconds = std::vector<std::chrono::milliseconds>;

constexpr auto rule = gulo::on<timeout>.retry(1).backoff(100ms, gulo::constant).then_later(30s, 5min).then_dead_letter();

}  // namespace retry_topic_case

using namespace retry_topic_case;

BOOST_FIXTURE_TEST_SUITE(retry_topics, bench)

BOOST_AUTO_TEST_CASE(r6_in_place_then_through_each_retry_topic_then_the_dead_letter) {
    put("a");
    put("b");
    shop.failures = {{"a", 100}};
    serve<rule>([&](auto& app, auto&) {
        BOOST_CHECK((times("a") == milliseconds{0ms, 100ms, 30'100ms, 330'100ms}));
        BOOST_CHECK((times("b") == milliseconds{0ms}));
        BOOST_TEST(app.count().delayed == 2u);
        BOOST_TEST(app.count().dead_lettered == 1u);
    });
    std::vector<int> attempts;
    for (const call& each : shop.calls)
        if (each.name == "a") {
            attempts.push_back(each.attempt);
            BOOST_TEST(each.topic == "jobs");
            BOOST_TEST(each.offset == shop.calls.front().offset);
        }
    BOOST_CHECK((attempts == std::vector{1, 2, 3, 4}));

    const auto source = broker->log.records("jobs").front();
    const auto first = broker->log.records("jobs.billing.retry-30s");
    const auto second = broker->log.records("jobs.billing.retry-5m");
    const auto dead = broker->log.records("jobs.dlq");
    BOOST_REQUIRE((first.size() == 1 && second.size() == 1 && dead.size() == 1));
    for (const auto& each : {first[0], second[0], dead[0]}) {
        BOOST_TEST(*each->value() == *source->value());
        BOOST_TEST(*each->key() == "a");
        BOOST_TEST(each->partition() == source->partition());
        auto found = headers(each);
        BOOST_TEST(found["mine"] == "kept");
        BOOST_TEST(found["gulo-original-topic"] == "jobs");
        BOOST_TEST(found["gulo-original-partition"] == std::to_string(source->partition()));
        BOOST_TEST(found["gulo-original-offset"] == std::to_string(source->offset()));
        BOOST_TEST(found["gulo-consumer-group"] == "billing");
        BOOST_TEST(found["gulo-first-failure-time"] == "946684800000");
    }
    BOOST_TEST(headers(first[0])["gulo-retry-due"] == "946684830100");
    BOOST_TEST(headers(first[0])["gulo-retry-stage"] == "1");
    BOOST_TEST(headers(first[0])["gulo-attempts"] == "2");
    BOOST_TEST(headers(second[0])["gulo-retry-stage"] == "2");
    BOOST_TEST(headers(second[0])["gulo-attempts"] == "3");
    BOOST_TEST(headers(dead[0])["gulo-attempts"] == "4");
    BOOST_TEST(headers(dead[0])["gulo-last-failure-time"] == "946685130100");
    BOOST_TEST(headers(dead[0]).count("gulo-retry-due") == 0u);
    BOOST_TEST(broker->log.partition_count("jobs.billing.retry-5m") == 3);
}

BOOST_AUTO_TEST_CASE(r6_a_delayed_record_that_succeeds_ends_there) {
    put("a");
    shop.failures = {{"a", 2}};
    serve<rule>([&](auto& app, auto&) {
        BOOST_CHECK((times("a") == milliseconds{0ms, 100ms, 30'100ms}));
        BOOST_TEST(app.count().handled == 1u);
        BOOST_TEST(app.count().dead_lettered == 0u);
    });
    BOOST_TEST(broker->log.records("jobs.billing.retry-5m").empty());
}

BOOST_AUTO_TEST_CASE(r6_a_restart_does_not_make_a_delayed_record_early) {
    put("a");
    shop.failures = {{"a", 2}};
    {
        gulo::application app{gulo::handlers<work>,
                              gulo::subscribes<job>,
                              gulo::retries<rule>,
                              gulo::in_memory{broker, "billing"},
                              gulo::settings{.time = &clock},
                              shop,
                              gulo::consumer_settings{.group = "billing", .workers = 0, .clock_skew = 0ms}};
        gulo::service service{app};
        for (int round = 0; round < 20; ++round) {
            service.step(0ms);
            clock.advance(50ms);
        }
        BOOST_TEST(app.count().delayed == 1u);
        service.stop();
    }
    serve<rule>();
    BOOST_REQUIRE(times("a").size() == 3u);
    BOOST_TEST((times("a")[2] >= times("a")[1] + 30s));
    BOOST_TEST((times("a")[2] <= times("a")[1] + 31s));
    BOOST_TEST(shop.calls.back().attempt == 3);
}

BOOST_AUTO_TEST_CASE(r6_the_clocks_of_two_hosts_may_differ_by_the_setting) {
    settings.clock_skew = 500ms;
    put("a");
    shop.failures = {{"a", 2}};
    serve<rule>();
    BOOST_CHECK((times("a") == milliseconds{0ms, 100ms, 30'600ms}));
}

BOOST_AUTO_TEST_CASE(r6_a_malformed_or_absurd_due_time_counts_as_the_topics_own_delay) {
    for (const char* const due : {"", "soon", "99999999999999", "-1"}) {
        shop.calls.clear();
        const auto begin = clock.now();
        const std::string value = gulo::json::encode(job{"a"});
        const gulo::header_view headers[] = {{"gulo-retry-due", due}};
        broker->log.create_topic("jobs.billing.retry-30s", 3);
        BOOST_REQUIRE(broker->log.append({"jobs.billing.retry-30s", 1, "a", value, headers, std::nullopt}).has_value());
        serve<rule>();
        BOOST_REQUIRE(shop.calls.size() == 1u);
        BOOST_TEST((shop.calls[0].at - begin == 30s));
        BOOST_TEST(shop.calls[0].topic == "jobs");
        BOOST_TEST(shop.calls[0].partition == 1);
    }
}

BOOST_AUTO_TEST_CASE(r6_a_retry_topic_that_cannot_be_written_is_replaced_by_a_pause_in_place) {
    put("a");
    shop.failures = {{"a", 100}};
    broker->log.refuse("jobs.billing.retry-30s", gulo::error{gulo::errc::not_authorized, "no"});
    broker->log.refuse("jobs.billing.retry-5m", gulo::error{gulo::errc::not_authorized, "no"});
    serve<rule>([&](auto& app, auto& stage) {
        BOOST_CHECK((times("a") == milliseconds{0ms, 100ms, 30'100ms, 60'100ms}));
        BOOST_TEST(app.count().dead_lettered == 1u);
        BOOST_TEST(stage.service().health().is_degraded());
    });
    BOOST_TEST(broker->log.records("jobs.billing.retry-30s").empty());
}

BOOST_AUTO_TEST_CASE(r6_the_source_waits_for_the_forwarded_records_acknowledgement) {
    put("a");
    shop.failures = {{"a", 2}};
    broker->log.refuse("jobs.billing.retry-30s", gulo::error{gulo::errc::broker_unavailable, "away"});
    gulo::application app{gulo::handlers<work>,
                          gulo::subscribes<job>,
                          gulo::retries<rule>,
                          gulo::in_memory{broker, "billing"},
                          gulo::settings{.time = &clock},
                          shop,
                          gulo::consumer_settings{.group = "billing", .workers = 0, .commit_interval = 1ms, .clock_skew = 0ms}};
    gulo::service service{app};
    const auto run = [&](std::chrono::milliseconds span) {
        for (auto passed = 0ms; passed < span; passed += 50ms) {
            service.step(0ms);
            clock.advance(50ms);
        }
    };
    const gulo::topic_partition from{"jobs", broker->log.records("jobs").front()->partition()};
    run(10s);
    BOOST_TEST(broker->log.committed("billing", from).value_or(0) == 0);
    BOOST_TEST(service.health().is_degraded());
    const auto told = service.partitions();
    const auto pending = std::ranges::find(told, from, &gulo::partition_status::partition);
    BOOST_REQUIRE((pending != told.end()));
    BOOST_TEST(pending->oldest.value_or(-1) == 0);
    BOOST_TEST((pending->age >= 9s && pending->age <= 10s));
    broker->log.refuse("jobs.billing.retry-30s", std::nullopt);
    run(20s);
    BOOST_TEST(broker->log.committed("billing", from).value_or(0) == 1);
    BOOST_TEST(!service.health().is_degraded());
    run(40s);
    BOOST_TEST(app.count().handled == 1u);
    BOOST_TEST(std::ranges::none_of(service.partitions(), [](const auto& each) { return each.oldest.has_value(); }));
    service.stop();
    BOOST_TEST(service.partitions().empty());
}

BOOST_AUTO_TEST_CASE(r6_rules_of_messages_and_handlers_have_their_topics_too) {
    gulo::application app{gulo::handlers<work>,
                          gulo::subscribes<job>,
                          gulo::in_memory{broker, "billing"},
                          gulo::settings{.time = &clock},
                          shop,
                          gulo::retries<gulo::on<timeout>.then_later(1s)>,
                          gulo::retries_for<job, gulo::on<timeout>.then_later(2s)>,
                          gulo::retries_of<work, gulo::on<std::logic_error>.then_later(3s), gulo::on<std::bad_alloc>.then_later(2s).then_park_key()>};
    gulo::service service{app};
    std::vector<std::string> made;
    for (const std::string& each : broker->log.topics())
        if (each.starts_with("jobs.")) made.push_back(each);
    BOOST_CHECK((made == std::vector<std::string>{"jobs.billing.parked", "jobs.billing.parked-keys", "jobs.billing.retry-1s", "jobs.billing.retry-2s",
                                                  "jobs.billing.retry-3s"}));
}

BOOST_AUTO_TEST_CASE(r8_delayed_records_keep_to_the_rate_of_their_topic) {
    settings.topics["jobs"].rate = gulo::rate_limit{.records_per_second = 1};
    for (const char* const name : {"a", "b", "c"}) {
        put(name);
        shop.failures[name] = 1;
    }
    serve<gulo::on<timeout>.then_later(30s)>();
    BOOST_REQUIRE(shop.calls.size() == 6u);
    for (std::size_t index = 1; index < shop.calls.size(); ++index) BOOST_TEST((shop.calls[index].at - shop.calls[index - 1].at >= 1s));
}

BOOST_AUTO_TEST_CASE(r6_a_group_that_cannot_name_a_topic_is_refused_at_the_start) {
    settings.group = "my group";
    try {
        serve<rule>();
        BOOST_ERROR("was not refused");
    } catch (const gulo::failure& caught) { BOOST_TEST(std::string{caught.what()}.find("jobs.my group.retry-30s") != std::string::npos); }
}

BOOST_AUTO_TEST_CASE(r9_max_deliveries_bounds_the_calls_over_all_topics) {
    put("a");
    shop.failures = {{"a", 100}};
    serve<rule.max_deliveries(3)>();
    BOOST_TEST(shop.calls.size() == 3u);
    BOOST_TEST(broker->log.records("jobs.dlq").size() == 1u);
}

BOOST_AUTO_TEST_CASE(d5_a_record_for_another_group_is_passed) {
    const std::string value = gulo::json::encode(job{"a"});
    for (const char* const group : {"shipping", "billing"}) {
        const gulo::header_view headers[] = {{"gulo-target-group", group}};
        BOOST_REQUIRE(broker->log.append({"jobs", 0, "a", value, headers, std::nullopt}).has_value());
    }
    serve<rule>([&](auto& app, auto&) {
        BOOST_TEST(shop.calls.size() == 1u);
        BOOST_TEST(shop.calls[0].offset == 1);
        BOOST_TEST(app.count().passed == 1u);
    });
}

BOOST_AUTO_TEST_CASE(d3_a_dead_letter_that_does_not_fit_is_written_in_a_smaller_form) {
    // Refused altogether: first the whole, then without our headers, then by policy.
    for (const auto policy : {gulo::oversize_policy::stall, gulo::oversize_policy::stop}) {
        gulo::virtual_clock time;
        auto own = std::make_shared<gulo::memory_broker>(time);
        own->log.create_topic("jobs", 1);
        own->log.refuse("jobs.dlq", gulo::error{gulo::errc::message_too_large, "too large"});
        const std::string value = gulo::json::encode(job{"a"});
        BOOST_REQUIRE(own->log.append({"jobs", 0, "a", value, {}, std::nullopt}).has_value());
        workshop failing{time, {{"a", 1'000}}};
        gulo::application app{gulo::handlers<work>,
                              gulo::subscribes<job>,
                              gulo::in_memory{own, "billing"},
                              gulo::settings{.time = &time},
                              failing,
                              gulo::consumer_settings{.group = "billing", .max_attempts = 1, .workers = 0, .commit_interval = 1ms, .oversize = policy}};
        gulo::service service{app};
        for (int round = 0; round < 100; ++round) {
            service.step(0ms);
            time.advance(50ms);
        }
        BOOST_TEST(own->log.committed("billing", {"jobs", 0}).value_or(0) == 0);
        BOOST_TEST(service.health().is_degraded());
        BOOST_TEST(service.loop()->has_failed() == (policy == gulo::oversize_policy::stop));
        BOOST_TEST(failing.calls.size() == 1u);
        service.stop();
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
