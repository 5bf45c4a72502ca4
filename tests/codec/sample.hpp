#pragma once
// A message with a field of nearly every form, and a generator that fills it.

#include <gulo/base/bytes.hpp>
#include <gulo/base/clock.hpp>
#include <gulo/base/uuid.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace sample {

enum class color { red, green = 5, blue = 200 };

struct part {
    std::string name;
    std::optional<double> weight;
    bool operator==(const part&) const = default;
};

struct message {
    std::optional<int> first;
    std::string text;
    bool flag = false;
    std::int8_t tiny = 0;
    std::uint16_t small = 0;
    std::int64_t number = 0;
    std::uint64_t great = 0;
    double real = 0;
    float single = 0;
    color tint = color::red;
    gulo::uuid id;
    gulo::timestamp when{};
    std::chrono::nanoseconds lasted{};
    std::chrono::minutes waited{};
    gulo::bytes data;
    part main;
    std::optional<part> spare;
    std::vector<part> parts;
    std::array<int, 3> triple{};
    std::map<std::string, std::vector<int>> lists;
    std::map<std::uint32_t, bool> flags;
    std::set<std::string> tags;
    std::tuple<int, std::string, bool> mixed;
    std::variant<std::monostate, int, double, std::string, part> either;
    std::optional<std::string> last;
    bool operator==(const message&) const = default;
};

/// splitmix64: a small generator whose sequence is the same everywhere.
class random {
public:
    explicit random(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() {
        std::uint64_t value = state_ += 0x9e3779b97f4a7c15ULL;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
        return value ^ (value >> 31);
    }
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
    bool flip() { return (next() & 1) != 0; }

    // Numbers of every length are equally likely.
    std::uint64_t number() { return next() >> below(64); }
    std::int64_t signed_number() { return static_cast<std::int64_t>(flip() ? number() : 0 - number()); }

    double real() {
        double value = 0;
        do {
            const std::uint64_t bits = next();
            std::memcpy(&value, &bits, sizeof value);
        } while (!__builtin_isfinite(value));
        return flip() ? value : static_cast<double>(signed_number() % 1000000) / 100;
    }
    float single() {
        float value = 0;
        do {
            const auto bits = static_cast<std::uint32_t>(next());
            std::memcpy(&value, &bits, sizeof value);
        } while (!__builtin_isfinite(value));
        return value;
    }

    std::string text() {
        static const std::vector<std::string> pieces{"a",    "B",    "7", " ",  "\"", "\\",           "/",           "\n",       "\t", std::string{"\0", 1},
                                                     "\x1f", "\x7f", "é", "漢", "😀", "\xef\xbf\xbf", "plain words", "{\"x\":1}"};
        std::string made;
        for (std::size_t count = below(flip() ? 4 : 40); count > 0; --count) made += pieces[below(pieces.size())];
        return made;
    }

    part some_part() { return {text(), flip() ? std::optional{real()} : std::nullopt}; }

    message some_message() {
        message made;
        if (flip()) made.first = static_cast<int>(next());
        made.text = text();
        made.flag = flip();
        made.tiny = static_cast<std::int8_t>(next());
        made.small = static_cast<std::uint16_t>(number());
        made.number = signed_number();
        made.great = number();
        made.real = real();
        made.single = single();
        made.tint = static_cast<color>(below(300));
        gulo::uuid::bytes_type octets;
        for (auto& octet : octets) octet = static_cast<std::uint8_t>(next());
        made.id = gulo::uuid{octets};
        // The years 0000 to 9999.
        made.when = gulo::timestamp{std::chrono::microseconds{static_cast<std::int64_t>(below(315'569'520'000'000'000U)) - 62'167'219'200'000'000}};
        made.lasted = std::chrono::nanoseconds{signed_number()};
        made.waited = std::chrono::minutes{signed_number() / 60};
        made.data.resize(below(20));
        for (auto& octet : made.data) octet = static_cast<std::byte>(next());
        made.main = some_part();
        if (flip()) made.spare = some_part();
        for (std::size_t count = below(4); count > 0; --count) made.parts.push_back(some_part());
        for (auto& each : made.triple) each = static_cast<int>(signed_number());
        for (std::size_t count = below(4); count > 0; --count) made.lists[text()].assign(below(5), static_cast<int>(next()));
        for (std::size_t count = below(4); count > 0; --count) made.flags[static_cast<std::uint32_t>(number())] = flip();
        for (std::size_t count = below(4); count > 0; --count) made.tags.insert(text());
        made.mixed = {static_cast<int>(next()), text(), flip()};
        switch (below(5)) {
        case 0: break;
        case 1: made.either = static_cast<int>(next()); break;
        case 2: made.either = real(); break;
        case 3: made.either = text(); break;
        default: made.either = some_part(); break;
        }
        if (flip()) made.last = text();
        return made;
    }

private:
    std::uint64_t state_;
};

}  // namespace sample
