#pragma once
// What a change of a message's schema means for those who read and write it.

#include <gulo/base/error.hpp>
#include <gulo/codec/json_tree.hpp>
#include <gulo/codec/schema_comparison.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gulo {

/// The difference between two schemas of a message. Who reads passes over fields that it does not know.
struct schema_compatibility {
    bool backward = true;  ///< who knows the new schema reads what was written by the old one
    bool forward = true;   ///< who knows the old schema reads what is written by the new one
    std::vector<schema_difference> differences{};

    bool full() const noexcept { return backward && forward; }

    /// A line for each difference, and the verdict: "lines[].price: was a number, is a string (neither reads the other)".
    std::string text() const {
        std::string all;
        for (const schema_difference& each : differences) all.append(each.text()).append("\n");
        if (differences.empty()) return "no difference\n";
        return all +
               (full()     ? "compatible both ways"
                : backward ? "backward compatible only: services that read it have to be updated before those that write it"
                : forward  ? "forward compatible only: services that write it have to be updated before those that read it"
                           : "not compatible: give the message a new version and an upcast, or a new name") +
               "\n";
    }
};

/// Compares two schemas as gulo::json_schema gives them (of other schemas the same keywords are understood, and `oneOf` as
/// `anyOf`, `const`, any reference within the document, and a type that is left out). A writer is taken to write the fields of its schema and no
/// others. Where it can't be told whether one form of a text is part of another, such as with two patterns, the forms count as different, and so do
/// other keywords, such as `if`, that say something else. Throws gulo::failure (errc::malformed_document) for a
/// text that is no JSON.
inline schema_compatibility compatibility(std::string_view old_schema, std::string_view new_schema) {
    using json_detail::json_tree, json_detail::schema_comparison;
    const auto older = json::decode<json_tree>(old_schema);
    const auto newer = json::decode<json_tree>(new_schema);
    schema_comparison comparison{older, newer};
    schema_compatibility verdict{true, true, comparison.compare()};
    for (const schema_difference& each : verdict.differences) {
        verdict.backward = verdict.backward && !each.breaks_backward;
        verdict.forward = verdict.forward && !each.breaks_forward;
    }
    return verdict;
}

}  // namespace gulo
