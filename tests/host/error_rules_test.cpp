// R3: errors of expected-like results, functions that decide, pauses.

#include <gulo/base/current_failure.hpp>
#include <gulo/gulo.hpp>
#include <gulo/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;

namespace error_rule_case {

enum class shortage { none, soon, never };
struct refusal {
    int code = 0;
    std::string message;
};
struct timeout : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct parcel {
    static constexpr std::string_view topic = "parcels";
    std::string name;
    const std::string& partition_key() const { return name; }
};

struct depot {
    const gulo::clock& time;
    std::vector<gulo::instant> calls{};
    std::vector<gulo::instant> others{};
};

boost::system::result<void, refusal> load(const parcel& what, depot& place) {
    if (what.name == "other") {
        place.others.push_back(place.time.now());
        return {};
    }
    place.calls.push_back(place.time.now());
    if (what.name == "throws") throw timeout{"4"};
    return refusal{static_cast<int>(place.calls.size()), "no room"};
}

bool is_first(const refusal& why) { return why.code == 1; }

gulo::retry_rule by_code(const refusal& why) {
    if (why.code < 3) return gulo::on<refusal>.retry(5).backoff(std::chrono::seconds{why.code}, gulo::constant).rule();
    return gulo::on<refusal>.then_discard().rule();
}
std::optional<gulo::retry_rule> only_the_second(const refusal& why) {
    if (why.code != 2) return std::nullopt;
    return gulo::on<refusal>.then_discard().rule();
}
gulo::retry_rule that_throws(const refusal&) { throw std::logic_error{"no idea"}; }
gulo::retry_rule absurd(const refusal&) { return {.max_attempts = 3, .first_backoff = 10h, .longest_backoff = 10h}; }

struct bench {
    gulo::virtual_clock clock;
    gulo::testing::recorder recorder;
    depot place{clock};
    std::uint64_t discarded = 0;
    std::uint64_t dead_lettered = 0;

    template <class... Rules>
    void run(const std::vector<std::string>& names, const Rules&... rules) {
        place.calls.clear();
        place.others.clear();
        recorder.clear();
        auto broker = std::make_shared<gulo::memory_broker>(clock);
        broker->log.create_topic("parcels", 1);
        gulo::application app{gulo::handlers<load>,
                              gulo::subscribes<parcel>,
                              rules...,
                              recorder.on(gulo::in_memory{broker}),
                              gulo::settings{.time = &clock},
                              place,
                              gulo::consumer_settings{.max_attempts = 1}};
        gulo::testing::stage stage{recorder, clock, app};
        for (const std::string& name : names) {
            const std::string value = gulo::json::encode(parcel{name});
            app.transport().out().publish({.topic = "parcels", .key = name, .value = value}, nullptr);
        }
        stage.settle();
        discarded = app.count().discarded;
        dead_lettered = app.count().dead_lettered;
    }
    std::vector<std::chrono::milliseconds> pauses() const {
        std::vector<std::chrono::milliseconds> between;
        for (std::size_t index = 1; index < place.calls.size(); ++index)
            between.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(place.calls[index] - place.calls[index - 1]));
        return between;
    }
};

using milliseconds = std::vector<std::chrono::milliseconds>;

struct order {
    static constexpr std::string_view topic = "orders";
    std::string ends;
};
struct lookup {
    std::string ends;
};
struct cache_miss : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct desk {
    std::function<void(const lookup&)> look{};
    int calls = 0;
};

int find(const lookup&, desk&) { throw cache_miss{"not there"}; }

boost::system::result<void, refusal> take(const order& what, desk& place) {
    ++place.calls;
    try {
        place.look({what.ends});
    } catch (const cache_miss&) {
        if (what.ends == "rethrown") throw;
    }
    if (what.ends == "thrown") throw timeout{"away"};
    return refusal{1, "no room"};
}

}  // namespace error_rule_case

using namespace error_rule_case;

BOOST_FIXTURE_TEST_SUITE(error_rules, bench)

BOOST_AUTO_TEST_CASE(r3_the_error_of_an_expected_like_result_chooses_the_rule) {
    run({"a"}, gulo::retries<gulo::on<timeout>.then_discard(), gulo::on<refusal>.retry(2).backoff(3s, gulo::constant)>);
    BOOST_CHECK((pauses() == milliseconds{3s, 3s}));
    BOOST_TEST(dead_lettered == 1u);
    run({"a"}, gulo::retries_for<parcel, gulo::on<refusal>.then_discard()>);
    BOOST_TEST(discarded == 1u);
    run({"a"}, gulo::retries_of<load, gulo::on<refusal>.then_discard()>, gulo::retries<gulo::on<refusal>.retry(5)>);
    BOOST_TEST(discarded == 1u);
    BOOST_TEST(place.calls.size() == 1u);
    run({"a"}, gulo::retries<gulo::on<gulo::failure>.then_discard()>);
    BOOST_TEST(discarded == 1u);
}

BOOST_AUTO_TEST_CASE(r3_a_dead_letter_tells_the_error) {
    run({"a"});
    const auto records = recorder.records();
    BOOST_REQUIRE(records.size() == 2u);
    std::string type, text;
    for (const auto& [name, value] : records.back().headers) {
        if (name == "gulo-exception-type") type = *value;
        if (name == "gulo-exception-message") text = *value;
    }
    BOOST_TEST(type.find("refusal") != std::string::npos);
    BOOST_TEST(text.find("no room") != std::string::npos);
}

// Headers and log lines have room for one line; the excerpt of a document is for who reads what().
BOOST_AUTO_TEST_CASE(of_a_failure_with_details_the_sentence_is_told) {
    try {
        throw gulo::failure{{gulo::errc::malformed_document, "line 1, column 2: expected a value", "    [\n     ^"}};
    } catch (...) { BOOST_TEST(gulo::detail::current_failure().second == "line 1, column 2: expected a value"); }
}

BOOST_AUTO_TEST_CASE(r3_a_predicate_looks_at_the_error) {
    run({"a"}, gulo::retries<gulo::on<refusal>.when<is_first>().retry(5).backoff(1s), gulo::on<refusal>.then_discard()>);
    BOOST_CHECK((pauses() == milliseconds{1s}));
    BOOST_TEST(discarded == 1u);
}

BOOST_AUTO_TEST_CASE(r3_a_function_decides) {
    run({"a"}, gulo::retries<gulo::on<refusal>.decide<by_code>()>);
    BOOST_CHECK((pauses() == milliseconds{1s, 2s}));
    BOOST_TEST(discarded == 1u);
}

BOOST_AUTO_TEST_CASE(r3_a_function_may_leave_the_decision_to_the_next_rule) {
    run({"a"}, gulo::retries<gulo::on<refusal>.decide<only_the_second>(), gulo::on<refusal>.retry(9).backoff(4s, gulo::constant)>);
    BOOST_CHECK((pauses() == milliseconds{4s}));
    BOOST_TEST(discarded == 1u);
    run({"a"}, gulo::retries_for<parcel, gulo::on<refusal>.decide<that_throws>()>, gulo::retries<gulo::on<refusal>.then_discard()>);
    BOOST_TEST(discarded == 1u);
}

BOOST_AUTO_TEST_CASE(r4_what_a_function_decides_is_bounded_as_a_rule_is) {
    run({"a"}, gulo::retries<gulo::on<refusal>.decide<absurd>()>);
    BOOST_CHECK((pauses() == milliseconds{30s, 30s}));
    BOOST_TEST(dead_lettered == 1u);
}

// A handler that catches what a handler that it sends to threw has not failed by it.
BOOST_AUTO_TEST_CASE(r3_a_failure_that_was_caught_says_nothing_about_the_next_one) {
    const auto take_order = [&](const std::string& ends) {
        auto broker = std::make_shared<gulo::memory_broker>(clock);
        broker->log.create_topic("orders", 1);
        desk at;
        gulo::application app{gulo::handlers<find, take>,
                              gulo::subscribes<order>,
                              gulo::retries_of<find, gulo::on<cache_miss>.then_discard()>,
                              gulo::retries_of<take, gulo::on<timeout>.retry(4).backoff(1ms), gulo::on<refusal>.retry(2).backoff(1ms)>,
                              recorder.on(gulo::in_memory{broker}),
                              gulo::settings{.time = &clock},
                              at};
        at.look = [&](const lookup& what) { app.send(what); };
        gulo::testing::stage stage{recorder, clock, app};
        const std::string value = gulo::json::encode(order{ends});
        app.transport().out().publish({.topic = "orders", .value = value}, nullptr);
        stage.settle();
        discarded = app.count().discarded;
        dead_lettered = app.count().dead_lettered;
        return at.calls;
    };
    BOOST_TEST(take_order("thrown") == 5);
    BOOST_TEST(discarded == 0u);
    BOOST_TEST(dead_lettered == 1u);
    BOOST_TEST(take_order("returned") == 3);
    BOOST_TEST(discarded == 0u);
    BOOST_TEST(dead_lettered == 1u);
    BOOST_TEST(take_order("rethrown") == 1);
    BOOST_TEST(discarded == 1u);
    BOOST_TEST(dead_lettered == 0u);
}

BOOST_AUTO_TEST_CASE(r3_a_paused_subscription_begins_nothing_until_it_goes_on) {
    run({"throws", "other"}, gulo::retries<gulo::on<timeout>.retry(1).backoff(1s).then_pause(10min).max_deliveries(4)>);
    BOOST_CHECK((pauses() == milliseconds{1s, 10min, 10min}));
    BOOST_TEST(dead_lettered == 1u);
    BOOST_TEST(place.others.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
