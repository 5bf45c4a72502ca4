#include "round_trip.hpp"

#include <malloc.h>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// How much memory a document takes while it is read. No document makes more of it than a small multiple of what its
// values take; what is passed over, refused or kept as text takes none, or only the text.

namespace {

std::size_t live = 0, peak = 0;

void* counted(void* memory) {
    if (memory == nullptr) throw std::bad_alloc{};
    live += malloc_usable_size(memory);
    peak = std::max(peak, live);
    return memory;
}

void forget(void* memory) noexcept {
    if (memory != nullptr) live -= malloc_usable_size(memory);
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new[](std::size_t size) { return counted(std::malloc(size)); }
void operator delete(void* memory) noexcept { forget(memory); }
void operator delete[](void* memory) noexcept { forget(memory); }
void operator delete(void* memory, std::size_t) noexcept { forget(memory); }
void operator delete[](void* memory, std::size_t) noexcept { forget(memory); }

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t large = 64 * mebibyte;
constexpr std::size_t small = 16 * 1024;

struct nothing {};
struct message {
    int number = 0;
    std::string text;
    std::optional<double> amount;
    std::vector<std::string> list;
};
struct forwarded {
    gulo::raw_json body;
};

// The most memory at one time beyond what was there before; `accepted` says how it ended.
template <class T>
std::size_t memory_for(std::string_view document, bool& accepted) {
    const std::size_t before = peak = live;
    {
        const auto decoded = gulo::json::try_decode<T>(document);
        accepted = decoded.has_value();
        if (decoded.has_error()) {
            BOOST_TEST(decoded.error().message.size() < 1000U);
            BOOST_TEST(decoded.error().details.size() < 1000U);
        }
    }
    const std::size_t most = peak - before;
    BOOST_TEST(live == before);
    return most;
}

template <class T>
void takes_at_most(std::size_t bound, std::string_view document, bool expected) {
    bool accepted = false;
    const std::size_t most = memory_for<T>(document, accepted);
    BOOST_TEST(accepted == expected, document.substr(0, 60));
    BOOST_TEST(most <= bound, most << " octets for " << document.substr(0, 60));
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string made;
    made.reserve(text.size() * count);
    for (; count > 0; --count) made += text;
    return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_memory)

BOOST_AUTO_TEST_CASE(a_long_string) {
    const std::string quoted = '"' + std::string(large, 'x') + '"';
    {
        const std::string document = R"({"number":1,"list":[],"text":)" + quoted + "}";
        takes_at_most<message>(large + small, document, true);
        takes_at_most<nothing>(small, document, true);
        takes_at_most<gulo::raw_json>(large + small, document, true);
        takes_at_most<message>(small, document.substr(0, document.size() - 2), false);
        takes_at_most<nothing>(small, document.substr(0, document.size() - 2), false);
        takes_at_most<gulo::raw_json>(small, document.substr(0, document.size() - 2), false);
        takes_at_most<forwarded>(small, document, false);
    }
    takes_at_most<forwarded>(large + small, R"({"body":)" + quoted + "}", true);
    takes_at_most<message>(small, R"({"number":)" + quoted + "}", false);
    takes_at_most<message>(small, R"({"amount":)" + quoted + "}", false);
    takes_at_most<message>(small, R"({"list":)" + quoted + "}", false);
    takes_at_most<nothing>(small, "{" + quoted + ":1}", true);
    takes_at_most<message>(small, "{" + quoted + ":1}", false);
    takes_at_most<gulo::uuid>(small, quoted, false);
    takes_at_most<gulo::timestamp>(small, quoted, false);
    takes_at_most<gulo::decimal>(small, quoted, false);
    takes_at_most<char>(small, quoted, false);
    takes_at_most<std::variant<int, bool>>(small, quoted, false);
}

BOOST_AUTO_TEST_CASE(a_long_string_of_escapes) {
    const std::string quoted = '"' + repeated("\\u0041", large / 6) + '"';
    takes_at_most<std::string>(large, quoted, true);
    takes_at_most<nothing>(small, R"({"x":)" + quoted + "}", true);
    takes_at_most<nothing>(small, R"({"x":{"y":[)" + quoted, false);
    takes_at_most<gulo::raw_json>(large + small, quoted, true);
    takes_at_most<nothing>(large, "{" + quoted + ":1}", true);
}

BOOST_AUTO_TEST_CASE(a_long_number) {
    for (const std::string& digits : {std::string(large, '9'), "0." + std::string(large, '3'), "1e" + std::string(large, '9'), '-' + std::string(large, '1')}) {
        takes_at_most<nothing>(small, R"({"x":)" + digits + "}", true);
        takes_at_most<gulo::raw_json>(large + small, digits, true);
        takes_at_most<std::int64_t>(small, digits, false);
        bool accepted = false;
        BOOST_TEST(memory_for<double>(digits, accepted) <= large + small);
        BOOST_TEST(accepted == digits.starts_with("0."));
    }
}

BOOST_AUTO_TEST_CASE(deep_and_empty) {
    for (const std::string_view bracket : {"[", "{\"a\":", " ", "[[],", "\"", "-", "{"}) {
        const std::string document = repeated(bracket, 4 * mebibyte);
        takes_at_most<nothing>(small, document, false);
        takes_at_most<gulo::raw_json>(small, document, false);
        takes_at_most<message>(small, document, false);
    }
    takes_at_most<nothing>(small, "{" + std::string(large, ' ') + "}", true);
    takes_at_most<gulo::raw_json>(small, std::string(large, '\n') + "1", true);
}

BOOST_AUTO_TEST_CASE(many_values) {
    // Growing keeps the old memory until the new one is filled.
    const std::string numbers = "[" + repeated("1,", mebibyte) + "1]";
    takes_at_most<std::vector<std::int64_t>>(4 * mebibyte * sizeof(std::int64_t), numbers, true);
    const std::string empty = "[" + repeated("[],", mebibyte) + "[]]";
    takes_at_most<std::vector<std::vector<int>>>(4 * mebibyte * sizeof(std::vector<int>), empty, true);
    takes_at_most<gulo::raw_json>(empty.size() + small, empty, true);
    // The last of equal keys replaces the ones before.
    const std::string twice =
        R"({"number":1,"list":[],)" + repeated(R"("text":"a text that is longer than what is kept inside of the string itself",)", 10000) + R"("text":""})";
    takes_at_most<message>(small, twice, true);
}

BOOST_AUTO_TEST_SUITE_END()
