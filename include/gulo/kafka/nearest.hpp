#pragma once
// "Did you mean …": the known name that a wrong one was probably meant to be.

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <vector>

namespace gulo::kafka_detail {

/// The number of characters to insert, delete or replace to make `b` of `a` (Levenshtein).
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = (std::min)({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

/// The one of `names` nearest to `wrong`; empty when none is near. Equally near: the first.
template <class Names>
std::string_view nearest_name(std::string_view wrong, const Names& names) {
    if (wrong.size() > 128) return {};
    std::string_view best;
    std::size_t least = std::max<std::size_t>(2, wrong.size() / 3) + 1;
    for (const std::string_view name : names) {
        const std::size_t distance = edit_distance(wrong, name);
        if (distance < least) {
            least = distance;
            best = name;
        }
    }
    return best;
}

}  // namespace gulo::kafka_detail
