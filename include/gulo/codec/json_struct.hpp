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

/// Writes the fields of one struct.
template <class T, class Layout = layout_of<T>>
struct struct_writer {
    template <std::size_t I>
    static char* write_key(char* at) {
        constexpr std::size_t size = Layout::key_size(I);
        constexpr const char* key = Layout::keys.characters + Layout::keys.begin[I];
        if constexpr (I == 0 || !Layout::certain_before(I)) {
            if (I == 0 || at[-1] == '{') {
                std::memcpy(at, key + 1, size - 1);
                return at + size - 1;
            }
        }
        std::memcpy(at, key, size);
        return at + size;
    }

    // The room for the key, and for the value when it is bounded, was reserved by the last unbounded field.
    template <std::size_t I, class Field>
    static char* write_field(json_writer* writer, char* at, const Field& value, std::size_t extra) {
        constexpr std::size_t room = Layout::room_from(I + 1);
        constexpr bool is_last_unbounded = Layout::all_bounded_from(I + 1);
        const std::size_t behind = is_last_unbounded ? room + extra : room;
        if constexpr (is_nullable<Field>) {
            if (!value) {
                if constexpr (!is_bounded<Field>) at = writer->reserve(at, behind);
                return at;
            }
        }
        at = write_key<I>(at);
        if constexpr (is_bounded<Field>) return json_rule<Field>::write(at, value);
        else return json_rule<Field>::write(*writer, at, value, behind);
    }

    template <std::size_t... I>
    static char* write_all(json_writer* writer, char* at, const T& value, std::size_t extra, std::index_sequence<I...>) {
        *at++ = '{';
        reflect::visit_fields(value, [&](const auto&... fields) {
            static_cast<void>(extra);
            (static_cast<void>(at = write_field<I>(writer, at, fields, extra)), ...);
        });
        *at++ = '}';
        return at;
    }
};

template <class T>
struct slots_of {
    template <class... Field>
    struct of {
        using type = std::tuple<json_slot<std::remove_const_t<Field>>...>;
    };
    using type = typename decltype(reflect::visit_fields(std::declval<T&>(), [](auto&... fields) {
        return of<std::remove_reference_t<decltype(fields)>...>{};
    }))::type;
};

/// An object with the fields in the order of declaration; empty optionals and pointers are left out. Read in any
/// order; keys that the struct doesn't have are passed over, a key that occurs twice is refused.
template <struct_like T>
struct json_rule<T> : bounded_form<layout_of<T>::bound> {
    using index = std::make_index_sequence<reflect::field_count<T>>;

    static char* write(char* at, const T& value) { return struct_writer<T>::write_all(nullptr, at, value, 0, index{}); }

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) {
        at = writer.reserve(at, layout_of<T>::room_from(0) + 1 + (layout_of<T>::all_bounded ? extra : 0));
        return struct_writer<T>::write_all(&writer, at, value, extra, index{});
    }

    static const char* read(json_reader& reader, const char* at, T& value) {
        return reflect::visit_fields(
            value, [&](auto&... fields) { return struct_reader<T, false>::read_all(reader, at, index{}, fields...); });
    }

    /// For a T that can't be made empty first: its fields are read, then it is made of them. A field that may be
    /// missing is then empty.
    static const char* make(json_reader& reader, const char* at, std::optional<T>& value) {
        typename slots_of<T>::type slots;
        return std::apply(
            [&](auto&... slot) {
                const char* const end = struct_reader<T, true>::read_all(reader, at, index{}, slot...);
                if (end != nullptr) value.emplace(T{take(slot)...});
                return end;
            },
            slots);
    }
};

}  // namespace gulo::json_detail
