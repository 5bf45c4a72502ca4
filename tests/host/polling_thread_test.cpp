#define BOOST_TEST_MODULE host_polling_thread
#include <boost/test/unit_test.hpp>

#include "jobs.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// Handlers that run on the polling thread, because there are no workers.
namespace {

using namespace host_test;

struct fixture {
    gulo::virtual_clock time;
    std::shared_ptr<gulo::memory_broker> broker = broker_with_jobs(time);
    happenings log;
    workshop shop;
    gulo::in_memory transport{broker, "workers"};
    std::vector<int> handled;

    gulo::settings options() { return {.log = keep(log), .time = &time}; }

    void put_jobs(int count) {
        for (int number = 0; number < count; ++number) put(*broker, "w" + std::to_string(number), number);
    }
    void handle_in(std::chrono::milliseconds each) {
        shop.behave = [this, each](const job& what, const gulo::context&) -> std::optional<job_done> {
            time.advance(each);
            handled.push_back(what.number);
            return std::nullopt;
        };
    }
    std::vector<int> numbers(int count) {
        std::vector<int> all;
        for (int number = 0; number < count; ++number) all.push_back(number);
        return all;
    }

    /// A member that is not polled for 500 ms loses its partitions, as by max.poll.interval.ms. How often that was.
    template <class Service>
    int serve_under_an_interval(Service& serving, int rounds) {
        int expelled = 0;
        for (int round = 0; round < rounds; ++round) {
            const gulo::instant before = time.now();
            serving.step(0ms);
            if (time.now() - before > 500ms) {
                broker->groups.expel_all("workers");
                ++expelled;
            }
            time.advance(1ms);
        }
        return expelled;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(polling_thread, fixture)

BOOST_AUTO_TEST_CASE(c5_slow_handlers_do_not_keep_the_thread_from_polling) {
    handle_in(20ms);
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), options()};
    put_jobs(100);
    gulo::service serving{app};
    BOOST_TEST(serve_under_an_interval(serving, 100) == 0);
    BOOST_TEST(handled == numbers(100), boost::test_tools::per_element());
    BOOST_TEST(committed(*broker).value_or(-1) == 100);
    serving.stop();
}

BOOST_AUTO_TEST_CASE(c5_a_handler_that_becomes_slow_is_noticed_within_eight_records) {
    shop.behave = [this](const job& what, const gulo::context&) -> std::optional<job_done> {
        if (what.number >= 50) time.advance(55ms);
        handled.push_back(what.number);
        return std::nullopt;
    };
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), options()};
    put_jobs(100);
    gulo::service serving{app};
    BOOST_TEST(serve_under_an_interval(serving, 100) == 0);
    BOOST_TEST(handled == numbers(100), boost::test_tools::per_element());
    serving.stop();
}

// A topic with a rate limit, as one example of what is not handled as soon as it comes.
BOOST_AUTO_TEST_CASE(c5_nor_do_records_that_wait_in_lanes_or_before_gates) {
    handle_in(20ms);
    gulo::consumer_settings consuming = settings(0);
    consuming.topics["jobs"].rate = gulo::rate_limit{.records_per_second = 1'000'000, .burst = 1'000};
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, consuming, options()};
    put_jobs(100);
    gulo::service serving{app};
    BOOST_TEST(serve_under_an_interval(serving, 100) == 0);
    BOOST_TEST(handled == numbers(100), boost::test_tools::per_element());
    BOOST_TEST(committed(*broker).value_or(-1) == 100);
    serving.stop();
}

BOOST_AUTO_TEST_CASE(c5_nor_do_transactions) {
    handle_in(20ms);
    gulo::application app{gulo::handlers<work>,
                          gulo::publishes<job_done>,
                          gulo::subscribes<job>,
                          transport,
                          shop,
                          settings(0),
                          gulo::exactly_once{.transactional_id = "workers-0"},
                          options()};
    put_jobs(100);
    gulo::service serving{app};
    BOOST_TEST(serve_under_an_interval(serving, 200) == 0);
    BOOST_TEST(handled == numbers(100), boost::test_tools::per_element());
    for (int round = 0; round < 50; ++round) {
        serving.step(0ms);
        time.advance(10ms);
    }
    BOOST_TEST(committed(*broker).value_or(-1) >= 100);
    serving.stop();
}

// Rules C3, C4: what was fetched under an assignment means nothing under the next one.
BOOST_AUTO_TEST_CASE(c3_what_waits_behind_a_slow_handler_is_dropped_with_its_assignment) {
    handle_in(150ms);
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), options()};
    put_jobs(10);
    gulo::service serving{app};
    while (handled.empty()) serving.step(0ms);
    BOOST_TEST(handled.size() == 2u);
    broker->groups.expel_all("workers");
    broker->log.commit("workers", {"jobs", 0}, 7);  // by somebody who had the partition meanwhile
    handled.clear();
    for (int round = 0; round < 20; ++round) serving.step(0ms);
    BOOST_TEST(handled == (std::vector<int>{7, 8, 9}), boost::test_tools::per_element());
    BOOST_TEST(committed(*broker).value_or(-1) == 10);
    serving.stop();
}

BOOST_AUTO_TEST_CASE(c4_a_revoked_partition_is_given_back_without_what_waits) {
    handle_in(150ms);
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), options()};
    put_jobs(10);
    std::optional<gulo::service<decltype(app)>> first{app};
    while (handled.empty()) first->step(0ms);
    gulo::service second{app};
    for (int round = 0; round < 60; ++round) {
        first->step(0ms);
        second.step(0ms);
    }
    BOOST_TEST(handled == numbers(10), boost::test_tools::per_element());
    BOOST_TEST(committed(*broker).value_or(-1) == 10);
    first->stop();
    second.stop();
}

BOOST_AUTO_TEST_CASE(s1_an_orderly_end_leaves_what_waits) {
    handle_in(150ms);
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), options()};
    put_jobs(10);
    gulo::service serving{app};
    while (handled.empty()) serving.step(0ms);
    serving.stop();
    BOOST_TEST(handled.size() == 2u);
    BOOST_TEST(committed(*broker).value_or(-1) == 2);
}

BOOST_AUTO_TEST_CASE(r4_a_back_off_begins_with_the_end_of_the_handler) {
    std::vector<gulo::instant> begins;
    gulo::instant end{};
    shop.behave = [&](const job&, const gulo::context&) -> std::optional<job_done> {
        begins.push_back(time.now());
        time.advance(300ms);
        if (begins.size() == 1) end = time.now();
        throw std::runtime_error{"away"};
    };
    gulo::consumer_settings consuming = settings(0);
    consuming.first_backoff = 250ms;
    consuming.max_attempts = 2;
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, consuming, options()};
    put_jobs(1);
    gulo::service serving{app};
    for (int round = 0; round < 1'000 && begins.size() < 2; ++round) {
        serving.step(0ms);
        time.advance(1ms);
    }
    BOOST_REQUIRE(begins.size() == 2u);
    BOOST_TEST((begins[1] - end >= 250ms));
    BOOST_TEST((begins[1] - end < 260ms));
    serving.stop();
}

BOOST_AUTO_TEST_SUITE_END()

// With a thread of the service, on which the handlers run.
namespace {

struct threaded {
    std::shared_ptr<gulo::memory_broker> broker = broker_with_jobs();
    happenings done;
    happenings log;
    workshop shop;
    gulo::in_memory transport{broker, "workers"};

    gulo::settings options() { return {.log = keep(log)}; }
    void put_jobs(int count) {
        for (int number = 0; number < count; ++number) put(*broker, "w" + std::to_string(number), number);
    }

    template <class Service>
    void stop_soon(Service& serving) {
        const auto before = std::chrono::steady_clock::now();
        serving.stop();
        BOOST_TEST((std::chrono::steady_clock::now() - before < 10s));
    }
    // The handler is let go when the end was asked for.
    template <class Application>
    void end_while_the_first_runs(Application& app, door& let_go) {
        gulo::service serving{app};
        serving.start();
        BOOST_REQUIRE(done.wait_for("w0"));
        serving.hurry();
        let_go.open();
        serving.stop();
        BOOST_TEST(serving.left_running() == 0u);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_end, threaded)

BOOST_AUTO_TEST_CASE(s1_nothing_is_begun_behind_the_handler_that_runs) {
    door let_go;
    shop.behave = [&](const job& each, const gulo::context&) -> std::optional<job_done> {
        done.add(each.worker);
        let_go.pass();
        return std::nullopt;
    };
    put_jobs(20);
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), options()};
    end_while_the_first_runs(app, let_go);
    BOOST_TEST(done.all().size() == 1u, done.text());
    BOOST_TEST(committed(*broker).value_or(-1) == 1);
}

BOOST_AUTO_TEST_CASE(s1_nor_is_anything_of_a_transaction) {
    door let_go;
    shop.behave = [&](const job& each, const gulo::context&) -> std::optional<job_done> {
        done.add(each.worker);
        let_go.pass();
        return std::nullopt;
    };
    put_jobs(20);
    gulo::application app{gulo::handlers<work>,
                          gulo::publishes<job_done>,
                          gulo::subscribes<job>,
                          transport,
                          shop,
                          settings(0),
                          gulo::exactly_once{.transactional_id = "workers-0"},
                          options()};
    end_while_the_first_runs(app, let_go);
    BOOST_TEST(done.all().size() == 1u, done.text());
}

BOOST_AUTO_TEST_CASE(s3_a_handler_is_asked_to_stop_when_the_time_is_over) {
    shop.behave = [&](const job& each, const gulo::context& about) -> std::optional<job_done> {
        done.add(each.worker);
        door cancelled;
        const std::stop_callback wake{about.stop_token(), [&] { cancelled.open(); }};
        done.add(cancelled.pass() ? "asked to stop" : "not asked to stop");
        throw std::runtime_error{"stopped"};
    };
    put_jobs(20);
    gulo::consumer_settings consuming = settings(0);
    consuming.drain_bound = 50ms;
    consuming.max_attempts = 1;
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, consuming, options()};
    gulo::service serving{app};
    serving.start();
    BOOST_REQUIRE(done.wait_for("w0"));
    stop_soon(serving);
    BOOST_TEST(done.all() == (std::vector<std::string>{"w0", "asked to stop"}), done.text());
    BOOST_TEST(serving.left_running() == 0u);
    BOOST_TEST(log.count("asked to stop") == 1u, log.text());
    BOOST_TEST(committed(*broker).value_or(0) == 0);
    BOOST_TEST(broker->log.records("jobs.dlq").empty());  // rule R5
}

BOOST_AUTO_TEST_CASE(s3_a_second_signal_asks_it_at_once) {
    shop.behave = [&](const job& each, const gulo::context& about) -> std::optional<job_done> {
        done.add(each.worker);
        door cancelled;
        const std::stop_callback wake{about.stop_token(), [&] { cancelled.open(); }};
        done.add(cancelled.pass() ? "asked to stop" : "not asked to stop");
        throw std::runtime_error{"stopped"};
    };
    put_jobs(2);
    gulo::consumer_settings consuming = settings(0);
    consuming.drain_bound = 60s;
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, consuming, options()};
    gulo::service serving{app};
    serving.start();
    BOOST_REQUIRE(done.wait_for("w0"));
    std::thread second{[&] { serving.hurry(); }};
    stop_soon(serving);
    second.join();
    BOOST_TEST(done.all() == (std::vector<std::string>{"w0", "asked to stop"}), done.text());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

// Handlers outlive the service here, so everything that they look at has to outlive the test.
struct world : threaded {
    door stuck;
    door ended;

    world() {
        shop.behave = [this](const job& each, const gulo::context&) -> std::optional<job_done> {
            done.add(each.worker);
            stuck.pass(60s);
            ended.open();
            return std::nullopt;
        };
    }
    void expect_one_left() {
        BOOST_TEST(log.count("error a record was still being handled when the service ended; it will be delivered again topic=jobs partition=0 offset=0") == 1u,
                   log.text());
        BOOST_TEST(log.count("offset=1") == 0u, log.text());
        BOOST_TEST(committed(*broker).value_or(0) == 0);
        stuck.open();
        BOOST_TEST(ended.pass());
        BOOST_TEST(done.all().size() == 1u, done.text());
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(left)

BOOST_AUTO_TEST_CASE(c12_a_handler_that_ignores_its_stop_token_does_not_keep_the_service) {
    static world* const there = new world;
    gulo::consumer_settings consuming = settings(0);
    consuming.drain_bound = 50ms;
    static auto* const app = new gulo::application{
        gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, there->transport, there->shop, consuming, there->options()};
    there->put_jobs(2);
    {
        gulo::service serving{*app};
        serving.start();
        BOOST_REQUIRE(there->done.wait_for("w0"));
        there->stop_soon(serving);
        BOOST_TEST(serving.left_running() == 1u);
    }
    there->expect_one_left();
}

BOOST_AUTO_TEST_CASE(c12_nor_does_one_of_a_transaction) {
    static world* const there = new world;
    gulo::consumer_settings consuming = settings(0);
    consuming.drain_bound = 50ms;
    static auto* const app = new gulo::application{gulo::handlers<work>,
                                                   gulo::publishes<job_done>,
                                                   gulo::subscribes<job>,
                                                   there->transport,
                                                   there->shop,
                                                   consuming,
                                                   gulo::exactly_once{.transactional_id = "workers-0"},
                                                   there->options()};
    there->put_jobs(2);
    {
        gulo::service serving{*app};
        serving.start();
        BOOST_REQUIRE(there->done.wait_for("w0"));
        there->stop_soon(serving);
        BOOST_TEST(serving.left_running() == 1u);
    }
    there->expect_one_left();
}

// What ends the loop here is the executor; it could be the memory as well.
BOOST_AUTO_TEST_CASE(c12_nor_does_one_that_runs_when_the_loop_breaks) {
    static world* const there = new world;
    gulo::consumer_settings consuming = settings(0);
    consuming.drain_bound = 50ms;
    consuming.executor = [first = true](std::function<void()> task) mutable {
        if (!std::exchange(first, false)) throw std::runtime_error{"no more threads"};
        std::thread{std::move(task)}.detach();
    };
    static auto* const app = new gulo::application{
        gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, there->transport, there->shop, consuming, there->options()};
    there->put_jobs(1);
    const auto before = std::chrono::steady_clock::now();
    {
        gulo::service serving{*app};
        serving.start();
        BOOST_REQUIRE(there->done.wait_for("w0"));
        put(*there->broker, "w1", 1);
        BOOST_REQUIRE(there->log.wait([](const auto& all) { return std::ranges::count(all, "error the consumer has ended reason=no more threads") == 1; }));
        there->stop_soon(serving);
        BOOST_TEST(serving.has_failed());
        BOOST_TEST(serving.left_running() == 1u);
    }
    BOOST_TEST((std::chrono::steady_clock::now() - before < 20s));
    there->expect_one_left();
}

BOOST_AUTO_TEST_SUITE_END()
