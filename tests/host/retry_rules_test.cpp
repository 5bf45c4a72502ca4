// R3: rules by exception type, predicate, handler, message and application, in that order.

#include <gulo/gulo.hpp>
#include <gulo/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;

namespace retry_case {

struct time_out : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct read_time_out : time_out {
    using time_out::time_out;
};
struct invalid : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct job {
    static constexpr std::string_view topic = "jobs";
    std::string fails_with;
    std::string partition_key() const { return fails_with; }
};

struct calls {
    std::vector<gulo::instant> at;
    const gulo::clock& time;
};

void work(const job& what, calls& made) {
    made.at.push_back(made.time.now());
    if (what.fails_with == "read time-out") throw read_time_out{"read"};
    if (what.fails_with == "time-out") throw time_out{"connect"};
    if (what.fails_with == "invalid") throw invalid{"invalid"};
    if (what.fails_with == "other") throw std::logic_error{"other"};
}

bool is_connect(const time_out& error) { return std::string{error.what()} == "connect"; }

struct stage_of_jobs {
    gulo::virtual_clock clock;
    gulo::testing::recorder recorder;
    calls made{{}, clock};

    /// Delivers one job to an application with these rules.
    template <class... Rules>
    void run(const std::string& fails_with, const Rules&... rules) {
        made.at.clear();
        recorder.clear();
        gulo::application app{gulo::handlers<work>,
                              gulo::subscribes<job>,
                              rules...,
                              recorder.on(gulo::in_memory{std::make_shared<gulo::memory_broker>(clock)}),
                              gulo::settings{.time = &clock},
                              made,
                              gulo::consumer_settings{.max_attempts = 2, .first_backoff = 1s}};
        gulo::testing::stage stage{recorder, clock, app};
        gulo::buffer value;
        gulo::json::encode_to(job{fails_with}, value);
        gulo::outgoing_record record{.topic = "jobs", .key = fails_with, .value = value.view()};
        app.transport().out().publish(record, nullptr);
        stage.settle();
        discarded = app.count().discarded;
        dead_lettered = app.count().dead_lettered;
    }

    std::vector<std::chrono::milliseconds> pauses() const {
        std::vector<std::chrono::milliseconds> between;
        for (std::size_t index = 1; index < made.at.size(); ++index)
            between.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(made.at[index] - made.at[index - 1]));
        return between;
    }

    std::uint64_t discarded = 0;
    std::uint64_t dead_lettered = 0;
};

using milliseconds = std::vector<std::chrono::milliseconds>;

bool same(const milliseconds& left, const milliseconds& right) { return left == right; }

}  // namespace retry_case

using namespace retry_case;

BOOST_FIXTURE_TEST_SUITE(retry_rules, stage_of_jobs)

BOOST_AUTO_TEST_CASE(r3_without_a_rule_the_settings_decide) {
    run("other");
    BOOST_TEST(same(pauses(), {1000ms}));
    BOOST_TEST(dead_lettered == 1u);
}

BOOST_AUTO_TEST_CASE(r3_the_exception_type_chooses_the_rule) {
    constexpr auto rules = gulo::retries<gulo::on<time_out>.retry(3).backoff(100ms), gulo::on<invalid>.then_dead_letter()>;
    run("time-out", rules);
    BOOST_TEST(same(pauses(), {100ms, 200ms, 400ms}));
    BOOST_TEST(dead_lettered == 1u);
    run("invalid", rules);
    BOOST_TEST(made.at.size() == 1u);
    BOOST_TEST(dead_lettered == 1u);
    run("other", rules);
    BOOST_TEST(made.at.size() == 2u);
}

BOOST_AUTO_TEST_CASE(r3_a_derived_exception_fits_the_rule_of_its_base_and_the_first_rule_wins) {
    run("read time-out", gulo::retries<gulo::on<time_out>.retry(1).backoff(5ms, gulo::constant)>);
    BOOST_TEST(same(pauses(), {5ms}));
    run("read time-out", gulo::retries<gulo::on<read_time_out>.retry(2).backoff(7ms, gulo::constant), gulo::on<time_out>.retry(5)>);
    BOOST_TEST(same(pauses(), {7ms, 7ms}));
}

BOOST_AUTO_TEST_CASE(r3_a_predicate_narrows_a_rule) {
    constexpr auto rules = gulo::retries<gulo::on<time_out>.when<is_connect>().retry(1).backoff(3ms), gulo::on<time_out>.then_discard()>;
    run("time-out", rules);
    BOOST_TEST(same(pauses(), {3ms}));
    run("read time-out", rules);
    BOOST_TEST(made.at.size() == 1u);
    BOOST_TEST(discarded == 1u);
    BOOST_TEST(dead_lettered == 0u);
}

BOOST_AUTO_TEST_CASE(r3_a_handlers_rules_go_before_a_messages_and_those_before_the_applications) {
    constexpr auto for_all = gulo::retries<gulo::on<time_out>.retry(1).backoff(1ms)>;
    constexpr auto for_message = gulo::retries_for<job, gulo::on<time_out>.retry(1).backoff(2ms)>;
    constexpr auto for_handler = gulo::retries_of<work, gulo::on<time_out>.retry(1).backoff(3ms)>;
    run("time-out", for_all);
    BOOST_TEST(same(pauses(), {1ms}));
    run("time-out", for_all, for_message);
    BOOST_TEST(same(pauses(), {2ms}));
    run("time-out", for_all, for_message, for_handler);
    BOOST_TEST(same(pauses(), {3ms}));
    // A rule that does not fit leaves the choice to the next level.
    run("invalid", gulo::retries<gulo::on<invalid>.retry(1).backoff(4ms)>, for_handler);
    BOOST_TEST(same(pauses(), {4ms}));
}

BOOST_AUTO_TEST_CASE(the_longest_pause_and_the_jitter) {
    run("time-out", gulo::retries<gulo::on<time_out>.retry(4).backoff(100ms).at_most(250ms)>);
    BOOST_TEST(same(pauses(), {100ms, 200ms, 250ms, 250ms}));
    run("time-out", gulo::retries<gulo::on<time_out>.retry(8).backoff(1s, gulo::constant, gulo::jitter)>);
    bool varies = false;
    for (const auto pause : pauses()) {
        BOOST_TEST((pause >= 500ms && pause <= 1s));
        varies = varies || pause != pauses().front();
    }
    BOOST_TEST(varies);
}

BOOST_AUTO_TEST_CASE(a_handler_that_succeeds_meets_no_rule) {
    run("", gulo::retries<gulo::on<std::exception>.then_discard()>);
    BOOST_TEST(made.at.size() == 1u);
    BOOST_TEST(discarded == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
