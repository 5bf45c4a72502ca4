#pragma once
// What reading an object needs and no type: which keys were seen, which field a key belongs to.

#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_scan.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gulo::json_detail {

/// One bit per field, up to 128.
template <std::size_t Count>
class field_set {
public:
    constexpr void insert(std::size_t field) noexcept { words_[field / 64] |= std::uint64_t{1} << (field % 64); }
    constexpr bool contains(std::size_t field) const noexcept { return (words_[field / 64] >> (field % 64) & 1) != 0; }

    /// The first field of `required` that is not in this set, or Count.
    constexpr std::size_t first_missing(const field_set& required) const noexcept {
        for (std::size_t field = 0; field < Count; ++field)
            if (required.contains(field) && !contains(field)) return field;
        return Count;
    }
    constexpr bool contains_all(const field_set& required) const noexcept {
        for (std::size_t word = 0; word < words; ++word)
            if ((required.words_[word] & ~words_[word]) != 0) return false;
        return true;
    }

private:
    static constexpr std::size_t words = Count / 64 + 1;
    std::uint64_t words_[words] = {};
};

/// The index of the field called `key`, or `count`. The search begins at `expected`, because documents mostly
/// keep an order.
inline std::size_t find_field(const std::string_view* names, std::size_t count, std::string_view key, std::size_t expected) noexcept {
    for (std::size_t step = 0; step < count; ++step) {
        const std::size_t field = expected + step < count ? expected + step : expected + step - count;
        if (names[field] == key) return field;
    }
    return count;
}

[[gnu::noinline, gnu::cold]] inline const char* missing_field(json_reader& reader, const char* at, std::string_view name) {
    return reader.mismatch(at, "the field \"" + std::string{name} + "\" is missing");
}

[[gnu::noinline, gnu::cold]] inline const char* repeated_field(json_reader& reader, const char* at, std::string_view name) {
    return reader.fail(errc::malformed_document, at, "the key \"" + std::string{name} + "\" occurs twice");
}

/// Whether the text at `at` begins with the `Size` characters at `text`.
template <std::size_t Size>
inline bool begins_with(const json_reader& reader, const char* at, const char* text) noexcept {
    return reader.left(at) >= Size && equal_characters<Size>(at, text);
}

}  // namespace gulo::json_detail
