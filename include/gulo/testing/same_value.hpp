#pragma once
// Whether two values of a type that has a JSON form are the same, for types without operator==.

#include <gulo/codec/json.hpp>
#include <gulo/message/key.hpp>
#include <gulo/reflect/fields.hpp>
#include <gulo/testing/random_value.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace gulo::testing {

template <class T>
bool same_value(const T& left, const T& right);

namespace detail {

template <class T, std::size_t... Index>
bool same_elements(const T& left, const T& right, std::index_sequence<Index...>) {
    return (same_value<std::remove_cvref_t<std::tuple_element_t<Index, T>>>(std::get<Index>(left), std::get<Index>(right)) && ...);
}

template <class T>
bool same_sequence(const T& left, const T& right) {
    if (left.size() != right.size()) return false;
    auto other = right.begin();
    for (const auto& each : left) {
        const typename T::value_type& one = each;
        const typename T::value_type& two = *other++;
        if (!same_value<typename T::value_type>(one, two)) return false;
    }
    return true;
}

template <class T>
bool same_map(const T& left, const T& right) {
    if (left.size() != right.size()) return false;
    for (const auto& [key, value] : left) {
        const auto other = right.find(key);
        if (other == right.end() || !same_value<typename T::mapped_type>(value, other->second)) return false;
    }
    return true;
}

template <class T>
auto tied_fields(const T& value) {
    return reflect::visit_fields(value, [](const auto&... fields) { return std::tie(fields...); });
}

template <class T>
bool same_fields(const T& left, const T& right) {
    return same_elements(tied_fields(left), tied_fields(right), std::make_index_sequence<reflect::field_count<T>>{});
}

}  // namespace detail

/// Compares field by field and element by element; pointers by what they point at, floating-point values exactly, so that
/// 0.0 and -0.0 differ and NaN equals NaN. A type with a json_mapping: by its operator==, or by its forms when it has none.
template <class T>
bool same_value(const T& left, const T& right) {
    using json_detail::map_like, json_detail::set_like, json_detail::sequence_like, json_detail::tuple_like, json_detail::struct_like;
    if constexpr (json_detail::mapped_by_user<T>) {
        if constexpr (std::equality_comparable<T>) return left == right;
        else return same_value(json_mapping<T>::to(left), json_mapping<T>::to(right));
    } else if constexpr (std::is_floating_point_v<T>) {
        return left == right ? (__builtin_signbit(left) != 0) == (__builtin_signbit(right) != 0) : left != left && right != right;
    } else if constexpr (gulo::detail::is_optional<T> || detail::pointer_like<T>) {
        using value = std::remove_cvref_t<decltype(*left)>;
        return static_cast<bool>(left) == static_cast<bool>(right) && (!left || same_value<value>(*left, *right));
    } else if constexpr (json_detail::is_variant<T>) {
        if (left.index() != right.index() || left.valueless_by_exception()) return left.index() == right.index();
        return std::visit(
            [](const auto& one, const auto& two) {
                if constexpr (std::is_same_v<decltype(one), decltype(two)>) return same_value(one, two);
                else return false;
            },
            left, right);
    } else if constexpr (map_like<T>) {
        return detail::same_map(left, right);
    } else if constexpr (set_like<T> || json_detail::multiset_like<T>) {
        return left == right;
    } else if constexpr (sequence_like<T>) {
        return detail::same_sequence(left, right);
    } else if constexpr (tuple_like<T>) {
        return detail::same_elements(left, right, std::make_index_sequence<std::tuple_size<T>::value>{});
    } else if constexpr (struct_like<T>) {
        return detail::same_fields(left, right);
    } else {
        return left == right;
    }
}

}  // namespace gulo::testing
