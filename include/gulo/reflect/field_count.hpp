#pragma once
// How many fields a plain aggregate has: the greatest number of values it can be brace-initialised with.

#include <gulo/reflect/spread.hpp>
#include <gulo/reflect/type_name.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::reflect::detail {

inline constexpr std::size_t max_field_count = 128;

struct anything {
    anything() = default;
    explicit anything(std::size_t);
    template <class T>
    operator T() const noexcept;
};

struct any_class {
    template <class T>
        requires(std::is_class_v<T>)
    operator T() const noexcept;
};

// Builtins, because a variable template would be instantiated for every parameter of every constructor.
template <class T>
struct any_base_of {
    template <class Base>
        requires(__is_base_of(Base, T) && !__is_same(Base, T))
    operator Base() const noexcept;
};

template <class T>
struct any_empty_base_of {
    template <class Base>
        requires(__is_base_of(Base, T) && !__is_same(Base, T) && __is_empty(Base))
    operator Base() const noexcept;
};

// Two ways to ask whether T takes Count values. Empty lists are cheap, and one of them fills a whole C array,
// but they need default constructors; `anything` is slow where fields have many constructors.
struct with_empty_lists {
    template <class T, std::size_t Count>
    static constexpr bool fits = spread<Count>::template from_empty_lists<T>;
};

template <class T, class Index, class... First>
inline constexpr bool initialisable = false;
template <class T, std::size_t... Index, class... First>
    requires requires { T{First{}..., anything{Index}...}; }
inline constexpr bool initialisable<T, std::index_sequence<Index...>, First...> = true;

struct with_anything {
    template <class T, std::size_t Count>
    static constexpr bool fits = initialisable<T, std::make_index_sequence<Count>>;
};

template <class How, class T, std::size_t Fits, std::size_t TooMany>
constexpr std::size_t greatest_count_between() {
    if constexpr (TooMany - Fits <= 1) return Fits;
    else if constexpr (How::template fits<T, Fits + (TooMany - Fits) / 2>) return greatest_count_between<How, T, Fits + (TooMany - Fits) / 2, TooMany>();
    else return greatest_count_between<How, T, Fits, Fits + (TooMany - Fits) / 2>();
}

// Doubles the step until it is too far, so that a small struct costs a few small attempts.
// max_field_count + 1 stands for any greater number.
template <class How, class T, std::size_t Fits, std::size_t Step = 4>
constexpr std::size_t greatest_count_from() {
    if constexpr (Fits > max_field_count) return max_field_count + 1;
    else {
        constexpr std::size_t next = Fits + Step > max_field_count ? max_field_count + 1 : Fits + Step;
        if constexpr (How::template fits<T, next>) return greatest_count_from<How, T, next, Step * 2>();
        else return greatest_count_between<How, T, Fits, next>();
    }
}

// Where a field has no default constructor, too few values don't fit either; the first count that does is
// searched from below.
template <class T, std::size_t From = 0>
constexpr std::size_t some_count_that_fits() {
    if constexpr (From > max_field_count || with_anything::fits<T, From>) return From;
    else return some_count_that_fits<T, From + 1>();
}

template <class T>
constexpr std::size_t count_by_empty_lists() {
    if constexpr (with_empty_lists::fits<T, 0>) return greatest_count_from<with_empty_lists, T, 0>();
    else return 0;
}

// Whether one more value fits shows that empty lists stopped at a field without default constructor.
template <class T, std::size_t Count>
constexpr bool empty_lists_suffice() {
    if constexpr (!with_empty_lists::fits<T, 0> || Count > max_field_count) return false;
    else return !spread<Count>::template from_empty_lists<T, anything>;
}

template <class T>
inline constexpr bool counted_by_empty_lists = empty_lists_suffice<T, count_by_empty_lists<T>()>();

// Base classes included, which are initialised before the fields.
template <class T>
constexpr std::size_t count_initialisers() {
    if constexpr (counted_by_empty_lists<T>) return count_by_empty_lists<T>();
    else return greatest_count_from<with_anything, T, some_count_that_fits<T>()>();
}

template <class T>
inline constexpr std::size_t initialiser_count = count_initialisers<T>();

template <class T, class... First>
inline constexpr bool begins_with =
    initialisable<T, std::make_index_sequence<counted_by_empty_lists<T> ? 0 : initialiser_count<T> - sizeof...(First)>, First...>;

// Converts to nothing; only a field that takes whatever comes, such as std::any, is made of it.
struct stranger {};

template <class T, template <class> class Kind, class... Base>
constexpr std::size_t count_bases() {
    if constexpr (sizeof...(Base) >= initialiser_count<T>) return sizeof...(Base);
    else if constexpr (!begins_with<T, Base..., Kind<T>>) return sizeof...(Base);
    else if constexpr (begins_with<T, Base..., stranger>) return sizeof...(Base);
    else return count_bases<T, Kind, Base..., Kind<T>>();
}

template <class T>
inline constexpr std::size_t base_count = count_bases<T, any_base_of>();

template <class T>
constexpr bool has_base_with_fields() {
    if constexpr (base_count<T> == 0) return false;
    else return base_count<T> != count_bases<T, any_empty_base_of>();
}

// Counted by `anything`, a C array takes as many values as it has elements. It is told by the one empty list
// that fills it; a field without default constructor refuses the list too, but it is a class.
template <class T, class Value, class Before, class After>
inline constexpr bool takes = false;
template <class T, class Value, std::size_t... Before, std::size_t... After>
    requires requires(Value value) { T{anything{Before}..., value, anything{After}...}; }
inline constexpr bool takes<T, Value, std::index_sequence<Before...>, std::index_sequence<After...>> = true;

template <class T, class Before, class After>
inline constexpr bool takes_empty_list = false;
template <class T, std::size_t... Before, std::size_t... After>
    requires requires { T{anything{Before}..., {}, anything{After}...}; }
inline constexpr bool takes_empty_list<T, std::index_sequence<Before...>, std::index_sequence<After...>> = true;

template <class T, std::size_t At>
constexpr bool is_within_array() {
    using before = std::make_index_sequence<At>;
    using after = std::make_index_sequence<initialiser_count<T> - At - 1>;
    if constexpr (takes_empty_list<T, before, after>) return false;
    else return !takes<T, any_class, before, after>;
}

template <class T, class Index>
inline constexpr bool any_within_array = false;
template <class T, std::size_t... Index>
inline constexpr bool any_within_array<T, std::index_sequence<Index...>> = (is_within_array<T, Index>() || ...);

template <class T>
constexpr bool miscounts_array() {
    if constexpr (counted_by_empty_lists<T> || initialiser_count<T> > max_field_count) return false;
    else return any_within_array<T, std::make_index_sequence<initialiser_count<T>>>;
}

// The type of an anonymous union can't be named, but it is what a value would be converted to.
template <class T>
constexpr bool is_unnamed_union() {
    constexpr std::string_view name = spelling<T>();
    return name.find("unnamed union") != std::string_view::npos || name.find("anonymous union") != std::string_view::npos;
}

struct any_unnamed_union {
    template <class T>
        requires(std::is_union_v<T> && is_unnamed_union<T>())
    operator T() const noexcept;
};

template <class T, class Index>
inline constexpr bool any_unnamed_union_among = false;
template <class T, std::size_t... Index>
inline constexpr bool any_unnamed_union_among<T, std::index_sequence<Index...>> =
    (takes<T, any_unnamed_union, std::make_index_sequence<Index>, std::make_index_sequence<initialiser_count<T> - Index - 1>> || ...);

// Asked only where it costs little: the fields of such a class have few constructors, and what else has an anonymous
// union is hardly an aggregate.
template <class T>
constexpr bool has_unnamed_union() {
    if constexpr (__is_trivially_copyable(T)) return any_unnamed_union_among<T, std::make_index_sequence<initialiser_count<T>>>;
    else return false;
}

}  // namespace gulo::reflect::detail
