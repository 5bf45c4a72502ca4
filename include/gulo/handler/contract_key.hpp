#pragma once
// A short name for a contract, so that functions named after it have short names too.

#include <gulo/handler/contract.hpp>
#include <gulo/reflect/type_name.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace gulo::detail {

// A function template of a class is emitted under a name that contains the whole class name; with a thousand handlers
// in it, compilers spend a minute on such names alone. So the class that has `send` is named after a number, and
// argument-dependent look-up finds the contract that belongs to it. Two contracts with one number are a compile error.

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"  // one function for each number is what is meant
#endif
template <std::uint64_t Number>
struct contract_key {
    friend auto contract_behind(contract_key);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

template <class Key, class Contract>
struct bound_contract;
template <std::uint64_t Number, class Contract>
struct bound_contract<contract_key<Number>, Contract> {
    friend auto contract_behind(contract_key<Number>) { return static_cast<Contract*>(nullptr); }
    static constexpr bool is_bound = true;
};

template <class Key>
using contract_of_key = std::remove_pointer_t<decltype(contract_behind(Key{}))>;

template <auto Value>
struct value_holder {};

template <class Part>
struct part_number {
    static constexpr std::uint64_t value = reflect::type_id<Part>;
};
template <auto... Handlers>
struct part_number<handler_list<Handlers...>> {
    static constexpr std::uint64_t value = [] {
        std::uint64_t number = 0x9e3779b97f4a7c15ULL;
        for (const std::uint64_t each : std::array<std::uint64_t, sizeof...(Handlers) + 1>{reflect::type_id<value_holder<Handlers>>..., 1})
            number = (number ^ each) * 0x100000001b3ULL + (number >> 29);
        return number;
    }();
};
template <class... Declarations>
struct part_number<direct_declarations<Declarations...>> {
    static constexpr std::uint64_t value = [] {
        std::uint64_t number = 0xc2b2ae3d27d4eb4fULL;
        for (const std::uint64_t each : std::array<std::uint64_t, sizeof...(Declarations) + 1>{part_number<Declarations>::value..., 2})
            number = (number ^ each) * 0x100000001b3ULL + (number >> 31);
        return number;
    }();
};

template <class Contract>
struct key_of;
template <class... Services, class Direct, class... Components>
struct key_of<contract<type_list<Services...>, Direct, Components...>> {
    static constexpr std::uint64_t number = [] {
        std::uint64_t number = part_number<Direct>::value;
        for (const std::uint64_t each :
             std::array<std::uint64_t, sizeof...(Services) + sizeof...(Components) + 1>{reflect::type_id<Services>..., reflect::type_id<Components>..., 3})
            number = (number ^ each) * 0x100000001b3ULL + (number >> 30);
        return number;
    }();
    using type = contract_key<number>;
};

}  // namespace gulo::detail
