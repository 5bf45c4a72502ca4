#pragma once
// The name of a function given as a constant, taken from the compiler's own spelling.

#include <gulo/reflect/type_name.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace gulo::reflect {

namespace detail {

template <auto Constant>
struct holder_of_constant {};

}  // namespace detail

/// The name of a function or member function with its namespaces, as the compiler spells it: "shop::place", "shop::desk::open". Instances of one function
/// template share a name on Clang. A lambda has no name and gives "a lambda". The text lives as long as the program.
template <auto Function>
constexpr std::string_view constant_name() {
    if constexpr (std::is_class_v<std::remove_cv_t<decltype(Function)>>) {
        return "a lambda";
    } else {
        constexpr std::string_view holder = detail::spelling<detail::holder_of_constant<Function>>();
        constexpr std::size_t begin = holder.find('<') + 1;
        constexpr std::string_view name = holder.substr(begin, holder.size() - begin - 1);
        if constexpr (name.find("_FUN") != std::string_view::npos || name.find("__invoke") != std::string_view::npos) return "a lambda";
        else return name.substr(name.starts_with('&') ? 1 : 0);
    }
}

}  // namespace gulo::reflect
