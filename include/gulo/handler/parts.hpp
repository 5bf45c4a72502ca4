#pragma once
// The declarations that an application or a component is made of.

#include <gulo/codec/wire.hpp>
#include <gulo/handler/failure_rule.hpp>
#include <gulo/handler/signature.hpp>
#include <gulo/handler/upcast.hpp>

#include <type_traits>

namespace gulo {

template <auto... Handlers>
struct handler_list {};
template <class... Messages>
struct publish_list {};
template <class... Messages>
struct subscribe_list {};
template <class... Messages>
struct twice_list {};
template <class From, class To>
struct event_mapping {};
template <class... Middlewares>
struct middleware_list {};
template <auto... Rules>
struct retry_list {};
template <class Message, auto... Rules>
struct message_retry_list {};
template <auto Handler, auto... Rules>
struct handler_retry_list {};
template <class Message, class Choice>
struct message_wire {};

/// Registers handlers: functions, member functions (the object is a service) and captureless lambdas.
template <auto... Handlers>
inline constexpr handler_list<Handlers...> handlers{};

/// Declares that these messages, wherever a handler returns them, are published to their topics.
template <class... Messages>
inline constexpr publish_list<Messages...> publishes{};

/// Declares that these messages are read from their topics and given to their handlers.
template <class... Messages>
inline constexpr subscribe_list<Messages...> subscribes{};

/// Allows these messages to be handled twice: they are published and subscribed to by one application that also handles them, so its handlers are called
/// when one is returned or published here, and again when its record comes back from the topic, as others' records do. Without this it does not compile.
template <class... Messages>
inline constexpr twice_list<Messages...> handles_twice{};

/// Turns every `From` that a handler returns, and every one that is received, into a `To` with the fields of equal names, and routes that. Each field of `To`
/// needs a field of `From` with its name and a type that can be assigned to it without narrowing; only a `std::optional` may have none and stays empty. A
/// default in the struct is no source: it would hide a forgotten field.
template <class From, class To>
inline constexpr event_mapping<From, To> maps{};

/// Wraps handlers. A middleware is a type with any of `before`, `after`, `around`, `on_error`; it applies to the
/// messages for which one of them can be called. The first one listed is the outermost. Its object is the service of
/// that type; a type without state needs none.
template <class... Middlewares>
inline constexpr middleware_list<Middlewares...> middleware{};

/// What is done when the handling of a received record fails, by exception type: the first rule that fits decides.
/// Rules for a handler go before rules for a message, and those before the ones for the whole application; without any
/// that fits, gulo::consumer_settings decides. They concern received records only: `send` throws.
template <auto... Rules>
inline constexpr retry_list<Rules...> retries{};
template <class Message, auto... Rules>
inline constexpr message_retry_list<Message, Rules...> retries_for{};
template <auto Handler, auto... Rules>
inline constexpr handler_retry_list<Handler, Rules...> retries_of{};

/// The wire format of one message, as gulo::wire; it goes before what the message says itself, and that before the format of the application.
template <class Message, class Written, class... Accepted>
inline constexpr message_wire<Message, wire_choice<Written, Accepted...>> wire_of{};

/// A named part of a service: `struct orders : gulo::component<gulo::handlers<place, cancel>, gulo::publishes<order_placed>> {};`
/// Its middleware wraps its own handlers only.
template <auto... Parts>
struct component {};

namespace detail {

template <auto... Parts>
type_list<std::remove_cv_t<decltype(Parts)>...> parts_of_component(const component<Parts...>*);

template <class Part>
inline constexpr bool is_declaration = false;
template <auto... Handlers>
inline constexpr bool is_declaration<handler_list<Handlers...>> = true;
template <class... Messages>
inline constexpr bool is_declaration<publish_list<Messages...>> = true;
template <class... Messages>
inline constexpr bool is_declaration<subscribe_list<Messages...>> = true;
template <class... Messages>
inline constexpr bool is_declaration<twice_list<Messages...>> = true;
template <class From, class To>
inline constexpr bool is_declaration<event_mapping<From, To>> = true;
template <class... Middlewares>
inline constexpr bool is_declaration<middleware_list<Middlewares...>> = true;

template <auto... Rules>
inline constexpr bool is_declaration<retry_list<Rules...>> = true;
template <class Message, auto... Rules>
inline constexpr bool is_declaration<message_retry_list<Message, Rules...>> = true;
template <auto Handler, auto... Rules>
inline constexpr bool is_declaration<handler_retry_list<Handler, Rules...>> = true;

template <auto... Functions>
inline constexpr bool is_declaration<upcast_list<Functions...>> = true;

template <class Written, class... Accepted>
inline constexpr bool is_declaration<wire_choice<Written, Accepted...>> = true;
template <class Message, class Choice>
inline constexpr bool is_declaration<message_wire<Message, Choice>> = true;

template <class Part>
inline constexpr bool is_component = requires(const Part* part) { parts_of_component(part); };

/// The declarations that stand in an application itself, outside of any component.
template <class... Declarations>
struct direct_declarations {};

template <class Component>
struct declarations_of {
    using type = decltype(parts_of_component(static_cast<const Component*>(nullptr)));
};
template <class... Declarations>
struct declarations_of<direct_declarations<Declarations...>> {
    using type = type_list<Declarations...>;
};

}  // namespace detail

}  // namespace gulo
