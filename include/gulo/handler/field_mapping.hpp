#pragma once
// From one struct to another by equal field names.

#include <gulo/reflect/fields.hpp>

#include <array>
#include <cstddef>
#include <optional>
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

template <class T>
struct value_in_field {
    using type = T;
    static constexpr bool may_be_absent = false;
};
template <class T>
struct value_in_field<std::optional<T>> {
    using type = T;
    static constexpr bool may_be_absent = true;
};

// Braces refuse what could lose a value. Asked of numbers only, because containers take braces for a list of elements.
template <class From, class To>
consteval bool may_lose_value() {
    if constexpr (std::is_arithmetic_v<To> && (std::is_arithmetic_v<From> || std::is_enum_v<From>)) return !requires(const From& from) { To{from}; };
    else return false;
}

enum class source_kind : unsigned char { fits, missing, narrowed };

template <class From, class To, std::size_t Target>
consteval source_kind source_of_field() {
    using target = value_in_field<reflect::field_type<To, Target>>;
    constexpr std::size_t source = field_index<From>(reflect::field_names<To>[Target]);
    if constexpr (source == no_field) {
        return target::may_be_absent ? source_kind::fits : source_kind::missing;
    } else if constexpr (!std::is_assignable_v<reflect::field_type<To, Target>&, const reflect::field_type<From, source>&>) {
        return source_kind::missing;
    } else {
        using given = typename value_in_field<reflect::field_type<From, source>>::type;
        return may_lose_value<given, typename target::type>() ? source_kind::narrowed : source_kind::fits;
    }
}

/// The first field of `To` that no field of `From` can fill; no_field when every one has its source.
template <class From, class To>
consteval std::size_t first_field_without_source() {
    return []<std::size_t... Targets>(std::index_sequence<Targets...>) {
        const std::array<source_kind, sizeof...(Targets) + 1> sources{source_of_field<From, To, Targets>()..., source_kind::fits};
        for (std::size_t index = 0; index < sizeof...(Targets); ++index)
            if (sources[index] != source_kind::fits) return index;
        return no_field;
    }(std::make_index_sequence<reflect::field_count<To>>{});
}

template <std::size_t Target, class To, class From>
void map_field(To& to, const From& from) {
    constexpr std::size_t source = field_index<From>(reflect::field_names<To>[Target]);
    if constexpr (source != no_field) reflect::field<Target>(to) = reflect::field<source>(from);
}

/// The name of a field, as a type, so that a diagnostic can show it.
template <char... Characters>
struct field_name {};

}  // namespace detail

/// A `To` whose fields have the values of the fields of equal name of `from`. Every field of `To` needs one that can be
/// assigned to it without a loss; a `std::optional` that has none stays as a `To{}` has it.
template <class To, class From>
To map_fields(const From& from) {
    To to{};
    [&]<std::size_t... Targets>(std::index_sequence<Targets...>) {
        (detail::map_field<Targets>(to, from), ...);
    }(std::make_index_sequence<reflect::field_count<To>>{});
    return to;
}

}  // namespace gulo
