#include "categories.hpp"

#include <gulo/testing/property.hpp>
#include <gulo/testing/same_value.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(json_properties)

BOOST_AUTO_TEST_CASE(a_thousand_values_of_each_category_survive_the_round_trip) {
    categories::for_each_type(
        []<class T>() {
            const auto outcome = gulo::testing::for_all<T>([](const T& value) {
                const auto back = gulo::json::try_decode<T>(gulo::json::encode(value));
                return gulo::testing::same_value(value, back.value());
            });
            BOOST_TEST(outcome.holds, outcome.text);
            BOOST_TEST(outcome.cases == 1000U);
        },
        categories::all{});
}

BOOST_AUTO_TEST_CASE(what_is_written_twice_is_written_the_same) {
    categories::for_each_type(
        []<class T>() {
            const auto outcome = gulo::testing::for_all<T>([](const T& value) {
                const std::string document = gulo::json::encode(value);
                return gulo::json::encode(gulo::json::decode<T>(document)).size() == document.size();
            });
            BOOST_TEST(outcome.holds, outcome.text);
        },
        categories::all{});
}

BOOST_AUTO_TEST_SUITE_END()
