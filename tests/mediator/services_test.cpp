// Services: owned and borrowed, seen through pointers, found by exact type first and then by base.

#include <gulo/gulo.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

namespace {

namespace services_case {

struct counter {
    int value = 0;
};
struct mailer {
    virtual ~mailer() = default;
    virtual std::string name() const { return "mailer"; }
};
struct smtp_mailer final : mailer {
    std::string name() const override { return "smtp"; }
};
struct settings {
    int limit = 0;
};

struct increase {};
struct who_mails {};
struct who_mails_by_smtp {};
struct read_limit {};
struct share {};
struct place {
    int amount = 0;
};
struct total {};

int do_increase(const increase&, counter& count) { return ++count.value; }
std::string mails(who_mails, const mailer& by) { return by.name(); }
std::string mails_by_smtp(const who_mails_by_smtp&, const smtp_mailer& by) { return by.name(); }
int limit(const read_limit&, const settings& given) { return given.limit; }
long uses(const share&, const std::shared_ptr<mailer>& shared) { return shared.use_count(); }

struct orders {
    int sum = 0;
    void add(const place& command, counter& count) {
        sum += command.amount;
        ++count.value;
    }
    int so_far(const total&) const noexcept { return sum; }
};

inline constexpr auto twice = [](const place& command) { return 2 * command.amount; };

}  // namespace services_case

using namespace services_case;

BOOST_AUTO_TEST_SUITE(services)

BOOST_AUTO_TEST_CASE(an_lvalue_is_borrowed) {
    counter mine;
    gulo::application app{gulo::handlers<do_increase>, mine};
    app.send(increase{});
    BOOST_TEST(mine.value == 1);
}

BOOST_AUTO_TEST_CASE(a_value_is_owned) {
    gulo::application app{gulo::handlers<do_increase>, counter{41}};
    BOOST_TEST(app.send(increase{}) == 42);
}

BOOST_AUTO_TEST_CASE(smart_pointers_are_seen_through) {
    const auto shared = std::make_shared<counter>();
    gulo::application app{gulo::handlers<do_increase, mails>, shared, std::make_unique<smtp_mailer>()};
    app.send(increase{});
    BOOST_TEST(shared->value == 1);
    BOOST_TEST(app.send(who_mails{}) == "smtp");
}

BOOST_AUTO_TEST_CASE(the_pointer_itself_can_be_asked_for) {
    const std::shared_ptr<mailer> shared = std::make_shared<smtp_mailer>();
    gulo::application app{gulo::handlers<uses, mails>, shared};
    BOOST_TEST(app.send(share{}) == 1);
    BOOST_TEST(app.send(who_mails{}) == "smtp");
}

BOOST_AUTO_TEST_CASE(a_shared_pointer_converts_to_one_to_a_base) {
    gulo::application app{gulo::handlers<uses>, std::make_shared<smtp_mailer>()};
    BOOST_TEST(app.send(share{}) == 2);  // the application's, and the one that was made for the call
}

BOOST_AUTO_TEST_CASE(the_exact_type_goes_before_a_base) {
    mailer plain;
    smtp_mailer smtp;
    gulo::application app{gulo::handlers<mails, mails_by_smtp>, smtp, plain};
    BOOST_TEST(app.send(who_mails{}) == "mailer");
    BOOST_TEST(app.send(who_mails_by_smtp{}) == "smtp");
}

BOOST_AUTO_TEST_CASE(a_const_service_serves_who_does_not_change_it) {
    const services_case::settings given{5};
    gulo::application app{gulo::handlers<limit>, given};
    BOOST_TEST(app.send(read_limit{}) == 5);
}

BOOST_AUTO_TEST_CASE(member_functions_are_handlers_and_their_object_is_a_service) {
    orders book;
    counter count;
    gulo::application app{gulo::handlers<&orders::add, &orders::so_far>, book, count};
    app.send(place{3});
    app.send(place{4});
    BOOST_TEST(app.send(total{}) == 7);
    BOOST_TEST(count.value == 2);
}

BOOST_AUTO_TEST_CASE(a_lambda_without_captures_is_a_handler) {
    gulo::application app{gulo::handlers<twice>};
    BOOST_TEST(app.send(place{21}) == 42);
}

BOOST_AUTO_TEST_CASE(an_empty_pointer_is_refused_with_its_type) {
    std::shared_ptr<counter> nobody;
    const auto make = [&] { gulo::application app{gulo::handlers<do_increase>, nobody}; };
    BOOST_CHECK_EXCEPTION(make(), gulo::failure, [](const gulo::failure& error) {
        return error.code() == gulo::errc::invalid_configuration && std::string{error.what()}.find("counter") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
