#pragma once
// How urgent a message is.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace gulo {

enum class priority : std::uint8_t { low, medium, high, critical };

namespace detail {

inline constexpr std::array<std::string_view, 4> priority_names{"low", "medium", "high", "critical"};

}  // namespace detail

/// "low", "medium", "high" or "critical".
constexpr std::string_view priority_name(priority value) noexcept { return detail::priority_names[static_cast<std::size_t>(value) & 3]; }

/// The priority of that name, in upper or lower case; nothing for any other text.
constexpr std::optional<priority> read_priority(std::string_view text) noexcept {
    const auto same = [text](std::string_view name) {
        if (text.size() != name.size()) return false;
        for (std::size_t index = 0; index < name.size(); ++index)
            if ((text[index] | 0x20) != name[index]) return false;
        return true;
    };
    for (std::size_t index = 0; index < detail::priority_names.size(); ++index)
        if (same(detail::priority_names[index])) return static_cast<priority>(index);
    return std::nullopt;
}

/// The priority of a message: its member `priority` of type gulo::priority, be it a constant, a field or a function; otherwise medium.
template <class Message>
constexpr priority message_priority(const Message& message) {
    if constexpr (requires {
                      { message.priority() } -> std::same_as<priority>;
                  })
        return message.priority();
    else if constexpr (requires { requires std::is_same_v<std::remove_cvref_t<decltype(message.priority)>, priority>; }) return message.priority;
    else return priority::medium;
}

/// False when the message has a static member `priority` of another type. A field of another type is the message's own affair.
template <class Message>
inline constexpr bool priority_is_usable = !requires {
    requires !std::is_member_pointer_v<decltype(&Message::priority)>;
    requires std::is_object_v<std::remove_pointer_t<decltype(&Message::priority)>>;
    requires !std::is_same_v<std::remove_cvref_t<decltype(Message::priority)>, priority>;
};

}  // namespace gulo
