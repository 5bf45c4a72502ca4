#pragma once
// The topic that a message is published to and read from.

#include <gulo/message/name.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

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

template <class Message>
consteval std::string_view topic_of() {
    if constexpr (requires {
                      { Message::topic } -> std::convertible_to<std::string_view>;
                  })
        return Message::topic;
    else
        return default_topic<Message>::value;
}

}  // namespace detail

/// The message's topic: `static constexpr std::string_view topic` of the struct, otherwise
/// `integration-events.<message_name>`. Lives as long as the program.
template <class Message>
inline constexpr std::string_view topic_name = detail::topic_of<Message>();

namespace detail {

template <class Message>
consteval int version_of() {
    if constexpr (requires {
                      { Message::version } -> std::convertible_to<int>;
                      requires !std::is_member_object_pointer_v<decltype(&Message::version)>;
                  })
        return Message::version;
    else
        return 1;
}

}  // namespace detail

/// The version of the message's schema: `static constexpr int version` of the struct, otherwise 1.
template <class Message>
inline constexpr int message_version = detail::version_of<Message>();

}  // namespace gulo
