#include "round_trip.hpp"
#include "sample.hpp"

#include <cstdlib>
#include <string>
#include <vector>

namespace {

// GULO_TEST_SEED repeats a run.
std::uint64_t seed() {
    const char* const given = std::getenv("GULO_TEST_SEED");
    const std::uint64_t value = given != nullptr ? std::strtoull(given, nullptr, 10) : 20241121;
    BOOST_TEST_MESSAGE("seed " << value);
    return value;
}

// The document with white space between all tokens, and with the keys of the outermost object in another order.
std::string spread_out(const std::string& document, sample::random& random) {
    std::string spread;
    bool in_string = false;
    for (std::size_t at = 0; at < document.size(); ++at) {
        const char c = document[at];
        const bool token = !in_string && (c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',');
        const auto space = [&] {
            for (std::size_t count = random.below(3); count > 0; --count) spread += " \n\r\t"[random.below(4)];
        };
        if (token) space();
        spread += c;
        if (token) space();
        if (c == '"') in_string = !in_string;
        if (in_string && c == '\\') spread += document[++at];
    }
    return spread;
}

template <class T, class Make>
void survives(std::size_t cases, Make make) {
    for (std::size_t round = 0; round < cases; ++round) {
        const T value = make();
        const std::string document = gulo::json::encode(value);
        const auto back = gulo::json::try_decode<T>(document);
        BOOST_TEST_REQUIRE(back.has_value(), document << " " << back.error().message);
        BOOST_TEST_REQUIRE((*back == value), document);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_random)

BOOST_AUTO_TEST_CASE(messages_survive_the_round_trip) {
    sample::random random{seed()};
    survives<sample::message>(500, [&] { return random.some_message(); });
}

BOOST_AUTO_TEST_CASE(white_space_makes_no_difference) {
    sample::random random{seed()};
    for (int round = 0; round < 200; ++round) {
        const auto value = random.some_message();
        const auto document = spread_out(gulo::json::encode(value), random);
        const auto back = gulo::json::try_decode<sample::message>(document);
        BOOST_TEST_REQUIRE(back.has_value(), document << " " << back.error().message);
        BOOST_TEST_REQUIRE((*back == value), document);
    }
}

BOOST_AUTO_TEST_CASE(single_values_survive_the_round_trip) {
    sample::random random{seed()};
    survives<std::string>(2000, [&] { return random.text(); });
    survives<double>(5000, [&] { return random.real(); });
    survives<float>(5000, [&] { return random.single(); });
    survives<std::int64_t>(5000, [&] { return random.signed_number(); });
    survives<std::uint64_t>(5000, [&] { return random.number(); });
    survives<std::chrono::nanoseconds>(2000, [&] { return std::chrono::nanoseconds{random.signed_number()}; });
}

BOOST_AUTO_TEST_CASE(sequences_survive_the_round_trip) {
    sample::random random{seed()};
    survives<std::vector<double>>(500, [&] {
        std::vector<double> made(random.below(20));
        for (auto& each : made) each = random.real();
        return made;
    });
    survives<std::vector<std::int32_t>>(500, [&] {
        std::vector<std::int32_t> made(random.below(20));
        for (auto& each : made) each = static_cast<std::int32_t>(random.signed_number());
        return made;
    });
}

BOOST_AUTO_TEST_CASE(decimals_are_read_like_the_standard_library_reads_them) {
    sample::random random{seed()};
    for (int round = 0; round < 5000; ++round) {
        std::string text = random.flip() ? "-" : "";
        text += std::to_string(random.number());
        if (random.flip()) text += "." + std::to_string(random.number()) + (random.flip() ? "000" : "");
        if (random.flip()) text += (random.flip() ? "e" : "E-") + std::to_string(random.below(300));
        const double expected = std::strtod(text.c_str(), nullptr);
        if (!__builtin_isfinite(expected)) continue;
        BOOST_TEST_REQUIRE(reads<double>(text) == expected, text);
        BOOST_TEST_REQUIRE(reads<std::vector<double>>("[" + text + ",                     1]").front() == expected, text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
