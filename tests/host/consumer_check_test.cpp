#define BOOST_TEST_MODULE host_consumer_check
#include <boost/test/unit_test.hpp>

#include <gulo/consume/rate_limiter.hpp>
#include <gulo/host/completed_settings.hpp>
#include <gulo/host/consumer_check.hpp>

#include <array>
#include <chrono>
#include <limits>
#include <string>
#include <string_view>

// Settings that break a rule, or the arithmetic behind it, are refused before anything is started.
namespace {

using namespace std::chrono_literals;
using gulo::consumer_settings;
using milliseconds = std::chrono::milliseconds;

std::string refusal(const consumer_settings& settings, std::string_view topic = "orders") {
    const std::array subscribed{topic};
    try {
        gulo::check_consumer_settings(settings, subscribed);
    } catch (const gulo::failure& refused) {
        BOOST_TEST(refused.code() == gulo::errc::invalid_configuration);
        return refused.what();
    }
    return "";
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

consumer_settings with(milliseconds consumer_settings::* span, milliseconds value) {
    consumer_settings made{.group = "billing"};
    made.*span = value;
    return made;
}

consumer_settings with(gulo::subscription_settings own) {
    consumer_settings made{.group = "billing"};
    made.topics.emplace("orders", std::move(own));
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_defaults_are_accepted) { BOOST_TEST(refusal({.group = "billing"}) == ""); }

BOOST_AUTO_TEST_CASE(r4_a_back_off_in_place_lasts_30_s_at_most) {
    for (const auto span : {&consumer_settings::first_backoff, &consumer_settings::longest_backoff}) {
        BOOST_TEST(refusal(with(span, 30s)) == "");
        BOOST_TEST(refusal(with(span, 0ms)) == "");
        BOOST_TEST(has(refusal(with(span, 30'001ms)), "backoff is 30001 ms; it is between 0 and 30s"));
        BOOST_TEST(has(refusal(with(span, -1ms)), "backoff is -1 ms; it is between"));
    }
}

BOOST_AUTO_TEST_CASE(every_span_has_an_end) {
    struct bound {
        milliseconds consumer_settings::* span;
        std::string_view name;
        milliseconds least;
        milliseconds most;
    };
    constexpr milliseconds year = 365 * 24h;
    for (const bound& each :
         {bound{&consumer_settings::commit_interval, "commit_interval", 1ms, year}, bound{&consumer_settings::drain_bound, "drain_bound", 0ms, year},
          bound{&consumer_settings::handler_deadline, "handler_deadline", 0ms, year}, bound{&consumer_settings::clock_skew, "clock_skew", 0ms, 1h},
          bound{&consumer_settings::stall_alarm, "stall_alarm", 1ms, year}}) {
        BOOST_TEST(refusal(with(each.span, each.least)) == "");
        BOOST_TEST(refusal(with(each.span, each.most)) == "");
        for (const milliseconds wrong : {each.least - 1ms, each.most + 1ms, (milliseconds::min)(), (milliseconds::max)() - 1ms})
            BOOST_TEST(has(refusal(with(each.span, wrong)), std::string{each.name} + " is " + std::to_string(wrong.count()) + " ms; it is between"));
    }
}

BOOST_AUTO_TEST_CASE(c11_the_longest_span_means_no_alarm) {
    BOOST_TEST(refusal(with(&consumer_settings::stall_alarm, (milliseconds::max)())) == "");
    BOOST_TEST(has(refusal(with(&consumer_settings::drain_bound, (milliseconds::max)())), "drain_bound is"));
}

BOOST_AUTO_TEST_CASE(each_worker_is_a_thread) {
    consumer_settings made{.group = "billing", .workers = 10'000};
    BOOST_TEST(refusal(made) == "");
    made.workers = 10'001;
    BOOST_TEST(has(refusal(made), "workers is 10001; it is at most 10000"));
    made.workers = static_cast<std::size_t>(-1);
    BOOST_TEST(has(refusal(made), "workers is "));
}

BOOST_AUTO_TEST_CASE(d4_a_dead_letter_topic_can_be_a_topic) {
    consumer_settings made{.group = "billing", .dead_letter_suffix = " dead"};
    BOOST_TEST(has(refusal(made), "dead letters of topic orders would go to \"orders dead\""));
    made.topics["orders"].dead_letter_topic = "orders.dead";
    BOOST_TEST(refusal(made) == "");
    const std::string longest(249, 't');
    BOOST_TEST(has(refusal({.group = "billing"}, longest), "dead_letter_suffix"));
    BOOST_TEST(refusal({.group = "billing", .dead_letters = false}, longest) == "");
}

BOOST_AUTO_TEST_CASE(r8_rates_and_breakers_stay_within_what_can_be_reckoned) {
    for (const double rate : {0.0, 1e-4, -1.0, 2e9, std::numeric_limits<double>::quiet_NaN()})
        BOOST_TEST(has(refusal(with({.rate = gulo::rate_limit{.records_per_second = rate}})), "rate.records_per_second is between"));
    for (const std::size_t burst : {std::size_t{0}, std::size_t{1'000'000'001}})
        BOOST_TEST(has(refusal(with({.rate = gulo::rate_limit{.records_per_second = 1, .burst = burst}})), "rate.burst between 1 and 1e9"));
    BOOST_TEST(refusal(with({.rate = gulo::rate_limit{.records_per_second = 1e-3, .burst = 1'000'000'000}})) == "");
    BOOST_TEST(refusal(with({.breaker = gulo::circuit_breaker{}})) == "");
    BOOST_TEST(has(refusal(with({.breaker = gulo::circuit_breaker{.window = 9ms}})), "topics[\"orders\"]: breaker.window is 9 ms; it is between 10ms"));
    BOOST_TEST(has(refusal(with({.breaker = gulo::circuit_breaker{.pause = (milliseconds::max)()}})), "breaker.pause is"));
    BOOST_TEST(has(refusal(with({.breaker = gulo::circuit_breaker{.failing_share = 1.5}})), "breaker.failing_share is above 0"));
}

BOOST_AUTO_TEST_CASE(r8_the_slowest_rate_with_the_largest_burst_lets_records_begin) {
    gulo::consume::rate_limiter limiter{{.records_per_second = 1e-3, .burst = 1'000'000'000}};
    gulo::instant now{1h};
    for (int record = 0; record < 1'000; ++record) {
        BOOST_TEST((limiter.next() <= now));
        limiter.begun(now);
    }
}

BOOST_AUTO_TEST_CASE(what_an_application_leaves_at_its_default_is_the_transports) {
    consumer_settings given{.group = "billing", .max_attempts = 7};
    given.start = gulo::first_start::latest;
    given.dead_letter_suffix = ".dead";
    given.dead_letters = false;
    given.batch = 5;
    given.commit_interval = 7ms;
    given.executor = [](const auto& task) { task(); };
    given.topics["orders"].rate = gulo::rate_limit{.records_per_second = 3};
    given.topics["refunds"].rate = gulo::rate_limit{.records_per_second = 3};

    const consumer_settings unchanged = gulo::completed_settings({}, given);
    BOOST_TEST(unchanged.group == "billing");
    BOOST_TEST(unchanged.max_attempts == 7);
    BOOST_TEST((unchanged.start == gulo::first_start::latest));
    BOOST_TEST(unchanged.dead_letter_suffix == ".dead");
    BOOST_TEST(!unchanged.dead_letters);
    BOOST_TEST(unchanged.batch == 5u);
    BOOST_TEST((unchanged.commit_interval == 7ms));
    BOOST_TEST(static_cast<bool>(unchanged.executor));
    BOOST_TEST(unchanged.topics.size() == 2u);

    consumer_settings own{.group = "own", .max_attempts = 2, .workers = 9};
    own.topics["orders"].rate = gulo::rate_limit{.records_per_second = 8};
    own = gulo::completed_settings(own, given);
    BOOST_TEST(own.group == "own");
    BOOST_TEST(own.max_attempts == 2);
    BOOST_TEST(own.workers == 9u);
    BOOST_TEST(own.batch == 5u);
    BOOST_TEST(own.topics.at("orders").rate->records_per_second == 8);
    BOOST_TEST(own.topics.at("refunds").rate->records_per_second == 3);
}
