#define BOOST_TEST_MODULE testing_schema_pin
#include <boost/test/unit_test.hpp>

#include <gulo/testing/schema_pin.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

namespace before {
struct order_placed {
    int number = 0;
    std::vector<std::string> lines;
};
}  // namespace before
namespace after {
struct order_placed {
    std::string number;
    std::vector<std::string> lines;
};
struct order_placed_v2 : order_placed {};
}  // namespace after
struct order_placed {
    int number = 0;
    std::vector<std::string> lines;
    std::optional<std::string> note;
};

/// A file that nobody else has.
struct pin_file {
    std::string path = "/tmp/gulo-schema-pin-" + std::to_string(::getpid()) + ".json";
    ~pin_file() {
        std::remove(path.c_str());
        ::unsetenv("GULO_WRITE_PINS");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(schema_pins, pin_file)

BOOST_AUTO_TEST_CASE(a_schema_that_did_not_change_holds) {
    gulo::testing::write_schema_pin<before::order_placed>(path);
    const auto pin = gulo::testing::check_schema_pin<before::order_placed>(path);
    BOOST_TEST(pin.holds);
    BOOST_TEST(pin.text.empty());
}

BOOST_AUTO_TEST_CASE(line_ends_of_another_system_are_no_change) {
    std::string text;
    for (const char c : gulo::json_schema<order_placed>()) text.append(c == '\n' ? "\r" : "").push_back(c);
    std::ofstream{path, std::ios::binary} << text;
    const auto pin = gulo::testing::check_schema_pin<order_placed>(path);
    BOOST_TEST(pin.holds, pin.text);
}

BOOST_AUTO_TEST_CASE(a_damaged_pin_fails_with_the_name_of_its_file) {
    std::ofstream{path, std::ios::binary} << "{\"type\": ";
    const auto pin = gulo::testing::check_schema_pin<order_placed>(path);
    BOOST_TEST(!pin.holds);
    BOOST_TEST(pin.text.starts_with("the pinned schema in " + path + " is damaged: line 1, column 10: "), pin.text);
    BOOST_TEST(pin.text.ends_with("GULO_WRITE_PINS=1 and commit the file"), pin.text);
}

BOOST_AUTO_TEST_CASE(a_change_fails_with_the_difference_in_words) {
    gulo::testing::write_schema_pin<before::order_placed>(path);
    const auto pin = gulo::testing::check_schema_pin<after::order_placed>(path);
    BOOST_TEST(!pin.holds);
    BOOST_TEST(pin.text == "the schema of order_placed is not the one in " + path +
                               "; when it is meant, run the test once with GULO_WRITE_PINS=1 and commit the file\n"
                               "number: was an integer, is a string (neither reads the other)\n"
                               "not compatible: give the message a new version and an upcast, or a new name\n"
                               "its version is the same: raise `version`, keep the old struct, and give gulo::upcasts a function from it\n");
}

BOOST_AUTO_TEST_CASE(a_compatible_change_fails_too_and_says_that_it_is_harmless) {
    gulo::testing::write_schema_pin<before::order_placed>(path);
    const auto pin = gulo::testing::check_schema_pin<order_placed>(path);
    BOOST_TEST(!pin.holds);
    BOOST_TEST(pin.text.ends_with("note: the field is new\ncompatible both ways\n"), pin.text);
}

BOOST_AUTO_TEST_CASE(a_missing_pin_fails_and_the_variable_writes_it) {
    BOOST_TEST(gulo::testing::check_schema_pin<order_placed>(path).text.starts_with("there is no pinned schema in " + path + "; when it is meant"));
    ::setenv("GULO_WRITE_PINS", "1", 1);
    BOOST_TEST(gulo::testing::check_schema_pin<order_placed>(path).text == path + " was written");
    ::unsetenv("GULO_WRITE_PINS");
    BOOST_TEST(gulo::testing::check_schema_pin<order_placed>(path).holds);
    BOOST_CHECK_THROW(gulo::testing::write_schema_pin<order_placed>("/nowhere/at/all.json"), gulo::failure);
}

BOOST_AUTO_TEST_SUITE_END()
