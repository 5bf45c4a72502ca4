#pragma once
// The fields of a struct: how many, their names, and access to each.

#include <gulo/reflect/field_count.hpp>
#include <gulo/reflect/field_text.hpp>
#include <gulo/reflect/hana_struct.hpp>
#include <gulo/reflect/plain_aggregate.hpp>
#include <gulo/reflect/spread.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::reflect {

/// A class whose fields are known: adapted to Boost.Hana (then the adapted members count, in their order), or
/// a plain aggregate: all fields public, no constructor, no C array, at most 128 fields, and no base class
/// except empty ones. Containers, tuples and unions are not; an empty struct is, with no fields.
template <class T>
concept reflectable = detail::hana_struct<T> || detail::plain_aggregate<T>;

namespace detail {

template <class T>
inline constexpr bool has_at_most_128_fields = initialiser_count<T> <= max_field_count;
template <class T>
inline constexpr bool has_only_empty_bases = !has_base_with_fields<T>();
template <class T>
inline constexpr bool has_no_miscounted_array = !miscounts_array<T>();

template <class T>
consteval bool can_take_apart() {
    if constexpr (!has_at_most_128_fields<T>) return false;
    else if constexpr (!has_only_empty_bases<T>) return false;
    else if constexpr (!has_no_miscounted_array<T>) return false;
    else if constexpr (has_unnamed_union<T>()) return false;
    else return has_names<T, initialiser_count<T> - base_count<T>>;
}

template <class T>
consteval std::size_t count_fields() {
    if constexpr (hana_struct<T>) return hana_fields<T>::count;
    else {
        static_assert(has_at_most_128_fields<T>, "gulo: this struct has more than 128 fields, or a reference among them; group fields into nested structs");
        if constexpr (has_at_most_128_fields<T>) {
            static_assert(has_only_empty_bases<T>, "gulo: the base class of this struct has fields, which can't be told apart from its own; make it a field");
            if constexpr (has_only_empty_bases<T>) {
                static_assert(has_no_miscounted_array<T>, "gulo: this struct has a C array as a field; use std::array");
                if constexpr (has_no_miscounted_array<T>) return initialiser_count<T> - base_count<T>;
            }
        }
        return 0;
    }
}

}  // namespace detail

/// A reflectable class all of whose fields can be had: neither bit-fields, volatile fields, references, nor anonymous unions. Its
/// fields are counted for it.
template <class T>
concept has_plain_fields = detail::hana_struct<T> || (detail::plain_aggregate<T> && detail::can_take_apart<T>());

/// The number of fields of T.
template <reflectable T>
inline constexpr std::size_t field_count = detail::count_fields<T>();

/// Calls `f(field_0, field_1, ...)` with references to all fields of `object`, const when T is const; returns
/// what `f` returns.
template <class T, class F>
constexpr decltype(auto) visit_fields(T& object, F&& f) {
    using plain = std::remove_const_t<T>;
    if constexpr (detail::hana_struct<plain>) return detail::hana_fields<plain>::visit(object, static_cast<F&&>(f));
    else return detail::spread<field_count<plain>>::visit(object, static_cast<F&&>(f));
}

namespace detail {

template <class T>
consteval auto names_of_fields() {
    if constexpr (hana_struct<T>) return hana_fields<T>::names;
    else return aggregate_names<T, field_count<T>>::views();
}

template <std::size_t Index, class First, class... Rest>
constexpr auto& nth(First& first, Rest&... rest) {
    if constexpr (Index == 0) return first;
    else return nth<Index - 1>(rest...);
}

}  // namespace detail

/// The names of the fields of T in the order of their declaration. The texts live as long as the program.
template <reflectable T>
inline constexpr std::array<std::string_view, field_count<T>> field_names = detail::names_of_fields<T>();

/// A reference to the field of `object` at index I, const when T or the field is const.
template <std::size_t I, class T>
constexpr auto& field(T& object) {
    static_assert(I < field_count<std::remove_const_t<T>>, "gulo: this struct has fewer fields");
    return visit_fields(object, [](auto&... fields) -> auto& { return detail::nth<I>(fields...); });
}

/// The type of the field of T at index I, without const.
template <reflectable T, std::size_t I>
using field_type = std::remove_cvref_t<decltype(field<I>(std::declval<T&>()))>;

/// Calls `f(name, value)` for each field of `object` in the order of declaration.
template <class T, class F>
constexpr void for_each_field(T& object, F&& f) {
    visit_fields(object, [&f](auto&... fields) {
        std::size_t index = 0;
        (static_cast<void>(f(field_names<std::remove_const_t<T>>[index++], fields)), ...);
    });
}

}  // namespace gulo::reflect
