// What a handler learns about its message, and what is stamped on what it publishes.

#include <gulo/gulo.hpp>
#include <gulo/testing/recorder.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

namespace context_case {

struct seen {
    std::string message, correlation, causation;
};
struct begin_work {};
struct work_begun {};
struct work_done {};

work_begun begin(const begin_work&, gulo::context& about, std::vector<seen>& log) {
    log.push_back({std::string{about.message_id()}, std::string{about.correlation_id()}, std::string{about.causation_id()}});
    return {};
}
work_done finish(const work_begun&, const gulo::context& about, std::vector<seen>& log) {
    log.push_back({std::string{about.message_id()}, std::string{about.correlation_id()}, std::string{about.causation_id()}});
    return {};
}

}  // namespace context_case

using namespace context_case;

BOOST_AUTO_TEST_SUITE(context)

BOOST_AUTO_TEST_CASE(ids_form_a_chain_from_the_command_to_the_last_event) {
    const gulo::testing::recorder recorder;
    std::vector<seen> log;
    gulo::application app{gulo::handlers<begin, finish>, gulo::publishes<work_begun, work_done>, recorder.on(gulo::in_memory{}), log,
                          gulo::settings{.service_name = "worker"}};
    app.send(begin_work{});
    BOOST_REQUIRE(log.size() == 2U);
    BOOST_TEST(gulo::uuid::parse(log[0].message).has_value());
    BOOST_TEST(log[0].correlation == log[0].message);
    BOOST_TEST(log[0].causation.empty());
    BOOST_TEST(log[1].correlation == log[0].message);
    BOOST_TEST(log[1].causation == log[0].message);

    const auto records = recorder.records();
    BOOST_REQUIRE(records.size() == 2U);
    BOOST_TEST(records[0].about.id == log[1].message);
    BOOST_TEST(records[0].about.causation_id == log[0].message);
    BOOST_TEST(records[1].about.causation_id == log[1].message);
    BOOST_TEST(records[1].about.correlation_id == log[0].message);
    BOOST_TEST(records[1].about.source == "worker");
}

BOOST_AUTO_TEST_CASE(each_operation_has_ids_of_its_own) {
    const gulo::testing::recorder recorder;
    std::vector<seen> log;
    gulo::application app{gulo::handlers<begin, finish>, gulo::publishes<work_begun, work_done>, recorder.on(gulo::in_memory{}), log};
    app.send(begin_work{});
    app.send(begin_work{});
    BOOST_REQUIRE(log.size() == 4U);
    BOOST_TEST(log[0].message != log[2].message);
    BOOST_TEST(log[0].correlation != log[2].correlation);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
