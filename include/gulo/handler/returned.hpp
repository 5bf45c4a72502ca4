#pragma once
// What a handler's return type means: which parts of it are messages to be routed, and which one is the response.

#include <gulo/base/uuid.hpp>
#include <gulo/handler/expected.hpp>
#include <gulo/handler/reply.hpp>
#include <gulo/handler/signature.hpp>
#include <gulo/reflect/fields.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace gulo {

/// A part of a returned value that is a message. Conditional: it may be absent.
template <class Message, bool Conditional>
struct emits {};

/// A part of a returned value that is the response.
template <class Response>
struct responds {};

/// A type of which nobody can say whether it is a message or a response.
template <class Type>
struct unclassified {};

/// A struct with `domain_events` or `integration_events` in which there are no messages.
template <class Result>
struct no_events {};

/// A variant of messages and responses.
template <class Variant>
struct mixed {};

namespace detail {

template <class Item>
struct made_conditional {
    using type = Item;
};
template <class Message>
struct made_conditional<emits<Message, false>> {
    using type = emits<Message, true>;
};
template <class List>
struct all_conditional;
template <class... Items>
struct all_conditional<type_list<Items...>> {
    using type = type_list<typename made_conditional<Items>::type...>;
};

template <class T>
inline constexpr bool is_duration_or_time = false;
template <class Count, class Period>
inline constexpr bool is_duration_or_time<std::chrono::duration<Count, Period>> = true;
template <class Clock, class Duration>
inline constexpr bool is_duration_or_time<std::chrono::time_point<Clock, Duration>> = true;

template <class T>
concept plain_value = std::is_arithmetic_v<T> || std::is_enum_v<T> || std::convertible_to<const T&, std::string_view> || std::same_as<T, uuid> ||
                      std::same_as<T, std::monostate> || is_duration_or_time<T>;

template <class T>
concept sequence = !plain_value<T> && requires(const T& range) {
    typename T::value_type;
    range.begin();
    range.end();
};

template <class T>
concept carries_events = requires(T& value) { value.domain_events; } || requires(T& value) { value.integration_events; };

}  // namespace detail

/// How a value of the type `Result`, returned by a handler, is taken apart. `items` lists its messages and responses;
/// `route(value, pass_on)` calls `pass_on(message)` for every message in order and gives what remains, the response.
template <class Result>
struct returned {
    using items = type_list<unclassified<Result>>;
};

namespace detail {

template <class Item>
inline constexpr bool is_response = false;
template <class Response>
inline constexpr bool is_response<responds<Response>> = true;

template <class Item>
inline constexpr bool is_emitted = false;
template <class Message, bool Conditional>
inline constexpr bool is_emitted<emits<Message, Conditional>> = true;

template <class Items>
inline constexpr std::size_t response_count = 0;
template <class... Items>
inline constexpr std::size_t response_count<type_list<Items...>> = (std::size_t{0} + ... + std::size_t{is_response<Items>});

template <class Items>
inline constexpr std::size_t message_count = 0;
template <class... Items>
inline constexpr std::size_t message_count<type_list<Items...>> = (std::size_t{0} + ... + std::size_t{is_emitted<Items>});

/// Values without any message in them are responses as they are.
template <class Result>
struct returned_whole {
    using items = type_list<responds<Result>>;
    using response_type = Result;
    template <class PassOn>
    static Result route(Result&& value, PassOn&&) {
        return std::move(value);
    }
};

/// Optionals and sequences of messages.
template <class Result>
struct returned_elements {
    using element = typename Result::value_type;
    using items = typename all_conditional<typename returned<element>::items>::type;
    using response_type = void;
    template <class PassOn>
    static void route(Result&& value, PassOn&& pass_on) {
        if constexpr (requires { value.has_value(); }) {
            if (value) returned<element>::route(std::move(*value), pass_on);
        } else {
            for (auto& each : value) {
                if constexpr (std::is_const_v<std::remove_reference_t<decltype(each)>>) {  // of a set
                    element copy = each;
                    returned<element>::route(std::move(copy), pass_on);
                } else {
                    returned<element>::route(std::move(each), pass_on);
                }
            }
        }
    }
};

template <class Element>
inline constexpr bool only_messages = message_count<typename returned<Element>::items> > 0 && response_count<typename returned<Element>::items> == 0;

template <class Element>
inline constexpr bool only_response = std::same_as<typename returned<Element>::items, type_list<responds<Element>>>;

}  // namespace detail

template <>
struct returned<void> {
    using items = type_list<>;
    using response_type = void;
};

template <detail::plain_value Value>
struct returned<Value> : detail::returned_whole<Value> {};

template <class T>
    requires(!is_reply_value<T>)
struct returned<reply<T>> : returned<void> {  // what is wrong with it is said where the reply is named
    template <class PassOn>
    static void route(reply<T>&&, PassOn&&) {}
};

template <class T>
    requires is_reply_value<T>
struct returned<reply<T>> {
    using items = type_list<responds<T>>;
    using response_type = T;
    template <class PassOn>
    static T route(reply<T>&& value, PassOn&&) {
        return std::move(value.value);
    }
};

template <class T>
    requires detail::only_messages<T>
struct returned<std::optional<T>> : detail::returned_elements<std::optional<T>> {};
template <class T>
    requires detail::only_response<T>
struct returned<std::optional<T>> : detail::returned_whole<std::optional<T>> {};

template <detail::sequence Range>
    requires detail::only_messages<typename Range::value_type>
struct returned<Range> : detail::returned_elements<Range> {};
template <detail::sequence Range>
    requires(
        !detail::only_messages<typename Range::value_type> &&
        (detail::only_response<typename Range::value_type> || requires { typename Range::mapped_type; } || std::same_as<typename Range::value_type, std::byte>))
struct returned<Range> : detail::returned_whole<Range> {};

template <class... Alternatives>
struct returned<std::variant<Alternatives...>> {
private:
    static constexpr bool all_messages = ((detail::only_messages<Alternatives> || std::same_as<Alternatives, std::monostate>) && ...);
    static constexpr bool no_message = ((detail::message_count<typename returned<Alternatives>::items> == 0) && ...);

    template <class Alternative>
    struct items_of : returned<Alternative> {};
    template <std::same_as<std::monostate> Nothing>
    struct items_of<Nothing> : returned<void> {};

    template <class>
    struct chosen {
        using type = type_list<mixed<std::variant<Alternatives...>>>;
    };
    template <class Any>
        requires(all_messages && sizeof(Any*) > 0)
    struct chosen<Any> : detail::all_conditional<typename detail::joined<typename items_of<Alternatives>::items...>::type> {};
    template <class Any>
        requires(no_message && sizeof(Any*) > 0)
    struct chosen<Any> {
        using type = type_list<responds<std::variant<Alternatives...>>>;
    };

public:
    using items = typename chosen<void>::type;
    using response_type = std::conditional_t<all_messages, void, std::variant<Alternatives...>>;
    template <class PassOn>
    static response_type route(std::variant<Alternatives...>&& value, PassOn&& pass_on) {
        if constexpr (all_messages) {
            std::visit(
                [&]<class Alternative>(Alternative&& alternative) {
                    if constexpr (!std::same_as<std::remove_cvref_t<Alternative>, std::monostate>)
                        returned<std::remove_cvref_t<Alternative>>::route(std::forward<Alternative>(alternative), pass_on);
                },
                std::move(value));
        } else {
            return std::move(value);
        }
    }
};

namespace detail {

template <class Tuple, class... Elements>
struct returned_parts {
    using items = typename joined<typename returned<Elements>::items...>::type;

    // The one element that holds the response; the count of elements when there is none.
    static constexpr std::size_t response_index = [] {
        std::size_t index = 0;
        for (const bool responds_here : {(response_count<typename returned<Elements>::items> > 0)..., true}) {
            if (responds_here) break;
            ++index;
        }
        return index;
    }();

    template <std::size_t Index, class = void>
    struct response_at {
        using type = void;
    };
    template <std::size_t Index>
    struct response_at<Index, std::enable_if_t<(Index < sizeof...(Elements))>> {
        using type = typename returned<std::tuple_element_t<Index, Tuple>>::response_type;
    };
    using response_type = typename response_at<response_index>::type;

    template <class PassOn>
    static response_type route(Tuple&& value, PassOn&& pass_on) {
        const auto before_and_after = [&]<std::size_t... Indexes>(std::index_sequence<Indexes...>) {
            (
                [&] {
                    if constexpr (Indexes != response_index)
                        returned<std::tuple_element_t<Indexes, Tuple>>::route(std::move(std::get<Indexes>(value)), pass_on);
                }(),
                ...);
        };
        if constexpr (response_index == sizeof...(Elements)) {
            before_and_after(std::index_sequence_for<Elements...>{});
        } else {
            using element = std::tuple_element_t<response_index, Tuple>;
            if constexpr (std::is_void_v<response_type>) {
                before_and_after(std::index_sequence_for<Elements...>{});
            } else {
                response_type response = returned<element>::route(std::move(std::get<response_index>(value)), pass_on);
                before_and_after(std::index_sequence_for<Elements...>{});
                return response;
            }
        }
    }
};

}  // namespace detail

template <class... Elements>
    requires(sizeof...(Elements) > 0)
struct returned<std::tuple<Elements...>> : detail::returned_parts<std::tuple<Elements...>, Elements...> {};

template <class First, class Second>
    requires(detail::message_count<typename returned<First>::items> + detail::message_count<typename returned<Second>::items> > 0)
struct returned<std::pair<First, Second>> : detail::returned_parts<std::pair<First, Second>, First, Second> {};
template <class First, class Second>
    requires(detail::message_count<typename returned<First>::items> + detail::message_count<typename returned<Second>::items> == 0)
struct returned<std::pair<First, Second>> : detail::returned_whole<std::pair<First, Second>> {};

/// A message.
template <reflect::reflectable Message>
    requires(!detail::carries_events<Message> && !detail::plain_value<Message>)
struct returned<Message> {
    using items = type_list<emits<Message, false>>;
    using response_type = void;
    template <class PassOn>
    static void route(Message&& message, PassOn&& pass_on) {
        pass_on(std::as_const(message));
    }
};

/// A result with `domain_events` and/or `integration_events`: these are taken out, the rest is the response.
template <detail::carries_events Result>
struct returned<Result> {
private:
    template <class Events>
    using events_of = std::conditional_t<detail::only_messages<Events>, typename returned<Events>::items, type_list<no_events<Result>>>;
    template <class T>
    static auto domain_items(int) -> events_of<decltype(T::domain_events)>;
    template <class T>
    static auto domain_items(...) -> type_list<>;
    template <class T>
    static auto integration_items(int) -> events_of<decltype(T::integration_events)>;
    template <class T>
    static auto integration_items(...) -> type_list<>;

public:
    using items = typename detail::joined<type_list<responds<Result>>, decltype(domain_items<Result>(0)), decltype(integration_items<Result>(0))>::type;
    using response_type = Result;
    template <class PassOn>
    static Result route(Result&& value, PassOn&& pass_on) {
        if constexpr (requires { value.domain_events; }) {
            auto taken = std::exchange(value.domain_events, {});
            returned<decltype(Result::domain_events)>::route(std::move(taken), pass_on);
        }
        if constexpr (requires { value.integration_events; }) {
            auto taken = std::exchange(value.integration_events, {});
            returned<decltype(Result::integration_events)>::route(std::move(taken), pass_on);
        }
        return std::move(value);
    }
};

}  // namespace gulo
