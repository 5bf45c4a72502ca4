#pragma once
// The name by which a message is known outside the program.

#include <gulo/reflect/type_name.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo {

namespace detail {

constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char to_lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// Text of a length known only after it was made, for use in constant expressions.
template <std::size_t Capacity>
struct short_text {
    std::array<char, Capacity> characters{};
    std::size_t size = 0;

    constexpr void push_back(char c) noexcept { characters[size++] = c; }
    constexpr void append(std::string_view text) noexcept {
        for (const char c : text) push_back(c);
    }
    constexpr std::string_view view() const noexcept { return {characters.data(), size}; }
};

/// UserCreated, HTTPServerStarted and order_2_paid become user_created, http_server_started and order_2_paid.
template <std::size_t Capacity>
constexpr short_text<Capacity> snake_case(std::string_view name) noexcept {
    short_text<Capacity> text;
    for (std::size_t index = 0; index < name.size(); ++index) {
        const char c = name[index];
        if (is_upper(c) && index > 0 && name[index - 1] != '_') {
            const bool after_word = is_lower(name[index - 1]) || is_digit(name[index - 1]);
            const bool before_word = index + 1 < name.size() && is_lower(name[index + 1]);
            if (after_word || before_word) text.push_back('_');
        }
        text.push_back(to_lower(c));
    }
    return text;
}

constexpr std::string_view without_event_suffix(std::string_view name) noexcept {
    for (const std::string_view suffix : {std::string_view{"_integration_event"}, std::string_view{"_event"}})
        if (name.size() > suffix.size() && name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
    return name;
}

template <class Message>
struct default_message_name {
    static constexpr auto text = snake_case<2 * reflect::type_name<Message>().size() + 1>(reflect::type_name<Message>());
    static constexpr std::string_view value = without_event_suffix(text.view());
};

template <class Message>
concept names_itself = requires {
    requires !std::is_member_pointer_v<decltype(&Message::message_name)>;
    { Message::message_name } -> std::convertible_to<std::string_view>;
    typename std::integral_constant<std::size_t, std::string_view{Message::message_name}.size()>;
};

// A name stands in metadata, in one line.
constexpr bool is_wire_name(std::string_view name) noexcept {
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    return !name.empty();
}

// A field of that name which is no text is the message's own affair; text was meant to be the name.
template <class Message>
consteval bool has_usable_name() {
    if constexpr (names_itself<Message>) return is_wire_name(Message::message_name);
    else if constexpr (requires { requires std::is_member_object_pointer_v<decltype(&Message::message_name)>; })
        return !std::convertible_to<decltype((std::declval<const Message&>().message_name)), std::string_view>;
    else return !requires { Message::message_name; };
}

template <class Message>
consteval std::string_view message_name_of() {
    if constexpr (names_itself<Message>) return Message::message_name;
    else return default_message_name<Message>::value;
}

}  // namespace detail

/// The message's wire name: `static constexpr std::string_view message_name` of the struct, otherwise the struct's own
/// name in snake_case, without namespace and without a trailing Event or IntegrationEvent. Lives as long as the program.
template <class Message>
inline constexpr std::string_view message_name = detail::message_name_of<Message>();

/// False when the message has a member `message_name` that cannot be its name: not static, no text, not constant, or empty.
template <class Message>
inline constexpr bool name_is_usable = detail::has_usable_name<Message>();

}  // namespace gulo
