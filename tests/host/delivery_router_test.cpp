#define BOOST_TEST_MODULE host_delivery_router
// Which subscribed message a record is.
#include <gulo/host/delivery_router.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace gulo;

namespace {

std::optional<error> nothing(engine&, const incoming&, outbox&, const retry_rule*&) { return std::nullopt; }

const delivery_router& router() {
    static const std::vector<delivery_entry> entries{{"users", "user_created", nothing}, {"users", "user_deleted", nothing}, {"orders", "order_placed", nothing}};
    static const delivery_router made{entries};
    return made;
}

delivery_router::match find(std::string_view topic, const std::vector<header_view>& headers) {
    const header_list list{headers};
    return router().find(topic, header_source{list});
}

std::string found(std::string_view topic, const std::vector<header_view>& headers) {
    const auto match = find(topic, headers);
    BOOST_TEST((match.entry == nullptr) == !match.problem.empty());
    return match.entry != nullptr ? std::string{match.entry->type} : "none";
}

}  // namespace

BOOST_AUTO_TEST_CASE(topics_are_listed_once) {
    BOOST_TEST((router().topics() == std::vector<std::string>{"users", "orders"}));
    BOOST_TEST(delivery_router{{}}.topics().empty());
}

BOOST_AUTO_TEST_CASE(the_type_in_the_headers_decides) {
    BOOST_TEST(found("users", {{"gulo", "type=user_deleted;id=1"}}) == "user_deleted");
    BOOST_TEST(found("users", {{"event_type", "user_created"}}) == "user_created");
    BOOST_TEST(found("users", {{"gulo", "type=user%5Fcreated"}}) == "user_created");
    BOOST_TEST(found("users", {{"event_type", "order_placed"}}) == "none");  // handled, but not on this topic
}

BOOST_AUTO_TEST_CASE(without_a_type_the_topic_decides_if_it_can) {
    BOOST_TEST(found("orders", {}) == "order_placed");
    BOOST_TEST(found("orders", {{"event_type", ""}, {"gulo", "id=1"}}) == "order_placed");
    BOOST_TEST(found("orders", {{"event_type", std::nullopt}}) == "order_placed");
    BOOST_TEST(found("users", {}) == "none");
    BOOST_TEST(find("users", {}).problem.find("event_type") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_not_found_says_what_it_was) {
    const auto unknown = find("orders", {{"event_type", "order_lost"}});
    BOOST_TEST(unknown.entry == nullptr);
    BOOST_TEST(unknown.problem.find("order_lost") != std::string::npos);
    BOOST_TEST(unknown.problem.find("orders") != std::string::npos);
    BOOST_TEST(find("elsewhere", {}).problem.find("elsewhere") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_hostile_type_is_shown_short_and_on_one_line) {
    const std::string type = "a\nb\x1b" + std::string(1'000'000, 'x');
    const auto unknown = find("orders", {{"event_type", type}});
    BOOST_TEST(unknown.problem.size() < 400u);
    BOOST_TEST(unknown.problem.find('\n') == std::string::npos);
    BOOST_TEST(unknown.problem.find('\x1b') == std::string::npos);
    BOOST_TEST(found("users", {{"gulo", "type=%00;type"}}) == "none");
}
