#include <gulo/codec/json_nearest.hpp>
#include <gulo/testing/random_source.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>

namespace {

// Both ways agree about the end, the outcome and every bit of the value.
template <class T>
void agree(const std::string& text, std::chars_format format) {
    T expected = 42;
    T found = 42;
    const auto standard = std::from_chars(text.data(), text.data() + text.size(), expected, format);
    const auto own = gulo::json_detail::read_nearest_by_strtod(text.data(), text.data() + text.size(), found, format);
    BOOST_TEST_CONTEXT("text: " << text) {
        BOOST_TEST((own.ec == standard.ec));
        BOOST_TEST((own.ptr - text.data()) == (standard.ptr - text.data()));
        BOOST_TEST(found == expected);
        BOOST_TEST(__builtin_signbit(found) == __builtin_signbit(expected));
    }
}

void agree_in_all_types(const std::string& text) {
    for (const auto format : {std::chars_format::general, std::chars_format::fixed}) {
        agree<float>(text, format);
        agree<double>(text, format);
        agree<long double>(text, format);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_nearest)

BOOST_AUTO_TEST_CASE(the_way_of_the_c_library_is_the_way_of_from_chars) {
    for (const char* text : {"0",
                             "-0",
                             "1",
                             "0.1",
                             "-2.5",
                             "1e3",
                             "1E+3",
                             "1e-3",
                             "1e",
                             "1e+",
                             "1.e5",
                             "1.",
                             ".5",
                             ".",
                             "-",
                             "-.",
                             "",
                             "+1",
                             " 1",
                             "abc",
                             "0x10",
                             "1x",
                             "1e999",
                             "-1e999",
                             "1e-999",
                             "4.9e-324",
                             "2.4703282292062327e-324",
                             "2.4703282292062328e-324",
                             "1.7976931348623157e308",
                             "1.7976931348623159e308",
                             "3.4028236e38",
                             "1e39",
                             "1.401298464324817e-45",
                             "9007199254740993",
                             "0.30000000000000004",
                             "12,5"})
        agree_in_all_types(text);
}

BOOST_AUTO_TEST_CASE(random_values_and_random_digits_agree) {
    gulo::testing::random_source random{7};
    for (int round = 0; round < 20'000; ++round) {
        const std::uint64_t bits = random.next();
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        if (!__builtin_isfinite(value)) continue;
        std::array<char, 64> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
        agree_in_all_types(std::string{text.data(), end});
    }
}

BOOST_AUTO_TEST_SUITE_END()
