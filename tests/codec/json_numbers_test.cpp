#include "round_trip.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace {
struct nothing {};
}  // namespace

BOOST_AUTO_TEST_SUITE(json_numbers)

BOOST_AUTO_TEST_CASE(integers_at_their_limits) {
    has_form<std::int8_t>(-128, "-128");
    has_form<std::int8_t>(127, "127");
    has_form<std::uint8_t>(255, "255");
    has_form<std::int16_t>(-32768, "-32768");
    has_form<std::uint16_t>(65535, "65535");
    has_form<std::int32_t>(std::numeric_limits<std::int32_t>::min(), "-2147483648");
    has_form<std::uint32_t>(4294967295U, "4294967295");
    has_form<std::int64_t>(std::numeric_limits<std::int64_t>::min(), "-9223372036854775808");
    has_form<std::int64_t>(std::numeric_limits<std::int64_t>::max(), "9223372036854775807");
    has_form<std::uint64_t>(std::numeric_limits<std::uint64_t>::max(), "18446744073709551615");
    has_form<long long>(-1, "-1");
}

BOOST_AUTO_TEST_CASE(every_number_of_digits) {
    std::uint64_t value = 0;
    for (unsigned digit = 1; digit <= 19; ++digit) {
        value = value * 10 + digit % 10;
        has_form(value, std::to_string(value));
        has_form(-static_cast<std::int64_t>(value), "-" + std::to_string(value));
        // Behind it, enough text for the quick way; as a number with leading zeros in the groups, too.
        const std::vector<std::uint64_t> several{value, value * 10 - value, 10000 * (value / 10000), 0, 100000000};
        BOOST_TEST((reads<std::vector<std::uint64_t>>(gulo::json::encode(several)) == several));
    }
}

BOOST_AUTO_TEST_CASE(integers_that_do_not_fit_are_refused) {
    BOOST_TEST(refusal<std::uint8_t>("300") == "line 1, column 1: 300 does not fit uint8");
    BOOST_TEST(refusal<std::uint8_t>("-1") == "line 1, column 1: -1 does not fit uint8");
    BOOST_TEST(refusal<std::int8_t>("128") == "line 1, column 1: 128 does not fit int8");
    BOOST_TEST(refusal<std::int8_t>("-129") == "line 1, column 1: -129 does not fit int8");
    BOOST_TEST(refusal<std::int64_t>("9223372036854775808") == "line 1, column 1: 9223372036854775808 does not fit int64");
    BOOST_TEST(refusal<std::int64_t>("-9223372036854775809") == "line 1, column 1: -9223372036854775809 does not fit int64");
    BOOST_TEST(refusal<std::uint64_t>("18446744073709551616") == "line 1, column 1: 18446744073709551616 does not fit uint64");
    BOOST_TEST(refusal<std::uint64_t>("1e20") == "line 1, column 1: 1e20 does not fit uint64");
    BOOST_TEST(refusal<std::uint64_t>("1e99999999999999999999") == "line 1, column 1: 1e99999999999999999999 does not fit uint64");
    BOOST_TEST(refusal<std::uint32_t>(std::string(100, '9')) == "line 1, column 1: " + std::string(40, '9') + "… does not fit uint32");
    BOOST_TEST(refusal<std::vector<std::uint16_t>>("[65536, 1, 2, 3, 4, 5, 6]") == "line 1, column 2, at [0]: 65536 does not fit uint16");
}

BOOST_AUTO_TEST_CASE(an_integer_may_be_written_as_a_decimal) {
    BOOST_TEST(reads<int>("1.0") == 1);
    BOOST_TEST(reads<int>("1e3") == 1000);
    BOOST_TEST(reads<int>("1.5e1") == 15);
    BOOST_TEST(reads<int>("-120E-1") == -12);
    BOOST_TEST(reads<int>("-0") == 0);
    BOOST_TEST(reads<unsigned>("-0.0e5") == 0U);
    BOOST_TEST(reads<int>("0e999999999999") == 0);
    BOOST_TEST(reads<std::uint64_t>("18446744073709551615.000") == std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(reads<int>("1000000000000000000000000000000e-30") == 1);
    BOOST_TEST(refusal<int>("1.5") == "line 1, column 1: expected an integer, found 1.5");
    BOOST_TEST(refusal<int>("1e-1") == "line 1, column 1: expected an integer, found 1e-1");
}

BOOST_AUTO_TEST_CASE(floating_point_values_take_their_shortest_form) {
    has_form(0.0, "0");
    has_form(1.0, "1");
    has_form(-1.5, "-1.5");
    has_form(0.1, "0.1");
    has_form(19.99, "19.99");
    has_form(1e22, "1e+22");
    has_form(123456789012345680.0, "123456789012345680");
    has_form(5e-324, "5e-324");
    has_form(std::numeric_limits<double>::max(), "1.7976931348623157e+308");
    has_form(0.1F, "0.1");
    has_form(16777216.0F, "16777216");
    has_form(std::numeric_limits<float>::max(), "3.4028235e+38");
    has_form(0.1L, "0.1");
    BOOST_TEST(gulo::json::encode(-0.0) == "-0");
    BOOST_TEST(__builtin_signbit(reads<double>("-0")) != 0);
    BOOST_TEST(__builtin_signbit(reads<double>("-0.0")) != 0);
}

BOOST_AUTO_TEST_CASE(infinity_and_nan_become_null) {
    BOOST_TEST(gulo::json::encode(std::numeric_limits<double>::infinity()) == "null");
    BOOST_TEST(gulo::json::encode(-std::numeric_limits<float>::infinity()) == "null");
    BOOST_TEST(gulo::json::encode(std::numeric_limits<double>::quiet_NaN()) == "null");
    BOOST_TEST(refusal<double>("null") == "line 1, column 1: expected a number, found null");
    BOOST_TEST(!reads<std::optional<double>>("null"));
}

BOOST_AUTO_TEST_CASE(floating_point_values_are_read_to_the_nearest) {
    BOOST_TEST(reads<double>("9007199254740993") == 9007199254740992.0);
    BOOST_TEST(reads<double>("9007199254740993.0000000000000000000000000000001") == 9007199254740994.0);
    BOOST_TEST(reads<double>("0.3") == 0.3);
    BOOST_TEST(reads<double>("123456789.123456789") == 123456789.123456789);
    BOOST_TEST(reads<double>("1e23") == 1e23);
    BOOST_TEST(reads<double>("2.2250738585072011e-308") == 2.2250738585072011e-308);
    BOOST_TEST(reads<double>("100000000000000000000000000000000000000") == 1e38);
    BOOST_TEST(reads<float>("16777217") == 16777216.0F);
    BOOST_TEST((reads<std::vector<double>>("[0.3, 12.75, -3.0625, 1e2, 0.0001, 123456789012345678]") ==
                std::vector<double>{0.3, 12.75, -3.0625, 100, 0.0001, 123456789012345678.0}));
}

BOOST_AUTO_TEST_CASE(too_great_is_refused_and_too_small_is_zero) {
    BOOST_TEST(refusal<double>("1e400") == "line 1, column 1: 1e400 does not fit double");
    BOOST_TEST(refusal<double>("-1e400") == "line 1, column 1: -1e400 does not fit double");
    BOOST_TEST(refusal<float>("1e39") == "line 1, column 1: 1e39 does not fit float");
    BOOST_TEST(reads<double>("1e-400") == 0.0);
    BOOST_TEST(reads<double>("0e400") == 0.0);
    BOOST_TEST(__builtin_signbit(reads<double>("-1e-400")) != 0);
    BOOST_TEST(reads<double>("0." + std::string(400, '0') + "1") == 0.0);
    BOOST_TEST(refusal<double>("1" + std::string(400, '0')).ends_with(" does not fit double"));
}

BOOST_AUTO_TEST_CASE(the_grammar_of_numbers_is_strict) {
    for (const auto* bad :
         {"01", "-01", "00", "+1", "-", "--1", ".5", "1.", "1.e1", "1e", "1e+", "1e-", "1.5.5", "0x10", "1_000", "1a", "Infinity", "NaN", "- 1"}) {
        BOOST_TEST(refusal<int>(bad) != "accepted", bad);
        BOOST_TEST(refusal<double>(bad) != "accepted", bad);
        // Also where the quick way is taken, and where the value is passed over.
        const std::string among = "[" + std::string{bad} + ", 1, 2, 3, 4, 5, 6, 7, 8, 9]";
        BOOST_TEST(refusal<std::vector<int>>(among) != "accepted", bad);
        BOOST_TEST(refusal<std::vector<double>>(among) != "accepted", bad);
        BOOST_TEST(gulo::json::try_decode<nothing>("{\"x\":" + among + "}").has_error(), bad);
    }
    BOOST_TEST(refusal<int>("01") == "line 1, column 1: a number must not begin with a zero before other digits, found 01");
    BOOST_TEST(refusal<double>("1.x") == "line 1, column 1: expected a digit after the point of a number, found 1.x");
    BOOST_TEST(refusal<double>("1e") == "line 1, column 1: expected a digit in the exponent of a number, found 1e");
    BOOST_TEST(refusal<int>("-x") == "line 1, column 1: expected a digit after '-', found -x");
}

BOOST_AUTO_TEST_SUITE_END()
