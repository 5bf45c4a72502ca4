#define BOOST_TEST_MODULE host_publish_all
#include <boost/test/unit_test.hpp>

#include <gulo/gulo.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

// Several messages to several topics, all or none.
namespace {

using gulo::errc;
using gulo::transaction_status;
using gulo::transaction_step;

struct debited {
    static constexpr std::string_view topic = "debited";
    int amount = 0;
};
struct credited {
    static constexpr std::string_view topic = "credited";
    int amount = 0;
};
void check(const credited& each) {
    if (each.amount < 0) throw std::runtime_error{"negative"};
}

struct fixture {
    std::shared_ptr<gulo::memory_broker> broker = std::make_shared<gulo::memory_broker>();
    gulo::application<std::remove_const_t<decltype(gulo::handlers<check>)>, std::remove_const_t<decltype(gulo::publishes<debited, credited>)>, gulo::in_memory>
        app{gulo::handlers<check>, gulo::publishes<debited, credited>, gulo::in_memory{broker}};

    std::size_t count(std::string_view topic) { return broker->log.records(topic).size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(publish_all, fixture)

BOOST_AUTO_TEST_CASE(k3_all_are_published) {
    app.publish_all(debited{5}, credited{5}, debited{6});
    app.publish_all(std::vector<credited>{{1}, {2}});
    BOOST_TEST(count("debited") == 2u);
    BOOST_TEST(count("credited") == 3u);
    BOOST_TEST(app.count().published == 5u);
}

BOOST_AUTO_TEST_CASE(k3_a_refused_message_keeps_all_back_and_the_next_ones_are_published) {
    broker->log.refuse("credited", gulo::error{errc::not_authorized, "not allowed"});
    BOOST_CHECK_EXCEPTION(app.publish_all(debited{5}, credited{5}), gulo::failure,
                          [](const gulo::failure& caught) { return caught.cause().code == errc::not_authorized; });
    BOOST_TEST(count("debited") == 0u);
    BOOST_TEST(app.count().publish_failures == 1u);
    broker->log.refuse("credited", std::nullopt);
    app.publish_all(debited{5}, credited{5});
    BOOST_TEST(count("debited") == 1u);
    BOOST_TEST(count("credited") == 1u);
}

BOOST_AUTO_TEST_CASE(k3_a_local_handler_that_throws_keeps_all_back) {
    BOOST_CHECK_THROW(app.publish_all(debited{5}, credited{-5}), std::runtime_error);
    BOOST_TEST(count("debited") == 0u);
}

BOOST_AUTO_TEST_CASE(k3_an_unknown_outcome_is_told_as_such) {
    broker->transactions.interfere([](transaction_step step, const gulo::outgoing_record*) -> std::optional<gulo::memory_transactions::fault> {
        if (step != transaction_step::commit) return std::nullopt;
        return gulo::memory_transactions::fault{{transaction_status::unknown, {errc::timed_out, "no answer"}, {}}, true};
    });
    BOOST_CHECK_EXCEPTION(app.publish_all(debited{5}, credited{5}), gulo::failure,
                          [](const gulo::failure& caught) { return caught.cause().code == errc::delivery_unknown; });
    broker->transactions.interfere({});
    app.publish_all(debited{5}, credited{5});
    BOOST_TEST(count("debited") == 2u);
}

BOOST_AUTO_TEST_CASE(k3_a_message_too_large_keeps_all_back) {
    broker->transactions.limit_records(10);
    BOOST_CHECK_EXCEPTION(app.publish_all(debited{5}, credited{5}), gulo::failure,
                          [](const gulo::failure& caught) { return caught.cause().code == errc::message_too_large; });
    BOOST_TEST(count("debited") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
