// The cascade: depth first, local handlers before any publication, nothing published when anything throws.

#include <gulo/gulo.hpp>
#include <gulo/testing/recorder.hpp>

#include <boost/test/unit_test.hpp>

#include <compare>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace {

namespace cascade_case {

using journal = std::vector<std::string>;

struct open_shop {
    bool breaks = false;
};
struct shop_opened {
    bool breaks = false;
};
struct lights_on {
    bool breaks = false;
};
struct sign_turned {};

std::tuple<shop_opened, sign_turned> open(const open_shop& command, journal& log) {
    log.push_back("open");
    return {{command.breaks}, {}};
}
lights_on switch_lights(const shop_opened& event, journal& log) {
    log.push_back("lights");
    return {event.breaks};
}
void greet(const shop_opened&, journal& log) { log.push_back("greet"); }
void count_lamps(const lights_on& event, journal& log) {
    log.push_back("lamps");
    if (event.breaks) throw std::runtime_error{"a lamp broke"};
}
void look_at_sign(const sign_turned&, journal& log) { log.push_back("sign"); }

struct count_down {
    int from = 0;
};
std::optional<count_down> next(const count_down& command, journal& log) {
    log.push_back(std::to_string(command.from));
    return command.from > 0 ? std::optional{count_down{command.from - 1}} : std::nullopt;
}
struct start_ping {
    int rounds = 0;
};
struct ping {
    int rounds = 0;
};
struct pong {
    int rounds = 0;
};
ping serve(const start_ping& command) { return {command.rounds}; }
std::optional<pong> on_ping(const ping& event, journal& log) {
    log.push_back("ping");
    return event.rounds > 0 ? std::optional{pong{event.rounds - 1}} : std::nullopt;
}
std::vector<ping> on_pong(const pong& event, journal& log) {
    log.push_back("pong");
    return {ping{event.rounds}};
}

struct customer_moved_internally {
    int customer = 0;
    std::string street;
    bool audited = false;
};
struct customer_moved {
    std::string street;
    int customer = 0;
};
struct customer_moved_far {
    std::optional<long long> customer;
    std::optional<std::string> country;
};

struct count_set {};
struct number {
    int value = 0;
    auto operator<=>(const number&) const = default;
};
std::set<number> count_up(const count_set&) { return {number{2}, number{1}}; }
void note_number(const number& event, journal& log) { log.push_back(std::to_string(event.value)); }
struct move_customer {};
customer_moved_internally move_away(const move_customer&) { return {7, "Elm Street", true}; }

struct renamed_internally {
    std::string name;
};
struct renamed {
    std::string new_name;
};
struct rename {};
renamed_internally do_rename(const rename&) { return {"Ada"}; }
renamed translate(const renamed_internally& event) { return {event.name}; }

}  // namespace cascade_case

using namespace cascade_case;

BOOST_AUTO_TEST_SUITE(cascade)

BOOST_AUTO_TEST_CASE(local_handlers_run_depth_first_and_publications_follow_in_causal_order) {
    const gulo::testing::recorder recorder;
    journal log;
    gulo::application app{gulo::handlers<open, switch_lights, greet, count_lamps, look_at_sign>, gulo::publishes<shop_opened, lights_on, sign_turned>,
                          recorder.on(gulo::in_memory{}), log};
    app.send(open_shop{});
    BOOST_TEST(log == (journal{"open", "lights", "lamps", "greet", "sign"}), boost::test_tools::per_element());
    std::vector<std::string> types;
    for (const auto& each : recorder.records()) types.push_back(each.about.type);
    BOOST_TEST(types == (journal{"shop_opened", "lights_on", "sign_turned"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(p1_an_exception_anywhere_reaches_the_sender_and_publishes_nothing) {
    const gulo::testing::recorder recorder;
    journal log;
    gulo::application app{gulo::handlers<open, switch_lights, greet, count_lamps, look_at_sign>, gulo::publishes<shop_opened, lights_on, sign_turned>,
                          recorder.on(gulo::in_memory{}), log};
    BOOST_CHECK_THROW(app.send(open_shop{true}), std::runtime_error);
    BOOST_TEST(recorder.records().empty());
    app.send(open_shop{false});
    BOOST_TEST(recorder.records().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_command_may_come_round_to_itself_conditionally) {
    journal log;
    gulo::application app{gulo::handlers<next>, log};
    app.send(count_down{3});
    BOOST_TEST(log == (journal{"3", "2", "1", "0"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_circle_through_optional_and_vector_runs_until_nothing_is_returned) {
    journal log;
    gulo::application app{gulo::handlers<serve, on_ping, on_pong>, log};
    app.send(start_ping{2});
    BOOST_TEST(log == (journal{"ping", "pong", "ping", "pong", "ping"}), boost::test_tools::per_element());
    log.clear();
    app.publish(ping{1});
    BOOST_TEST(log == (journal{"ping", "pong", "ping"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cascade_without_end_is_stopped_with_an_error_that_names_the_message) {
    journal log;
    gulo::application app{gulo::handlers<next>, log};
    BOOST_CHECK_EXCEPTION(app.send(count_down{1'000'000}), gulo::failure, [](const gulo::failure& error) {
        return error.code() == gulo::errc::cascade_too_deep && std::string{error.what()}.find("count_down") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_domain_event_becomes_an_integration_event_by_equal_field_names) {
    const gulo::testing::recorder recorder;
    gulo::application app{gulo::handlers<move_away>, gulo::maps<customer_moved_internally, customer_moved>, gulo::publishes<customer_moved>,
                          recorder.on(gulo::in_memory{})};
    app.send(move_customer{});
    const auto published = recorder.published<customer_moved>();
    BOOST_REQUIRE(published.size() == 1U);
    BOOST_TEST(published[0].message.customer == 7);
    BOOST_TEST(published[0].message.street == "Elm Street");
}

BOOST_AUTO_TEST_CASE(an_optional_field_without_a_source_stays_empty) {
    const customer_moved_far moved = gulo::map_fields<customer_moved_far>(customer_moved_internally{7, "Elm Street"});
    BOOST_TEST(moved.customer.value() == 7);
    BOOST_TEST(!moved.country.has_value());
}

BOOST_AUTO_TEST_CASE(events_of_a_set_are_routed_in_its_order) {
    journal log;
    gulo::application app{gulo::handlers<count_up, note_number>, log};
    app.send(count_set{});
    BOOST_TEST((log == journal{"1", "2"}));
}

BOOST_AUTO_TEST_CASE(a_domain_event_becomes_an_integration_event_by_a_handler) {
    const gulo::testing::recorder recorder;
    gulo::application app{gulo::handlers<do_rename, translate>, gulo::publishes<renamed>, recorder.on(gulo::in_memory{})};
    app.send(rename{});
    BOOST_REQUIRE(recorder.published<renamed>().size() == 1U);
    BOOST_TEST(recorder.published<renamed>()[0].message.new_name == "Ada");
}

BOOST_AUTO_TEST_CASE(publish_runs_local_handlers_and_publishes) {
    const gulo::testing::recorder recorder;
    journal log;
    gulo::application app{gulo::handlers<look_at_sign>, gulo::publishes<sign_turned>, recorder.on(gulo::in_memory{}), log};
    app.publish(sign_turned{});
    app.publish_many(std::vector<sign_turned>(2));
    BOOST_TEST(log.size() == 3U);
    BOOST_TEST(recorder.published<sign_turned>().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
