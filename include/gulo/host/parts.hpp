#pragma once
// Sorts what an application was given into declarations, components, transport, settings and services.

#include <gulo/handler/contract.hpp>
#include <gulo/handler/parts.hpp>
#include <gulo/host/exactly_once.hpp>
#include <gulo/host/settings.hpp>
#include <gulo/transport/transport.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace gulo::detail {

enum class part_kind { declaration, component, transport, settings, consumer_settings, exactly_once, service };

template <class Part>
consteval part_kind kind_of() {
    using plain = std::remove_cvref_t<Part>;
    if constexpr (is_declaration<plain>) return part_kind::declaration;
    else if constexpr (std::same_as<plain, settings>) return part_kind::settings;
    else if constexpr (std::same_as<plain, consumer_settings>) return part_kind::consumer_settings;
    else if constexpr (std::same_as<plain, exactly_once>) return part_kind::exactly_once;
    else if constexpr (is_component<plain>) return part_kind::component;
    else if constexpr (requires { typename plain::consumer_type; }) return part_kind::transport;
    else return part_kind::service;
}

/// How a part is kept: services and transports as given, an lvalue by reference; everything else by value.
template <class Part>
using stored_part = std::conditional_t<kind_of<Part>() == part_kind::service || kind_of<Part>() == part_kind::transport, Part, std::remove_cvref_t<Part>>;

template <part_kind Kind, class... Parts>
struct parts_of_kind : joined<type_list<>, std::conditional_t<kind_of<Parts>() == Kind, type_list<Parts>, type_list<>>...> {};

/// The position of the first part of a kind; the number of parts when there is none.
template <part_kind Kind, class... Parts>
consteval std::size_t position_of() {
    std::size_t position = 0;
    for (const bool found : {(kind_of<Parts>() == Kind)..., true}) {
        if (found) break;
        ++position;
    }
    return position;
}

template <class Services, class Declarations, class Components>
struct contract_of_lists;
template <class Services, class... Declarations, class... Components>
struct contract_of_lists<Services, type_list<Declarations...>, type_list<Components...>> {
    using type = contract<Services, direct_declarations<Declarations...>, Components...>;
};

template <class... Parts>
using contract_of =
    typename contract_of_lists<typename parts_of_kind<part_kind::service, Parts...>::type, typename parts_of_kind<part_kind::declaration, Parts...>::type,
                               typename parts_of_kind<part_kind::component, Parts...>::type>::type;

}  // namespace gulo::detail
