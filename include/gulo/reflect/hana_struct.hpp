#pragma once
// Structs that their author adapted to Boost.Hana, read without Hana's algorithms; and the place where
// <gulo/hana.hpp> plugs in the opposite direction.

#include <gulo/reflect/plain_aggregate.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/core/default.hpp>
#include <boost/hana/core/when.hpp>
#include <boost/hana/fwd/pair.hpp>
#include <boost/hana/fwd/tuple.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace gulo::reflect {

/// What Boost.Hana knows about a plain aggregate. Defined by <gulo/hana.hpp>; when a compiler calls this
/// type incomplete, include that header.
template <class T>
struct hana_bridge;

namespace detail {

struct accessors_by_bridge {};

}  // namespace detail
}  // namespace gulo::reflect

// Declared here and not in <gulo/hana.hpp>, so that what Hana says about a type does not depend on whether
// the bridge was included before or after the type was first looked at.
template <class T>
    struct boost::hana::accessors_impl < T,
    boost::hana::when < gulo::reflect::detail::plain_aggregate<T> && !requires {
    typename T::hana_accessors_impl;
} >> : gulo::reflect::detail::accessors_by_bridge{static constexpr auto apply(){return gulo::reflect::hana_bridge<T>::accessors();
}
}
;

namespace gulo::reflect::detail {

/// Adapted by BOOST_HANA_ADAPT_STRUCT, BOOST_HANA_DEFINE_STRUCT or a specialisation of hana::accessors_impl.
template <class T>
concept hana_struct = std::is_class_v<T> && !std::is_base_of_v<boost::hana::default_, boost::hana::accessors_impl<T>> &&
                      !std::is_base_of_v<accessors_by_bridge, boost::hana::accessors_impl<T>>;

template <class Accessors>
struct hana_fields_of;

template <class... Name, class... Accessor>
struct hana_fields_of<boost::hana::tuple<boost::hana::pair<Name, Accessor>...>> {
    static constexpr std::size_t count = sizeof...(Name);
    static constexpr std::array<std::string_view, count> names{std::string_view{Name::c_str()}...};

    template <class T, class F>
    static constexpr decltype(auto) visit(T& object, F&& f) {
        return static_cast<F&&>(f)(Accessor{}(object)...);
    }
};

template <class T>
using hana_fields = hana_fields_of<decltype(boost::hana::accessors_impl<T>::apply())>;

}  // namespace gulo::reflect::detail
