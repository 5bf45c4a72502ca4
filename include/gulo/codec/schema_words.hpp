#pragma once
// What a JSON Schema says of one place, in words.

#include <gulo/codec/json_schema_pattern.hpp>
#include <gulo/codec/json_tree.hpp>
#include <gulo/codec/schema_form.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <ratio>
#include <string>
#include <string_view>

namespace gulo::json_detail {

/// Durations of this unit or greater ones.
struct duration_unit {
    const char* name;
    std::string pattern;
};
/// The unit whose pattern that is, or null. From the coarsest on, each reads what those before it write.
inline const duration_unit* unit_of_pattern(std::string_view pattern) {
    static const std::array<duration_unit, 8> units{{{"days", duration_pattern<std::int64_t, std::ratio<seconds_per_day>>()},
                                                     {"hours", duration_pattern<std::int64_t, std::ratio<3600>>()},
                                                     {"minutes", duration_pattern<std::int64_t, std::ratio<60>>()},
                                                     {"seconds", duration_pattern<std::int64_t, std::ratio<1>>()},
                                                     {"milliseconds", duration_pattern<std::int64_t, std::milli>()},
                                                     {"microseconds", duration_pattern<std::int64_t, std::micro>()},
                                                     {"nanoseconds", duration_pattern<std::int64_t, std::nano>()},
                                                     {"any part of a second", duration_pattern<double, std::ratio<1>>()}}};
    for (const duration_unit& each : units)
        if (each.pattern == pattern) return &each;
    return nullptr;
}

inline std::string described(const schema_form& form) {
    if (const std::string name = name_of(form); !name.empty()) return "\"" + name.substr(name.find(' ') + 1) + "\"";
    const std::string& type = form.type;
    if (type.empty()) return "anything";
    if (type == unknown_form) return "what can't be judged";
    if (type == "null") return "null";
    if (type == "object") return form.node->find("properties") == nullptr && form.node->find("additionalProperties") != nullptr ? "a map" : "an object";
    return (type == "integer" || type == "array" ? "an " : "a ") + type;
}

inline bool is_numeric(const schema_form& form) { return form.type == "integer" || form.type == "number"; }
inline long double number_of(const json_tree* node, long double otherwise) {
    if (node == nullptr) return otherwise;
    return std::strtold(node->text().c_str(), nullptr);
}

/// A bound, and whether it is itself outside.
struct number_bound {
    long double value = 0;
    bool is_outside = false;
    friend bool operator==(const number_bound&, const number_bound&) = default;
};
struct number_range {
    number_bound least, greatest;
    friend bool operator==(const number_range&, const number_range&) = default;

    bool lies_in(const number_range& other) const {
        const bool from = least.value > other.least.value || (least.value == other.least.value && (least.is_outside || !other.least.is_outside));
        const bool to =
            greatest.value < other.greatest.value || (greatest.value == other.greatest.value && (greatest.is_outside || !other.greatest.is_outside));
        return from && to;
    }
};
// The next whole number below; beyond 63 bits every number is whole. Not by <cmath>, whose global names collide with handlers.
inline long double whole_below(long double value) {
    constexpr long double bound = 9.2e18L;
    if (!(value > -bound && value < bound)) return value;
    const auto whole = static_cast<long double>(static_cast<long long>(value));
    return whole > value ? whole - 1 : whole;
}
inline number_range range_of(const json_tree& node, const std::string& type) {
    constexpr long double infinite = std::numeric_limits<long double>::infinity();
    const long double above = number_of(node.find("exclusiveMinimum"), -infinite), below = number_of(node.find("exclusiveMaximum"), infinite);
    number_range range{{number_of(node.find("minimum"), -infinite)}, {number_of(node.find("maximum"), infinite)}};
    // The next integer is the same bound.
    const bool counts = type == "integer";
    if (above >= range.least.value && above != -infinite) range.least = counts ? number_bound{whole_below(above) + 1} : number_bound{above, true};
    if (below <= range.greatest.value && below != infinite) range.greatest = counts ? number_bound{-whole_below(-below) - 1} : number_bound{below, true};
    const listed_values values = values_of(node, type);
    for (std::size_t index = 0; index < values.all.size(); ++index) {
        const long double value = number_of(values.all[index], 0);
        if (index == 0) range = {{value}, {value}};
        range.least.value = (std::min)(range.least.value, value);
        range.greatest.value = (std::max)(range.greatest.value, value);
    }
    return range;
}
// `exactly`: a bound that is itself outside is told.
inline std::string described_range(const json_tree& node, const std::string& type, bool exactly) {
    const auto text = [&](const char* inclusive, const char* exclusive, const char* word) {
        const json_tree* const bound = node.find(inclusive) != nullptr ? node.find(inclusive) : node.find(exclusive);
        return bound == nullptr ? std::string{"any"} : (exactly && node.find(inclusive) == nullptr ? word : "") + bound->text();
    };
    const std::string min = text("minimum", "exclusiveMinimum", "above "), max = text("maximum", "exclusiveMaximum", "below ");
    return (type == "integer" ? "an integer" : "a number") + (min == "any" && max == "any" ? std::string{} : " from " + min + " to " + max);
}
inline std::string described_text(const json_tree& node) {
    if (const json_tree* const format = node.find("format")) return "a " + format->text();
    if (const json_tree* const encoding = node.find("contentEncoding")) return "octets in " + encoding->text();
    if (const json_tree* const pattern = node.find("pattern")) {
        const duration_unit* const unit = unit_of_pattern(pattern->text());
        return unit != nullptr ? "a duration in " + std::string{unit->name} : "a string like " + pattern->text();
    }
    return "any string";
}
inline std::string described_length(const json_tree& node) {
    const json_tree* const least = node.find("minLength");
    const json_tree* const most = node.find("maxLength");
    return (least != nullptr ? least->text() : "0") + " to " + (most != nullptr ? most->text() : "any number of") + " characters long";
}
inline std::string described_size(const json_tree& node) {
    const json_tree* const least = node.find("minItems");
    const json_tree* const most = node.find("maxItems");
    if (least == nullptr && most == nullptr) return "an array of any length";
    if (least != nullptr && most != nullptr && *least == *most) return "an array of " + least->text();
    return "an array of " + (least != nullptr ? least->text() : "0") + " to " + (most != nullptr ? most->text() : "any number");
}

}  // namespace gulo::json_detail
