#pragma once
// Which provided object a handler's parameter gets: the exact type first, then one unambiguous base.

#include <gulo/handler/signature.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace gulo {

class context;

namespace detail {

/// What stands behind a service as it was given: a smart pointer is seen through.
template <class Provided>
struct pointee {
    using type = Provided;
    static constexpr bool is_pointer = false;
};
template <class T>
struct pointee<std::shared_ptr<T>> {
    using type = T;
    static constexpr bool is_pointer = true;
};
template <class T, class Deleter>
struct pointee<std::unique_ptr<T, Deleter>> {
    using type = T;
    static constexpr bool is_pointer = true;
};
template <class T>
struct pointee<const std::shared_ptr<T>> : pointee<std::shared_ptr<T>> {};
template <class T, class Deleter>
struct pointee<const std::unique_ptr<T, Deleter>> : pointee<std::unique_ptr<T, Deleter>> {};

// Each service has two slots: the object itself, and what it was given as (the smart pointer).
enum class slot_kind : std::size_t { object = 0, given = 1 };

/// A parameter that is taken from slot `Slot`, where a `Source` lives.
template <class Parameter, class Source, std::size_t Slot>
struct service_argument {};

/// A parameter that is the context of the message.
struct context_argument {};

template <class Parameter>
struct missing_service {};
template <class Parameter, class First, class Second>
struct ambiguous_service {};

template <class Parameter, class Source>
concept exactly = std::is_same_v<std::remove_cvref_t<Parameter>, std::remove_cv_t<Source>> && std::is_convertible_v<Source&, Parameter>;
template <class Parameter, class Source>
concept by_base = !exactly<Parameter, Source> && std::is_reference_v<Parameter> &&
                  std::is_convertible_v<std::remove_cv_t<Source>*, const std::remove_cvref_t<Parameter>*> && std::is_convertible_v<Source&, Parameter>;

template <class T>
inline constexpr bool is_shared_pointer = false;
template <class T>
inline constexpr bool is_shared_pointer<std::shared_ptr<T>> = true;

/// A shared pointer to a base, or to const: converted at the call.
template <class Parameter, class Source>
concept by_shared_pointer = !exactly<Parameter, Source> && is_shared_pointer<std::remove_cvref_t<Parameter>> && is_shared_pointer<std::remove_cv_t<Source>> &&
                            std::is_convertible_v<Source&, Parameter>;

/// What an object was given by that is not seen through.
template <class Given>
struct pointed_at {
    using type = void;
};
template <class T>
struct pointed_at<T*> {
    using type = T;
};
template <class T>
struct pointed_at<std::reference_wrapper<T>> {
    using type = T;
};

template <class Parameter, class Services>
inline constexpr bool is_pointed_at = false;
template <class Parameter, class... Provided>
inline constexpr bool is_pointed_at<Parameter, type_list<Provided...>> =
    (std::is_convertible_v<typename pointed_at<std::remove_cvref_t<Provided>>::type*, const std::remove_cvref_t<Parameter>*> || ...);

template <class Parameter, class... Found>
struct only_one {
    using type = missing_service<Parameter>;
};
template <class Parameter, class Source, std::size_t Slot>
struct only_one<Parameter, service_argument<Parameter, Source, Slot>> {
    using type = service_argument<Parameter, Source, Slot>;
};
template <class Parameter, class First, std::size_t FirstSlot, class Second, std::size_t SecondSlot, class... Rest>
struct only_one<Parameter, service_argument<Parameter, First, FirstSlot>, service_argument<Parameter, Second, SecondSlot>, Rest...> {
    using type = ambiguous_service<Parameter, First, Second>;
};

template <class Parameter, class List>
struct only_one_of;
template <class Parameter, class... Found>
struct only_one_of<Parameter, type_list<Found...>> : only_one<Parameter, Found...> {};

template <bool Exact, class Parameter, class Provided, std::size_t Index>
consteval auto matches_of() {
    using given = std::remove_reference_t<Provided>;
    using object = typename pointee<given>::type;
    constexpr auto fits = []<class Source>(Source*) {
        if constexpr (Exact) return exactly<Parameter, Source>;
        else return by_base<Parameter, Source> || by_shared_pointer<Parameter, Source>;
    };
    if constexpr (fits(static_cast<object*>(nullptr))) return type_list<service_argument<Parameter, object, 2 * Index>>{};
    else if constexpr (pointee<given>::is_pointer && fits(static_cast<given*>(nullptr))) return type_list<service_argument<Parameter, given, 2 * Index + 1>>{};
    else return type_list<>{};
}

template <bool Exact, class Parameter, class Services, class Indexes>
struct matches;
template <bool Exact, class Parameter, class... Provided, std::size_t... Indexes>
struct matches<Exact, Parameter, type_list<Provided...>, std::index_sequence<Indexes...>>
    : joined<type_list<>, decltype(matches_of<Exact, Parameter, Provided, Indexes>())...> {};

template <class Parameter, class Services>
struct resolved_service;
template <class Parameter, class... Provided>
struct resolved_service<Parameter, type_list<Provided...>> {
private:
    using indexes = std::index_sequence_for<Provided...>;
    using exact = typename matches<true, Parameter, type_list<Provided...>, indexes>::type;

    template <class Found>
    struct or_base : only_one_of<Parameter, Found> {};
    template <std::same_as<type_list<>> Nothing>
    struct or_base<Nothing> : only_one_of<Parameter, typename matches<false, Parameter, type_list<Provided...>, indexes>::type> {};

public:
    using type = typename or_base<exact>::type;
};

/// service_argument, context_argument, missing_service or ambiguous_service for one parameter of a handler.
template <class Parameter, class Services>
struct resolved_argument : resolved_service<Parameter, Services> {};
template <class Services>
struct resolved_argument<context&, Services> {
    using type = context_argument;
};
template <class Services>
struct resolved_argument<const context&, Services> {
    using type = context_argument;
};

}  // namespace detail

}  // namespace gulo
