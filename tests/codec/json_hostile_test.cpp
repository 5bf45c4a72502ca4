#include "round_trip.hpp"
#include "sample.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Documents nobody should send. Each is copied to memory of exactly its size, so that AddressSanitizer sees a
// character read too far.

namespace {

struct tree {
    std::vector<tree> children;
};
struct chain {
    std::unique_ptr<chain> next;
};
struct nothing {};

template <class T>
gulo::result<T> decode(const std::string& document) {
    const std::unique_ptr<char[]> exact{new char[document.size()]};
    document.copy(exact.get(), document.size());
    return gulo::json::try_decode<T>({exact.get(), document.size()});
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string made;
    for (; count > 0; --count) made += text;
    return made;
}

struct by_card {
    std::string number;
    bool operator==(const by_card&) const = default;
};
struct by_cash {
    int cents = 0;
    std::optional<double> rate;
    bool operator==(const by_cash&) const = default;
};
enum class color { red, green };
using payment = std::variant<by_card, by_cash>;

// The forms that sample::message doesn't have.
template <class Codec>
struct choices {
    payment first, second;
    gulo::raw_json raw;
    gulo::decimal exact;
    std::map<color, std::multiset<int>> sets;
    std::optional<std::optional<color>> tint;
    bool operator==(const choices&) const = default;
};
using strict = gulo::json_with<gulo::json_options{.duplicates = gulo::duplicate_keys::refuse,
                                                  .unknown = gulo::unknown_fields::refuse,
                                                  .names = gulo::name_style::camel_case,
                                                  .variants = gulo::variant_form::tagged}>;
using lenient = gulo::json_with<gulo::json_options{.missing = gulo::missing_fields::keep_default, .enumerators = gulo::enumerator_form::number}>;
using shaped = gulo::json_with<gulo::json_options{.empty = gulo::empty_fields::write_null, .variants = gulo::variant_form::by_shape}>;

template <class Codec>
choices<Codec> some_choices() {
    return {by_card{"47é11\n"},
            by_cash{5, -2.5e-300},
            gulo::raw_json{R"([{"a":"\ud83d\ude39"},1e5,null,true])"},
            gulo::decimal{"-12.30"},
            {{color::red, {1, -1}}, {color::green, {}}},
            std::optional{color::green}};
}

// What is accepted is a value like any other, and JSON; what is refused is refused with a place.
template <class Codec, class T>
bool is_sound(const std::string& document, std::size_t& accepted) {
    const std::unique_ptr<char[]> exact{new char[document.size()]};
    document.copy(exact.get(), document.size());
    const std::string_view view{exact.get(), document.size()};
    const auto decoded = Codec::template try_decode<T>(view);
    const bool is_json = gulo::json::try_decode<gulo::raw_json>(view).has_value();
    if (gulo::json::try_decode<nothing>(view).has_value() != (is_json && document.find_first_not_of(" \t\r\n") == document.find('{'))) return false;
    if (decoded.has_error()) return decoded.error().message.starts_with("line ") && !decoded.error().details.empty();
    ++accepted;
    const auto again = Codec::template try_decode<T>(Codec::encode(*decoded));
    return is_json && again.has_value() && *again == *decoded;
}

template <class Codec, class T>
std::size_t change_every_octet(const T& value) {
    const std::string document = Codec::encode(value);
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < document.size(); ++at) {
        std::string changed = document;
        for (int octet = 0; octet < 256; ++octet) {
            changed[at] = static_cast<char>(octet);
            if (!is_sound<Codec, T>(changed, accepted)) BOOST_FAIL(changed);
        }
        if (!is_sound<Codec, T>(document.substr(0, at), accepted)) BOOST_FAIL(document.substr(0, at));
        if (!is_sound<Codec, T>(document.substr(0, at) + document.substr(at + 1), accepted)) BOOST_FAIL("without octet " << at);
        if (!is_sound<Codec, T>(document.substr(0, at) + document.substr(at, 1) + document.substr(at), accepted)) BOOST_FAIL("octet " << at << " twice");
    }
    BOOST_TEST(accepted >= document.size());
    return accepted;
}

constexpr std::string_view too_deep = "arrays and objects are nested more than 64 deep";

}  // namespace

BOOST_AUTO_TEST_SUITE(json_hostile)

BOOST_AUTO_TEST_CASE(every_beginning_of_a_document_is_refused) {
    sample::random random{1};
    for (int round = 0; round < 20; ++round) {
        const std::string document = gulo::json::encode(random.some_message());
        for (std::size_t size = 0; size < document.size(); ++size) {
            const auto decoded = decode<sample::message>(document.substr(0, size));
            BOOST_TEST_REQUIRE(decoded.has_error(), document.substr(0, size));
            BOOST_TEST_REQUIRE((decoded.error().code == gulo::errc::malformed_document), document.substr(0, size) << " " << decoded.error().message);
            BOOST_TEST_REQUIRE(decode<nothing>(document.substr(0, size)).has_error());
        }
        BOOST_TEST(decode<sample::message>(document).has_value());
        BOOST_TEST(decode<nothing>(document).has_value());
    }
}

BOOST_AUTO_TEST_CASE(changed_octets_never_crash) {
    sample::random random{2};
    std::size_t refused = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string document = gulo::json::encode(random.some_message());
        for (std::size_t count = 1 + random.below(3); count > 0; --count) {
            const std::size_t at = random.below(document.size());
            switch (random.below(4)) {
            case 0: document[at] = static_cast<char>(random.next()); break;
            case 1: document.erase(at, 1 + random.below(4)); break;
            case 2: document.insert(at, 1, "{}[]\",:0-\\ue\xff "[random.below(15)]); break;
            default: document.insert(at, document.substr(random.below(document.size()), random.below(10))); break;
            }
            if (document.empty()) break;
        }
        const auto decoded = decode<sample::message>(document);
        const auto skipped = decode<nothing>(document);
        if (decoded.has_error()) {
            ++refused;
            BOOST_TEST_REQUIRE(decoded.error().message.starts_with("line "));
        } else {
            // What was accepted is a value like any other.
            const auto again = gulo::json::try_decode<sample::message>(gulo::json::encode(*decoded));
            BOOST_TEST_REQUIRE((again.has_value() && *again == *decoded), document);
            BOOST_TEST_REQUIRE(skipped.has_value(), document);
        }
    }
    BOOST_TEST(refused > 1000U);
}

BOOST_AUTO_TEST_CASE(every_octet_changed_to_every_value) {
    sample::random random{5};
    sample::message message = random.some_message();
    // One of middle length, so that every form is there and the test ends.
    while (gulo::json::encode(message).size() < 600 || gulo::json::encode(message).size() > 700) message = random.some_message();
    change_every_octet<gulo::json>(message);
    change_every_octet<gulo::json>(some_choices<gulo::json>());
    change_every_octet<strict>(some_choices<strict>());
    change_every_octet<lenient>(some_choices<lenient>());
    change_every_octet<shaped>(some_choices<shaped>());
}

BOOST_AUTO_TEST_CASE(every_beginning_is_refused_by_every_form) {
    const auto all_refused = []<class Codec, class T>(const T& value, Codec) {
        const std::string document = Codec::encode(value);
        for (std::size_t size = 0; size < document.size(); ++size)
            BOOST_TEST(Codec::template try_decode<T>(document.substr(0, size)).has_error(), document.substr(0, size));
        BOOST_TEST(Codec::template try_decode<T>(document).has_value());
    };
    all_refused(some_choices<gulo::json>(), gulo::json{});
    all_refused(some_choices<strict>(), strict{});
    all_refused(some_choices<lenient>(), lenient{});
    all_refused(some_choices<shaped>(), shaped{});
}

BOOST_AUTO_TEST_CASE(numbers_of_ten_thousand_digits) {
    const std::string nines(10000, '9'), zeros(10000, '0');
    for (const std::string& text : {nines, '-' + nines, "1" + zeros, "0." + nines, "0." + zeros + "1", nines + '.' + nines, nines + "e-9999", "1e" + nines,
                                    "1e-" + nines, "1" + zeros + "e-10000", "0." + zeros + "7e10001"}) {
        BOOST_TEST(decode<gulo::raw_json>(text)->text() == text);
        BOOST_TEST(decode<gulo::decimal>(text)->text() == text);
        BOOST_TEST(decode<nothing>(R"({"x":)" + text + "}").has_value());
        const auto real = decode<double>(text);
        if (real.has_error()) BOOST_TEST(real.error().message == "line 1, column 1: " + text.substr(0, 40) + "… does not fit double");
        const auto single = decode<float>(text);
        BOOST_TEST(single.has_value() == real.has_value());
        const auto whole = decode<int>(text);
        if (whole.has_error()) BOOST_TEST(whole.error().message.size() < 100U);
        BOOST_TEST(decode<color>(text).has_value() == whole.has_value());
        BOOST_TEST((decode<std::map<int, int>>("{\"" + text + "\":1}").has_error()));
    }
    BOOST_TEST(decode<int>("1" + zeros).has_error());
    BOOST_TEST(decode<double>("0." + nines).value() == 1.0);
    BOOST_TEST(decode<double>("0." + zeros + "1").value() == 0.0);
    BOOST_TEST(decode<double>(nines + "e-9999").value() == 10.0);
    BOOST_TEST(decode<double>("1" + zeros + "e-10000").value() == 1.0);
    BOOST_TEST(decode<int>("1" + zeros + "e-10000").value() == 1);
    BOOST_TEST(decode<int>("0." + zeros + "7e10001").value() == 7);
    BOOST_TEST(decode<double>("0." + zeros + "7e10001").value() == 7.0);
    BOOST_TEST(decode<double>("1e-" + nines).value() == 0.0);
}

BOOST_AUTO_TEST_CASE(random_octets_are_refused) {
    sample::random random{3};
    for (int round = 0; round < 2000; ++round) {
        std::string document(random.below(60), '\0');
        for (char& c : document) c = static_cast<char>(random.next());
        BOOST_TEST_REQUIRE(decode<sample::message>(document).has_error());
        static_cast<void>(decode<std::vector<std::string>>("[\"" + document));
        static_cast<void>(decode<gulo::timestamp>("\"" + document));
        static_cast<void>(decode<std::chrono::milliseconds>("\"P" + document + "\""));
        static_cast<void>(decode<gulo::uuid>("\"" + document + "\""));
        static_cast<void>(decode<gulo::bytes>("\"" + document + "\""));
    }
}

BOOST_AUTO_TEST_CASE(nesting_is_limited_to_64) {
    const auto tree_of = [](std::size_t depth) { return repeated("{\"children\":[", depth) + repeated("]}", depth); };
    BOOST_TEST(decode<tree>(tree_of(32)).has_value());
    BOOST_TEST(decode<tree>(tree_of(33)).error().message.ends_with(too_deep));

    BOOST_TEST(decode<chain>(repeated("{\"next\":", 64) + "null" + repeated("}", 64)).has_value());
    BOOST_TEST(decode<chain>(repeated("{\"next\":", 65) + "null" + repeated("}", 65)).error().message.ends_with(too_deep));

    BOOST_TEST(decode<nothing>("{\"x\":" + repeated("[", 63) + repeated("]", 63) + "}").has_value());
    BOOST_TEST(decode<nothing>("{\"x\":" + repeated("[", 64) + repeated("]", 64) + "}").error().message.ends_with(too_deep));
    BOOST_TEST(decode<nothing>("{\"x\":" + repeated("{\"y\":", 64) + "1" + repeated("}", 64) + "}").error().message.ends_with(too_deep));
}

BOOST_AUTO_TEST_CASE(a_bomb_of_brackets_does_not_exhaust_the_stack) {
    for (const std::string_view bracket : {"[", "{", "{\"x\":", "[{\"x\":", "{\"children\":[", "{\"next\":"}) {
        const std::string bomb = repeated(bracket, 200000);
        BOOST_TEST(decode<tree>(bomb).has_error());
        BOOST_TEST(decode<chain>(bomb).has_error());
        BOOST_TEST(decode<nothing>("{\"x\":" + bomb).has_error());
        BOOST_TEST(decode<std::vector<int>>(bomb).has_error());
        BOOST_TEST(decode<gulo::raw_json>(bomb).has_error());
        BOOST_TEST(strict::try_decode<payment>(bomb).has_error());
        BOOST_TEST(shaped::try_decode<payment>(bomb).has_error());
        BOOST_TEST(shaped::try_decode<payment>("{\"number\":" + bomb).has_error());
        BOOST_TEST(strict::try_decode<payment>("{\"x\":" + bomb).has_error());
        BOOST_TEST(gulo::raw_json::parse(bomb).has_error());
    }
}

BOOST_AUTO_TEST_CASE(depth_is_counted_by_nesting_and_not_by_number) {
    std::string many = "[" + repeated("{\"children\":[]},", 500);
    many.back() = ']';
    BOOST_TEST(decode<std::vector<tree>>(many).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
