#pragma once
// A response that is a struct.

#include <concepts>
#include <type_traits>
#include <utility>

namespace gulo {

template <class T>
inline constexpr bool is_reply_value = std::is_object_v<T> && !std::is_array_v<T>;

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

template <class T>
    requires(!is_reply_value<T>)
struct reply<T> {
    reply() = default;
    template <class U>
    reply(U&&);
    static_assert(is_reply_value<T>, "gulo: gulo::reply holds a value, which void, a reference and an array are not; leave it out, or reply with a copy");
};

}  // namespace gulo
