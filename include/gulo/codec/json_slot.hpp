#pragma once
// Where a value is read to before it exists: a type without default constructor can't be made empty first.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/reflect/fields.hpp>

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace gulo::json_detail {

template <class T>
constexpr bool can_be_read_in_place();

/// Whether a T is made empty and then filled; otherwise its fields are read first and it is made of them.
template <class T>
inline constexpr bool is_read_in_place = can_be_read_in_place<T>();

template <class T>
concept struct_like = !mapped_by_user<T> && reflect::reflectable<T>;

template <class... Field>
struct all_in_place {
    static constexpr bool value = ((!std::is_const_v<Field> && is_read_in_place<std::remove_const_t<Field>>)&&...);
};

template <class T>
constexpr bool can_be_read_in_place() {
    if constexpr (!std::default_initializable<T>) return false;
    else if constexpr (struct_like<T>)
        return decltype(reflect::visit_fields(std::declval<T&>(), [](auto&... fields) {
            return all_in_place<std::remove_reference_t<decltype(fields)>...>{};
        }))::value;
    else return true;
}

template <class T>
struct slot_in_place {
    T value{};
};

template <class T>
using json_slot = std::conditional_t<is_read_in_place<T>, slot_in_place<T>, std::optional<T>>;

template <class T>
inline const char* read_slot(json_reader& reader, const char* at, slot_in_place<T>& slot) {
    return read_value(reader, at, slot.value);
}

template <class T>
inline const char* read_slot(json_reader& reader, const char* at, std::optional<T>& slot) {
    return json_rule<T>::make(reader, at, slot);
}

template <class T>
T&& take(slot_in_place<T>& slot) {
    return std::move(slot.value);
}

template <class T>
T&& take(std::optional<T>& slot) {
    return *std::move(slot);
}

}  // namespace gulo::json_detail
