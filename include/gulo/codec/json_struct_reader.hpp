#pragma once
// Reading the fields of a struct from an object.

#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_object.hpp>
#include <gulo/codec/json_scan.hpp>
#include <gulo/codec/json_slot.hpp>

#include <cstddef>
#include <utility>

namespace gulo::json_detail {

/// `static constexpr bool tolerates_missing_fields = true;` in a struct: a field that a document doesn't have keeps
/// the value that its default member initialiser gives it. Otherwise only what may be null may be missing.
template <class T>
concept tolerates_missing_fields = requires { requires T::tolerates_missing_fields; };

template <class T>
constexpr field_set required_fields() {
    field_set required;
    std::size_t index = 0;
    for (const field_layout& field : struct_layout<T>::fields) {
        if (!field.nullable && !tolerates_missing_fields<T>) required.insert(index);
        ++index;
    }
    return required;
}

// Into the field itself, or into a slot for it.
template <bool IntoSlot, class Target>
inline const char* read_target(json_reader& reader, const char* at, Target& target) {
    if constexpr (IntoSlot) return read_slot(reader, at, target);
    else return read_value(reader, at, target);
}

template <bool IntoSlot, class Target>
const char* read_erased(json_reader& reader, const char* at, void* target) {
    return read_target<IntoSlot>(reader, at, *static_cast<Target*>(target));
}

// The fast way: the document has the expected key next, without white space. False when it hasn't, or on failure,
// then with `at` null. Always inlined, because the key and its size are constants there, while the code depends on
// the type of the field only and is compiled once for all structs.
template <bool IntoSlot, class Target>
[[gnu::always_inline]] inline bool read_expected(json_reader& reader, const char*& at, object_progress& done, Target& target, const field_layout& field,
                                                 std::size_t index, bool may_be_missing, bool may_be_first) {
    const std::size_t comma = may_be_first && done.first ? 1 : 0;
    const std::size_t size = field.key_size - comma;
    if (reader.left(at) < size || !equal_characters(at, field.key + comma, size)) [[unlikely]] return may_be_missing;
    at = read_target<IntoSlot>(reader, at + size, target);
    if (at == nullptr) [[unlikely]] {
        reader.inside_field(field.name());
        return false;
    }
    done.seen.insert(index);
    done.expected = index + 1;
    done.first = false;
    return true;
}

/// Reads an object into `targets`, which are the fields of T or slots for them.
template <class T, bool IntoSlots, std::size_t... I, class... Target>
inline const char* read_fields(json_reader& reader, const char* at, std::index_sequence<I...>, Target&... targets) {
    using layout = struct_layout<T>;
    static constexpr field_set required = required_fields<T>();
    at = reader.open(at, '{', "an object");
    if (at == nullptr) [[unlikely]] return nullptr;
    object_progress done;
    const bool all = (... && read_expected<IntoSlots>(reader, at, done, targets, layout::fields[I], I, !required.contains(I), !layout::fields[I].follows_one));
    if (at == nullptr) [[unlikely]] return nullptr;
    if (all && reader.is(at, '}')) [[likely]] return reader.close(at);

    static constexpr field_reader readers[] = {&read_erased<IntoSlots, Target>..., nullptr};
    static constexpr object_shape shape{layout::fields.data(), readers, sizeof...(I), required};
    void* const erased[] = {__builtin_addressof(targets)..., nullptr};
    return read_rest_of_object(reader, at, done, shape, erased);
}

}  // namespace gulo::json_detail
