#define BOOST_TEST_MODULE host_line_log
// Log entries as lines.
#include <gulo/host/line_log.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace gulo;

namespace {

std::string line(std::string_view message, const std::vector<log_field>& fields, severity level = severity::warning) {
    const timestamp time = timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}} + std::chrono::hours{9} + std::chrono::microseconds{123'456};
    const std::string text = to_line({level, message, fields}, time);
    constexpr std::string_view stamp = "2026-11-21T09:00:00.123456Z ";
    BOOST_TEST(text.starts_with(stamp), text);
    BOOST_TEST(std::ranges::count(text, '\n') == 1);
    BOOST_TEST(text.ends_with('\n'));
    return text.substr(stamp.size(), text.size() - stamp.size() - 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(time_level_message_and_fields) {
    BOOST_TEST(line("a record was not handled", {{"topic", "orders"}, {"offset", "7"}}) == "warning a record was not handled topic=orders offset=7");
    BOOST_TEST(line("x", {}, severity::debug) == "debug x");
    BOOST_TEST(line("x", {}, severity::information) == "info x");
    BOOST_TEST(line("x", {}, severity::error) == "error x");
}

BOOST_AUTO_TEST_CASE(values_that_could_be_misread_are_quoted) {
    BOOST_TEST(line("m", {{"a", ""}, {"b", "two words"}, {"c", "x=y"}, {"d", "say \"no\""}, {"e", "C:\\x y"}, {"f", "plain\\path"}}) ==
               "warning m a=\"\" b=\"two words\" c=\"x=y\" d=\"say \\\"no\\\"\" e=\"C:\\\\x y\" f=plain\\path");
}

BOOST_AUTO_TEST_CASE(an_entry_never_takes_more_than_one_line) {
    BOOST_TEST(line("two\nlines\r", {{"a", "1\n2"}, {"b", std::string_view{"\0\x1b[31m\x7f", 7}}}) ==
               "warning two\\nlines\\x0d a=\"1\\n2\" b=\"\\x00\\x1b[31m\\x7f\"");
    BOOST_TEST(line("ä €", {{"a", "größe"}}) == "warning ä € a=größe");
}
