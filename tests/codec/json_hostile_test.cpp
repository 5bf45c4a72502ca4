#include "round_trip.hpp"
#include "sample.hpp"

#include <memory>
#include <string>
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
    return gulo::from_json<T>({exact.get(), document.size()});
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string made;
    for (; count > 0; --count) made += text;
    return made;
}

constexpr std::string_view too_deep = "arrays and objects are nested more than 64 deep";

}  // namespace

BOOST_AUTO_TEST_SUITE(json_hostile)

BOOST_AUTO_TEST_CASE(every_beginning_of_a_document_is_refused) {
    sample::random random{1};
    for (int round = 0; round < 20; ++round) {
        const std::string document = gulo::to_json(random.some_message());
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
        std::string document = gulo::to_json(random.some_message());
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
            const auto again = gulo::from_json<sample::message>(gulo::to_json(*decoded));
            BOOST_TEST_REQUIRE((again.has_value() && *again == *decoded), document);
            BOOST_TEST_REQUIRE(skipped.has_value(), document);
        }
    }
    BOOST_TEST(refused > 1000U);
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
    }
}

BOOST_AUTO_TEST_CASE(depth_is_counted_by_nesting_and_not_by_number) {
    std::string many = "[" + repeated("{\"children\":[]},", 500);
    many.back() = ']';
    BOOST_TEST(decode<std::vector<tree>>(many).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
