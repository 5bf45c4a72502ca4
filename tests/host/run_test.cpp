#define BOOST_TEST_MODULE host_run
#include <boost/test/unit_test.hpp>

#include "jobs.hpp"

#include <gulo/run.hpp>

#include <csignal>
#include <stdexcept>
#include <thread>

// gulo::run: serves until a signal.
namespace {

using namespace host_test;

/// Sends itself SIGTERM as soon as somebody listens for it.
bool terminate_when_heard() {
    const auto until = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < until) {
        struct sigaction now{};
        sigaction(SIGTERM, nullptr, &now);
        if (now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN) return ::kill(::getpid(), SIGTERM) == 0;
        std::this_thread::yield();
    }
    return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_handles_until_the_signal_and_ends_with_0) {
    auto broker = broker_with_jobs();
    happenings seen;
    happenings log;
    happenings done;
    workshop shop;
    shop.behave = [&](const job& each, const gulo::context&) {
        done.add(named(each));
        return job_done{each.worker, each.number};
    };
    observed_log transport{broker, seen};
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>,       gulo::subscribes<job>, transport, shop,
                          settings(2),          gulo::settings{.log = keep(log)}};
    put(*broker, "a", 1);
    std::thread signalling{[&] {
        BOOST_CHECK(seen.wait_for("commit 1"));
        BOOST_CHECK(terminate_when_heard());
    }};
    BOOST_TEST(gulo::run(app) == 0);
    signalling.join();
    BOOST_TEST(done.count("a1") == 1u);
    // The application's own sink was used.
    BOOST_TEST(log.count("info running") == 1u, log.text());
    BOOST_TEST(log.count("info stopping") == 1u, log.text());
    BOOST_TEST(log.count("info stopped") == 1u, log.text());
    BOOST_TEST(seen.count("flush") == 1u);
}

BOOST_AUTO_TEST_CASE(switched_off_it_runs_all_the_same) {
    auto broker = broker_with_jobs();
    happenings seen;
    happenings log;
    workshop shop;
    observed_log transport{broker, seen};
    transport.enabled = false;
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, transport, shop, gulo::settings{.log = keep(log)}};
    std::thread signalling{[] { BOOST_CHECK(terminate_when_heard()); }};
    BOOST_TEST(gulo::run(app) == 0);
    signalling.join();
    BOOST_TEST(log.text() == "info running\ninfo stopping\ninfo stopped\n");
    BOOST_TEST(seen.count("subscribe") == 0u);
}

BOOST_AUTO_TEST_CASE(the_command_line) {
    auto broker = broker_with_jobs();
    happenings seen;
    workshop shop;
    gulo::application app{gulo::handlers<work>, gulo::publishes<job_done>, gulo::subscribes<job>, observed_log{broker, seen}, shop};
    const char* const describe[] = {"service", "describe"};
    BOOST_TEST(gulo::run(app, 2, describe) == 0);
    const char* const help[] = {"service", "--help"};
    BOOST_TEST(gulo::run(app, 2, help) == 0);
    const char* const wrong[] = {"service", "dance"};
    BOOST_TEST(gulo::run(app, 2, wrong) == 2);
    const char* const more[] = {"service", "describe", "all"};
    BOOST_TEST(gulo::run(app, 3, more) == 2);
    BOOST_TEST(gulo::describe(app) == "subscribes  job  from  jobs\ntransport   observed\n");
    BOOST_TEST(seen.count("subscribe") == 0u);
}
