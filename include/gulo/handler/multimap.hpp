#pragma once
// A compile-time map from types to entries that stays cheap for a thousand of them.

#include <gulo/handler/signature.hpp>
#include <gulo/reflect/type_name.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace gulo::detail {

// Entries are grouped, each group a class with one indexed base per entry, so that overload deduction finds an entry
// by its index among few. Nothing that is emitted into a program names these types: their names would be as long as
// the whole map (see docs/compile_times.md).

template <class... Entries>
struct group {};

template <std::size_t Index, class Entry>
struct indexed {};

template <std::size_t Index, class Entry>
Entry* entry_of(const indexed<Index, Entry>*);

template <class Indexes, class... Entries>
struct indexed_group;
template <std::size_t... Indexes, class... Entries>
struct indexed_group<std::index_sequence<Indexes...>, Entries...> : indexed<Indexes, Entries>... {};

/// The type at position `Index` of a list.
template <std::size_t Index, class... Entries>
using at = std::remove_pointer_t<decltype(entry_of<Index>(static_cast<indexed_group<std::index_sequence_for<Entries...>, Entries...>*>(nullptr)))>;

template <std::size_t Index, class Group>
struct in_group;
template <std::size_t Index, class... Entries>
struct in_group<Index, group<Entries...>> {
    using type = at<Index, Entries...>;
};
template <std::size_t Index, class Group>
using entry_in_group = typename in_group<Index, Group>::type;

struct place {
    std::uint64_t key = 0;
    std::uint32_t group = 0;
    std::uint32_t index = 0;
};

/// Merge sort, bottom up and stable: few steps, because compilers bound the steps of one constant evaluation.
template <std::size_t Size>
constexpr std::array<place, Size> sorted_places(std::array<place, Size> from) {
    std::array<place, Size> to{};
    for (std::size_t width = 1; width < Size; width *= 2) {
        for (std::size_t begin = 0; begin < Size; begin += 2 * width) {
            const std::size_t middle = begin + width < Size ? begin + width : Size;
            const std::size_t end = begin + 2 * width < Size ? begin + 2 * width : Size;
            std::size_t left = begin;
            std::size_t right = middle;
            for (std::size_t out = begin; out < end; ++out)
                to[out] = left < middle && (right >= end || from[left].key <= from[right].key) ? from[left++] : from[right++];
        }
        const std::array<place, Size> merged = to;
        to = from;
        from = merged;
    }
    return from;
}

template <class Groups>
struct multimap;

/// `Groups` are lists of entries, each with a `key_type`. `find<Key>` is the type_list of entries with that key, in the
/// order of their declaration.
template <class... Groups>
struct multimap<type_list<Groups...>> {
    using groups = type_list<Groups...>;

    template <class Group>
    struct size_of;
    template <class... Entries>
    struct size_of<group<Entries...>> {
        static constexpr std::size_t value = sizeof...(Entries);
    };
    static constexpr std::size_t size = (std::size_t{0} + ... + size_of<Groups>::value);

    static constexpr std::array<place, size> order = [] {
        std::array<place, size> places{};
        std::size_t next = 0;
        std::uint32_t number = 0;
        const auto add = [&]<class... Entries>(group<Entries...>) {
            std::uint32_t index = 0;
            for (const std::uint64_t key : std::array<std::uint64_t, sizeof...(Entries)>{reflect::type_id<typename Entries::key_type>...})
                places[next++] = place{key, number, index++};
            ++number;
        };
        (add(Groups{}), ...);
        return sorted_places(places);
    }();

    static constexpr std::size_t lower_bound(std::uint64_t key) {
        std::size_t first = 0;
        std::size_t count = size;
        while (count > 0) {
            const std::size_t half = count / 2;
            if (order[first + half].key < key) {
                first += half + 1;
                count -= half + 1;
            } else {
                count = half;
            }
        }
        return first;
    }

    static constexpr std::size_t count(std::uint64_t key) {
        std::size_t last = lower_bound(key);
        const std::size_t first = last;
        while (last < size && order[last].key == key) ++last;
        return last - first;
    }

    template <std::size_t First, class Offsets>
    struct range;
    template <std::size_t First, std::size_t... Offsets>
    struct range<First, std::index_sequence<Offsets...>> {
        using type = type_list<entry_in_group<order[First + Offsets].index, at<order[First + Offsets].group, Groups...>>...>;
    };

    template <class Key>
    struct find {
        using type = typename range<lower_bound(reflect::type_id<Key>), std::make_index_sequence<count(reflect::type_id<Key>)>>::type;
    };
};

template <>
struct multimap<type_list<>> {
    using groups = type_list<>;
    static constexpr std::size_t size = 0;
    static constexpr std::size_t count(std::uint64_t) { return 0; }
    template <class>
    struct find {
        using type = type_list<>;
    };
};

}  // namespace gulo::detail
