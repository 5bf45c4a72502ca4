#pragma once
// Reading an object, as far as it doesn't depend on the types of its fields.

#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_scan.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gulo::json_detail {

/// One bit per field, up to 128.
class field_set {
public:
    constexpr void insert(std::size_t field) noexcept { words_[field / 64] |= std::uint64_t{1} << (field % 64); }
    constexpr bool contains(std::size_t field) const noexcept { return (words_[field / 64] >> (field % 64) & 1) != 0; }
    constexpr bool contains_all(const field_set& other) const noexcept {
        return (other.words_[0] & ~words_[0]) == 0 && (other.words_[1] & ~words_[1]) == 0;
    }

private:
    std::uint64_t words_[2] = {};
};

/// A field whose type is known only to its reader.
using field_reader = const char* (*)(json_reader&, const char*, void*);

struct object_shape {
    const field_layout* fields = nullptr;
    const field_reader* readers = nullptr;
    std::size_t count = 0;
    field_set required;
};

/// How far an object has been read.
struct object_progress {
    field_set seen;
    std::size_t expected = 0;
    bool first = true;
};

// The index of the field called `key`, or the count of fields. The search begins at the one that is expected,
// because documents mostly keep an order.
inline std::size_t find_field(const object_shape& shape, std::string_view key, std::size_t expected) noexcept {
    for (std::size_t step = 0; step < shape.count; ++step) {
        const std::size_t field = expected + step < shape.count ? expected + step : expected + step - shape.count;
        if (shape.fields[field].name() == key) return field;
    }
    return shape.count;
}

[[gnu::noinline, gnu::cold]] inline const char* missing_field(json_reader& reader, const char* at, const object_shape& shape, const field_set& seen) {
    std::size_t field = 0;
    while (!shape.required.contains(field) || seen.contains(field)) ++field;
    return reader.mismatch(at, "the field \"" + std::string{shape.fields[field].name()} + "\" is missing");
}

/// The slow way through an object, from any place in it: fields in any order, white space, keys that nobody knows.
[[gnu::noinline]] inline const char* read_rest_of_object(json_reader& reader, const char* at, object_progress& done, const object_shape& shape,
                                                         void* const* targets) {
    for (bool more = done.first ? !reader.is(at, '}') : reader.next(at, '}'); more; more = reader.next(at, '}')) {
        const char* const start = at;
        if (!reader.is(at, '"')) return reader.malformed(at, "expected a key");
        std::string_view key;
        at = read_view(reader, at, key, "a key");
        if (at == nullptr) return nullptr;
        const std::size_t field = find_field(shape, key, done.expected);
        at = skip_colon(reader, at);
        if (at == nullptr) return nullptr;
        if (field == shape.count) {
            at = skip_value(reader, at);
            if (at == nullptr) return nullptr;
            continue;
        }
        const std::string_view name = shape.fields[field].name();
        if (done.seen.contains(field)) return reader.fail(errc::malformed_document, start, "the key \"" + std::string{name} + "\" occurs twice");
        at = shape.readers[field](reader, at, targets[field]);
        if (at == nullptr) {
            reader.inside_field(name);
            return nullptr;
        }
        done.seen.insert(field);
        done.expected = field + 1;
    }
    if (at == nullptr) return nullptr;
    if (!done.seen.contains_all(shape.required)) return missing_field(reader, at, shape, done.seen);
    return reader.close(at);
}

}  // namespace gulo::json_detail
