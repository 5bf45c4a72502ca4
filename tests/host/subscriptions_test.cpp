#define BOOST_TEST_MODULE host_subscriptions
#include <boost/test/unit_test.hpp>

#include "jobs.hpp"

#include <gulo/message/tombstone.hpp>
#include <gulo/testing.hpp>

#include <atomic>
#include <stdexcept>
#include <vector>

// What is set by topic, deletions, and handlers under a deadline.
namespace {

using namespace host_test;

struct register_of_deletions {
    std::vector<std::optional<std::string>> keys;
};
void forget_job(const gulo::tombstone<job>& gone, register_of_deletions& seen) { seen.keys.push_back(gone.key); }
void fail_to_forget(const gulo::tombstone<job>&) { throw std::runtime_error{"cannot forget"}; }
void refuse(const job&) { throw std::runtime_error{"no"}; }
void accept(const job&) {}

struct bench {
    gulo::virtual_clock clock;
    std::shared_ptr<gulo::memory_broker> broker = broker_with_jobs(clock);
    gulo::testing::recorder recorder;

    void put_raw(std::optional<std::string_view> key, std::optional<std::string_view> value) {
        BOOST_REQUIRE(broker->log.append({.topic = job::topic, .key = key, .value = value}).has_value());
    }
};

std::string reason_of(const auto& make) {
    try {
        make();
    } catch (const gulo::failure& caught) { return caught.what(); }
    return "nothing was refused";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tombstones, bench)

BOOST_AUTO_TEST_CASE(c8_a_tombstone_goes_to_the_handler_that_asks_for_deletions) {
    register_of_deletions seen;
    gulo::application app{gulo::handlers<accept, forget_job>, gulo::subscribes<job>, seen,
                          gulo::settings{.time = &clock},     settings(0),           recorder.on(gulo::in_memory{broker})};
    gulo::testing::stage stage{recorder, clock, app};
    put_raw("a", std::nullopt);
    put_raw("a", R"({"worker":"a","number":1})");
    put_raw(std::nullopt, std::nullopt);
    stage.settle();
    BOOST_REQUIRE_EQUAL(seen.keys.size(), 2u);
    BOOST_TEST(seen.keys[0].value() == "a");
    BOOST_TEST(!seen.keys[1].has_value());
    BOOST_TEST(app.count().handled == 3u);
    BOOST_TEST(app.count().passed == 0u);
    BOOST_TEST(committed(*broker).value_or(-1) == 3);
}

BOOST_AUTO_TEST_CASE(c8_a_tombstone_that_nobody_asks_for_is_counted_and_passed) {
    gulo::application app{gulo::handlers<accept>, gulo::subscribes<job>, gulo::settings{.time = &clock}, settings(0), recorder.on(gulo::in_memory{broker})};
    gulo::testing::stage stage{recorder, clock, app};
    put_raw("a", std::nullopt);
    stage.settle();
    BOOST_TEST(app.count().passed == 1u);
    BOOST_TEST(app.count().dead_lettered == 0u);
    BOOST_TEST(committed(*broker).value_or(-1) == 1);
}

BOOST_AUTO_TEST_CASE(c8_a_tombstone_whose_handler_fails_goes_the_way_of_its_rule_as_a_tombstone) {
    gulo::application app{gulo::handlers<fail_to_forget>, gulo::subscribes<job>, gulo::settings{.time = &clock}, settings(0),
                          recorder.on(gulo::in_memory{broker})};
    gulo::testing::stage stage{recorder, clock, app};
    put_raw("a", std::nullopt);
    stage.settle();
    const auto parked = broker->log.records("jobs.dlq");
    BOOST_REQUIRE_EQUAL(parked.size(), 1u);
    BOOST_TEST(!parked[0]->value().has_value());
    BOOST_TEST(app.count().retried == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(by_topic, bench)

BOOST_AUTO_TEST_CASE(d4_the_dead_letter_topic_may_be_another_for_one_subscription) {
    gulo::consumer_settings own = settings(0);
    own.topics["jobs"].dead_letter_topic = "jobs.broken";
    gulo::application app{gulo::handlers<refuse>, gulo::subscribes<job>, gulo::settings{.time = &clock}, own, recorder.on(gulo::in_memory{broker})};
    gulo::testing::stage stage{recorder, clock, app};
    put(*broker, "a", 1);
    stage.settle();
    BOOST_TEST(broker->log.records("jobs.broken").size() == 1u);
    BOOST_TEST(broker->log.records("jobs.dlq").empty());
}

BOOST_AUTO_TEST_CASE(c8_the_policy_for_unknown_types_may_be_another_for_one_subscription) {
    gulo::consumer_settings own = settings(0);
    own.topics["jobs"].unknown = gulo::unknown_type::ignore;
    gulo::application app{gulo::handlers<accept>, gulo::subscribes<job>, gulo::settings{.time = &clock}, own, recorder.on(gulo::in_memory{broker})};
    gulo::testing::stage stage{recorder, clock, app};
    const std::vector<gulo::header_view> headers{{gulo::header_names::type, "something_else"}};
    BOOST_REQUIRE(broker->log.append({.topic = job::topic, .value = "{}", .headers = headers}).has_value());
    stage.settle();
    BOOST_TEST(app.count().passed == 1u);
    BOOST_TEST(broker->log.records("jobs.dlq").empty());
}

BOOST_AUTO_TEST_CASE(r8_an_open_breaker_leaves_records_in_the_log_and_goes_on_when_the_trouble_is_over) {
    bool broken = true;
    int calls = 0;
    workshop shop;
    shop.behave = [&](const job&, const gulo::context&) -> std::optional<job_done> {
        ++calls;
        if (broken) throw std::runtime_error{"the database is away"};
        return std::nullopt;
    };
    gulo::consumer_settings own = settings(0);
    own.max_attempts = 1'000;
    own.first_backoff = 100ms;
    own.longest_backoff = 100ms;
    own.topics["jobs"].breaker = gulo::circuit_breaker{.failing_share = 0.5, .window = 10s, .least_attempts = 5, .pause = 60s};
    gulo::application app{gulo::handlers<work>,   gulo::publishes<job_done>, gulo::subscribes<job>, shop, gulo::settings{.time = &clock}, own,
                          gulo::in_memory{broker}};
    gulo::service serving{app};
    for (int number = 0; number < 20; ++number) put(*broker, std::to_string(number), number);
    const auto live = [&](std::chrono::milliseconds time) {
        for (auto passed = 0ms; passed < time; passed += 50ms) {
            for (int round = 0; round < 5; ++round) serving.step(0ms);
            clock.advance(50ms);
        }
    };
    live(30s);
    BOOST_TEST(calls <= 25);  // all at once, and then no more
    BOOST_TEST(serving.health().is_degraded());
    const int before = calls;
    live(40s);
    BOOST_TEST(calls == before + 1);  // the probe
    broken = false;
    live(70s);
    BOOST_TEST(app.count().handled == 20u);
    BOOST_TEST(!serving.health().is_degraded());
    BOOST_TEST(app.count().dead_lettered == 0u);
    BOOST_TEST(committed(*broker).value_or(-1) == 20);
}

BOOST_AUTO_TEST_CASE(settings_that_cannot_work_are_refused_with_the_topic_and_the_remedy) {
    const auto with = [&](std::string topic, gulo::subscription_settings own) {
        gulo::consumer_settings made = settings(0);
        made.topics.emplace(std::move(topic), std::move(own));
        return reason_of([&] { gulo::application app{gulo::handlers<accept>, gulo::subscribes<job>, made, gulo::in_memory{broker}}; });
    };
    BOOST_TEST(with("job", {}).find("\"job\"]: the application does not subscribe to this topic") != std::string::npos);
    BOOST_TEST(with("jobs", {.dead_letter_topic = "jobs"}).find("dead_letter_topic \"jobs\"") != std::string::npos);
    BOOST_TEST(with("jobs", {.dead_letter_topic = "a b"}).find("dead_letter_topic \"a b\"") != std::string::npos);
    BOOST_TEST(with("jobs", {.rate = gulo::rate_limit{}}).find("rate.records_per_second") != std::string::npos);
    BOOST_TEST(with("jobs", {.breaker = gulo::circuit_breaker{.failing_share = 2}}).find("breaker.failing_share") != std::string::npos);
    BOOST_TEST(with("jobs", {}) == "nothing was refused");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(deadlines)

BOOST_AUTO_TEST_CASE(a_handler_past_its_deadline_is_asked_to_stop_and_its_failure_counts) {
    auto broker = broker_with_jobs();
    happenings log;
    workshop shop;
    std::atomic<bool> had_deadline{false};
    shop.behave = [&](const job& each, const gulo::context& about) -> std::optional<job_done> {
        had_deadline = about.deadline().has_value();
        if (each.number == 1) return std::nullopt;
        const std::stop_token asked = about.stop_token();
        door stopped;
        const std::stop_callback open{asked, [&] { stopped.open(); }};
        if (stopped.pass()) throw std::runtime_error{"gave up"};
        return std::nullopt;
    };
    gulo::consumer_settings own = settings(2);
    own.handler_deadline = 20ms;
    own.max_attempts = 2;
    gulo::application app{gulo::handlers<work>,   gulo::publishes<job_done>, gulo::subscribes<job>, shop, own, gulo::settings{.log = keep(log)},
                          gulo::in_memory{broker}};
    gulo::service serving{app};
    put(*broker, "a", 0);
    put(*broker, "b", 1);
    serving.start();
    BOOST_TEST(log.wait([](const auto& all) {
        return std::ranges::any_of(all, [](const std::string& each) { return each.find("went to its dead-letter topic") != std::string::npos; });
    }),
               log.text());
    serving.stop();
    BOOST_TEST(had_deadline);
    BOOST_TEST(app.count().dead_lettered == 1u);
    BOOST_TEST(app.count().handled == 1u);
    BOOST_TEST(log.text().find("past its deadline") != std::string::npos, log.text());
    const auto parked = broker->log.records("jobs.dlq");
    BOOST_REQUIRE_EQUAL(parked.size(), 1u);
    const auto headers = parked[0]->headers();
    BOOST_TEST(std::ranges::any_of(headers, [](const gulo::header_view& each) {
        return each.value && each.value->find("asked to stop at its deadline: gave up") != std::string_view::npos;
    }));
}

BOOST_AUTO_TEST_CASE(s3_a_second_signal_sets_the_stop_tokens_at_once) {
    auto broker = broker_with_jobs();
    happenings done;
    workshop shop;
    shop.behave = [&](const job&, const gulo::context& about) -> std::optional<job_done> {
        door stopped;
        const std::stop_callback open{about.stop_token(), [&] { stopped.open(); }};
        done.add("begun");
        if (!stopped.pass(60s)) done.add("never asked");
        throw std::runtime_error{"stopped"};
    };
    gulo::consumer_settings own = settings(1);
    own.drain_bound = std::chrono::hours{1};
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, shop, own, gulo::in_memory{broker}};
    gulo::service serving{app};
    put(*broker, "a", 0);
    serving.start();
    BOOST_REQUIRE(done.wait_for("begun"));
    std::thread stopping{[&] { serving.stop(); }};
    serving.hurry();
    stopping.join();
    BOOST_TEST(serving.left_running() == 0u);
    BOOST_TEST(done.count("never asked") == 0u);
    BOOST_TEST(app.count().dead_lettered == 0u);  // rule R5
    BOOST_TEST(committed(*broker).value_or(-1) <= 0);
}

BOOST_AUTO_TEST_SUITE_END()
