#define BOOST_TEST_MODULE host_explain
#include <gulo/gulo.hpp>

#include <boost/system/result.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

// gulo::explain: what the compiler saw of an application.
namespace shop {

using namespace std::chrono_literals;

struct place_order {
    std::string aggregate_id;
    int amount = 0;
};
struct order_placed {
    static constexpr std::string_view topic = "orders";
    std::string aggregate_id;
    int amount = 0;
};
struct order_refused {
    static constexpr auto wire = gulo::wire<gulo::plain_message>;
    std::string why;
};
struct order_counted {
    int amount = 0;
};
struct paid {
    static constexpr int version = 2;
    std::string partition_key() const { return order; }
    std::string order;
};
struct paid_v1 {
    int order = 0;
};
struct order_noted {
    int amount = 0;
};
struct guess {};
struct find_order {
    int number = 0;
};
struct order_view {
    int number = 0;
};
struct cancel {
    int number = 0;
};

struct storage {
    virtual ~storage() = default;
};
struct disk : storage {};
struct clerk {
    int open(const cancel&, storage&) const { return 1; }
};
struct timeout : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct unpaid : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct log_calls {
    void before(const place_order&) {}
};

std::tuple<order_placed, std::optional<order_refused>, int> place(const place_order& command, storage&, gulo::context&) {
    return {order_placed{command.aggregate_id, command.amount}, std::nullopt, 1};
}
void count(const order_placed&) {}
gulo::reply<order_view> find(const find_order& wanted) { return order_view{wanted.number}; }
boost::system::result<order_counted> note(const paid&) { return order_counted{}; }
void forget(const gulo::tombstone<paid>&) {}
paid newer(const paid_v1& old) { return {std::to_string(old.order)}; }

}  // namespace shop

namespace {

using namespace std::chrono_literals;
using namespace shop;

auto make(clerk& desk) {
    return gulo::application{gulo::handlers<place, count, find, &clerk::open, note, forget, [](const guess&) {}>,
                             gulo::publishes<order_placed, order_refused, order_counted, order_noted>,
                             gulo::subscribes<paid>,
                             gulo::maps<order_counted, order_noted>,
                             gulo::upcasts<newer>,
                             gulo::middleware<log_calls>,
                             gulo::retries<gulo::on<timeout>.retry(3).backoff(200ms).then_later(30s, 5min).then_park_key()>,
                             gulo::retries_of<note, gulo::on<unpaid>.when<[](const unpaid&) { return true; }>().then_discard()>,
                             gulo::in_memory{},
                             std::make_shared<disk>(),
                             desk};
}

struct explained_shop {
    clerk desk;
    decltype(make(desk)) app = make(desk);
};

/// The lines below the message's own, without what indents them.
std::vector<std::string> lines_about(const std::string& text, const std::string& message) {
    std::vector<std::string> lines;
    std::size_t begin = ("\n" + text).find("\n" + message + "\n");
    if (begin == std::string::npos) return lines;
    for (begin += message.size() + 1; begin < text.size() && text[begin] == ' ';) {
        const std::size_t end = text.find('\n', begin);
        const std::size_t first = text.find_first_not_of(' ', begin);
        lines.push_back(text.substr(first, end - first));
        begin = end + 1;
    }
    return lines;
}

void compare(const std::vector<std::string>& told, const std::vector<std::string>& wanted) {
    BOOST_CHECK_EQUAL_COLLECTIONS(told.begin(), told.end(), wanted.begin(), wanted.end());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_command_is_told_with_its_parameters_what_wraps_it_and_what_becomes_of_its_result) {
    explained_shop shop;
    compare(
        lines_about(gulo::explain(shop.app), "shop::place_order"),
        {"handled by  shop::place, because shop::place_order is its first parameter",  //
         "takes       shop::storage, from the service shop::disk, the only one that converts to it", "takes       gulo::context, made for each call",
         "inside      shop::log_calls, because it has a hook for this message; made for each call, as it has no state and no service is of its type",
         "returns     " + std::string{gulo::reflect::qualified_type_name<std::tuple<order_placed, std::optional<order_refused>, int>>()}, "shop::order_placed:",
         "published to the topic orders under the name order_placed, with metadata in a header, keyed by its aggregate_id, because of gulo::publishes",
         "handled here by shop::count, because that takes it", "shop::order_refused, each that is there:",
         "published to the topic integration-events.order_refused under the name order_refused, as the message by itself, without a key (it has "
         "neither "
         "partition_key() nor aggregate_id), because of gulo::publishes",
         "int:", "the response of send, because a value that is no struct is no message"});
}

BOOST_AUTO_TEST_CASE(a_subscribed_message_is_told_with_its_topic_older_versions_and_rules) {
    explained_shop shop;
    compare(
        lines_about(gulo::explain(shop.app), "shop::paid"),
        {"arrives     from the topic integration-events.paid under the name paid, with metadata in headers, or plain, because of gulo::subscribes",
         "arrives     version 1 is made into shop::paid by shop::newer, because of gulo::upcasts",
         "handled by  shop::note, because shop::paid is its first parameter",
         "on failure  shop::unpaid, where the rule's condition holds: not tried again in place; then it is discarded (rule of the handler)",
         "returns     " + std::string{gulo::reflect::qualified_type_name<boost::system::result<order_counted>>()}, "shop::order_counted, each that is there:",
         "published to the topic integration-events.order_counted under the name order_counted, with metadata in a header, without a key (it has "
         "neither partition_key() nor aggregate_id), because of gulo::publishes",
         "made into shop::order_noted by equal field names, because of gulo::maps",
         "its error:", "given back by send as it is; on a received record it is a failure like an exception",
         "on failure  shop::timeout: tried 4 times in place, after 200 ms and each time twice as long, at most 30 s; again after 30 s, 5 min; then its key is "
         "parked (rule of the application)",
         "on failure  every other exception: tried 3 times in place, after 100 ms and each time twice as long, at most 30 s; then to the dead-letter topic "
         "(the default)"});
}

BOOST_AUTO_TEST_CASE(responses_member_functions_and_deletions_are_told) {
    explained_shop shop;
    const std::string text = gulo::explain(shop.app);
    const std::vector<std::string> found = lines_about(text, "shop::find_order");
    BOOST_REQUIRE_EQUAL(found.size(), 4u);
    BOOST_TEST(found[2] == "shop::order_view:");
    BOOST_TEST(found[3] == "the response of send, because of gulo::reply");

    const std::vector<std::string> cancel = lines_about(text, "shop::cancel");
    BOOST_REQUIRE_GE(cancel.size(), 2u);
    BOOST_TEST(cancel[0] == "handled by  shop::clerk::open, because shop::cancel is its first parameter");
    BOOST_TEST(cancel[1] == "takes       shop::clerk, the service of that type");

    const std::vector<std::string> deletion = lines_about(text, "gulo::tombstone<shop::paid>");
    BOOST_REQUIRE_GE(deletion.size(), 2u);
    BOOST_TEST(deletion[0] == "arrives     as a record without a value, from the topic integration-events.paid, because of gulo::subscribes<shop::paid>");
    BOOST_TEST(deletion[1] == "handled by  shop::forget, because gulo::tombstone<shop::paid> is its first parameter");

    BOOST_TEST(lines_about(text, "shop::guess").at(0) == "handled by  a lambda, because shop::guess is its first parameter");
    BOOST_TEST(text.ends_with("transport     in memory\n"));
}

BOOST_AUTO_TEST_CASE(the_same_is_there_as_data) {
    explained_shop shop;
    const gulo::explanation all = gulo::explained(shop.app);
    BOOST_REQUIRE(!all.messages.empty());
    BOOST_TEST(all.messages.front().name == "shop::paid");
    for (const gulo::explained_message& each : all.messages) { BOOST_TEST_CONTEXT(each.name) BOOST_TEST((!each.handlers.empty() || !each.goes.empty())); }
}

BOOST_AUTO_TEST_CASE(without_a_transport_it_tells_the_commands) {
    gulo::application app{gulo::handlers<count>};
    BOOST_TEST(gulo::explain(app) ==
               "shop::order_placed\n  handled by  shop::count, because shop::order_placed is its first parameter\n    returns     nothing\n\n");
}

BOOST_AUTO_TEST_CASE(what_is_handled_twice_is_told) {
    gulo::application app{gulo::handlers<count>, gulo::publishes<order_placed>, gulo::subscribes<order_placed>, gulo::handles_twice<order_placed>,
                          gulo::in_memory{}};
    BOOST_TEST(gulo::explain(app).find("one that is returned or published here is handled at once, and again when it comes back, because of "
                                       "gulo::handles_twice") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_group_is_the_service_where_no_other_is_named) {
    const auto broker = std::make_shared<gulo::memory_broker>();
    gulo::application app{gulo::handlers<count>, gulo::subscribes<order_placed>, gulo::in_memory{broker}, gulo::settings{.service_name = "shop"}};
    BOOST_TEST(app.consuming().group == "shop");
    gulo::application configured{gulo::handlers<count>, gulo::subscribes<order_placed>, gulo::in_memory{broker, "stock"},
                                 gulo::settings{.service_name = "shop"}};
    BOOST_TEST(configured.consuming().group == "stock");
    gulo::application own{gulo::handlers<count>, gulo::subscribes<order_placed>, gulo::in_memory{broker, "stock"}, gulo::settings{.service_name = "shop"},
                          gulo::consumer_settings{.group = "own"}};
    BOOST_TEST(own.consuming().group == "own");
    gulo::application nameless{gulo::handlers<count>, gulo::subscribes<order_placed>, gulo::in_memory{broker}};
    BOOST_TEST(nameless.consuming().group == gulo::in_memory::default_group());
}
