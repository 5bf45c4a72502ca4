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
    static const std::vector<delivery_entry> entries{
        {"users", "user_created", nothing}, {"users", "user_deleted", nothing}, {"orders", "order_placed", nothing}};
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

namespace {

std::optional<error> nothing_to_delete(engine&, const incoming&, outbox&, const retry_rule*&) { return std::nullopt; }

// The types whose handlers are told of a deletion.
std::string deleted(const delivery_router& router, const std::vector<header_view>& headers) {
    const header_list list{headers};
    std::string types;
    for (const delivery_entry* each : router.find_tombstones("users", header_source{list}, "")) types.append(types.empty() ? "" : " ").append(each->type);
    return types.empty() ? "none" : types;
}

delivery_entry entry_with_tombstone(std::string_view type, std::span<const wire_reader* const> formats = {}) {
    delivery_entry entry{"users", type, nothing};
    entry.deliver_tombstone = nothing_to_delete;
    entry.formats = formats;
    return entry;
}

}  // namespace

BOOST_AUTO_TEST_CASE(c8_a_deletion_goes_only_to_the_type_that_any_header_names) {
    const std::vector<std::vector<delivery_entry>> topics{
        {entry_with_tombstone("user"), entry_with_tombstone("address")},
        {entry_with_tombstone("user", wire_choice<cloudevents>::readers()), entry_with_tombstone("address", wire_choice<cloudevents>::readers())},
        {entry_with_tombstone("user", wire_choice<event_envelope>::readers()), entry_with_tombstone("address", wire_choice<event_envelope>::readers())},
        {entry_with_tombstone("user", wire_choice<cloudevents, default_format>::readers()), entry_with_tombstone("address")}};
    for (const auto& entries : topics) {
        const delivery_router router{entries};
        BOOST_TEST(deleted(router, {}) == "user address");
        BOOST_TEST(deleted(router, {{"event_id", "1"}, {"event_type", ""}, {"gulo", "id=1"}, {"ce_type", std::nullopt}}) == "user address");
        BOOST_TEST(deleted(router, {{"event_type", "user"}}) == "user");
        BOOST_TEST(deleted(router, {{"gulo", "type=address;id=1"}}) == "address");
        BOOST_TEST(deleted(router, {{"gulo", "type=%75ser"}}) == "user");
        BOOST_TEST(deleted(router, {{"ce_type", "user"}}) == "user");
        BOOST_TEST(deleted(router, {{"ce_specversion", "1.0"}, {"ce_type", "user"}}) == "user");
        BOOST_TEST(deleted(router, {{"ce_specversion", "0.3"}, {"ce_type", "address"}, {"ce_id", "1"}, {"ce_source", "/"}}) == "address");
        BOOST_TEST(deleted(router, {{"ce_type", "order"}}) == "none");
        BOOST_TEST(deleted(router, {{"event_type", "order"}}) == "none");
        BOOST_TEST(deleted(router, {{"gulo", "type=order"}}) == "none");
    }
}
