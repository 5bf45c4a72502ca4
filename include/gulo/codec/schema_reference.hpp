#pragma once
// Where a reference of a JSON Schema leads.

#include <gulo/codec/json_tree.hpp>
#include <gulo/message/metadata.hpp>

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace gulo::json_detail {

/// The place that a JSON pointer (RFC 6901) names; null when there is none.
inline const json_tree* at_pointer(const json_tree& root, std::string_view pointer) {
    const json_tree* at = &root;
    while (at != nullptr && !pointer.empty()) {
        if (pointer.front() != '/') return nullptr;
        pointer.remove_prefix(1);
        std::string step{pointer.substr(0, pointer.find('/'))};
        pointer.remove_prefix(step.size());
        for (const auto& [escape, meant] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}})
            for (std::size_t place = 0; (place = step.find(escape, place)) != std::string::npos; ++place) step.replace(place, 2, meant);
        if (at->kind() != json_kind::array) {
            at = at->find(step);
            continue;
        }
        std::size_t index = 0;
        const auto [end, problem] = std::from_chars(step.data(), step.data() + step.size(), index);
        const bool is_there = problem == std::errc{} && end == step.data() + step.size() && index < at->values().size();
        at = is_there ? &at->values()[index] : nullptr;
    }
    return at;
}

/// The schema that `node` stands for; itself, still with its `$ref`, when that leads nowhere, elsewhere or in a circle.
inline const json_tree& target_of(const json_tree& node, const json_tree& root) {
    const json_tree* at = &node;
    for (int steps = 0; steps < 64; ++steps) {
        const json_tree* const reference = at->find("$ref");
        if (reference == nullptr) return *at;
        const std::string target = detail::percent_decoded(reference->text());
        const json_tree* const next = target.starts_with('#') ? at_pointer(root, std::string_view{target}.substr(1)) : nullptr;
        if (next == nullptr) break;
        at = next;
    }
    return at->find("$ref") == nullptr ? *at : node;
}

}  // namespace gulo::json_detail
