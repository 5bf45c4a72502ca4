#pragma once
// Reading an object, as far as it doesn't depend on the types of its fields.

#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_scan.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
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

// Whether `size` characters are equal. A call of memcmp costs more than most keys.
inline bool equal_keys(const char* left, const char* right, std::size_t size) noexcept {
    if (size < 8) {
        std::uint32_t a = 0, b = 0, c = 0, d = 0;
        std::memcpy(&a, left, 4);
        std::memcpy(&b, right, 4);
        std::memcpy(&c, left + size - 4, 4);
        std::memcpy(&d, right + size - 4, 4);
        return ((a ^ b) | (c ^ d)) == 0;
    }
    const char* const last = left + size - 8;
    std::uint64_t difference = load_8(last) ^ load_8(right + size - 8);
    for (; left < last; left += 8, right += 8) difference |= load_8(left) ^ load_8(right);
    return difference == 0;
}

/// Reads a whole object. The fast way is a document that has the fields in order, without white space.
[[gnu::noinline]] inline const char* read_object(json_reader& reader, const char* at, const object_shape& shape, void* const* targets) {
    at = reader.open(at, '{', "an object");
    if (at == nullptr) [[unlikely]] return nullptr;
    object_progress done;
    std::size_t index = 0;
    for (; index < shape.count; ++index) {
        const field_layout& field = shape.fields[index];
        const std::size_t comma = done.first ? 1 : 0;
        const std::size_t size = field.key_size - comma;
        if (reader.left(at) < size || !equal_keys(at, field.key + comma, size)) [[unlikely]] {
            if (shape.required.contains(index)) break;
            continue;
        }
        at = shape.readers[index](reader, at + size, targets[index]);
        if (at == nullptr) [[unlikely]] {
            reader.inside_field(field.name());
            return nullptr;
        }
        done.seen.insert(index);
        done.expected = index + 1;
        done.first = false;
    }
    if (index == shape.count && reader.is(at, '}')) [[likely]] return reader.close(at);
    return read_rest_of_object(reader, at, done, shape, targets);
}

}  // namespace gulo::json_detail
