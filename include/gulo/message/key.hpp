#pragma once
// The key that decides a message's partition, and with it the order of messages about one entity.

#include <gulo/base/buffer.hpp>
#include <gulo/base/uuid.hpp>
#include <gulo/reflect/enumerators.hpp>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo {

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
concept simple_key = std::convertible_to<const T&, std::string_view> || std::same_as<T, uuid> || std::integral<T> || std::is_enum_v<T>;

template <class T>
consteval bool is_key() {
    if constexpr (is_optional<T>) return simple_key<typename T::value_type>;
    else return simple_key<T>;
}

template <simple_key T>
void append_key(buffer& out, const T& key) {
    if constexpr (std::convertible_to<const T&, std::string_view>) {
        out.append(key);
    } else if constexpr (std::same_as<T, uuid>) {
        key.write(out.prepare(uuid::text_size));
        out.commit(uuid::text_size);
    } else if constexpr (std::same_as<T, bool>) {
        out.append(key ? "true" : "false");
    } else if constexpr (std::integral<T>) {
        char* const begin = out.prepare(24);
        out.commit(static_cast<std::size_t>(std::to_chars(begin, begin + 24, key).ptr - begin));
    } else {
        const std::string_view name = reflect::enumerator_name(key);
        if (name.empty()) append_key(out, static_cast<std::underlying_type_t<T>>(key));
        else out.append(name);
    }
}

}  // namespace detail

/// A type that can be a partition key: text, uuid, integer, enum (by name), or std::optional of these.
template <class T>
concept partition_key_value = detail::is_key<std::remove_cvref_t<T>>();

/// A message that chooses its key with a member function `partition_key() const`.
template <class Message>
concept has_partition_key = requires(const Message& message) { message.partition_key(); };

/// A message with a field `aggregate_id`, which then is its key.
template <class Message>
concept has_aggregate_id = requires(const Message& message) { message.aggregate_id; };

/// False when the message has a member `partition_key` that cannot be called without arguments on a constant message.
template <class Message>
inline constexpr bool key_is_callable = has_partition_key<Message> || !requires { &Message::partition_key; };

/// False when the message names a key of a type that cannot be one.
template <class Message>
inline constexpr bool key_is_usable = [] {
    if constexpr (has_partition_key<Message>) return partition_key_value<decltype(std::declval<const Message&>().partition_key())>;
    else if constexpr (has_aggregate_id<Message>) return partition_key_value<decltype(Message::aggregate_id)>;
    else return true;
}();

/// Appends the text of the message's key to `out`: `partition_key()`, otherwise the field `aggregate_id`. False, and
/// nothing appended, when the message has neither or its optional key is empty: then it goes to any partition (rule P6).
template <class Message>
bool append_partition_key(buffer& out, const Message& message) {
    const auto append = [&out](const auto& key) {
        if constexpr (detail::is_optional<std::remove_cvref_t<decltype(key)>>) {
            if (!key) return false;
            detail::append_key(out, *key);
        } else {
            detail::append_key(out, key);
        }
        return true;
    };
    if constexpr (has_partition_key<Message>) return append(message.partition_key());
    else if constexpr (has_aggregate_id<Message>) return append(message.aggregate_id);
    else return false;
}

}  // namespace gulo
