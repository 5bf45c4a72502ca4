#pragma once
// A response that is a struct.

#include <concepts>
#include <type_traits>
#include <utility>

namespace gulo {

/// Says that a struct which a handler returns is its response, not a message to be routed:
/// `gulo::reply<user_view> find(const find_user&)`. Converts from the value; `send` returns the value itself.
template <class T>
struct reply {
    using value_type = T;

    reply(T value) : value{std::move(value)} {}

    template <class U>
        requires std::convertible_to<U, T> && (!std::same_as<std::remove_cvref_t<U>, reply>) && (!std::same_as<std::remove_cvref_t<U>, T>)
    reply(U&& from) : value(std::forward<U>(from)) {}

    T value;
};

}  // namespace gulo
