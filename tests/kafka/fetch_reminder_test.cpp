#include <gulo/kafka/fetch_reminder.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>

// When a client that forgets to fetch is reminded, in virtual time.
namespace {

using namespace std::chrono_literals;
using gulo::kafka_detail::reminder_times;

struct reminded {
    reminder_times times;
    reminder_times::instant now{};

    /// How many reminders there are in this time, when it is looked as often as asked for.
    int within(std::chrono::milliseconds time) {
        int count = 0;
        for (const auto end = now + time; now < end;) {
            count += times.is_due(now) ? 1 : 0;
            now = times.next();
        }
        return count;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fetch_reminder)

BOOST_AUTO_TEST_CASE(what_is_under_way_has_5_ms_to_come) {
    reminder_times times;
    const reminder_times::instant start{};
    BOOST_TEST(!times.is_due(start));
    BOOST_TEST((times.next() == start + 5ms));
    BOOST_TEST(!times.is_due(start + 4ms));
    BOOST_TEST(times.is_due(start + 5ms));
    BOOST_TEST(!times.is_due(start + 6ms));
}

BOOST_AUTO_TEST_CASE(records_begin_it_anew) {
    reminded one;
    BOOST_TEST(one.within(100ms) > 2);
    one.times.progressed();
    const auto start = one.now;
    BOOST_TEST(!one.times.is_due(start));
    BOOST_TEST((one.times.next() == start + 5ms));
}

BOOST_AUTO_TEST_CASE(a_broker_that_is_away_is_asked_once_a_second) {
    reminded one;
    BOOST_TEST(one.within(10s) < 20);
    BOOST_TEST(one.within(100s) == 100);
}

BOOST_AUTO_TEST_SUITE_END()
