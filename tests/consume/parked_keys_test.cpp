// R7: which keys of a partition are parked, by what the index says.

#include <gulo/consume/parked_keys.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(parked_keys)

BOOST_AUTO_TEST_CASE(r7_records_of_a_parked_key_follow_until_it_is_resolved) {
    gulo::consume::parked_keys keys;
    BOOST_TEST(!keys.is_known());
    keys.parked("a", 7);
    keys.read_to_end();
    BOOST_TEST(keys.is_known());
    BOOST_TEST(keys.follows("a", std::nullopt));
    BOOST_TEST(!keys.follows("b", std::nullopt));
    BOOST_TEST(!keys.follows("", std::nullopt));
    BOOST_TEST(keys.resolved("a", 7));
    BOOST_TEST(!keys.follows("a", std::nullopt));
}

BOOST_AUTO_TEST_CASE(r7_a_replayed_record_is_handled_unless_its_key_was_parked_again) {
    gulo::consume::parked_keys keys;
    keys.parked("a", 7);
    BOOST_TEST(!keys.follows("a", 7));
    BOOST_TEST(keys.follows("a", 6));
    keys.parked("a", 9);
    BOOST_TEST(keys.follows("a", 7));
}

BOOST_AUTO_TEST_CASE(r7_the_resolution_of_an_earlier_parking_does_not_free_the_key) {
    gulo::consume::parked_keys keys;
    keys.parked("a", 9);
    BOOST_TEST(!keys.resolved("a", 7));
    BOOST_TEST(keys.follows("a", std::nullopt));
    BOOST_CHECK(keys.parking_of("a") == 9);
    BOOST_TEST(keys.resolved("a", std::nullopt));  // somebody's own tombstone
    BOOST_TEST(keys.size() == 0u);
    BOOST_TEST(keys.resolved("never", 1));
}

BOOST_AUTO_TEST_SUITE_END()
