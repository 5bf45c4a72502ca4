#pragma once
// Whether each part of an application has a place: nothing that it is given does nothing.

#include <gulo/handler/contract.hpp>
#include <gulo/handler/failure_rule.hpp>
#include <gulo/handler/fault.hpp>
#include <gulo/handler/middleware.hpp>
#include <gulo/handler/plan.hpp>
#include <gulo/host/parts.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace gulo::detail {

// ---- what looks like a service and is none

template <class Part>
inline constexpr bool is_failure_rule = false;
template <class Exception, auto Predicate, auto Decision>
inline constexpr bool is_failure_rule<failure_rule<Exception, Predicate, Decision>> = true;

template <class Part>
consteval auto stray_fault_of() {
    using plain = std::remove_cvref_t<Part>;
    if constexpr (std::is_function_v<std::remove_pointer_t<plain>> || std::is_member_pointer_v<plain>) return fault::function_as_part<plain>{};
    else if constexpr (is_failure_rule<plain>) return fault::rule_as_part<plain>{};
    else return fault::none{};
}

template <class Services>
struct stray_fault;
template <class... Parts>
struct stray_fault<type_list<Parts...>> {
    using type = typename fault::first<decltype(stray_fault_of<Parts>())...>::type;
};

// ---- what there may be one of

template <class Parts>
struct twice_fault {
    using type = fault::none;
};
template <class First, class Second, class... Rest>
struct twice_fault<type_list<First, Second, Rest...>> {
    using type = fault::part_twice<std::remove_cvref_t<First>>;
};

// ---- services that nobody takes

/// Services as bits of one number; more than it has are not looked at.
inline constexpr std::size_t most_services = 64;

template <class Argument>
struct used_service {
    static constexpr std::uint64_t bit() { return 0; }
};
template <class Parameter, class Source, std::size_t Slot>
struct used_service<service_argument<Parameter, Source, Slot>> {
    static constexpr std::uint64_t bit() { return Slot / 2 < most_services ? std::uint64_t{1} << (Slot / 2) : 0; }
};
template <class Hooks, class Argument, bool WithContext>
struct used_service<middleware_use<Hooks, Argument, WithContext>> : used_service<Argument> {};

template <class Arguments>
struct used_services;
template <class... Arguments>
struct used_services<type_list<Arguments...>> {
    static constexpr std::uint64_t bits() { return (std::uint64_t{0} | ... | used_service<Arguments>::bit()); }
};

template <class Contract, class Group>
struct used_by_group;
template <class Contract, class... Entries>
struct used_by_group<Contract, group<Entries...>> {
    static constexpr std::uint64_t bits() {
        std::uint64_t all = 0;
        for (const std::uint64_t each :
             std::array<std::uint64_t, 2 * sizeof...(Entries) + 1>{used_services<typename build_first_call<Contract, Entries>::arguments::type>::bits()...,
                                                                   used_services<typename build_first_call<Contract, Entries>::wrapped::type>::bits()..., 0})
            all |= each;
        return all;
    }
};
template <class Contract, class Groups>
struct used_by_groups;
template <class Contract, class... Groups>
struct used_by_groups<Contract, type_list<Groups...>> {
    static constexpr std::uint64_t bits() {
        std::uint64_t all = 0;
        for (const std::uint64_t each : std::array<std::uint64_t, sizeof...(Groups) + 1>{used_by_group<Contract, Groups>::bits()..., 0}) all |= each;
        return all;
    }
};

/// A middleware that applies to no message has its object all the same.
template <class Service, class Middlewares>
inline constexpr bool is_object_of_middleware = false;
template <class Service, class... Middlewares>
inline constexpr bool is_object_of_middleware<Service, type_list<Middlewares...>> = (std::is_convertible_v<const Service*, const Middlewares*> || ...);

template <class Service>
consteval auto unused_fault_of() {
    if constexpr (std::is_class_v<Service> && !std::is_final_v<Service>) {
        if constexpr (has_hook_name<Service>) return fault::hooks_as_part<Service>{};
        else return fault::unused_service<Service>{};
    } else {
        return fault::unused_service<Service>{};
    }
}

template <class Contract, class Services = typename Contract::services>
struct unused_fault;
template <class Contract>
struct unused_fault<Contract, type_list<>> {
    using type = fault::none;
};
template <class Contract, class... Services>
struct unused_fault<Contract, type_list<Services...>> {
    static constexpr std::size_t find() {
        const std::uint64_t used = used_by_groups<Contract, typename Contract::handlers::groups>::bits();
        std::size_t index = 0;
        for (const bool of_middleware :
             {is_object_of_middleware<typename pointee<std::remove_reference_t<Services>>::type, typename Contract::middlewares>...}) {
            if (!of_middleware && index < most_services && (used >> index & 1) == 0) break;
            ++index;
        }
        return index;
    }
    template <std::size_t Index>
    struct found {
        using type = decltype(unused_fault_of<
                              std::remove_cv_t<typename pointee<std::remove_reference_t<typename at<Index, std::type_identity<Services>...>::type>>::type>>());
    };
    template <std::size_t Index>
        requires(Index == sizeof...(Services))
    struct found<Index> {
        using type = fault::none;
    };
    using type = typename found<find()>::type;
};

}  // namespace gulo::detail
