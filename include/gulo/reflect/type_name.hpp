#pragma once
// The name of a type as text, and a number to sort types by, taken from the compiler's own spelling.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gulo::reflect {

namespace detail {

// The return type is deduced, because GCC appends an explanation of every alias it meets in a signature.
template <class T>
consteval auto spelling_of_function() {
    return std::string_view{__PRETTY_FUNCTION__};
}

inline constexpr std::size_t length_before_type = spelling_of_function<double>().find("double");
inline constexpr std::size_t length_after_type = spelling_of_function<double>().size() - length_before_type - std::string_view{"double"}.size();

template <class T>
constexpr std::string_view spelling() {
    const std::string_view text = spelling_of_function<T>();
    return {text.data() + length_before_type, text.size() - length_before_type - length_after_type};
}

// Cuts what stands before the last "::" that is not inside brackets.
constexpr std::string_view without_scope(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t at = text.size(); at > 0; --at) {
        const char c = text.data()[at - 1];
        if (c == '>' || c == ')' || c == '}') ++depth;
        if ((c == '<' || c == '(' || c == '{') && depth > 0) --depth;
        if (c == ':' && depth == 0) return text.substr(at);
    }
    return text;
}

// A plain loop over characters: compilers evaluate it several times faster than one over iterators.
constexpr std::uint64_t hash(const char* text, std::size_t size) {
    std::uint64_t value = 0xcbf29ce484222325ULL;
    for (std::size_t at = 0; at < size; ++at) value = (value ^ static_cast<unsigned char>(text[at])) * 0x100000001b3ULL;
    return value;
}

}  // namespace detail

/// The name of T without namespaces and enclosing classes, template arguments included: "user_created".
/// The text lives as long as the program.
template <class T>
constexpr std::string_view type_name() {
    constexpr std::string_view name = detail::without_scope(detail::spelling<T>());
    return name;
}

/// The name of T with its namespaces, as the compiler spells it. The text lives as long as the program.
template <class T>
constexpr std::string_view qualified_type_name() {
    constexpr std::string_view name = detail::spelling<T>();
    return name;
}

/// A 64-bit FNV-1a hash of the compiler's spelling of T: an order for sorted tables within one program.
/// Two types may share it (lambdas with equal signatures do), so equality of types is still to be checked.
template <class T>
inline constexpr std::uint64_t type_id = detail::hash(detail::spelling<T>().data(), detail::spelling<T>().size());

}  // namespace gulo::reflect
