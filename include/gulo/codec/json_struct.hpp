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
template <class Field>
[[gnu::always_inline]] inline char* write_field(json_writer* writer, char* at, const Field& value, const field_layout& field, std::size_t extra) {
    const std::size_t behind = field.room_behind + (field.last_unbounded ? extra : 0);
    if constexpr (is_nullable<Field>) {
        if (!value) {
            if constexpr (!is_bounded<Field>) at = writer->reserve(at, behind);
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
    if constexpr (is_bounded<Field>) return json_rule<Field>::write(at, value);
    else return json_rule<Field>::write(*writer, at, value, behind);
}

template <class T, std::size_t... I>
inline char* write_fields(json_writer* writer, char* at, const T& value, std::size_t extra, std::index_sequence<I...>) {
    *at++ = '{';
    reflect::visit_fields(value, [&](const auto&... fields) {
        static_cast<void>(writer);
        static_cast<void>(extra);
        (static_cast<void>(at = write_field(writer, at, fields, struct_layout<T>::fields[I], extra)), ...);
    });
    *at++ = '}';
    return at;
}

template <class... Field>
std::tuple<json_slot<Field>...> slots_for(part_list<Field...>);

/// An object with the fields in the order of declaration; empty optionals and pointers are left out. Read in any
/// order; keys that the struct doesn't have are passed over, a key that occurs twice is refused.
template <struct_like T>
struct json_rule<T> : bounded_form<struct_layout<T>::max_size> {
    using layout = struct_layout<T>;
    using index = std::make_index_sequence<layout::count>;

    static char* write(char* at, const T& value) { return write_fields(nullptr, at, value, 0, index{}); }

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) {
        at = writer.reserve(at, layout::first_room() + (layout::all_bounded() ? extra : 0));
        return write_fields(&writer, at, value, extra, index{});
    }

    static const char* read(json_reader& reader, const char* at, T& value) {
        return reflect::visit_fields(value, [&](auto&... fields) { return read_fields<T, false>(reader, at, fields...); });
    }

    /// For a T that can't be made empty first: its fields are read, then it is made of them. A field that may be
    /// missing is then empty.
    static const char* make(json_reader& reader, const char* at, std::optional<T>& value) {
        decltype(slots_for(field_types<T>{})) slots;
        return std::apply(
            [&](auto&... slot) {
                const char* const end = read_fields<T, true>(reader, at, slot...);
                if (end != nullptr) value.emplace(T{take(slot)...});
                return end;
            },
            slots);
    }
};

}  // namespace gulo::json_detail
