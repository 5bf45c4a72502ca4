#pragma once
// Reading the fields of a struct from an object.

#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_object.hpp>
#include <gulo/codec/json_slot.hpp>

#include <cstddef>
#include <cstring>
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

/// Reads an object into `targets`, which are the fields of T or slots for them.
template <class T, bool IntoSlots, class... Target>
inline const char* read_fields(json_reader& reader, const char* at, Target&... targets) {
    using layout = struct_layout<T>;
    static constexpr field_reader readers[] = {&read_erased<IntoSlots, Target>..., nullptr};
    static constexpr object_shape shape{layout::fields.data(), readers, layout::count, required_fields<T>()};
    void* const erased[] = {__builtin_addressof(targets)..., nullptr};
    return read_object(reader, at, shape, erased);
}

}  // namespace gulo::json_detail
