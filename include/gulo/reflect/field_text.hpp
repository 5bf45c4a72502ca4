#pragma once
// The names of an aggregate's fields, read from the compiler's spelling of pointers to them.

#include <gulo/reflect/plain_aggregate.hpp>
#include <gulo/reflect/spread.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::reflect::detail {

// Declared, never defined: only addresses inside it are formed, and only during compilation. The wrapper
// keeps T's constructors and destructor out of the question.
template <class T>
struct nowhere {
    const T value;
    nowhere() = delete;
};

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

template <class T>
extern const nowhere<T> nowhere_object;

// One template argument that holds all pointers, so that one spelling per struct tells all names. A class, because
// Clang before 18 takes a pointer to a subobject as a template argument only inside of one; and a chain, because
// Clang 14 spells only the first ten elements of an array.
template <std::size_t Count>
struct pointer_chain {
    const volatile void* first;
    pointer_chain<Count - 1> rest;
};
template <>
struct pointer_chain<1> {
    const volatile void* first;
};

template <std::size_t Count>
constexpr pointer_chain<Count> make_chain(const volatile void* const* pointers) {
    if constexpr (Count == 1) return {*pointers};
    else return {*pointers, make_chain<Count - 1>(pointers + 1)};
}

struct volatile_field {};

template <class T, std::size_t Count>
constexpr auto pointers_to_fields() {
    return spread<Count>::visit(nowhere_object<T>.value, [](const auto&... fields) {
        if constexpr ((std::is_volatile_v<std::remove_reference_t<decltype(fields)>> || ...)) {
            return volatile_field{};
        } else {
            const volatile void* const pointers[] = {__builtin_addressof(fields)...};
            return make_chain<Count>(pointers);
        }
    });
}

#ifdef __clang__
#pragma clang diagnostic pop
#endif

template <auto Pointers>
consteval auto spelling_of_pointers() {
    return std::string_view{__PRETTY_FUNCTION__};
}

// A bit-field has no address.
template <class T, std::size_t Count>
concept has_names = Count == 0 || requires {
    spelling_of_pointers<pointers_to_fields<T, Count>()>();
    requires !std::is_same_v<decltype(pointers_to_fields<T, Count>()), volatile_field>;
};

struct name_place {
    std::size_t begin = 0;
    std::size_t size = 0;
};

template <std::size_t Count>
struct name_places {
    name_place at[Count];
    std::size_t total = 0;
};

// GCC: "…{((const volatile void*)(& nowhere_object<user>.nowhere<user>::value.user::email)), pointer_chain<1>{…::name))}}]"
// Clang: "…{&nowhere_object.value.email, {&nowhere_object.value.name}}]"
// Read from the end, where no type's name can be in the way. What stands between '&' and the name is equally
// long in all entries. Plain loops, because compilers evaluate these much faster than string_view's functions.
template <std::size_t Count>
constexpr name_places<Count> find_names(const char* text, std::size_t size) {
    name_places<Count> places{};
    std::size_t end = size;
    std::size_t prefix = 0;
    for (std::size_t field = Count; field > 0; --field) {
        while (text[end - 1] == ')' || text[end - 1] == '}' || text[end - 1] == ']') --end;
        std::size_t begin = end;
        while (text[begin - 1] != ':' && text[begin - 1] != '.') --begin;
        places.at[field - 1] = {begin, end - begin};
        places.total += end - begin;
        if (field == 1) break;
        if (prefix == 0) {
            std::size_t start = begin;
            while (text[start] != '&' || !(starts_with(text + start, "&nowhere_object") || starts_with(text + start, "& nowhere_object"))) --start;
            prefix = begin - start;
        }
        end = begin - prefix;
        while (text[end] != ',') --end;
    }
    return places;
}

// The names are copied out, so that the long spellings don't end up in the program.
template <class T, std::size_t Count>
struct aggregate_names {
    static constexpr std::string_view spelling = spelling_of_pointers<pointers_to_fields<T, Count>()>();
    static constexpr name_places<Count> places = find_names<Count>(spelling.data(), spelling.size());

    struct characters {
        char at[places.total];
    };
    static constexpr characters copy() {
        characters copied{};
        const char* from = spelling.data();
        char* to = copied.at;
        for (std::size_t field = 0; field < Count; ++field)
            for (std::size_t at = 0; at < places.at[field].size; ++at) *to++ = from[places.at[field].begin + at];
        return copied;
    }
    static constexpr characters text = copy();

    static constexpr std::array<std::string_view, Count> views() {
        std::array<std::string_view, Count> names{};
        const char* name = text.at;
        std::size_t field = 0;
        for (std::string_view& view : names) {
            const std::size_t size = places.at[field++].size;
            view = std::string_view{name, size};
            name += size;
        }
        return names;
    }
};

template <class T>
struct aggregate_names<T, 0> {
    static constexpr std::array<std::string_view, 0> views() { return {}; }
};

}  // namespace gulo::reflect::detail
