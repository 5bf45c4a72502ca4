// D5: dead letters are looked at and sent back, on the in-memory log.

#include <gulo/gulo.hpp>
#include <gulo/host/dead_letters.hpp>
#include <gulo/host/service.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using gulo::consume::replay_step;

namespace dead_letter_case {

struct order {
    static constexpr std::string_view topic = "orders";
    std::string name;
    const std::string& partition_key() const { return name; }
};

struct shop {
    bool is_broken = true;
    int calls = 0;
};
void fill(const order&, shop& where) {
    ++where.calls;
    if (where.is_broken) throw std::runtime_error{"broken"};
}

struct bench {
    gulo::virtual_clock clock;
    std::shared_ptr<gulo::memory_broker> broker = std::make_shared<gulo::memory_broker>(clock);
    gulo::in_memory transport{broker};
    gulo::dead_letters<gulo::in_memory> letters{transport, "orders.dlq"};
    gulo::replay_options options{.progress = "replay-1", .per_second = 1'000'000, .first = 0, .time = &clock};

    bench() {
        transport.start({});
        broker->log.create_topic("orders", 3);
        broker->log.create_topic("orders.dlq", 3);
    }

    struct letter {
        std::string key = "k";
        std::string type = "timeout";
        std::string message = "no answer";
        std::string group = "billing";
        std::string replays = "0";
        std::string partition = "1";
        std::string failed = "5000";
        std::string topic = "orders";
        std::vector<gulo::header_view> more{};
    };
    void put(const letter& what) {
        std::vector<gulo::header_view> headers{{"mine", std::string_view{"\0\xff", 2}},
                                               {"gulo", "type=order"},
                                               {"mine", std::nullopt},
                                               {"gulo-original-topic", what.topic},
                                               {"gulo-original-partition", what.partition},
                                               {"gulo-consumer-group", what.group},
                                               {"gulo-exception-type", what.type},
                                               {"gulo-exception-message", what.message},
                                               {"gulo-last-failure-time", what.failed},
                                               {"gulo-replay-count", what.replays}};
        headers.insert(headers.end(), what.more.begin(), what.more.end());
        const std::string value = "value of " + what.key;
        BOOST_REQUIRE(broker->log.append({"orders.dlq", 1, what.key, value, headers, std::nullopt}).has_value());
    }
    std::vector<std::string> keys(const std::string& topic) {
        std::vector<std::string> found;
        for (const auto& each : broker->log.records(topic)) found.emplace_back(*each->key());
        return found;
    }
};

}  // namespace dead_letter_case

using namespace dead_letter_case;
using texts = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(dead_letters, bench)

BOOST_AUTO_TEST_CASE(d5_a_histogram_by_exception_type_writes_nothing) {
    put({.type = "timeout"});
    put({.type = "timeout"});
    put({.type = "parse error"});
    BOOST_CHECK((letters.histogram() == std::map<std::string, std::size_t>{{"parse error", 1}, {"timeout", 2}}));
    BOOST_CHECK((letters.histogram({.exception_type = "timeout"}) == std::map<std::string, std::size_t>{{"timeout", 2}}));
    BOOST_TEST(broker->log.records("orders").empty());
    BOOST_CHECK(!broker->log.committed("replay-1", {"orders.dlq", 1}));
}

BOOST_AUTO_TEST_CASE(d5_filters) {
    put({.key = "a", .type = "timeout", .message = "no answer from bank", .failed = "1000"});
    put({.key = "b", .type = "parse error", .group = "shipping", .failed = "2000"});
    put({.key = "c", .type = "timeout", .failed = "3000"});
    const auto hits = [&](const gulo::dead_letter_filter& filter) {
        texts found;
        letters.for_each(filter, [&](const auto& record, const auto&) { found.emplace_back(*record.key()); });
        return found;
    };
    BOOST_CHECK((hits({}) == texts{"a", "b", "c"}));
    BOOST_CHECK((hits({.exception_type = "timeout"}) == texts{"a", "c"}));
    BOOST_CHECK((hits({.reason = "bank"}) == texts{"a"}));
    BOOST_CHECK((hits({.message_type = "order"}) == texts{"a", "b", "c"}));
    BOOST_CHECK((hits({.message_type = "bill"}) == texts{}));
    BOOST_CHECK((hits({.group = "shipping"}) == texts{"b"}));
    BOOST_CHECK((hits({.key = "c"}) == texts{"c"}));
    BOOST_CHECK((hits({.failed_from = gulo::timestamp{2s}}) == texts{"b", "c"}));
    BOOST_CHECK((hits({.failed_before = gulo::timestamp{2s}}) == texts{"a"}));
    BOOST_CHECK((hits({.exception_type = "timeout", .key = "b"}) == texts{}));
}

BOOST_AUTO_TEST_CASE(d5_a_replayed_record_is_the_original_and_says_for_whom_it_is) {
    put({.key = "a", .replays = "1", .partition = "2"});
    const auto done = letters.replay({}, options);
    BOOST_TEST(done.replayed == 1u);
    BOOST_TEST(done.is_complete);
    const auto back = broker->log.records("orders");
    BOOST_REQUIRE(back.size() == 1u);
    BOOST_TEST(back[0]->partition() == 2);
    BOOST_TEST(*back[0]->key() == "a");
    BOOST_TEST(*back[0]->value() == "value of a");
    const auto& headers = back[0]->headers();
    BOOST_REQUIRE(headers.size() == 5u);
    BOOST_CHECK((headers[0].name == "mine" && headers[0].value == std::string_view{"\0\xff", 2}));
    BOOST_CHECK((headers[1].name == "gulo" && headers[1].value == "type=order"));
    BOOST_CHECK((headers[2].name == "mine" && !headers[2].value));
    BOOST_CHECK((headers[3].name == "gulo-target-group" && headers[3].value == "billing"));
    BOOST_CHECK((headers[4].name == "gulo-replay-count" && headers[4].value == "2"));
}

BOOST_AUTO_TEST_CASE(d5_another_target_and_group) {
    put({.key = "a"});
    options.target = "orders.fixed";
    options.group = "repair";
    BOOST_REQUIRE(broker->log.append({"orders.fixed", 0, "x", "y", {}, std::nullopt}).has_value());
    letters.replay({}, options);
    BOOST_TEST(broker->log.records("orders").empty());
    BOOST_TEST(broker->log.records("orders.fixed").size() == 2u);
    options.target = "orders.dlq";
    BOOST_CHECK_THROW(letters.replay({}, options), gulo::failure);
}

BOOST_AUTO_TEST_CASE(d5_what_was_replayed_too_often_is_quarantined_as_it_is) {
    put({.key = "a", .replays = "2"});
    put({.key = "b", .replays = "3"});
    const auto done = letters.replay({}, options);
    BOOST_TEST(done.quarantined == 1u);
    BOOST_CHECK((keys("orders") == texts{"a"}));
    BOOST_CHECK((keys("orders.dlq.quarantine") == texts{"b"}));
    BOOST_TEST(broker->log.records("orders.dlq.quarantine")[0]->headers().size() == 10u);
}

BOOST_AUTO_TEST_CASE(d5_a_run_goes_on_where_one_of_its_name_stopped) {
    for (const char* const key : {"a", "b", "c", "d", "e"}) put({.key = key});
    options.most = 2;
    BOOST_TEST(!letters.replay({}, options).is_complete);
    BOOST_CHECK((keys("orders") == texts{"a", "b"}));
    BOOST_TEST(!letters.replay({}, options).is_complete);
    const auto last = letters.replay({}, options);
    BOOST_TEST(last.is_complete);
    BOOST_TEST(last.replayed == 1u);
    BOOST_CHECK((keys("orders") == texts{"a", "b", "c", "d", "e"}));
    options.progress = "another";
    letters.replay({.key = "c"}, options);
    BOOST_TEST(keys("orders").back() == "c");
}

BOOST_AUTO_TEST_CASE(d5_published_first_committed_then) {
    put({.key = "a"});
    put({.key = "b"});
    broker->log.refuse("orders", gulo::error{gulo::errc::not_authorized, "not allowed"});
    const auto refused = letters.replay({}, options);
    BOOST_TEST(refused.stopped == "not allowed");
    BOOST_TEST(refused.replayed == 0u);
    BOOST_CHECK(!broker->log.committed("replay-1", {"orders.dlq", 1}));
    broker->log.refuse("orders", std::nullopt);
    BOOST_TEST(letters.replay({}, options).replayed == 2u);
    BOOST_TEST(broker->log.committed("replay-1", {"orders.dlq", 1}).value_or(0) == 2);
}

BOOST_AUTO_TEST_CASE(d5_it_stops_when_a_replayed_record_fails_again) {
    put({.key = "a"});
    put({.key = "b"});
    // As if the first one had come back at once: the fault is still there.
    const std::string now = gulo::consume::header_text::milliseconds(clock.wall_time());
    put({.key = "a", .replays = "1", .failed = now});
    put({.key = "c"});
    options.first = 1;
    options.first_wait = 1ms;
    const auto done = letters.replay({}, options);
    BOOST_TEST(!done.is_complete);
    BOOST_TEST(done.stopped.find("failed again") != std::string::npos);
    BOOST_CHECK((keys("orders") == texts{"a"}));
    options.first = 0;
    letters.replay({}, options);
    BOOST_CHECK((keys("orders") == texts{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(d5_stubs_and_records_of_unknown_origin_are_left) {
    put({.key = "a", .more = {{"gulo-original-size", "5000000"}}});
    put({.key = "b", .topic = ""});
    put({.key = "c", .group = ""});
    const auto done = letters.replay({}, options);
    BOOST_TEST(done.skipped == 3u);
    BOOST_TEST(broker->log.records("orders").empty());
    options.progress = "again";
    options.group = "billing";
    options.target = "orders";
    BOOST_TEST(letters.replay({}, options).replayed == 2u);
}

BOOST_AUTO_TEST_CASE(d5_progress_is_told_and_the_caller_may_stop) {
    for (int index = 0; index < 250; ++index) put({});
    std::vector<std::size_t> told;
    options.on_progress = [&](const gulo::replay_progress& progress) {
        told.push_back(progress.replayed);
        return told.size() < 2;
    };
    BOOST_TEST(letters.replay({}, options).replayed == 200u);
    BOOST_CHECK((told == std::vector<std::size_t>{100, 200, 200}));
}

BOOST_AUTO_TEST_CASE(d5_a_topic_that_does_not_exist_is_named) {
    gulo::dead_letters<gulo::in_memory> none{transport, "nothing.dlq"};
    try {
        none.histogram();
        BOOST_ERROR("no failure");
    } catch (const gulo::failure& caught) { BOOST_TEST(std::string{caught.what()}.find("nothing.dlq") != std::string::npos); }
}

BOOST_AUTO_TEST_CASE(d5_a_replayed_dead_letter_is_handled_by_the_group_that_failed_only) {
    shop billing, shipping{.is_broken = false};
    const auto serve = [&](const std::string& group, shop& where) {
        gulo::application app{gulo::handlers<fill>,
                              gulo::subscribes<order>,
                              gulo::in_memory{broker, group},
                              gulo::settings{.time = &clock},
                              where,
                              gulo::consumer_settings{.group = group, .max_attempts = 1, .workers = 0, .commit_interval = 1ms}};
        gulo::service service{app};
        for (int round = 0; round < 20; ++round) {
            service.step(0ms);
            clock.advance(10ms);
        }
        service.stop();
        return app.count().passed.load();
    };
    const std::string value = gulo::json::encode(order{"a"});
    BOOST_REQUIRE(broker->log.append({"orders", 0, "a", value, {}, std::nullopt}).has_value());
    serve("billing", billing);
    serve("shipping", shipping);
    BOOST_TEST(billing.calls == 1);
    BOOST_TEST(shipping.calls == 1);
    billing.is_broken = false;
    BOOST_TEST(letters.replay({}, options).replayed == 1u);
    serve("billing", billing);
    BOOST_TEST(billing.calls == 2);
    BOOST_TEST(serve("shipping", shipping) == 1u);
    BOOST_TEST(shipping.calls == 1);
}

BOOST_AUTO_TEST_CASE(d5_decisions) {
    gulo::consume::dead_letter_view letter;
    letter.last_failure = gulo::timestamp{5s};
    letter.replays = 2;
    const auto step = [&](const auto& what, int most, gulo::timestamp begun, bool target = true, bool group = true) {
        return gulo::consume::step_for({}, what, "k", most, begun, target, group);
    };
    BOOST_CHECK(step(letter, 3, gulo::timestamp{6s}) == replay_step::replay);
    BOOST_CHECK(step(letter, 2, gulo::timestamp{6s}) == replay_step::quarantine);
    BOOST_CHECK(step(letter, 3, gulo::timestamp{5s}) == replay_step::returned);
    BOOST_CHECK(step(letter, 3, gulo::timestamp{6s}, false) == replay_step::skip);
    BOOST_CHECK(step(letter, 3, gulo::timestamp{6s}, true, false) == replay_step::skip);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
