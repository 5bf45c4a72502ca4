#pragma once
// What is known of a struct's JSON form during compilation: its keys, and how much room its fields take.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_nullable.hpp>
#include <gulo/reflect/fields.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::json_detail {

/// All keys of a struct as they are written, `,"email":,"age":`, and what is known of each field beforehand.
template <class T, class... Field>
struct struct_layout {
    static constexpr std::size_t count = sizeof...(Field);
    static constexpr auto& names = reflect::field_names<T>;
    static constexpr std::array<bool, count> nullable{is_nullable<Field>...};
    static constexpr std::array<std::size_t, count> sizes{json_rule<Field>::max_size...};

    static constexpr std::size_t key_size(std::size_t field) { return names[field].size() + 4; }

    static constexpr std::size_t text_size() {
        std::size_t total = 1;
        for (std::size_t field = 0; field < count; ++field) total += key_size(field);
        return total;
    }
    struct key_text {
        char characters[text_size()];
        std::size_t begin[count + 1];
    };
    static constexpr key_text make_keys() {
        key_text made{};
        char* to = made.characters;
        for (std::size_t field = 0; field < count; ++field) {
            made.begin[field] = static_cast<std::size_t>(to - made.characters);
            *to++ = ',';
            *to++ = '"';
            for (const char c : names[field]) *to++ = c;
            *to++ = '"';
            *to++ = ':';
        }
        return made;
    }
    static constexpr key_text keys = make_keys();

    // The room for everything bounded from a field on, up to and with the key of the next field that isn't bounded.
    static constexpr std::size_t room_from(std::size_t field) {
        std::size_t room = 1;
        for (; field < count; ++field) {
            room += key_size(field);
            if (sizes[field] == 0) break;
            room += sizes[field];
        }
        return room;
    }
    static constexpr bool all_bounded_from(std::size_t field) {
        for (; field < count; ++field)
            if (sizes[field] == 0) return false;
        return true;
    }
    static constexpr bool all_bounded = all_bounded_from(0);
    static constexpr std::size_t bound = all_bounded && room_from(0) + 1 <= 1024 ? room_from(0) + 1 : 0;

    // Whether some field before this one is always written, so that its comma is certain.
    static constexpr bool certain_before(std::size_t field) {
        while (field > 0)
            if (!nullable[--field]) return true;
        return false;
    }
};

template <class T>
struct layout_finder {
    template <class... Field>
    struct of {
        using type = struct_layout<T, std::remove_const_t<Field>...>;
    };
    using type = typename decltype(reflect::visit_fields(std::declval<T&>(), [](auto&... fields) {
        return of<std::remove_reference_t<decltype(fields)>...>{};
    }))::type;
};

template <class T>
using layout_of = typename layout_finder<T>::type;

}  // namespace gulo::json_detail
