// R7: parked keys.

#include "pipeline_bench.hpp"

#include <gulo/handler/failure_rule.hpp>

#include <stdexcept>

namespace {

using namespace consume_test;

struct parking_bench : pipeline_bench {
    parking_bench() { heed(); }

    void heed() {
        assign();
        machine.heed_parked_keys(orders0, orders0);
        pass(0ms);
    }
    void known() {
        machine.parked_keys_known(orders0, now);
        pass(0ms);
    }
    void fail(record_id id) {
        const retry_rule rule = gulo::on<std::runtime_error>.then_park_key().rule();
        machine.finished(id, outcome::failed, now, &rule);
        pass(0ms);
    }
    park_record parking() {
        auto parked = take<park_record>();
        BOOST_REQUIRE(parked.size() == 1u);
        return parked[0];
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pipeline_parked_keys, parking_bench)

BOOST_AUTO_TEST_CASE(r7_nothing_of_a_partition_is_handled_before_its_parked_keys_are_known) {
    BOOST_TEST(take<follow_parked_keys>().size() == 1u);
    const auto a = fetch(0, "a");
    const auto b = fetch(1, "b");
    const auto keyless = fetch(2, std::nullopt);
    pass(1h);
    BOOST_TEST(started().empty());
    BOOST_TEST(machine.awaits_parked_keys());
    machine.parked_key(orders0, "a", 40, false);
    known();
    BOOST_TEST(started() == (ids{b, keyless}));
    const park_record follower = parking();
    BOOST_TEST(follower.record == a);
    BOOST_CHECK(follower.to == parking_place::parking_topic);
    BOOST_TEST(follower.parking == 40);
    BOOST_TEST(!follower.marks_key);
    BOOST_TEST(follower.attempts == 0);
}

BOOST_AUTO_TEST_CASE(r7_later_records_of_a_parked_key_follow_unhandled_and_in_order) {
    known();
    const auto first = fetch(0, "a");
    const auto second = fetch(1, "a");
    const auto other = fetch(2, "b");
    BOOST_TEST(started() == (ids{first, other}));
    fail(first);
    const park_record parked = parking();
    BOOST_TEST(parked.marks_key);
    BOOST_TEST(parked.parking == 0);
    BOOST_TEST(parked.attempts == 1);
    pass(1s);
    BOOST_TEST(commits().empty());
    park(first);
    BOOST_TEST(started().empty());
    const park_record follower = parking();
    BOOST_TEST(follower.record == second);
    BOOST_TEST(!follower.marks_key);
    BOOST_TEST(follower.parking == 0);
    park(second);
    finish(other);
    pass(1s);
    BOOST_TEST(commits() == offsets{1});
    answer(1);
    pass(1s);
    BOOST_TEST(commits() == offsets{3});
    machine.parked_key(orders0, "a", 0, true);
    const auto later = fetch(3, "a");
    BOOST_TEST(started() == ids{later});
}

BOOST_AUTO_TEST_CASE(r7_the_parking_is_tried_again_until_it_is_stored) {
    known();
    const auto id = fetch(0, "a");
    fail(id);
    const park_record first = parking();
    park(id, false);
    pass(1s);
    const park_record again = parking();
    BOOST_TEST(again.marks_key);
    BOOST_TEST(again.parking == first.parking);
    BOOST_TEST(commits().empty());
}

BOOST_AUTO_TEST_CASE(r7_a_record_without_a_key_is_dead_lettered) {
    known();
    const auto keyless = fetch(0, std::nullopt);
    fail(keyless);
    BOOST_CHECK(parking().to == parking_place::dead_letters);
    park(keyless);
    const auto empty = fetch(1, "");
    fail(empty);
    BOOST_CHECK(parking().to == parking_place::parking_topic);
}

BOOST_AUTO_TEST_CASE(r7_replayed_records_are_handled_unless_their_key_is_parked_again) {
    known();
    machine.parked_key(orders0, "a", 7, false);
    const auto replay = [&](std::int64_t offset, arrival how) {
        const auto id = machine.fetched(orders0, offset, "a", now, how);
        pass(0ms);
        return *id;
    };
    const auto first = replay(20, {.replayed_parking = 7});
    BOOST_TEST(started() == ids{first});
    fail(first);
    BOOST_TEST(parking().parking == 20);
    park(first);
    replay(21, {.replayed_parking = 7});
    BOOST_TEST(started().empty());
    BOOST_TEST(parking().parking == 20);
    BOOST_CHECK(machine.parked_key(orders0, "a", 7, true) == 20);  // has to be written again
    BOOST_CHECK(!machine.parked_key(orders0, "a", 20, true));
    const auto other_group = machine.fetched(orders0, 22, "b", now, {.is_exempt = true});
    pass(0ms);
    BOOST_TEST(started() == ids{*other_group});
}

BOOST_AUTO_TEST_CASE(r7_after_a_rebalance_the_keys_are_read_anew) {
    known();
    const auto id = fetch(0, "a");
    fail(id);
    park(id);
    clear();
    lose();
    BOOST_TEST(take<unfollow_parked_keys>().size() == 1u);
    heed();
    BOOST_TEST(take<follow_parked_keys>().size() == 1u);
    const auto again = fetch(1, "a");
    BOOST_TEST(started().empty());
    machine.parked_key(orders0, "a", 0, false);
    known();
    BOOST_TEST(parking().record == again);
}

BOOST_AUTO_TEST_CASE(r7_retry_topics_heed_the_keys_of_their_source) {
    const topic_partition delayed{"orders.g.retry-1s", 0};
    assign({delayed});
    machine.heed_parked_keys(delayed, orders0);
    pass(0ms);
    clear();
    known();
    machine.parked_key(orders0, "a", 7, false);
    fetch(0, "a", delayed);
    BOOST_TEST(parking().parking == 7);
    lose({delayed});
    BOOST_TEST(take<unfollow_parked_keys>().empty());
    lose({orders0});
    BOOST_TEST(take<unfollow_parked_keys>().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
