#include "json_conformance_cases.hpp"
#include "round_trip.hpp"
#include "sample.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// RFC 8259, asked in as many ways as there are to read a value: kept as text, passed over, and read into types.

namespace {

// Whatever a document can be.
struct anything;
using any_value = std::variant<std::monostate, bool, double, std::string, std::vector<anything>, std::map<std::string, anything>>;
struct anything {
    std::shared_ptr<any_value> value;
};
struct nothing {};
struct several {
    anything one;
    std::vector<anything> list;
    std::map<std::string, gulo::raw_json> texts;
};

// A copy of exactly the size, so that AddressSanitizer sees a character read too far.
template <class T>
gulo::result<T> decode(std::string_view document) {
    const std::unique_ptr<char[]> exact{new char[document.size()]};
    document.copy(exact.get(), document.size());
    return gulo::json::try_decode<T>({exact.get(), document.size()});
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

void is_accepted(const std::string& value) {
    const auto kept = decode<gulo::raw_json>(value);
    BOOST_TEST_REQUIRE(kept.has_value(), value << ": " << kept.error().message);
    BOOST_TEST(kept->text() == trimmed(value));
    BOOST_TEST(gulo::json::encode(*kept) == trimmed(value));
    BOOST_TEST(gulo::raw_json::parse(value).has_value(), value);
    BOOST_TEST(decode<nothing>(R"({"unknown":)" + value + "}").has_value(), value);
    BOOST_TEST(decode<nothing>(R"({"unknown":[[)" + value + "," + value + R"(],[]],"more":{"x":)" + value + "}}").has_value(), value);
    BOOST_TEST(decode<anything>(value).has_value(), value);
    const auto read = decode<several>(R"({"one":)" + value + R"(,"list":[)" + value + "," + value + R"(],"texts":{"x":)" + value + "}}");
    BOOST_TEST_REQUIRE(read.has_value(), value);
    BOOST_TEST(read->texts.at("x").text() == trimmed(value));
}

template <class T>
void is_refused_by(const std::string& document) {
    const auto decoded = decode<T>(document);
    BOOST_TEST_REQUIRE(decoded.has_error(), document.substr(0, 200));
    BOOST_TEST(decoded.error().message.starts_with("line "));
}

void is_refused(const std::string& value) {
    const auto kept = decode<gulo::raw_json>(value);
    BOOST_TEST_REQUIRE(kept.has_error(), value.substr(0, 200));
    BOOST_TEST((kept.error().code == gulo::errc::malformed_document), value.substr(0, 200));
    BOOST_TEST(gulo::raw_json::parse(value).has_error());
    is_refused_by<nothing>(R"({"unknown":)" + value + "}");
    is_refused_by<anything>(value);
    is_refused_by<several>(R"({"list":[],"texts":{},"one":)" + value + "}");
    is_refused_by<several>(R"({"list":[],"one":1,"texts":{"x":)" + value + "}}");
    is_refused_by<nothing>(value);
    is_refused_by<std::map<std::string, anything>>(value);
    is_refused_by<std::vector<anything>>(value);
}

template <class T>
bool same_bits(T left, T right) {
    return std::memcmp(&left, &right, sizeof left) == 0;
}

}  // namespace

template <>
struct gulo::json_mapping<anything> {
    static any_value to(const anything&) { return {}; }
    static anything from(any_value&& value) { return {std::make_shared<any_value>(std::move(value))}; }
};

BOOST_AUTO_TEST_SUITE(json_conformance)

BOOST_AUTO_TEST_CASE(there_are_hundreds_of_cases) {
    using namespace conformance;
    const std::size_t accepted = y_array.size() + y_number.size() + y_object.size() + y_string.size() + y_structure.size();
    const std::size_t refused = n_array.size() + n_number.size() + n_object.size() + n_string.size() + n_structure.size();
    BOOST_TEST_MESSAGE(accepted << " must be accepted, " << refused << " must be refused, " << i_string.size() + i_structure.size() << " may be either");
    BOOST_TEST(accepted >= 200U);
    BOOST_TEST(refused >= 400U);
}

BOOST_AUTO_TEST_CASE(what_must_be_accepted_is) {
    for (const auto* list : {&conformance::y_array, &conformance::y_object, &conformance::y_structure})
        for (const std::string& value : *list) is_accepted(value);
    for (const auto& [value, ignored] : conformance::y_number) is_accepted(value);
    for (const auto& [value, ignored] : conformance::y_string) is_accepted(value);
}

BOOST_AUTO_TEST_CASE(what_must_be_refused_is) {
    for (const auto* list : {&conformance::n_array, &conformance::n_number, &conformance::n_object, &conformance::n_string, &conformance::n_structure})
        for (const std::string& value : *list) is_refused(value);
}

BOOST_AUTO_TEST_CASE(what_may_be_refused_is) {
    for (const auto* list : {&conformance::i_string, &conformance::i_structure})
        for (const std::string& value : *list) {
            is_refused_by<gulo::raw_json>(value);
            is_refused_by<nothing>(R"({"unknown":)" + value + "}");
            is_refused_by<anything>(value);
        }
}

BOOST_AUTO_TEST_CASE(numbers_mean_what_they_say) {
    for (const auto& [text, amount] : conformance::y_number) {
        for (const std::string_view around : {"", " ", "                        "}) {
            const auto read = decode<double>(text + std::string{around});
            BOOST_TEST_REQUIRE(read.has_value(), text);
            BOOST_TEST(same_bits(*read, amount), text << " is read as " << *read);
        }
        const auto members = decode<std::vector<double>>("[" + text + "," + text + "]");
        BOOST_TEST_REQUIRE(members.has_value(), text);
        BOOST_TEST(same_bits(members->back(), amount), text);
        BOOST_TEST(decode<gulo::decimal>(text)->text() == text);
        BOOST_TEST(same_bits(*decode<double>(gulo::json::encode(amount)), amount), text);
        // As an integer: the same amount, or none.
        const auto whole = decode<std::int64_t>(text);
        const bool is_small_integer = amount > -9e15 && amount < 9e15 && static_cast<double>(static_cast<std::int64_t>(amount)) == amount;
        if (whole.has_value()) BOOST_TEST(static_cast<double>(*whole) == amount, text);
        else BOOST_TEST((!is_small_integer || text.find('.') != std::string::npos), text);
        if (whole.has_error()) BOOST_TEST((whole.error().code == gulo::errc::schema_mismatch), text);
    }
    for (const std::string& text : conformance::n_number) {
        is_refused_by<int>(text);
        is_refused_by<std::uint64_t>(text);
        is_refused_by<double>(text);
        is_refused_by<float>(text);
        is_refused_by<long double>(text);
        is_refused_by<gulo::decimal>(text);
        is_refused_by<std::optional<std::int8_t>>(text);
        is_refused_by<std::vector<int>>("[0," + text + ",0");
    }
}

BOOST_AUTO_TEST_CASE(numbers_beyond_a_type) {
    // Any number is JSON: as text it is kept, as an amount it is exact, rounded to zero, or refused.
    struct expectation {
        std::string text;
        std::optional<double> amount;
        std::optional<std::int64_t> whole;
    };
    for (const auto& [text, amount, whole] :
         std::vector<expectation>{{"1e400", {}, {}},
                                  {"-1e400", {}, {}},
                                  {"1.7976931348623159e308", {}, {}},
                                  {"123123e100000", {}, {}},
                                  {"-1e+9999", {}, {}},
                                  {"0.4e" + std::string(100, '9'), {}, {}},
                                  {"1e99999999999999999999", {}, {}},
                                  {"1" + std::string(400, '0'), {}, {}},
                                  {"1e-400", 0.0, {}},
                                  {"-1e-400", -0.0, {}},
                                  {"2e-324", 0.0, {}},
                                  {"123e-10000000", 0.0, {}},
                                  {"1e-99999999999999999999", 0.0, {}},
                                  {"0." + std::string(400, '0') + "1", 0.0, {}},
                                  {"0e99999999999999999999", 0.0, 0},
                                  {"9223372036854775807", 9223372036854775808.0, std::int64_t{9223372036854775807}},
                                  {"9223372036854775808", 9223372036854775808.0, {}},
                                  {"-9223372036854775808", -9223372036854775808.0, std::numeric_limits<std::int64_t>::min()},
                                  {"-9223372036854775809", -9223372036854775808.0, {}},
                                  {"123123123123123123123123123123", 123123123123123123123123123123.0, {}},
                                  {"-237462374673276894279832749832423479823246327846", -237462374673276894279832749832423479823246327846.0, {}}}) {
        BOOST_TEST(decode<gulo::raw_json>(text)->text() == text);
        BOOST_TEST(decode<gulo::decimal>(text)->text() == text);
        BOOST_TEST(decode<nothing>(R"({"x":)" + text + "}").has_value(), text);
        const auto real = decode<double>(text);
        BOOST_TEST_REQUIRE(real.has_value() == amount.has_value(), text);
        if (amount) BOOST_TEST(same_bits(*real, *amount), text);
        else BOOST_TEST(real.error().message.ends_with(" does not fit double"), real.error().message);
        const auto integer = decode<std::int64_t>(text);
        BOOST_TEST_REQUIRE(integer.has_value() == whole.has_value(), text);
        if (whole) BOOST_TEST(*integer == *whole);
        else BOOST_TEST((integer.error().code == gulo::errc::schema_mismatch), text);
    }
}

BOOST_AUTO_TEST_CASE(strings_mean_what_they_say) {
    for (const auto& [quoted, text] : conformance::y_string) {
        const auto read = decode<std::string>(quoted);
        BOOST_TEST_REQUIRE(read.has_value(), quoted);
        BOOST_TEST(*read == text);
        BOOST_TEST(*decode<std::string>(gulo::json::encode(text)) == text);
        BOOST_TEST((*decode<std::vector<std::string>>("[ " + quoted + "," + quoted + "]") == std::vector{text, text}));
        const auto keyed = decode<std::map<std::string, int>>("{" + quoted + ":1}");
        BOOST_TEST_REQUIRE(keyed.has_value(), quoted);
        BOOST_TEST((*keyed == std::map<std::string, int>{{text, 1}}));
        BOOST_TEST(decode<nothing>("{" + quoted + ":1}").has_value());
    }
    for (const auto* list : {&conformance::n_string, &conformance::i_string})
        for (const std::string& quoted : *list) {
            is_refused_by<std::string>(quoted);
            is_refused_by<char>(quoted);
            is_refused_by<gulo::uuid>(quoted);
            is_refused_by<gulo::bytes>(quoted);
            is_refused_by<gulo::decimal>(quoted);
            is_refused_by<gulo::timestamp>(quoted);
            is_refused_by<std::vector<std::string>>("[" + quoted);
            is_refused_by<std::map<std::string, int>>("{" + quoted + ":1}");
            is_refused_by<nothing>("{" + quoted + ":1}");
            is_refused_by<gulo::raw_json>("{" + quoted + ":1}");
        }
}

// What is accepted as text is accepted as values, and the other way round, whatever the octets are.
BOOST_AUTO_TEST_CASE(all_ways_of_reading_agree) {
    sample::random random{11};
    std::vector<std::string> seeds;
    for (const auto* list : {&conformance::y_array, &conformance::y_object})
        for (const std::string& value : *list) seeds.push_back(value);
    for (const auto& [value, ignored] : conformance::y_number) seeds.push_back("[" + value + "]");
    for (const auto& [value, ignored] : conformance::y_string)
        if (value.size() < 100) seeds.push_back("[" + value + "]");
    std::size_t accepted = 0, refused = 0;
    for (int round = 0; round < 30000; ++round) {
        std::string document = seeds[random.below(seeds.size())];
        for (std::size_t count = 1 + random.below(3); count > 0; --count) {
            const std::size_t at = random.below(document.size());
            switch (random.below(4)) {
            case 0: document[at] = static_cast<char>(random.next()); break;
            case 1: document.erase(at, 1); break;
            case 2: document.insert(at, 1, "{}[]\",:0123456789.eE+-\\ubtrfalsn \xc3\xa9\xff"[random.below(37)]); break;
            default: document.insert(at, document.substr(random.below(document.size()), random.below(6))); break;
            }
            if (document.empty()) document = "[]";
        }
        const bool kept = decode<gulo::raw_json>(document).has_value();
        (kept ? accepted : refused) += 1;
        BOOST_TEST_REQUIRE(decode<nothing>(R"({"unknown":)" + document + R"(,"more":1})").has_value() == kept, document);
        const auto read = decode<anything>(document);
        // A number may be JSON and too great for a double.
        const bool too_great = read.has_error() && read.error().message.ends_with("does not fit double");
        BOOST_TEST_REQUIRE((kept ? read.has_value() || too_great : read.has_error()), document);
    }
    BOOST_TEST(accepted > 3000U);
    BOOST_TEST(refused > 3000U);
}

BOOST_AUTO_TEST_SUITE_END()
