#pragma once
// The JSON form of a struct: an object with the fields' names as keys.

#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/codec/json_struct_reader.hpp>
#include <gulo/reflect/fields.hpp>

#include <cstddef>
#include <cstring>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace gulo::json_detail {

// The room for the key, and for the value when it is bounded, was reserved by the last unbounded field before.
// Always inlined, because the key and its size are constants there.
template <class Codec, bool WritesNull, class Field>
[[gnu::always_inline]] inline char* write_field(json_writer* writer, char* at, const Field& value, const field_layout& field, std::size_t extra) {
    const std::size_t behind = field.room_behind + (field.last_unbounded ? extra : 0);
    if constexpr (is_left_out<Field, Codec, WritesNull>) {
        if (!value) {
            if constexpr (!is_bounded<Field, Codec>) at = writer->reserve(at, behind);
            return at;
        }
    }
    if (field.follows_one || at[-1] != '{') {
        std::memcpy(at, field.key, field.key_size);
        at += field.key_size;
    } else {
        std::memcpy(at, field.key + 1, field.key_size - 1);
        at += field.key_size - 1;
    }
    if constexpr (is_bounded<Field, Codec>) return json_rule<Field, Codec>::write(at, value);
    else return json_rule<Field, Codec>::write(*writer, at, value, behind);
}

template <class Codec, class T, std::size_t... I>
inline char* write_fields(json_writer* writer, char* at, const T& value, std::size_t extra, std::index_sequence<I...>) {
    using layout = struct_layout<T, Codec>;
    *at++ = '{';
    reflect::visit_fields(value, [&](const auto&... fields) {
        static_cast<void>(writer);
        static_cast<void>(extra);
        (static_cast<void>(at = write_field<Codec, layout::writes_null>(writer, at, fields, layout::fields[I], extra)), ...);
    });
    *at++ = '}';
    return at;
}

template <class... Field>
std::tuple<json_slot<Field>...> slots_for(part_list<Field...>);

template <class Field, class Value>
void start_slot(slot_in_place<Field>& slot, Value&& value) {
    slot.value = std::forward<Value>(value);
}
template <class Field, class Value>
void start_slot(std::optional<Field>& slot, Value&& value) {
    slot.emplace(std::forward<Value>(value));
}

// With the values that the fields' default member initialisers give them.
template <class T, class... Slot>
void start_slots(T&& defaults, Slot&... slot) {
    reflect::visit_fields(defaults, [&](auto&... value) { (start_slot(slot, std::move(value)), ...); });
}

template <class Codec, class Field>
void make_empty([[maybe_unused]] Field& field) {
    if constexpr (is_nullable<Field, Codec>) field.reset();
}

/// An object with the fields in the order of declaration, read in any order. What else can be chosen: json_options.
template <struct_like T, class Codec>
struct json_rule<T, Codec> : bounded_form<struct_layout<T, Codec>::max_size> {
    using layout = struct_layout<T, Codec>;
    using index = std::make_index_sequence<layout::count>;

    static char* write(char* at, const T& value) { return write_fields<Codec>(nullptr, at, value, 0, index{}); }

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) {
        at = writer.reserve(at, layout::first_room() + (layout::all_bounded() ? extra : 0));
        return write_fields<Codec>(&writer, at, value, extra, index{});
    }

    static const char* read(json_reader& reader, const char* at, T& value) {
        // What may be missing is then empty, whatever its initialiser says.
        if constexpr (!keeps_defaults<T, Codec>) reflect::visit_fields(value, [](auto&... fields) { (make_empty<Codec>(fields), ...); });
        return reflect::visit_fields(value, [&](auto&... fields) { return read_fields<T, Codec, false>(reader, at, fields...); });
    }

    /// For a T that can't be made empty first: its fields are read, then it is made of them. A field that may be
    /// missing is then empty.
    static const char* make(json_reader& reader, const char* at, std::optional<T>& value) {
        decltype(slots_for(field_types<T>{})) kept;
        return std::apply(
            [&](auto&... slot) {
                if constexpr (keeps_defaults<T, Codec>) start_slots(T{}, slot...);
                const char* const end = read_fields<T, Codec, true>(reader, at, slot...);
                if (end != nullptr) value.emplace(T{take(slot)...});
                return end;
            },
            kept);
    }
};

}  // namespace gulo::json_detail
