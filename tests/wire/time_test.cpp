// Times, priorities and traces as other systems write them.

#include <gulo/codec/time_from_text.hpp>
#include <gulo/message/priority.hpp>
#include <gulo/message/trace_parent.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;

std::int64_t microseconds(std::string_view text) {
    const auto time = gulo::read_time_text(text);
    return time ? time->time_since_epoch().count() : -1;
}

struct fire {
    static constexpr auto priority = gulo::priority::critical;
};
struct task {
    gulo::priority priority = gulo::priority::low;
};
struct stock {
    int left = 0;
    gulo::priority priority() const { return left == 0 ? gulo::priority::critical : gulo::priority::low; }
};
struct ticket {
    std::string priority = "high";  // a field of the message's own
};

}  // namespace

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(times) {
    const std::int64_t moment = gulo::timestamp{std::chrono::sys_days{2024y / 1 / 15} + 10h + 1us}.time_since_epoch().count();
    BOOST_TEST(microseconds("2024-01-15T10:00:00.000001Z") == moment);
    BOOST_TEST(microseconds("2024-01-15T10:00:00.000001") == moment);  // Python's isoformat() of a time without a zone
    BOOST_TEST(microseconds("2024-01-15 10:00:00.000001") == moment);
    BOOST_TEST(microseconds("2024-01-15T10:00:00.000001+00:00") == moment);
    BOOST_TEST(microseconds("2024-01-15T08:00:00.000001999-02:00") == moment);
    BOOST_TEST(microseconds("2024-01-15T10:00:00") == moment - 1);
    for (const std::string_view bad : {"", "now", "2024-01-15", "2024-01-15T10:00", "2024-13-15T10:00:00Z", "2024-01-15T10:00:00Zx", "2024-01-15T10:00:00+1"})
        BOOST_TEST(microseconds(bad) == -1, bad);
    BOOST_TEST(microseconds("2024-01-15T10:00:00." + std::string(1'000, '1')) == -1);
}

BOOST_AUTO_TEST_CASE(priorities) {
    using gulo::priority;
    for (const priority each : {priority::low, priority::medium, priority::high, priority::critical})
        BOOST_CHECK(gulo::read_priority(gulo::priority_name(each)) == each);
    BOOST_CHECK(gulo::read_priority("HIGH") == priority::high);
    BOOST_CHECK(gulo::read_priority("Critical") == priority::critical);
    BOOST_CHECK(!gulo::read_priority(""));
    BOOST_CHECK(!gulo::read_priority("urgent"));
    BOOST_CHECK(gulo::message_priority(fire{}) == priority::critical);
    BOOST_CHECK(gulo::message_priority(task{}) == priority::low);
    BOOST_CHECK(gulo::message_priority(stock{}) == priority::critical);
    BOOST_CHECK(gulo::message_priority(stock{3}) == priority::low);
    BOOST_CHECK(gulo::message_priority(ticket{}) == priority::medium);
}

BOOST_AUTO_TEST_CASE(traces) {
    const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    BOOST_TEST(gulo::is_trace_parent(good));
    BOOST_TEST(gulo::is_trace_parent("cc" + good.substr(2) + "-what the future brings"));
    const std::string bad[] = {"",
                               good.substr(1),
                               good.substr(0, 54),
                               good + "-",
                               good + "x",
                               "ff" + good.substr(2),
                               "cc" + good.substr(2) + "x",
                               "cc" + good.substr(2) + "-\n",
                               "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                               "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                               "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                               "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                               "cc" + good.substr(2) + "-" + std::string(1'000, 'x')};
    for (const std::string& each : bad) BOOST_TEST(!gulo::is_trace_parent(each), each);
}

BOOST_AUTO_TEST_SUITE_END()
