#pragma once
// Headers of a record, seen without knowing what kind of record it is.

#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace gulo {

/// A header of a record. A null value is not the same as an empty one.
struct header_view {
    std::string_view name;
    std::optional<std::string_view> value;
};

/// Headers that stand in memory side by side, in the shape of a record's.
struct header_list {
    std::span<const header_view> headers;

    template <class Visit>
    void for_each_header(Visit&& visit) const {
        for (const header_view& header : headers) visit(header);
    }
};

/// Looks at the headers of any record that has `for_each_header(visitor)`. Refers to the record, copies nothing;
/// reading is done anew with each call, so that a record whose headers nobody wants costs nothing.
class header_source {
public:
    constexpr header_source() = default;

    template <class Record>
    explicit header_source(const Record& record) noexcept
        : record_{&record}, walk_{[](const void* source, void* visitor, visit_function visit) {
              static_cast<const Record*>(source)->for_each_header([&](const header_view& header) { visit(visitor, header); });
          }} {}

    /// Calls `visitor(const header_view&)` for each header in the record's order.
    template <class Visitor>
    void for_each(Visitor&& visitor) const {
        if (walk_ == nullptr) return;
        walk_(record_, &visitor, [](void* target, const header_view& header) { (*static_cast<std::remove_reference_t<Visitor>*>(target))(header); });
    }

    /// The value of the last header of that name; nothing when there is none or its value is null.
    std::optional<std::string_view> find(std::string_view name) const {
        std::optional<std::string_view> found;
        for_each([&](const header_view& header) {
            if (header.name == name) found = header.value;
        });
        return found;
    }

private:
    using visit_function = void (*)(void* visitor, const header_view& header);
    using walk_function = void (*)(const void* record, void* visitor, visit_function visit);

    const void* record_ = nullptr;
    walk_function walk_ = nullptr;
};

}  // namespace gulo
