#pragma once
// Which classes count as plain data: an aggregate that is not a container, a tuple or a library's helper.

#include <gulo/reflect/type_name.hpp>

#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::reflect::detail {

template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; };

template <class T>
concept range_like = requires(T& object) {
    object.begin();
    object.end();
};

constexpr bool starts_with(const char* text, const char* start) {
    while (*start != '\0')
        if (*text++ != *start++) return false;
    return true;
}

// std::monostate, and the empty structs that Hana uses as tags.
template <class T>
inline constexpr bool in_library_namespace = starts_with(spelling<T>().data(), "std::") || starts_with(spelling<T>().data(), "boost::hana::");

// Hana asks about its incomplete tags too.
template <class T>
concept complete_class = std::is_class_v<T> && requires { sizeof(T); };

template <class T>
concept plain_aggregate = complete_class<T> && std::is_aggregate_v<T> && !tuple_like<T> && !range_like<T> && !in_library_namespace<T>;

}  // namespace gulo::reflect::detail
