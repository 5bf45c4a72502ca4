#pragma once
// One difference between two schemas, in words.

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace gulo {

/// `path` names the place in the message: "lines[].price", "counts.*" for the values of a map, empty for the message itself.
struct schema_difference {
    std::string path;
    std::string change;            ///< "was a number, is a string"
    bool breaks_backward = false;  ///< the new schema refuses what the old one allowed
    bool breaks_forward = false;   ///< the old schema refuses what the new one allows

    /// "lines[].price: was a number, is a string (neither reads the other)".
    std::string text() const {
        const char* const meaning = breaks_backward && breaks_forward ? " (neither reads the other)"
                                    : breaks_backward                 ? " (the new one does not read the old one)"
                                    : breaks_forward                  ? " (the old one does not read the new one)"
                                                                      : "";
        return (path.empty() ? "the message" : path) + ": " + change + meaning;
    }
};

namespace json_detail {

enum class direction : bool { backward, forward };

/// Differences found so far; what was found in both directions is one.
class difference_list {
public:
    void add(direction way, const std::string& path, std::string change, bool breaks) {
        for (schema_difference& each : all_) {
            if (each.path != path || each.change != change) continue;
            mark(each, way, breaks);
            return;
        }
        mark(all_.emplace_back(schema_difference{path, std::move(change)}), way, breaks);
    }
    void append(const difference_list& other) {
        for (const schema_difference& each : other.all_) {
            if (each.breaks_backward || !each.breaks_forward) add(direction::backward, each.path, each.change, each.breaks_backward);
            if (each.breaks_forward) add(direction::forward, each.path, each.change, true);
        }
    }
    std::size_t broken() const noexcept {
        std::size_t count = 0;
        for (const schema_difference& each : all_) count += each.breaks_backward || each.breaks_forward ? 1 : 0;
        return count;
    }
    std::vector<schema_difference> take() { return std::move(all_); }

private:
    static void mark(schema_difference& which, direction way, bool breaks) {
        if (way == direction::backward) which.breaks_backward = which.breaks_backward || breaks;
        else which.breaks_forward = which.breaks_forward || breaks;
    }

    std::vector<schema_difference> all_;
};

}  // namespace json_detail

}  // namespace gulo
