#pragma once
// Reading an object, as far as it doesn't depend on the types of its fields.

#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_object_keys.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_skip.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace gulo::json_detail {

[[gnu::noinline, gnu::cold]] inline const char* missing_field(json_reader& reader, const char* at, const object_shape& shape, const field_set& seen) {
    std::size_t field = 0;
    while (!shape.required.contains(field) || seen.contains(field)) ++field;
    return reader.mismatch(at, "the field \"" + std::string{shape.fields[field].name()} + "\" is missing");
}

[[gnu::noinline, gnu::cold]] inline const char* unknown_field(json_reader& reader, const char* at, const object_shape& shape) {
    std::string text = "the struct has no field " + found_at(at, reader.end()) + (shape.count == 0 ? "; it has none at all" : "; it has ");
    for (std::size_t field = 0; field < shape.count; ++field) {
        if (field == 10) {
            text += ", …";
            break;
        }
        text.append(field == 0 ? "" : ", ").append(shape.fields[field].name());
    }
    return reader.mismatch(at, std::move(text));
}

// Past the value of a member that is no field, whose key begins at `start`.
[[gnu::always_inline]] inline const char* skip_member(json_reader& reader, const char* at, const char* start, std::string_view name,
                                                      const object_shape& shape) {
    // Two tags would be two answers to what the object is.
    const int tags = reader.count_tag(name);
    if (tags > 1) [[unlikely]]
        return key_twice(reader, start);
    if (shape.refuses_unknown && tags == 0) [[unlikely]]
        return unknown_field(reader, start, shape);
    return skip_value(reader, at);
}

// No key at the place where a member must begin.
[[gnu::noinline, gnu::cold]] inline const char* fail_at_member(json_reader& reader, const char* at, bool is_behind_comma) {
    return is_behind_comma && reader.is(at, '}') ? reader.ends_with_comma(at) : reader.malformed(at, "expected a key");
}

/// Where the value of a field begins; white space may stand before it.
struct met_field {
    /// Null after a failure; at the end of an object its closing bracket.
    const char* at = nullptr;
    /// The count of fields at the end of an object.
    std::uint32_t index = 0;
    /// How far before the value its key begins. Small, so that all of this is returned in two registers.
    std::uint32_t key_size = 0;
};

[[gnu::always_inline]] inline met_field meet(const char* value, std::size_t field, const char* key) noexcept {
    return {value, static_cast<std::uint32_t>(field), static_cast<std::uint32_t>(value - key)};
}

// By any key. `at` stands on its quote. When nobody knows it, its value is passed over too.
[[gnu::noinline]] inline met_field seek_by_any_key(json_reader& reader, const char* at, const object_shape& shape) {
    const char* const start = at;
    std::string_view name;
    at = read_view(reader, at, name, "a key");
    if (at == nullptr) return {};
    const std::size_t field = search_field(shape, name);
    at = skip_colon(reader, at);
    if (at != nullptr && field == shape.count) at = skip_member(reader, at, start, name, shape);
    if (at == nullptr) return {};
    return meet(at, field, start);
}

/// Where an object goes on behind a member, or behind its opening bracket when this is the `first`: past white space, the
/// comma and members that nobody knows, to a field. Another than the `expected` one is searched for.
[[gnu::noinline]] inline met_field seek_field(json_reader& reader, const char* at, bool first, std::size_t expected, const object_shape& shape) {
    // Without white space before it, it was looked for at `at` in vain already.
    bool may_be_expected = false;
    while (true) {
        const std::size_t comma = first ? 0 : 1;
        const char* key = at;
        if (reader.left(at) >= 2 && at[comma] == '"' && (first || *at == ',')) {
            key += comma;
        } else {
            may_be_expected = true;
            at = reader.skip_space(at);
            if (reader.is(at, '}')) return meet(at, shape.count, at);
            if (!first) {
                if (!reader.is(at, ',')) [[unlikely]]
                    return {reader.malformed(at, "expected ',' or '}'")};
                at = reader.skip_space(at + 1);
            }
            if (!reader.is(at, '"')) [[unlikely]]
                return {fail_at_member(reader, at, !first)};
            key = at;
        }
        if (may_be_expected && expected != shape.count) {
            const field_layout& field = shape.fields[expected];
            if (stands_here(reader, key, field.key + 1, field.key_size - 1)) {
                const char* const value = key + (field.key_size - 1);
                return meet(value + (reader.is(value, ' ') ? 1 : 0), expected, key);
            }
        }
        const found_field found = find_field_at(reader, key + 1, shape);
        if (found.index != shape.count) {
            const char* const value = pass_name(key + 3, found.size);
            return meet(value + (reader.is(value, ' ') ? 1 : 0), found.index, key);
        }
        if (found.size != 0) [[likely]] {
            at = skip_member(reader, key + found.size + 3, key, {key + 1, found.size}, shape);
        } else {
            const met_field met = seek_by_any_key(reader, key, shape);
            if (met.index != shape.count) return met;
            at = met.at;
        }
        if (at == nullptr) [[unlikely]]
            return {};
        first = false;
        may_be_expected = true;
    }
}

/// The slow way through an object: fields in any order, of which some were `seen` before this one was met.
[[gnu::noinline]] inline const char* read_in_any_order(json_reader& reader, met_field met, field_set seen, const object_shape& shape, void* const* targets) {
    while (met.index != shape.count) {
        if (seen.insert(met.index)) [[unlikely]] {
            if (shape.refuses_duplicates) return key_twice(reader, met.at - met.key_size);
            if (shape.renew != nullptr) shape.renew(met.index, targets[met.index]);
        }
        const char* const at = shape.readers[met.index](reader, met.at, targets[met.index]);
        if (at == nullptr) [[unlikely]] {
            reader.inside_field(shape.fields[met.index].name());
            return nullptr;
        }
        if (reader.left(at) > text_block::size + 4 && at[0] == ',' && at[1] == '"') [[likely]] {
            const found_field found = find_field(at + 2, shape);
            if (found.index != shape.count) [[likely]] {
                met = meet(pass_name(at + 4, found.size), found.index, at + 1);
                continue;
            }
        }
        met = seek_field(reader, at, false, shape.count, shape);
        if (met.at == nullptr) [[unlikely]]
            return nullptr;
    }
    if (!seen.contains_all(shape.required)) [[unlikely]]
        return missing_field(reader, met.at, shape, seen);
    return reader.close(met.at);
}

/// Reads an object into the fields that `targets` point to. The fast way is a document that has them in order, without
/// white space; then the place to read at depends on nothing that is read but the values.
[[gnu::noinline]] inline const char* read_object(json_reader& reader, const char* at, const object_shape& shape, void* const* targets) {
    at = reader.enter(at, '{', "an object");
    if (at == nullptr) [[unlikely]]
        return nullptr;
    field_set missing;
    // The first key has no comma before it.
    std::size_t comma = 1;
    const field_layout* expected = shape.fields;
    for (std::size_t field = 0; field < shape.count; ++field, ++expected) {
        const std::size_t size = expected->key_size - comma;
        if (stands_here(reader, at, expected->key + comma, size)) [[likely]] {
            at += size;
        } else {
            const met_field met = seek_field(reader, at, comma != 0, field, shape);
            if (met.at == nullptr) [[unlikely]]
                return nullptr;
            // A required field that was passed over must come later.
            if (met.index != field && (met.index < field || met.index == shape.count || shape.required.contains(field)))
                return read_in_any_order(reader, met, field_set::first(field).without(missing), shape, targets);
            for (; field < met.index; ++field, ++expected) missing.insert(field);
            at = met.at;
        }
        at = shape.readers[field](reader, at, targets[field]);
        if (at == nullptr) [[unlikely]] {
            reader.inside_field(expected->name());
            return nullptr;
        }
        comma = 0;
    }
    if (reader.is(at, '}') && missing.is_empty()) [[likely]]
        return reader.close(at);
    const met_field met = seek_field(reader, at, comma != 0, shape.count, shape);
    return met.at == nullptr ? nullptr : read_in_any_order(reader, met, field_set::first(shape.count).without(missing), shape, targets);
}

}  // namespace gulo::json_detail
