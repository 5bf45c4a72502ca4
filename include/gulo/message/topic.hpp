#pragma once
// The topic that a message is published to and read from.

#include <gulo/message/name.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo {

/// What a topic's name may be: 1 to 249 of the characters a-z A-Z 0-9 . _ - and neither "." nor ".."
/// (org.apache.kafka.common.internals.Topic).
constexpr bool is_valid_topic_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > 249 || name == "." || name == "..") return false;
    for (const char c : name) {
        const bool allowed = detail::is_lower(c) || detail::is_upper(c) || detail::is_digit(c) || c == '.' || c == '_' || c == '-';
        if (!allowed) return false;
    }
    return true;
}

namespace detail {

inline constexpr std::string_view default_topic_prefix = "integration-events.";

template <class Message>
struct default_topic {
    static constexpr auto text = [] {
        short_text<default_topic_prefix.size() + message_name<Message>.size() + 1> joined;
        joined.append(default_topic_prefix);
        joined.append(message_name<Message>);
        return joined;
    }();
    static constexpr std::string_view value = text.view();
};

/// For a message that names a wire format whose topics have names of their own.
template <class Message>
struct default_topic_of_format {
    static constexpr std::string_view prefix = Message::wire.topic_prefix();
    static constexpr auto text = [] {
        short_text<prefix.size() + message_name<Message>.size() + 1> joined;
        joined.append(prefix);
        for (const char c : message_name<Message>) joined.push_back(to_lower(c));
        return joined;
    }();
    static constexpr std::string_view value = text.view();
};

template <class Message>
concept names_topic = requires {
    requires !std::is_member_pointer_v<decltype(&Message::topic)>;
    { Message::topic } -> std::convertible_to<std::string_view>;
    typename std::integral_constant<std::size_t, std::string_view{Message::topic}.size()>;
};

template <class Message>
consteval bool has_constant_topic() {
    if constexpr (names_topic<Message>) return true;
    else if constexpr (requires { requires std::is_member_object_pointer_v<decltype(&Message::topic)>; })
        return !std::convertible_to<decltype((std::declval<const Message&>().topic)), std::string_view>;
    else return !requires { Message::topic; };
}

template <class Message>
consteval std::string_view topic_of() {
    if constexpr (names_topic<Message>) return Message::topic;
    else if constexpr (requires { Message::wire.topic_prefix(); }) return default_topic_of_format<Message>::value;
    else return default_topic<Message>::value;
}

}  // namespace detail

/// The message's topic: `static constexpr std::string_view topic` of the struct, otherwise the name that its own wire format gives, otherwise
/// `integration-events.<message_name>`. Lives as long as the program.
template <class Message>
inline constexpr std::string_view topic_name = detail::topic_of<Message>();

/// False when the message has a member `topic` that is text, but no static constant, or a static member that is no text.
template <class Message>
inline constexpr bool topic_is_constant = detail::has_constant_topic<Message>();

namespace detail {

/// A static member `version` that is no function.
template <class Message>
concept has_static_version = requires {
    requires !std::is_member_pointer_v<decltype(&Message::version)>;
    requires std::is_object_v<std::remove_pointer_t<decltype(&Message::version)>>;
};
template <class Message>
concept has_whole_version = has_static_version<Message> && requires { typename std::integral_constant<int, Message::version>; };

template <class Message>
consteval int version_of() {
    if constexpr (has_whole_version<Message>) return Message::version;
    else return 1;
}

template <class Message>
consteval bool has_usable_version() {
    if constexpr (has_whole_version<Message>) return Message::version >= 1;
    else return !has_static_version<Message>;
}

}  // namespace detail

/// The version of the message's schema: `static constexpr int version` of the struct, otherwise 1.
template <class Message>
inline constexpr int message_version = detail::version_of<Message>();

/// False when the message has a static member `version` that is no whole number from 1.
template <class Message>
inline constexpr bool version_is_usable = detail::has_usable_version<Message>();

}  // namespace gulo
