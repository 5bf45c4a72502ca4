// The headers of a parked record (rule D1).
#include <gulo/consume/dead_letter.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace gulo::consume;
using gulo::header_view;
using namespace std::string_view_literals;

namespace {

using header = std::pair<std::string, std::optional<std::string>>;

struct failed_record {
    std::vector<header> headers;

    std::string_view topic() const { return "orders"; }
    std::int32_t partition() const { return 3; }
    std::int64_t offset() const { return 5'000'000'000; }
    gulo::timestamp time() const { return gulo::timestamp{std::chrono::microseconds{1'700'000'000'123'456}}; }
    template <class Visit>
    void for_each_header(Visit&& visit) const {
        for (const auto& [name, value] : headers) visit(header_view{name, value ? std::optional<std::string_view>{*value} : std::nullopt});
    }
};

const failure_history why{"std::runtime_error", "no such customer", "order_placed", gulo::timestamp{std::chrono::microseconds{1'700'000'001'000'999}},
                          gulo::timestamp{std::chrono::microseconds{1'700'000'002'500'000}}};

std::vector<header> copy(const std::vector<header_view>& views) {
    std::vector<header> all;
    for (const header_view& each : views) all.emplace_back(each.name, each.value ? std::optional<std::string>{*each.value} : std::nullopt);
    return all;
}

std::vector<header> park(const failed_record& record, int attempts = 3, const failure_history& history = why, std::string_view trace = "trace-1") {
    return copy(dead_letter_headers{record, "billing", attempts, history, trace}.views());
}

std::string value(const std::vector<header>& all, std::string_view name) {
    BOOST_TEST(std::ranges::count(all, name, &header::first) == 1, name);
    const auto found = std::ranges::find(all, name, &header::first);
    return found != all.end() && found->second ? *found->second : "(none)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dead_letters)

BOOST_AUTO_TEST_CASE(d1_where_it_came_from_and_why_it_is_here) {
    const auto all = park({});
    BOOST_TEST(all.size() == 13u);
    BOOST_TEST(value(all, "gulo-original-topic") == "orders");
    BOOST_TEST(value(all, "gulo-original-partition") == "3");
    BOOST_TEST(value(all, "gulo-original-offset") == "5000000000");
    BOOST_TEST(value(all, "gulo-original-timestamp") == "1700000000123");
    BOOST_TEST(value(all, "gulo-consumer-group") == "billing");
    BOOST_TEST(value(all, "gulo-handler") == "order_placed");
    BOOST_TEST(value(all, "gulo-exception-type") == "std::runtime_error");
    BOOST_TEST(value(all, "gulo-exception-message") == "no such customer");
    BOOST_TEST(value(all, "gulo-attempts") == "3");
    BOOST_TEST(value(all, "gulo-first-failure-time") == "1700000001000");
    BOOST_TEST(value(all, "gulo-last-failure-time") == "1700000002500");
    BOOST_TEST(value(all, "gulo-trace-id") == "trace-1");
    BOOST_TEST(value(all, "gulo-replay-count") == "0");
}

BOOST_AUTO_TEST_CASE(d1_the_original_headers_stay_byte_for_byte_and_in_order) {
    const std::vector<header> original{{"b", "2"},
                                       {"a", std::string("\0\xff\x01 \xc3\xa4", 6)},
                                       {"b", "1"},
                                       {"empty", ""},
                                       {"null", std::nullopt},
                                       {"", "nameless"},
                                       {"a", std::string("\0\xff\x01 \xc3\xa4", 6)},
                                       {"gulo", "type=x"},
                                       {"gulo-original", "not ours"}};
    const auto all = park({original});
    BOOST_REQUIRE(all.size() == original.size() + 13);
    BOOST_TEST((std::vector<header>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(original.size())) == original));
}

BOOST_AUTO_TEST_CASE(d1_parked_again_our_headers_are_replaced_and_not_stacked) {
    failed_record record{{{"mine", "1"}, {"gulo-replay-count", "4"}}};
    for (int round = 1; round <= 5; ++round) {
        record.headers = park(record, round);
        BOOST_TEST(record.headers.size() == 14u);
        BOOST_TEST(value(record.headers, "gulo-attempts") == std::to_string(round));
        BOOST_TEST(value(record.headers, "gulo-replay-count") == "4");  // the replay counts, parking does not
        BOOST_TEST(value(record.headers, "mine") == "1");
    }
}

BOOST_AUTO_TEST_CASE(hostile_copies_of_our_headers_are_replaced) {
    const failed_record record{
        {{"gulo-attempts", std::nullopt}, {"gulo-attempts", "x"}, {"gulo-replay-count", std::nullopt}, {"gulo-original-topic", "elsewhere"}}};
    const auto all = park(record);
    BOOST_TEST(all.size() == 13u);
    BOOST_TEST(value(all, "gulo-original-topic") == "orders");
    BOOST_TEST(value(all, "gulo-replay-count") == "0");
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut) {
    failure_history endless = why;
    endless.message.assign(1'000'000, 'm');
    endless.type.assign(1'000'000, 't');
    const auto all = park({}, 1, endless, std::string(1'000'000, 'i'));
    for (const auto& [name, text] : all) BOOST_TEST(text->size() <= longest_reason, name);
    BOOST_TEST(value(all, "gulo-exception-message").size() == longest_reason);
}

BOOST_AUTO_TEST_CASE(a_cut_text_is_still_utf8) {
    failure_history endless = why;
    endless.message = std::string(longest_reason - 1, 'm') + "\xe2\x82\xac and more";  // a euro sign over the edge
    BOOST_TEST(value(park({}, 1, endless), "gulo-exception-message") == std::string(longest_reason - 1, 'm'));
    endless.message.assign(2 * longest_reason, '\x80');  // no text at all: cut where it has to be
    BOOST_TEST(value(park({}, 1, endless), "gulo-exception-message").size() <= longest_reason);
}

BOOST_AUTO_TEST_SUITE_END()
