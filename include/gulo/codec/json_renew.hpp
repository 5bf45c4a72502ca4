#pragma once
// What a field is before it is read, so that the last of two equal keys counts as if the first had never been there.

#include <gulo/codec/json_containers.hpp>
#include <gulo/codec/json_layout.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_object.hpp>
#include <gulo/codec/json_slot.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace gulo::json_detail {

/// Whether a field that a document doesn't have keeps the value that its default member initialiser gives it. A struct
/// that can't be made without its fields has none to keep.
template <class T, class Codec>
inline constexpr bool keeps_defaults = options_of<T, Codec>.missing == missing_fields::keep_default && std::default_initializable<T>;

template <class T, class Codec>
constexpr field_set required_fields() {
    field_set required;
    std::size_t index = 0;
    for (const field_layout& field : struct_layout<T, Codec>::fields) {
        if (!field.nullable && !keeps_defaults<T, Codec>) required.insert(index);
        ++index;
    }
    return required;
}

template <class T, class Codec>
constexpr bool can_keep_content();

/// Whether reading a second time into one T may leave something of the first: a struct's fields may be missing the
/// second time. All other forms are replaced as a whole.
template <class T, class Codec>
inline constexpr bool keeps_content = can_keep_content<T, Codec>();

template <class Codec, class... Part>
constexpr bool any_keeps_content(part_list<Part...>) {
    return (keeps_content<Part, Codec> || ...);
}

template <class T, class Codec>
constexpr bool can_keep_content() {
    if constexpr (struct_like<T>) {
        for (std::size_t field = 0; field < struct_layout<T, Codec>::count; ++field)
            if (!required_fields<T, Codec>().contains(field)) return true;
        return any_keeps_content<Codec>(field_types<T>{});
    } else if constexpr (tuple_like<T>) {
        return any_keeps_content<Codec>(typename json_rule<T, Codec>::parts{});
    } else {
        return false;
    }
}

template <class T, class Codec, bool IntoSlots>
void renew_field(std::size_t field, void* target) {
    std::size_t index = 0;
    [[maybe_unused]] const auto renew = [&]<class Field>(const auto& fresh_value) {
        if constexpr (keeps_content<Field, Codec>) {
            if (index == field) {
                if constexpr (!IntoSlots) *static_cast<Field*>(target) = fresh_value();
                else if constexpr (is_read_in_place<Field>) static_cast<json_slot<Field>*>(target)->value = fresh_value();
            }
        }
        ++index;
    };
    if constexpr (!IntoSlots || keeps_defaults<T, Codec>) {
        T fresh{};
        reflect::visit_fields(fresh, [&]<class... Field>(Field&... value) {
            (renew.template operator()<std::remove_const_t<Field>>([&]() -> Field&& { return std::move(value); }), ...);
        });
    } else {
        [&]<class... Field>(part_list<Field...>) { (renew.template operator()<Field>([] { return Field{}; }), ...); }(field_types<T>{});
    }
}

/// How a field of T is made anew; null when reading replaces every one of them anyway.
template <class T, class Codec, bool IntoSlots>
constexpr field_renewer renewer_of() {
    if constexpr (any_keeps_content<Codec>(field_types<T>{})) return &renew_field<T, Codec, IntoSlots>;
    else return nullptr;
}

}  // namespace gulo::json_detail
