#include "round_trip.hpp"

#include <chrono>
#include <cstdint>
#include <limits>

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_time;
using std::chrono::year;

namespace {

template <class T>
bool decode_fails(const std::string& document) {
    const auto read = gulo::json::try_decode<T>(document);
    return read.has_error() && read.error().code == gulo::errc::schema_mismatch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_times)

BOOST_AUTO_TEST_CASE(points_in_time_are_rfc_3339_in_utc) {
    const sys_days day{year{2024} / 2 / 29};
    has_form(gulo::timestamp{day + 12h + 34min + 56s}, R"("2024-02-29T12:34:56Z")");
    has_form(gulo::timestamp{day + 12h + 34min + 56s + 500ms}, R"("2024-02-29T12:34:56.5Z")");
    has_form(gulo::timestamp{day + 1us}, R"("2024-02-29T00:00:00.000001Z")");
    has_form(sys_time<std::chrono::nanoseconds>{day + 123456789ns}, R"("2024-02-29T00:00:00.123456789Z")");
    has_form(sys_time<std::chrono::milliseconds>{day + 10ms}, R"("2024-02-29T00:00:00.01Z")");
    has_form(sys_time<std::chrono::seconds>{day}, R"("2024-02-29T00:00:00Z")");
    has_form(sys_time<std::chrono::hours>{day + 5h}, R"("2024-02-29T05:00:00Z")");
    has_form(day, R"("2024-02-29T00:00:00Z")");
    has_form(gulo::timestamp{}, R"("1970-01-01T00:00:00Z")");
    has_form(gulo::timestamp{-1us}, R"("1969-12-31T23:59:59.999999Z")");
    has_form(gulo::timestamp{sys_days{year{0} / 1 / 1}}, R"("0000-01-01T00:00:00Z")");
    has_form(gulo::timestamp{sys_days{year{9999} / 12 / 31} + 24h - 1us}, R"("9999-12-31T23:59:59.999999Z")");
}

BOOST_AUTO_TEST_CASE(years_that_the_format_does_not_know_become_null) {
    BOOST_TEST(gulo::json::encode(sys_days{year{10000} / 1 / 1}) == "null");
    BOOST_TEST(gulo::json::encode(sys_days{year{-1} / 12 / 31}) == "null");
    BOOST_TEST(gulo::json::encode(gulo::timestamp::max()) == "null");
    BOOST_TEST(gulo::json::encode(gulo::timestamp::min()) == "null");
    BOOST_TEST(gulo::json::encode(sys_time<std::chrono::duration<std::int64_t, std::ratio<3600>>>::max()) == "null");
}

BOOST_AUTO_TEST_CASE(offsets_and_digits_are_normalised) {
    const gulo::timestamp noon{sys_days{year{2024} / 2 / 29} + 12h};
    for (const auto* same : {R"("2024-02-29T12:00:00Z")", R"("2024-02-29t12:00:00z")", R"("2024-02-29T14:30:00+02:30")", R"("2024-02-29T04:00:00-08:00")",
                             R"("2024-02-29T12:00:00.0Z")", R"("2024-02-29T12:00:00.0000009999999999999Z")", R"("2024-02-29T12:00:00.000000+00:00")",
                             R"("2024-02-29T11:59:60Z")", R"(  "2024-02-29T12:00:00\u005a")", R"("2024-03-01T11:59:00+23:59")"})
        BOOST_TEST((reads<gulo::timestamp>(same) == noon), same);
    BOOST_TEST((reads<gulo::timestamp>(R"("1969-12-31T23:59:59.9999999Z")") == gulo::timestamp{-1us}));
    BOOST_TEST((reads<sys_days>(R"("1969-12-31T23:59:59Z")") == sys_days{} - std::chrono::days{1}));
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_refused) {
    for (const auto* bad : {R"("2024-02-30T12:00:00Z")",
                            R"("2023-02-29T12:00:00Z")",
                            R"("1900-02-29T12:00:00Z")",
                            R"("2024-00-01T12:00:00Z")",
                            R"("2024-13-01T12:00:00Z")",
                            R"("2024-01-00T12:00:00Z")",
                            R"("2024-01-01T24:00:00Z")",
                            R"("2024-01-01T12:60:00Z")",
                            R"("2024-01-01T12:00:61Z")",
                            R"("2024-01-01T12:00:00")",
                            R"("2024-01-01T12:00:00.Z")",
                            R"("2024-01-01T12:00Z")",
                            R"("2024-01-01 12:00:00Z")",
                            R"("24-01-01T12:00:00Z")",
                            R"("2024-1-01T12:00:00Z")",
                            R"("2024-01-01T12:00:00+2:00")",
                            R"("2024-01-01T12:00:00+24:00")",
                            R"("2024-01-01T12:00:00+0200")",
                            R"("2024-01-01T12:00:00ZZ")",
                            R"("2024-01-01T12:00:00+02\u001a00")",
                            R"("2024-01-01T12:00:00+02:60")",
                            R"("")",
                            R"("now")",
                            "1700000000"})
        BOOST_TEST(refusal<gulo::timestamp>(bad).starts_with("line 1, column 1: expected a time such as \"2024-02-29T12:34:56Z\", found "), bad);
    BOOST_TEST(refusal<sys_time<std::chrono::nanoseconds>>(R"("2300-01-01T00:00:00Z")") ==
               R"(line 1, column 1: "2300-01-01T00:00:00Z" does not fit the range of the field's time type)");
}

BOOST_AUTO_TEST_CASE(dates) {
    has_form(year{2024} / 2 / 29, R"("2024-02-29")");
    has_form(year{1} / 12 / 31, R"("0001-12-31")");
    BOOST_TEST(gulo::json::encode(year{2023} / 2 / 29) == "null");
    BOOST_TEST(refusal<std::chrono::year_month_day>(R"("2023-02-29")") == R"(line 1, column 1: expected a date such as "2024-02-29", found "2023-02-29")");
    BOOST_TEST(refusal<std::chrono::year_month_day>(R"("2024-02-29T")") != "accepted");
    BOOST_TEST(refusal<std::chrono::year_month_day>(R"("2024\r02\r29")") != "accepted");
}

BOOST_AUTO_TEST_CASE(durations_are_iso_8601) {
    has_form(0s, R"("PT0S")");
    has_form(1500ms, R"("PT1.5S")");
    has_form(-1500ms, R"("-PT1.5S")");
    has_form(1ns, R"("PT0.000000001S")");
    has_form(-1us, R"("-PT0.000001S")");
    has_form(90min, R"("PT90M")");
    has_form(-5h, R"("-PT5H")");
    has_form(std::chrono::days{2}, R"("P2D")");
    has_form(std::chrono::weeks{3}, R"("P3W")");
    has_form(std::chrono::nanoseconds::max(), R"("PT9223372036.854775807S")");
    has_form(std::chrono::nanoseconds::min(), R"("-PT9223372036.854775808S")");
    has_form(std::chrono::duration<std::int8_t>{-128}, R"("-PT128S")");
    has_form(std::chrono::duration<std::uint64_t>::max(), R"("PT18446744073709551615S")");
    has_form(std::chrono::duration<std::int64_t, std::chrono::weeks::period>::min(), R"("-P9223372036854775808W")");
    has_form(std::chrono::duration<std::int64_t, std::chrono::days::period>::max(), R"("P9223372036854775807D")");
    BOOST_TEST((reads<std::chrono::milliseconds>(R"("P1W2DT3H4M5.006S")") == 9 * 24h + 3h + 4min + 5s + 6ms));
    BOOST_TEST((reads<std::chrono::hours>(R"("+P1DT60M")") == 25h));
    BOOST_TEST((reads<std::chrono::minutes>(R"("PT120S")") == 2min));
    BOOST_TEST((reads<std::chrono::milliseconds>(R"("PT0,5S")") == 500ms));
    static_assert(!gulo::json_mapped<std::chrono::months> && !gulo::json_mapped<std::chrono::duration<int, std::ratio<1, 3>>>);
}

BOOST_AUTO_TEST_CASE(what_is_no_duration_is_refused) {
    for (const auto* bad : {R"("")",      R"("P")",      R"("PT")",     R"("P1")",    R"("PT1")",   R"("1S")",   R"("P1S")",
                            R"("PT1D")",  R"("PT1S1M")", R"("PT1S1S")", R"("P1M")",   R"("P1Y")",   R"("P1DT")", R"("PT1.5M")",
                            R"("PT.5S")", R"("PT1.S")",  R"("PT-1S")",  R"("PT1SS")", R"("PTT1S")", R"("p1D")",  R"("PT99999999999999999999S")",
                            "5"})
        BOOST_TEST(refusal<std::chrono::milliseconds>(bad).starts_with("line 1, column 1: expected a duration such as \"PT1.5S\", found "), bad);
    BOOST_TEST(refusal<std::chrono::seconds>(R"("PT1.5S")") == R"(line 1, column 1: "PT1.5S" is not a whole number of the field's unit of time)");
    BOOST_TEST(refusal<std::chrono::nanoseconds>(R"("PT0.0000000001S")") ==
               R"(line 1, column 1: "PT0.0000000001S" is not a whole number of the field's unit of time)");
    BOOST_TEST((reads<std::chrono::nanoseconds>(R"("PT0.0000000010S")") == 1ns));
    BOOST_TEST(refusal<std::chrono::hours>(R"("PT90M")") == R"(line 1, column 1: "PT90M" is not a whole number of the field's unit of time)");
    BOOST_TEST(refusal<std::chrono::nanoseconds>(R"("PT9223372037S")") ==
               R"(line 1, column 1: "PT9223372037S" does not fit the range of the field's duration type)");
}

BOOST_AUTO_TEST_CASE(floating_point_durations_are_seconds) {
    using seconds = std::chrono::duration<double>;
    has_form(seconds{0.25}, R"("PT0.25S")");
    has_form(seconds{-1e-12}, R"("-PT0.000000000001S")");
    has_form(seconds{1e300}.count() > 0 ? seconds{3} : seconds{0}, R"("PT3S")");
    BOOST_TEST((reads<seconds>(gulo::json::encode(seconds{1e300})) == seconds{1e300}));
    BOOST_TEST((reads<seconds>(gulo::json::encode(seconds{0.1})) == seconds{0.1}));
    BOOST_TEST((reads<seconds>(R"("PT1M0.5S")") == seconds{60.5}));
    BOOST_TEST(gulo::json::encode(seconds{std::numeric_limits<double>::infinity()}) == "null");
}

BOOST_AUTO_TEST_CASE(parts_of_a_second_keep_every_digit_of_a_floating_point_count) {
    using milliseconds = std::chrono::duration<double, std::milli>;
    has_form(milliseconds{0.1}, R"("PT0.0001S")");
    has_form(milliseconds{0}, R"("PT0S")");
    has_form(milliseconds{-1234.5}, R"("-PT1.2345S")");
    has_form(milliseconds{10000}, R"("PT10S")");
    has_form(milliseconds{1e20}, R"("PT100000000000000000S")");
    has_form(std::chrono::duration<float>{0.1F}, R"("PT0.1S")");
    has_form(std::chrono::duration<float, std::nano>{0.3F}, R"("PT0.0000000003S")");
    for (const double value :
         {0.1, 0.3, 1.1, 7e-7, 1.0 / 3, 123456789.123, 5e-324, (std::numeric_limits<double>::min)(), (std::numeric_limits<double>::max)()}) {
        BOOST_TEST((reads<milliseconds>(gulo::json::encode(milliseconds{value})).count() == value));
        using nanoseconds = std::chrono::duration<double, std::nano>;
        BOOST_TEST((reads<nanoseconds>(gulo::json::encode(nanoseconds{-value})).count() == -value));
    }
}

BOOST_AUTO_TEST_CASE(a_floating_point_duration_beyond_its_type_is_refused) {
    const std::string digits(50, '9');
    for (const std::string& text : {"\"PT" + digits + "S\"", "\"PT1" + std::string(39, '0') + "S\""})
        BOOST_TEST((decode_fails<std::chrono::duration<float>>(text)), text);
    BOOST_TEST((decode_fails<std::chrono::duration<double, std::milli>>("\"PT1" + std::string(306, '0') + "S\"")));
    BOOST_TEST((reads<std::chrono::duration<double>>("\"PT1" + std::string(306, '0') + "S\"").count() == 1e306));
    BOOST_TEST((refusal<std::chrono::duration<float, std::atto>>(R"("P9999999999999999W")") ==
                R"(line 1, column 1: "P9999999999999999W" does not fit the range of the field's duration type)"));
}

BOOST_AUTO_TEST_CASE(what_is_read_can_be_written_again) {
    for (const std::string text : {R"("0000-01-01T00:00:00+00:01")", R"("9999-12-31T23:59:59-00:01")", R"("9999-12-31T23:59:60Z")"})
        BOOST_TEST(refusal<sys_time<std::chrono::seconds>>(text) == "line 1, column 1: " + text + " does not fit the years 0000 to 9999 in UTC");
    BOOST_TEST((gulo::json::encode(reads<sys_time<std::chrono::seconds>>(R"("0000-01-01T00:01:00+00:01")")) == R"("0000-01-01T00:00:00Z")"));
    BOOST_TEST((gulo::json::encode(reads<sys_time<std::chrono::seconds>>(R"("9999-12-31T23:58:59-00:01")")) == R"("9999-12-31T23:59:59Z")"));
}

BOOST_AUTO_TEST_SUITE_END()
