#define BOOST_TEST_MODULE host_service
#include <boost/test/unit_test.hpp>

#include "jobs.hpp"

#include <gulo/mediator/sender.hpp>

#include <algorithm>
#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

// A service with real threads on the in-memory log.
namespace {

using namespace host_test;
using gulo::errc;

struct fixture {
    std::shared_ptr<gulo::memory_broker> broker = broker_with_jobs();
    happenings seen;   // what the transport was asked for
    happenings done;   // what handlers did
    happenings wrong;  // what threads of the service found: Boost.Test's own checks are for one thread
    happenings log;
    workshop shop;
    observed_log transport{broker, seen};
    std::shared_ptr<holding_publisher> out = transport.publisher_at_work();

    ~fixture() { BOOST_TEST(wrong.all().empty(), wrong.text()); }

    void expect(bool holds, const std::string& what) {
        if (!holds) wrong.add(what);
    }

    gulo::settings options() { return {.log = keep(log)}; }
};

bool comes_before(const std::vector<std::string>& all, std::string_view first, std::string_view second) {
    const auto one = std::ranges::find(all, first);
    const auto other = std::find(all.rbegin(), all.rend(), second);
    return one != all.end() && other != all.rend() && one < other.base();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(working, fixture)

BOOST_AUTO_TEST_CASE(different_keys_are_handled_at_the_same_time) {
    std::atomic<int> inside{0};
    door all_inside;
    shop.behave = [&](const job& each, const gulo::context&) -> std::optional<job_done> {
        if (++inside == 3) all_inside.open();
        done.add((all_inside.pass() ? "together " : "alone ") + each.worker);
        return std::nullopt;
    };
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(3), options()};
    gulo::service serving{app};
    for (const char* worker : {"a", "b", "c"}) put(*broker, worker, 1);
    serving.start();
    for (const char* worker : {"a", "b", "c"}) BOOST_TEST(done.wait_for(std::string{"together "} + worker), done.text());
}

// Rule C2, for every key at once.
BOOST_AUTO_TEST_CASE(records_of_one_key_are_handled_in_order_and_one_at_a_time) {
    std::map<std::string, std::atomic<int>> inside;
    for (const char* worker : {"a", "b", "c", "d"}) inside[worker] = 0;
    std::atomic<bool> overlapped{false};
    shop.behave = [&](const job& each, const gulo::context&) -> std::optional<job_done> {
        if (++inside.at(each.worker) != 1) overlapped = true;
        std::this_thread::yield();
        done.add(named(each));
        --inside.at(each.worker);
        return std::nullopt;
    };
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(4), options()};
    gulo::service serving{app};
    serving.start();
    for (int number = 0; number < 500; ++number)
        for (const char* worker : {"a", "b", "c", "d"}) put(*broker, worker, number);
    BOOST_REQUIRE(done.wait([](const auto& all) { return all.size() == 2'000; }));
    BOOST_TEST(!overlapped);
    std::map<char, int> next;
    for (const std::string& each : done.all()) BOOST_TEST(std::stoi(each.substr(1)) == next[each[0]]++);
    serving.stop();
    BOOST_TEST(committed(*broker).value_or(-1) == 2'000);
    BOOST_TEST(app.count().handled == 2'000u);
}

BOOST_AUTO_TEST_CASE(what_handlers_return_is_published_with_its_key) {
    shop.behave = [](const job& each, const gulo::context&) { return job_done{each.worker, each.number}; };
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(2), options()};
    gulo::service serving{app};
    serving.start();
    put(*broker, "a", 7);
    BOOST_REQUIRE(seen.wait_for("commit 1"));
    const auto records = broker->log.records(job_done::topic);
    BOOST_REQUIRE(records.size() == 1u);
    BOOST_TEST(records[0]->key().value() == "a");
    BOOST_TEST(records[0]->value().value() == R"({"worker":"a","number":7})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(stopping, fixture)

// Rules S1, S2, S5, S6: what runs is finished and committed, what waits in a lane or for a thread is not begun.
BOOST_AUTO_TEST_CASE(running_handlers_finish_and_waiting_records_are_left) {
    shop.behave = [&](const job& each, const gulo::context&) {
        done.add("begin " + named(each));
        expect(seen.wait_for("stop reading"), "the stop did not begin");  // so that it ends after that
        done.add("end " + named(each));
        return job_done{each.worker, each.number};
    };
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(2), options()};
    for (const char* worker : {"a", "b"}) put(*broker, worker, 1);
    put(*broker, "a", 2);  // waits behind a1
    put(*broker, "c", 1);  // waits for a thread
    gulo::service serving{app};
    serving.start();
    BOOST_REQUIRE(done.wait_for("begin a1"));
    BOOST_REQUIRE(done.wait_for("begin b1"));
    serving.stop();
    BOOST_TEST(done.count("begin") == 2u, done.text());
    BOOST_TEST(done.count("end") == 2u, done.text());
    BOOST_TEST(broker->log.records(job_done::topic).size() == 2u);
    BOOST_TEST(committed(*broker).value_or(-1) == 2);
    BOOST_TEST(serving.left_running() == 0u);
    const auto order = seen.all();
    BOOST_TEST(comes_before(order, "stop reading", "publish done"), seen.text());
    BOOST_TEST(comes_before(order, "publish done", "commit 2"), seen.text());
    BOOST_TEST(comes_before(order, "commit 2", "leave group"), seen.text());
    BOOST_TEST(log.count("error") == 0u, log.text());

    // Nothing is lost: the next one begins where this one ended.
    shop.behave = [&](const job& each, const gulo::context& about) -> std::optional<job_done> {
        done.add("again " + named(each) + " attempt " + std::to_string(about.attempt()));
        return std::nullopt;
    };
    gulo::service next{app};
    next.start();
    BOOST_TEST(done.wait_for("again a2 attempt 1"));
    BOOST_TEST(done.wait_for("again c1 attempt 1"));
    next.stop();
    BOOST_TEST(done.count("again") == 2u, done.text());
}

// Rules S2, C1: a running record is finished only when its outputs are acknowledged.
BOOST_AUTO_TEST_CASE(the_end_waits_for_acknowledgements) {
    shop.behave = [](const job& each, const gulo::context&) { return job_done{each.worker, each.number}; };
    out->hold();
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(2), options()};
    put(*broker, "a", 1);
    gulo::service serving{app};
    serving.start();
    BOOST_REQUIRE(seen.wait_for("publish done"));
    std::thread acknowledging{[&] {
        expect(seen.wait_for("stop reading"), "the stop did not begin");
        out->answer();
    }};
    serving.stop();
    acknowledging.join();
    BOOST_TEST(committed(*broker).value_or(-1) == 1);
    BOOST_TEST(serving.left_running() == 0u);
}

// Rule R5: a handler that heeds its stop token has neither failed nor finished.
BOOST_AUTO_TEST_CASE(a_cancelled_handler_is_no_failure) {
    shop.behave = [&](const job&, const gulo::context& about) -> std::optional<job_done> {
        done.add("begin");
        door cancelled;
        const std::stop_callback wake{about.stop_token(), [&] { cancelled.open(); }};
        expect(cancelled.pass(), "the handler was not asked to stop");
        throw std::runtime_error{"stopped"};
    };
    gulo::consumer_settings consuming = settings(1);
    consuming.drain_bound = 50ms;
    consuming.max_attempts = 1;
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, consuming, options()};
    put(*broker, "a", 1);
    {
        gulo::service serving{app};
        serving.start();
        BOOST_REQUIRE(done.wait_for("begin"));
        serving.stop();
        BOOST_TEST(serving.left_running() == 0u);
    }
    BOOST_TEST(log.count("asked to stop") == 1u, log.text());
    BOOST_TEST(committed(*broker).value_or(0) == 0);
    BOOST_TEST(broker->log.records("jobs.dlq").empty());
    BOOST_TEST(app.count().dead_lettered == 0u);

    shop.behave = [&](const job&, const gulo::context& about) -> std::optional<job_done> {
        done.add("attempt " + std::to_string(about.attempt()));
        return std::nullopt;
    };
    gulo::service next{app};
    next.start();
    BOOST_TEST(done.wait_for("attempt 1"), done.text());
}

// Rules C12, S8: reported record by record, and nobody waits for it for ever.
BOOST_AUTO_TEST_CASE(a_handler_that_ignores_its_stop_token_is_left_and_reported) {
    // The handler outlives the service, so everything that it looks at has to outlive the test.
    struct world : fixture {
        door stuck;
        door ended;
    };
    static world* const there = new world;
    there->shop.behave = [](const job& each, const gulo::context&) -> std::optional<job_done> {
        there->done.add("begin " + named(each));
        there->stuck.pass(60s);
        there->ended.open();
        return std::nullopt;
    };
    gulo::consumer_settings consuming = settings(1);
    consuming.drain_bound = 50ms;
    static auto* const app = new gulo::application{
        gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, there->transport, there->shop, consuming, there->options()};
    put(*there->broker, "a", 1);
    put(*there->broker, "b", 1);  // has not begun, so it is no reason to complain
    {
        gulo::service serving{*app};
        serving.start();
        BOOST_REQUIRE(there->done.wait_for("begin a1"));
        const auto before = std::chrono::steady_clock::now();
        serving.stop();
        BOOST_TEST((std::chrono::steady_clock::now() - before < 10s));
        BOOST_TEST(serving.left_running() == 1u);
    }
    BOOST_TEST(
        there->log.count("error a record was still being handled when the service ended; it will be delivered again topic=jobs partition=0 offset=0") == 1u,
        there->log.text());
    BOOST_TEST(there->log.count("offset=1") == 0u, there->log.text());
    BOOST_TEST(committed(*there->broker).value_or(0) == 0);
    there->stuck.open();
    BOOST_TEST(there->ended.pass());
    BOOST_TEST(there->done.count("begin") == 1u);
}

BOOST_AUTO_TEST_CASE(stop_may_be_called_twice_and_without_start) {
    shop.behave = [](const job&, const gulo::context&) -> std::optional<job_done> { return std::nullopt; };
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(1), options()};
    gulo::service never_started{app};
    never_started.stop();
    never_started.stop();
    BOOST_TEST(seen.count("leave group") == 1u);
    gulo::service started{app};
    started.start();
    started.stop();
    started.stop();
    BOOST_TEST(seen.count("leave group") == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

// Rule C4: another member joins while a handler runs and another record waits for its thread.
BOOST_FIXTURE_TEST_CASE(a_revoked_partition_is_given_back_without_what_has_not_begun, fixture) {
    door finish;
    shop.behave = [&](const job& each, const gulo::context&) -> std::optional<job_done> {
        seen.add("begin " + named(each));
        if (each.worker == "a") expect(finish.pass(), "the handler was not let go");
        return std::nullopt;
    };
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(1), options()};
    put(*broker, "a", 1);
    put(*broker, "b", 1);
    gulo::service first{app};
    first.start();
    BOOST_REQUIRE(seen.wait_for("begin a1"));
    happenings of_second;
    gulo::application rival{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, observed_log{broker, of_second}, shop, settings(1)};
    gulo::service second{rival};
    second.start();
    BOOST_REQUIRE(seen.wait_for("revocation noticed"));
    finish.open();
    BOOST_REQUIRE(seen.wait_for("begin b1"));  // by whoever owns the partition then
    first.stop();
    second.stop();
    const auto order = seen.all();
    BOOST_TEST(comes_before(order, "commit 1", "release"), seen.text());
    BOOST_TEST((std::ranges::find(order, "release") < std::ranges::find(order, "begin b1")), seen.text());
    BOOST_TEST(seen.count("begin a1") == 1u, seen.text());
    BOOST_TEST(seen.count("begin b1") == 1u, seen.text());
    BOOST_TEST(committed(*broker).value_or(-1) == 2);
}

BOOST_FIXTURE_TEST_SUITE(acknowledgements, fixture)

// Rule C1. Step by step under a virtual clock, because "not committed" can only be seen when a commit would be due.
BOOST_AUTO_TEST_CASE(an_offset_is_committed_only_when_the_outputs_are_acknowledged) {
    shop.behave = [](const job& each, const gulo::context&) {
        return each.worker == "loud" ? std::optional{job_done{each.worker, each.number}} : std::nullopt;
    };
    gulo::virtual_clock time;
    gulo::settings with = options();
    with.time = &time;
    out->hold();
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), with};
    put(*broker, "silent", 1);
    put(*broker, "loud", 1);
    put(*broker, "silent", 2);
    gulo::service serving{app};
    const auto rounds = [&] {
        for (int round = 0; round < 20; ++round) {
            time.advance(1s);
            serving.step(0ms);
        }
    };
    rounds();
    BOOST_TEST(app.count().handled == 2u);
    BOOST_TEST(out->held_back() == 1u);
    BOOST_TEST(committed(*broker).value_or(-1) == 1);
    out->answer();
    rounds();
    BOOST_TEST(app.count().handled == 3u);
    BOOST_TEST(committed(*broker).value_or(-1) == 3);
}

// However often: a broker that is away is not the record's fault, and no attempt of it.
BOOST_AUTO_TEST_CASE(an_output_that_was_not_stored_makes_its_record_be_handled_again) {
    int calls = 0;
    shop.behave = [&](const job& each, const gulo::context& about) {
        expect(about.attempt() == 1, "attempt " + std::to_string(about.attempt()) + " instead of 1");
        ++calls;
        return job_done{each.worker, each.number};
    };
    gulo::virtual_clock time;
    gulo::settings with = options();
    with.time = &time;
    out->hold();
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), with};
    put(*broker, "a", 1);
    gulo::service serving{app};
    const auto rounds = [&] {
        for (int round = 0; round < 40; ++round) {
            time.advance(1s);
            serving.step(0ms);
        }
    };
    for (int refusal = 0; refusal < 5; ++refusal) {
        rounds();
        BOOST_TEST(calls == refusal + 1);
        out->answer(gulo::error{errc::delivery_failed, "the broker is full"});
    }
    rounds();
    BOOST_TEST(committed(*broker).value_or(0) == 0);
    BOOST_TEST(log.count("offset=0 reason=the broker is full") == 5u, log.text());
    out->answer();
    rounds();
    BOOST_TEST(calls == 6);
    BOOST_TEST(committed(*broker).value_or(-1) == 1);
    BOOST_TEST(broker->log.records(job_done::topic).size() == 1u);
    BOOST_TEST(broker->log.records("jobs.dlq").empty());
}

// What will never be stored is the record's own failure: three attempts, then the dead-letter topic.
BOOST_AUTO_TEST_CASE(an_output_that_can_never_be_stored_ends_in_the_dead_letter_topic) {
    int calls = 0;
    shop.behave = [&](const job& each, const gulo::context& about) {
        ++calls;
        expect(about.attempt() == calls, "attempt " + std::to_string(about.attempt()) + " in call " + std::to_string(calls));
        return job_done{each.worker, each.number};
    };
    gulo::virtual_clock time;
    gulo::settings with = options();
    with.time = &time;
    out->hold();
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, settings(0), with};
    put(*broker, "a", 1);
    gulo::service serving{app};
    const auto rounds = [&] {
        for (int round = 0; round < 20; ++round) {
            time.advance(1s);
            serving.step(0ms);
        }
    };
    for (int refusal = 0; refusal < 3; ++refusal) {
        rounds();
        out->answer(gulo::error{errc::message_too_large, "too large"});
    }
    rounds();
    BOOST_TEST(calls == 3);
    BOOST_TEST(committed(*broker).value_or(0) == 0);  // its dead letter is not acknowledged yet
    out->answer();
    rounds();
    BOOST_TEST(committed(*broker).value_or(-1) == 1);
    BOOST_TEST(broker->log.records("jobs.dlq").size() == 1u);
    BOOST_TEST(broker->log.records(job_done::topic).empty());
}

// Rule D2: the record stays where it is as long as its dead letter is refused.
BOOST_AUTO_TEST_CASE(a_refused_dead_letter_holds_the_offset) {
    shop.behave = [](const job&, const gulo::context&) -> std::optional<job_done> { throw std::runtime_error{"no"}; };
    gulo::virtual_clock time;
    gulo::settings with = options();
    with.time = &time;
    out->hold();
    gulo::consumer_settings consuming = settings(0);
    consuming.max_attempts = 1;
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, consuming, with};
    put(*broker, "a", 1);
    gulo::service serving{app};
    const auto rounds = [&] {
        for (int round = 0; round < 20; ++round) {
            time.advance(1s);
            serving.step(0ms);
        }
    };
    for (int refusal = 0; refusal < 3; ++refusal) {
        rounds();
        out->answer(gulo::error{errc::not_authorized, "no right to write"});
    }
    rounds();
    BOOST_TEST(committed(*broker).value_or(0) == 0);
    BOOST_TEST(serving.health().is_degraded());
    out->answer();
    rounds();
    BOOST_TEST(committed(*broker).value_or(-1) == 1);
    BOOST_TEST(!serving.health().is_degraded());
    BOOST_TEST(broker->log.records("jobs.dlq").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct note {
    static constexpr std::string_view topic = "notes";
    std::string text;
};

/// What a handler uses to reach the application that it belongs to.
struct desk {
    std::function<void(const std::string&)> write;
};

std::optional<job_done> work_and_write(const job& each, desk& here, workshop& shop, const gulo::context& about) {
    here.write(named(each) + " attempt " + std::to_string(about.attempt()));
    return shop.behave(each, about);
}

}  // namespace

// Rule P1 inside a delivery: what a handler publishes by itself belongs to its record.
BOOST_FIXTURE_TEST_CASE(what_is_published_inside_a_handler_waits_for_its_success, fixture) {
    shop.behave = [](const job& each, const gulo::context& about) {
        if (about.attempt() < 3) throw std::runtime_error{"not yet"};
        return job_done{each.worker, each.number};
    };
    desk here;
    gulo::application app{
        gulo::handlers<work_and_write>, gulo::publishes<job_done>, gulo::publishes<note>, gulo::subscribes<job>, transport, shop, here, settings(2), options()};
    here.write = [&app](const std::string& text) { app.publish(note{text}); };
    put(*broker, "a", 1);
    out->hold();
    gulo::service serving{app};
    serving.start();
    BOOST_REQUIRE(seen.wait_for("publish notes"));
    BOOST_REQUIRE(seen.wait_for("publish done"));
    BOOST_REQUIRE(seen.wait([&](const auto&) { return out->held_back() == 2; }));
    // Both outputs belong to the record: one of them is not enough.
    out->answer();
    BOOST_TEST(committed(*broker).value_or(0) == 0);
    out->answer();
    BOOST_REQUIRE(seen.wait_for("commit 1"));
    const auto notes = broker->log.records(note::topic);
    BOOST_REQUIRE(notes.size() == 1u);
    BOOST_TEST(notes[0]->value().value() == R"({"text":"a1 attempt 3"})");
    BOOST_TEST(app.count().published == 2u);
    BOOST_TEST(app.count().retried == 2u);
}

BOOST_AUTO_TEST_SUITE(settings_that_cannot_work)

namespace {

std::string refusal(gulo::consumer_settings consuming) {
    fixture world;
    world.shop.behave = [](const job&, const gulo::context&) -> std::optional<job_done> { return std::nullopt; };
    try {
        gulo::application app{
            gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, observed_log{world.broker, world.seen, ""}, world.shop, consuming};
        const gulo::service serving{app};
    } catch (const gulo::failure& refused) {
        BOOST_TEST(refused.code() == errc::invalid_configuration);
        BOOST_TEST(world.seen.count("start") == 0u);  // before anything is opened
        BOOST_TEST(world.seen.count("subscribe") == 0u);
        return refused.what();
    }
    return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_is_named_with_its_remedy) {
    BOOST_TEST(refusal(settings(1)) == "");
    gulo::consumer_settings made = settings(1);
    made.group.clear();
    BOOST_TEST(refusal(made).find("no consumer group; set consumer_group_id, KAFKA_CONSUMER_GROUP_ID") != std::string::npos);
    made = settings(1);
    made.dead_letter_suffix.clear();
    BOOST_TEST(refusal(made).find("the dead-letter suffix is empty") != std::string::npos);
    made.dead_letters = false;
    BOOST_TEST(refusal(made) == "");
    made = settings(1);
    made.max_attempts = 0;
    BOOST_TEST(refusal(made).find("max_attempts is 0; it is at least 1") != std::string::npos);
    made = settings(1);
    made.high_mark = 0;
    BOOST_TEST(refusal(made).find("high_mark is 0") != std::string::npos);
    made = settings(1);
    made.batch = 0;
    BOOST_TEST(refusal(made).find("batch is 0") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

// W7.
BOOST_FIXTURE_TEST_CASE(a_transport_that_is_switched_off_is_a_silent_no_op, fixture) {
    shop.behave = [](const job& each, const gulo::context&) { return job_done{each.worker, each.number}; };
    transport.enabled = false;
    std::atomic<int> failures{0};
    gulo::settings with = options();
    with.on_publish_failure = [&](const gulo::outgoing_record&, const gulo::error&) { ++failures; };
    gulo::consumer_settings consuming = settings(1);
    consuming.group.clear();  // not even needed
    {
        gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, consuming, with};
        app.publish(job_done{"a", 1});
        app.publish(job_done{"a", 2}, gulo::confirmed);
        gulo::service serving{app};
        serving.start();
        BOOST_TEST(!serving.step(0ms));
        serving.stop();
        BOOST_TEST(serving.loop() == nullptr);
        BOOST_TEST(app.count().published == 0u);
    }
    BOOST_TEST(failures == 0);
    BOOST_TEST(log.all().empty(), log.text());
    BOOST_TEST(broker->log.records(job_done::topic).empty());
    BOOST_TEST(seen.count("subscribe") == 0u);
    BOOST_TEST(seen.count("publish") == 0u);
}

// Rule P2.
BOOST_AUTO_TEST_CASE(what_was_not_published_is_logged_counted_and_handed_to_the_hook) {
    happenings log;
    happenings hook;
    auto broker = std::make_shared<gulo::memory_broker>();
    broker->log.refuse(job_done::topic, gulo::error{errc::not_authorized, "no right to write"});
    gulo::application app{
        gulo::publishes<job_done>, gulo::in_memory{broker},
        gulo::settings{.log = keep(log), .on_publish_failure = [&](const gulo::outgoing_record& lost, const gulo::error& why) {
                           hook.add(std::string{lost.topic} + " " + std::string{lost.key.value()} + " " + std::string{lost.value.value()} + " " + why.message);
                           throw std::runtime_error{"dropped"};
                       }}};
    BOOST_CHECK_NO_THROW(app.publish(job_done{"a", 1}));
    BOOST_TEST(hook.text() == "done a {\"worker\":\"a\",\"number\":1} no right to write\n");
    BOOST_TEST(app.count().publish_failures == 1u);
    BOOST_REQUIRE(log.count("error a message was not published") == 1u);
    const std::string line = log.all().back();
    BOOST_TEST(line.find("topic=done type=job_done message_id=") != std::string::npos, line);
    BOOST_TEST(line.find("key=a reason=no right to write") != std::string::npos, line);
    BOOST_CHECK_EXCEPTION(app.publish(job_done{"a", 2}, gulo::confirmed), gulo::failure,
                          [](const auto& thrown) { return thrown.code() == errc::not_authorized; });
    broker->log.refuse(job_done::topic, std::nullopt);
    BOOST_CHECK_NO_THROW(app.publish(job_done{"a", 3}, gulo::confirmed));
}
