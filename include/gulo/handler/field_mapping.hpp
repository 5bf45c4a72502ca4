#pragma once
// From one struct to another by equal field names.

#include <gulo/reflect/fields.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo {

namespace detail {

inline constexpr std::size_t no_field = static_cast<std::size_t>(-1);

template <class Struct>
consteval std::size_t field_index(std::string_view name) {
    for (std::size_t index = 0; index < reflect::field_count<Struct>; ++index)
        if (reflect::field_names<Struct>[index] == name) return index;
    return no_field;
}

template <class From, class To, std::size_t Target>
consteval bool field_has_source() {
    constexpr std::size_t source = field_index<From>(reflect::field_names<To>[Target]);
    if constexpr (source == no_field)
        return false;
    else
        return std::is_assignable_v<reflect::field_type<To, Target>&, const reflect::field_type<From, source>&>;
}

/// The first field of `To` that no field of `From` can fill; no_field when every one has its source.
template <class From, class To>
consteval std::size_t first_field_without_source() {
    return []<std::size_t... Targets>(std::index_sequence<Targets...>) {
        const std::array<bool, sizeof...(Targets) + 1> filled{field_has_source<From, To, Targets>()..., false};
        for (std::size_t index = 0; index < sizeof...(Targets); ++index)
            if (!filled[index]) return index;
        return no_field;
    }(std::make_index_sequence<reflect::field_count<To>>{});
}

/// The name of a field, as a type, so that a diagnostic can show it.
template <char... Characters>
struct field_name {};

}  // namespace detail

/// A `To` whose fields have the values of the fields of equal name of `from`. Every field of `To` needs one that can be
/// assigned to it.
template <class To, class From>
To map_fields(const From& from) {
    To to{};
    [&]<std::size_t... Targets>(std::index_sequence<Targets...>) {
        ((reflect::field<Targets>(to) = reflect::field<detail::field_index<From>(reflect::field_names<To>[Targets])>(from)), ...);
    }(std::make_index_sequence<reflect::field_count<To>>{});
    return to;
}

}  // namespace gulo
