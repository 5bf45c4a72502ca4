#pragma once
// Every plain aggregate as a Boost.Hana Struct: hana::members, hana::accessors, hana::keys, hana::to_map,
// hana::at_key. Include the headers of Hana whose functions are called, or <boost/hana.hpp>.

#include <gulo/reflect/fields.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace gulo::reflect {

/// What Hana sees: the names as compile-time strings (hana::string), each with a function from the object to
/// its field, which keeps the object's constness and value category. A struct adapted with Hana's macros is
/// not touched.
template <class T>
struct hana_bridge {
    static constexpr auto accessors() { return accessors(std::make_index_sequence<field_count<T>>{}); }

private:
    template <std::size_t Index>
    struct accessor {
        template <class Object>
        constexpr decltype(auto) operator()(Object&& object) const {
            auto& value = reflect::field<Index>(object);
            if constexpr (std::is_lvalue_reference_v<Object>) return (value);
            else return std::move(value);
        }
    };

    template <std::size_t Index, std::size_t... At>
    static constexpr auto name(std::index_sequence<At...>) {
        return boost::hana::string<field_names<T>[Index][At]...>{};
    }

    template <std::size_t... Index>
    static constexpr auto accessors(std::index_sequence<Index...>) {
        return boost::hana::make_tuple(boost::hana::make_pair(name<Index>(std::make_index_sequence<field_names<T>[Index].size()>{}), accessor<Index>{})...);
    }
};

}  // namespace gulo::reflect
