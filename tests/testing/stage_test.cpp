#define BOOST_TEST_MODULE testing_stage
#include <boost/test/unit_test.hpp>

#include "orders.hpp"

#include <memory>

// Applications in a test, run until nothing is in flight.
namespace {

using namespace kit_test;
using gulo::errc;

gulo::consumer_settings group(std::string name) {
    gulo::consumer_settings made;
    made.group = std::move(name);
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(two_applications_on_one_log) {
    auto broker = std::make_shared<gulo::memory_broker>();
    gulo::testing::recorder recorder;
    ledger billing;
    ledger closed;
    gulo::application shop{gulo::handlers<place, file>, gulo::publishes<order_placed>, gulo::subscribes<order_billed>, closed,
                           recorder.on(gulo::in_memory{broker, "shop"})};
    gulo::application bills{gulo::handlers<bill>, gulo::subscribes<order_placed>, gulo::publishes<order_billed>, billing,
                            recorder.on(gulo::in_memory{broker, "billing"})};
    gulo::testing::stage stage{recorder, shop, bills};
    for (int number = 0; number < 100; ++number) shop.send(place_order{"ada", number});
    BOOST_TEST(billing.numbers.empty());  // handlers run inside settle only
    stage.settle();
    BOOST_TEST(billing.numbers.size() == 100u);
    BOOST_TEST(closed.numbers.size() == 100u);
    for (int number = 0; number < 100; ++number) BOOST_TEST(billing.numbers[static_cast<std::size_t>(number)] == number);
    const auto billed = recorder.published<order_billed>();
    const auto placed = recorder.published<order_placed>();
    BOOST_REQUIRE(billed.size() == 100u);
    BOOST_TEST(billed[7].record.about.correlation_id == placed[7].record.about.correlation_id);
    BOOST_TEST(billed[7].record.about.causation_id == placed[7].record.about.id);
    // Settled means committed.
    std::int64_t offsets = 0;
    for (std::int32_t partition = 0; partition < 4; ++partition) offsets += broker->log.committed("billing", {"orders", partition}).value_or(0);
    BOOST_TEST(offsets == 100);
}

// A back-off of seconds takes none of the machine's time, and not less than its own.
BOOST_AUTO_TEST_CASE(time_passes_when_everybody_waits_for_it) {
    gulo::virtual_clock time;
    auto broker = std::make_shared<gulo::memory_broker>(time);
    gulo::testing::recorder recorder;
    ledger billing;
    billing.failures = 2;
    gulo::consumer_settings slow = group("billing");
    slow.first_backoff = 10s;
    slow.longest_backoff = 30s;
    gulo::application shop{gulo::handlers<place>, gulo::publishes<order_placed>, recorder.on(gulo::in_memory{broker}), gulo::settings{.time = &time}};
    gulo::application bills{
        gulo::handlers<bill>,         gulo::subscribes<order_placed>, gulo::publishes<order_billed>, billing, slow, recorder.on(gulo::in_memory{broker}),
        gulo::settings{.time = &time}};
    gulo::testing::stage stage{recorder, time, shop, bills};
    shop.send(place_order{"ada", 1});
    const auto before = std::chrono::steady_clock::now();
    const auto virtual_before = time.now();
    stage.settle();
    BOOST_TEST((std::chrono::steady_clock::now() - before < 20s));
    BOOST_TEST((time.now() - virtual_before >= 30s));
    BOOST_TEST((time.now() - virtual_before < 31s));
    BOOST_TEST((billing.numbers == std::vector<int>{1}));
    BOOST_TEST(billing.attempts[1] == 3);
    const auto rest = time.now();
    stage.advance(5min);
    BOOST_TEST((time.now() - rest == 5min));
}

BOOST_AUTO_TEST_CASE(dead_letters_settle_too) {
    gulo::virtual_clock time;
    auto broker = std::make_shared<gulo::memory_broker>(time);
    gulo::testing::recorder recorder;
    ledger billing;
    billing.failures = 99;
    gulo::application bills{
        gulo::handlers<bill>,         gulo::subscribes<order_placed>, gulo::publishes<order_billed>, billing, recorder.on(gulo::in_memory{broker}),
        gulo::settings{.time = &time}};
    gulo::application shop{gulo::handlers<place>, gulo::publishes<order_placed>, recorder.on(gulo::in_memory{broker}), gulo::settings{.time = &time}};
    gulo::testing::stage stage{recorder, time, bills, shop};
    shop.send(place_order{"ada", 1});
    stage.settle();
    BOOST_TEST(billing.attempts[1] == 3);
    BOOST_TEST(bills.count().dead_lettered == 1u);
    BOOST_TEST(recorder.published<order_billed>().empty());
    const auto all = recorder.records();
    BOOST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[1].topic == "orders.dlq");
    BOOST_TEST(all[1].value.value() == all[0].value.value());
}

// A door that the broker keeps shut: what is wrong is said.
BOOST_AUTO_TEST_CASE(what_does_not_settle_says_what_is_open) {
    auto broker = std::make_shared<gulo::memory_broker>();
    gulo::testing::recorder recorder;
    ledger billing;
    billing.failures = 1;
    gulo::consumer_settings slow = group("billing");
    slow.first_backoff = 30s;
    gulo::application shop{gulo::handlers<place>, gulo::publishes<order_placed>, recorder.on(gulo::in_memory{broker})};
    gulo::application bills{
        gulo::handlers<bill>, gulo::subscribes<order_placed>, gulo::publishes<order_billed>, billing, slow, recorder.on(gulo::in_memory{broker})};
    broker->log.create_topic("orders", 1);
    gulo::testing::stage stage{recorder, shop, bills};
    shop.send(place_order{"ada", 1});
    BOOST_CHECK_EXCEPTION(stage.settle(300ms), gulo::failure, [](const gulo::failure& thrown) {
        BOOST_TEST(std::string{thrown.what()} ==
                   "the stage did not settle within 300 ms: 0 publications under way; "
                   "a consumer with partitions, busy, orders[0] committed 0 of 1");
        return thrown.code() == errc::timed_out;
    });
}

BOOST_AUTO_TEST_CASE(a_later_stage_goes_on_where_the_earlier_one_ended) {
    auto broker = std::make_shared<gulo::memory_broker>();
    gulo::testing::recorder recorder;
    ledger billing;
    gulo::application shop{gulo::handlers<place>, gulo::publishes<order_placed>, recorder.on(gulo::in_memory{broker})};
    gulo::application bills{gulo::handlers<bill>, gulo::subscribes<order_placed>, gulo::publishes<order_billed>, billing, recorder.on(gulo::in_memory{broker})};
    shop.send(place_order{"ada", 1});
    {
        gulo::testing::stage stage{recorder, bills};
        stage.settle();
    }
    {
        gulo::testing::stage stage{recorder, bills};
        stage.settle(5s);  // nothing to do, and it knows
        BOOST_TEST(billing.numbers.size() == 1u);
        shop.send(place_order{"ada", 2});
        stage.settle();
    }
    BOOST_TEST((billing.numbers == std::vector<int>{1, 2}));
}

BOOST_AUTO_TEST_CASE(members_of_one_group_share_the_work) {
    auto broker = std::make_shared<gulo::memory_broker>();
    gulo::testing::recorder recorder;
    ledger one;
    ledger two;
    gulo::application shop{gulo::handlers<place>, gulo::publishes<order_placed>, recorder.on(gulo::in_memory{broker})};
    gulo::application first{gulo::handlers<bill>, gulo::subscribes<order_placed>, gulo::publishes<order_billed>, one, recorder.on(gulo::in_memory{broker})};
    gulo::application second{gulo::handlers<bill>, gulo::subscribes<order_placed>, gulo::publishes<order_billed>, two, recorder.on(gulo::in_memory{broker})};
    BOOST_TEST(first.consuming().group == gulo::in_memory::default_group());
    gulo::testing::stage stage{recorder, shop, first, second};
    for (int number = 0; number < 50; ++number) shop.send(place_order{"customer " + std::to_string(number), number});
    stage.settle();
    BOOST_TEST(!one.numbers.empty());
    BOOST_TEST(!two.numbers.empty());
    BOOST_TEST(one.numbers.size() + two.numbers.size() == 50u);
}
