// Middleware: before, after, around, on error; for all messages or for those it names.

#include <gulo/gulo.hpp>

#include <boost/test/unit_test.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace middleware_case {

using journal = std::vector<std::string>;

struct buy {
    int amount = 0;
};
struct sell {
    int amount = 0;
};

int do_buy(const buy& command, journal& log) {
    log.push_back("buy");
    if (command.amount < 0) throw std::invalid_argument{"negative"};
    return command.amount;
}
void do_sell(const sell&, journal& log) { log.push_back("sell"); }

struct audit {
    journal& log;
    template <class Message>
    void before(const Message&) {
        log.push_back("audit before");
    }
    template <class Message>
    void after(const Message&, gulo::context& about) {
        log.push_back(about.message_id().empty() ? "audit without id" : "audit after");
    }
    template <class Message>
    void on_error(const Message&, const std::exception_ptr& error) {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& caught) { log.push_back(std::string{"audit "} + caught.what()); }
    }
};

struct double_purchases {
    template <class Next>
    auto around(const buy&, Next&& next) {
        return 2 * next();
    }
};

struct refuse_sales {
    void before(const sell&) { throw std::runtime_error{"closed"}; }
};

struct shop : gulo::component<gulo::handlers<do_buy>, gulo::middleware<double_purchases>> {};
struct exchange : gulo::component<gulo::handlers<do_sell>> {};

}  // namespace middleware_case

using namespace middleware_case;

BOOST_AUTO_TEST_SUITE(middleware)

BOOST_AUTO_TEST_CASE(a_template_applies_to_all_messages_and_wraps_the_handler) {
    journal log;
    gulo::application app{gulo::handlers<do_buy, do_sell>, gulo::middleware<audit>, audit{log}, log};
    BOOST_TEST(app.send(buy{2}) == 2);
    app.send(sell{1});
    BOOST_TEST(log == (journal{"audit before", "buy", "audit after", "audit before", "sell", "audit after"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_error_is_shown_and_goes_on) {
    journal log;
    gulo::application app{gulo::handlers<do_buy>, gulo::middleware<audit>, audit{log}, log};
    BOOST_CHECK_THROW(app.send(buy{-1}), std::invalid_argument);
    BOOST_TEST(log == (journal{"audit before", "buy", "audit negative"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(around_may_change_the_result_of_the_messages_it_names) {
    journal log;
    gulo::application app{gulo::handlers<do_buy, do_sell>, gulo::middleware<double_purchases>, log};
    BOOST_TEST(app.send(buy{21}) == 42);
    app.send(sell{});
    BOOST_TEST(log == (journal{"buy", "sell"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(before_can_refuse) {
    journal log;
    gulo::application app{gulo::handlers<do_sell>, gulo::middleware<refuse_sales>, log};
    BOOST_CHECK_THROW(app.send(sell{}), std::runtime_error);
    BOOST_TEST(log.empty());
}

BOOST_AUTO_TEST_CASE(the_first_is_the_outermost_and_a_components_own_is_inside) {
    journal log;
    gulo::application app{shop{}, exchange{}, gulo::middleware<audit>, audit{log}, log};
    BOOST_TEST(app.send(buy{5}) == 10);
    app.send(sell{});
    BOOST_TEST(log.size() == 6U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
