#define BOOST_TEST_MODULE host_robustness
// Users' code that misbehaves: hooks that publish, exceptions without a text, transports used again.

#include <gulo/gulo.hpp>
#include <gulo/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <exception>
#include <memory>
#include <string>

namespace {

namespace robustness_case {

struct noted {
    int number = 0;
};
struct note {
    int number = 0;
};
noted take(const note& command) { return {command.number}; }

struct nameless_error : std::exception {
    const char* what() const noexcept override { return nullptr; }
};
void fail(const noted&) { throw nameless_error{}; }

}  // namespace robustness_case

using namespace robustness_case;

BOOST_AUTO_TEST_CASE(a_failure_hook_that_publishes_to_the_same_refusing_transport_is_not_called_for_that) {
    gulo::in_memory transport;
    transport.log().refuse(gulo::topic_name<noted>, gulo::error{gulo::errc::not_authorized, "no"});
    int calls = 0;
    gulo::publish_failure_hook again;
    gulo::application app{gulo::handlers<take>, gulo::publishes<noted>, std::move(transport),
                          gulo::settings{.on_publish_failure = [&](const gulo::outgoing_record& record, const gulo::error& why) { again(record, why); }}};
    again = [&](const gulo::outgoing_record&, const gulo::error&) {
        ++calls;
        app.send(note{2});
    };
    app.send(note{1});
    BOOST_TEST(calls == 1);
    BOOST_TEST(app.count().publish_failures == 2u);
}

BOOST_AUTO_TEST_CASE(an_exception_without_a_text_goes_the_way_of_every_other) {
    gulo::virtual_clock clock;
    const gulo::testing::recorder recorder;
    gulo::application app{gulo::handlers<take, fail>, gulo::subscribes<noted>, gulo::settings{.time = &clock},
                          recorder.on(gulo::in_memory{std::make_shared<gulo::memory_broker>(clock)})};
    gulo::testing::stage stage{recorder, clock, app};
    app.transport().out().publish({.topic = gulo::topic_name<noted>, .value = R"({"number":1})"}, nullptr);
    stage.settle();
    BOOST_TEST(app.count().dead_lettered == 1u);
}

BOOST_AUTO_TEST_CASE(a_borrowed_transport_serves_a_second_application_after_the_first) {
    gulo::in_memory transport;
    for (int round = 1; round <= 2; ++round) {
        gulo::application app{gulo::handlers<take>, gulo::publishes<noted>, transport};
        app.send(note{round});
        BOOST_TEST(app.count().publish_failures == 0u);
    }
    BOOST_TEST(transport.log().records(gulo::topic_name<noted>).size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_service_that_was_stopped_is_not_started_again_silently) {
    gulo::application app{gulo::handlers<fail>, gulo::subscribes<noted>, gulo::in_memory{}};
    gulo::service serving{app};
    serving.start();
    serving.stop();
    BOOST_CHECK_EXCEPTION(serving.start(), gulo::failure, [](const gulo::failure& error) { return error.code() == gulo::errc::shutting_down; });
}

}  // namespace
