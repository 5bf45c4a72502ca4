// Every shape of a handler's result: what is the response, and what goes where.

#include <gulo/gulo.hpp>
#include <gulo/testing/recorder.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace {

namespace return_shapes {

struct first_happened {
    int number = 0;
};
struct second_happened {
    std::string text;
};
struct view {
    int number = 0;
    std::string text;
};

struct ask_nothing {};
struct ask_number {};
struct ask_event {};
struct ask_both {};
struct ask_maybe {
    bool yes = false;
};
struct ask_many {
    int count = 0;
};
struct ask_variant {
    int which = 0;
};
struct ask_struct {};
struct ask_result {};
struct ask_expected {
    bool fails = false;
};
struct ask_expected_event {
    bool fails = false;
};
struct ask_map {};
struct ask_all {};

struct result_of_ask {
    int answer = 0;
    std::vector<first_happened> domain_events;
    std::optional<second_happened> integration_events;
};

void nothing(const ask_nothing&) {}
int number(const ask_number&) { return 42; }
first_happened event(const ask_event&) { return {1}; }
std::tuple<std::string, first_happened, second_happened> both(const ask_both&) { return {"response", {2}, {"two"}}; }
std::optional<first_happened> maybe(const ask_maybe& ask) { return ask.yes ? std::optional{first_happened{3}} : std::nullopt; }
std::vector<first_happened> many(const ask_many& ask) {
    std::vector<first_happened> events;
    for (int index = 0; index < ask.count; ++index) events.push_back({index});
    return events;
}
std::variant<std::monostate, first_happened, second_happened> one_of(const ask_variant& ask) {
    if (ask.which == 1) return first_happened{4};
    if (ask.which == 2) return second_happened{"five"};
    return {};
}
gulo::reply<view> a_view(const ask_struct&) { return view{6, "six"}; }
result_of_ask with_members(const ask_result&) { return {7, {{71}, {72}}, second_happened{"seven"}}; }
gulo::result<std::tuple<int, first_happened>> expected(const ask_expected& ask) {
    if (ask.fails) return gulo::error{gulo::errc::handler_failed, "no"};
    return std::tuple{8, first_happened{8}};
}
gulo::result<first_happened> expected_event(const ask_expected_event& ask) {
    if (ask.fails) return gulo::error{gulo::errc::handler_failed, "no"};
    return first_happened{9};
}
std::map<std::string, std::vector<int>> a_map(const ask_map&) { return {{"a", {1, 2}}}; }
std::tuple<std::optional<first_happened>, int, std::vector<second_happened>> all(const ask_all&) { return {first_happened{10}, 10, {{"ten"}, {"eleven"}}}; }

struct fixture {
    gulo::testing::recorder recorder;

    template <class Command>
    auto sent(const Command& command) {
        recorder.clear();
        gulo::application app{gulo::handlers<nothing, number, event, both, maybe, many, one_of, a_view, with_members, expected, expected_event, a_map, all>,
                              gulo::publishes<first_happened, second_happened>, recorder.on(gulo::in_memory{})};
        return app.send(command);
    }

    std::vector<int> numbers() const {
        std::vector<int> all;
        for (const auto& each : recorder.published<first_happened>()) all.push_back(each.message.number);
        return all;
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> all;
        for (const auto& each : recorder.published<second_happened>()) all.push_back(each.message.text);
        return all;
    }
};

}  // namespace return_shapes

using namespace return_shapes;

BOOST_FIXTURE_TEST_SUITE(shapes_of_results, fixture)

BOOST_AUTO_TEST_CASE(nothing_is_nothing) {
    sent(ask_nothing{});
    BOOST_TEST(recorder.records().empty());
}

BOOST_AUTO_TEST_CASE(a_number_is_a_response) {
    BOOST_TEST(sent(ask_number{}) == 42);
    BOOST_TEST(recorder.records().empty());
}

BOOST_AUTO_TEST_CASE(an_event_is_published) {
    sent(ask_event{});
    BOOST_TEST(numbers() == std::vector{1});
}

BOOST_AUTO_TEST_CASE(a_tuple_holds_a_response_and_events) {
    BOOST_TEST(sent(ask_both{}) == "response");
    BOOST_TEST(numbers() == std::vector{2});
    BOOST_TEST(texts() == std::vector<std::string>{"two"});
}

BOOST_AUTO_TEST_CASE(an_optional_event_may_be_absent) {
    sent(ask_maybe{false});
    BOOST_TEST(numbers().empty());
    sent(ask_maybe{true});
    BOOST_TEST(numbers() == std::vector{3});
}

BOOST_AUTO_TEST_CASE(a_vector_keeps_its_order) {
    sent(ask_many{4});
    BOOST_TEST(numbers() == (std::vector{0, 1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(a_variant_is_the_event_it_holds) {
    sent(ask_variant{0});
    BOOST_TEST(recorder.records().empty());
    sent(ask_variant{1});
    BOOST_TEST(numbers() == std::vector{4});
    sent(ask_variant{2});
    BOOST_TEST(texts() == std::vector<std::string>{"five"});
}

BOOST_AUTO_TEST_CASE(a_reply_is_a_response_though_it_is_a_struct) {
    const view answer = sent(ask_struct{});
    BOOST_TEST(answer.number == 6);
    BOOST_TEST(answer.text == "six");
    BOOST_TEST(recorder.records().empty());
}

BOOST_AUTO_TEST_CASE(members_for_events_are_taken_and_the_rest_is_the_response) {
    const result_of_ask answer = sent(ask_result{});
    BOOST_TEST(answer.answer == 7);
    BOOST_TEST(answer.domain_events.empty());
    BOOST_TEST(!answer.integration_events.has_value());
    BOOST_TEST(numbers() == (std::vector{71, 72}));
    BOOST_TEST(texts() == std::vector<std::string>{"seven"});
}

BOOST_AUTO_TEST_CASE(an_expected_value_gives_the_response_and_an_error_publishes_nothing) {
    const gulo::result<int> good = sent(ask_expected{false});
    BOOST_TEST(good.value() == 8);
    BOOST_TEST(numbers() == std::vector{8});
    const gulo::result<int> bad = sent(ask_expected{true});
    BOOST_TEST(bad.has_error());
    BOOST_TEST(numbers().empty());
}

BOOST_AUTO_TEST_CASE(an_expected_event_without_a_response) {
    const gulo::result<void> good = sent(ask_expected_event{false});
    BOOST_TEST(good.has_value());
    BOOST_TEST(numbers() == std::vector{9});
    const gulo::result<void> bad = sent(ask_expected_event{true});
    BOOST_TEST(bad.has_error());
    BOOST_TEST(numbers().empty());
}

BOOST_AUTO_TEST_CASE(containers_of_values_are_responses) {
    BOOST_TEST(sent(ask_map{}).at("a").size() == 2U);
    BOOST_TEST(recorder.records().empty());
}

BOOST_AUTO_TEST_CASE(everything_in_one_tuple) {
    BOOST_TEST(sent(ask_all{}) == 10);
    BOOST_TEST(numbers() == std::vector{10});
    BOOST_TEST(texts() == (std::vector<std::string>{"ten", "eleven"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
