// Retry topics: names, headers that tell a record's way, due times that nobody can make absurd.

#include <gulo/consume/retry_topic.hpp>
#include <gulo/transport/memory_consumer.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace gulo::consume;
using gulo::timestamp;

constexpr timestamp now{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

struct log_fixture {
    gulo::virtual_clock clock;
    gulo::memory_log log{clock};

    gulo::memory_log::record_pointer put(const std::vector<gulo::header_view>& headers) {
        log.create_topic("orders.billing.retry-30s", 1);
        const auto where = log.append({"orders.billing.retry-30s", 0, "k", "v", headers, now});
        return log.read({"orders.billing.retry-30s", 0}, where->offset);
    }
    static gulo::memory_record visible(const gulo::memory_log::record_pointer& record) { return gulo::memory_record{record}; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(retry_topic, log_fixture)

BOOST_AUTO_TEST_CASE(r6_one_topic_for_each_group_and_delay) {
    BOOST_TEST(retry_topic_name("orders", "billing", 30s) == "orders.billing.retry-30s");
    BOOST_TEST(retry_topic_name("orders", "billing", 5min) == "orders.billing.retry-5m");
    BOOST_TEST(delay_text(500ms) == "500ms");
    BOOST_TEST(delay_text(90s) == "90s");
    BOOST_TEST(delay_text(36h) == "36h");
    BOOST_TEST(delay_text(1'500ms) == "1500ms");
}

BOOST_AUTO_TEST_CASE(r6_the_due_time_is_the_header_unless_it_is_malformed_or_absurd) {
    const auto due = [](std::optional<timestamp> header, timestamp time = now - 10s) { return due_time(header, time, 30s, 5min, now); };
    BOOST_CHECK(due(now + 7s) == now + 7s);
    BOOST_CHECK(due(now - 1h) == now - 1h);
    BOOST_CHECK(due(std::nullopt) == now + 20s);
    BOOST_CHECK(due(now + 5min + 24h) == now + 5min + 24h);
    BOOST_CHECK(due(now + 5min + 24h + 1s) == now + 20s);
    // A record's own time is not believed either when it lies in the future.
    BOOST_CHECK(due(std::nullopt, now + 48h) == now + 30s);
}

BOOST_AUTO_TEST_CASE(texts_of_times_and_numbers) {
    using namespace header_text;
    BOOST_CHECK(time("1000") == timestamp{1s});
    for (const char* const text : {"", "-1", "1.5", "1000 ", " 1", "+1", "0x10", "99999999999999999999", "253402300799001", "NaN"}) BOOST_CHECK(!time(text));
    BOOST_CHECK(!time(std::nullopt));
    BOOST_CHECK(number<std::int32_t>("2147483648") == std::nullopt);
}

BOOST_AUTO_TEST_CASE(r6_a_record_keeps_its_first_origin_and_counts_on) {
    const auto record = put({{"gulo-original-topic", "orders"},
                             {"gulo-original-partition", "3"},
                             {"gulo-original-offset", "17"},
                             {"gulo-original-timestamp", "5000"},
                             {"gulo-attempts", "4"},
                             {"gulo-retry-stage", "2"},
                             {"gulo-first-failure-time", "6000"}});
    const journey found = read_journey(visible(record), "orders");
    BOOST_TEST(found.from.topic == "orders");
    BOOST_TEST(found.from.partition == 3);
    BOOST_TEST(found.from.offset == 17);
    BOOST_CHECK(found.from.time == timestamp{5s});
    BOOST_TEST(found.attempts == 4);
    BOOST_TEST(found.stage == 2u);
    BOOST_CHECK(found.first_failure == timestamp{6s});
}

BOOST_AUTO_TEST_CASE(hostile_headers_count_as_none) {
    for (const char* const text : {"", "-7", "x", "99999999999999999999999"}) {
        const auto record = put({{"gulo-original-topic", "other"},
                                 {"gulo-original-partition", text},
                                 {"gulo-original-offset", text},
                                 {"gulo-original-timestamp", text},
                                 {"gulo-attempts", text},
                                 {"gulo-retry-stage", text},
                                 {"gulo-first-failure-time", text}});
        const journey found = read_journey(visible(record), "orders");
        BOOST_TEST(found.from.topic == "orders");
        BOOST_TEST(found.from.partition == 0);
        BOOST_TEST(found.from.offset == record->offset());
        BOOST_CHECK(found.from.time == now);
        BOOST_TEST(found.attempts == 1);
        BOOST_TEST(found.stage == 1u);
        BOOST_CHECK(!found.first_failure);
    }
}

BOOST_AUTO_TEST_CASE(r6_headers_are_replaced_not_stacked) {
    const auto record =
        put({{"mine", "1"}, {"gulo-original-topic", "orders"}, {"gulo-retry-due", "1"}, {"gulo-retry-stage", "1"}, {"gulo-target-group", "billing"}});
    const auto view = visible(record);
    const dead_letter_headers headers{view, {"orders", 3, 17, timestamp{5s}}, "billing", 5, {}, "", {{retry_header::due, "2"}, {retry_header::stage, "2"}}};
    const auto count = [&](std::string_view name) {
        return std::ranges::count_if(headers.views(), [&](const gulo::header_view& each) { return each.name == name; });
    };
    for (const std::string_view name : {"mine", "gulo-original-topic", "gulo-original-offset", "gulo-retry-due", "gulo-retry-stage", "gulo-attempts"})
        BOOST_TEST(count(name) == 1);
    BOOST_TEST(count("gulo-target-group") == 0);
    for (const auto& each : headers.views()) {
        if (each.name == "gulo-original-offset") BOOST_TEST(*each.value == "17");
        if (each.name == "gulo-retry-due") BOOST_TEST(*each.value == "2");
    }
}

BOOST_AUTO_TEST_SUITE_END()
