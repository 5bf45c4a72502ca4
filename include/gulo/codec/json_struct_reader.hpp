#pragma once
// Reading the fields of a struct from an object.

#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_object.hpp>
#include <gulo/codec/json_renew.hpp>
#include <gulo/codec/json_slot.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace gulo::json_detail {

// Into the field itself, or into a slot for it.
template <class Codec, bool IntoSlot, class Target>
inline const char* read_target(json_reader& reader, const char* at, Target& target) {
    if constexpr (IntoSlot) return read_slot<Codec>(reader, at, target);
    else return read_value<Codec>(reader, at, target);
}

// One function for all fields of a type.
template <class Codec, bool IntoSlot, class Target>
[[gnu::noinline]] const char* read_erased(json_reader& reader, const char* at, void* target) {
    return read_target<Codec, IntoSlot>(reader, at, *static_cast<Target*>(target));
}

template <class Codec, bool IntoSlots, class... Field>
constexpr std::array<field_reader, sizeof...(Field) + 1> readers_of(part_list<Field...>) {
    return {&read_erased<Codec, IntoSlots, std::conditional_t<IntoSlots, json_slot<Field>, Field>>..., nullptr};
}

template <class T, class Codec, bool IntoSlots>
struct shape_of {
    using layout = struct_layout<T, Codec>;
    static constexpr auto readers = readers_of<Codec, IntoSlots>(field_types<T>{});
    static constexpr key_table<layout::count> places{layout::fields.data()};
    static constexpr object_shape shape{layout::fields.data(),
                                        readers.data(),
                                        {places.first, places.next},
                                        layout::count,
                                        required_fields<T, Codec>(),
                                        renewer_of<T, Codec, IntoSlots>(),
                                        options_of<T, Codec>.duplicates == duplicate_keys::refuse,
                                        options_of<T, Codec>.unknown == unknown_fields::refuse};
};

/// Reads an object into `targets`, which are the fields of T or slots for them. Through a table, because code for each
/// type would cost a compiler more than anything else, and processors foresee where calls through tables go.
template <class T, class Codec, bool IntoSlots, class... Target>
inline const char* read_fields(json_reader& reader, const char* at, Target&... targets) {
    void* const erased[] = {__builtin_addressof(targets)..., nullptr};
    return read_object(reader, at, shape_of<T, Codec, IntoSlots>::shape, erased);
}

}  // namespace gulo::json_detail
