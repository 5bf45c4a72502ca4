#pragma once
// What happens with a message, worked out while compiling, as types that name only what takes part.

#include <gulo/handler/failure_rule.hpp>
#include <gulo/handler/fault.hpp>
#include <gulo/handler/middleware.hpp>
#include <gulo/handler/multimap.hpp>
#include <gulo/handler/returned.hpp>
#include <gulo/handler/services.hpp>

#include <cstddef>
#include <type_traits>

namespace gulo::detail {

// A plan is all that the emitted functions are named after. It mentions the handlers of one cascade, never the whole
// registration, so names stay short and a thousand handlers compile in seconds.

/// One handler: where its arguments come from, what wraps it, where its returned messages go.
template <auto Handler, class Arguments, class Middleware, class Routes>
struct call {};

/// A message that a handler returned: its local handlers, its publication, what it is mapped to.
template <class Message, bool Published, class Calls, class Mappings>
struct route {};

/// From a message to another one by equal field names.
template <class To, class Route>
struct mapping {};

/// A message that the same cascade already passes, conditionally: found again in the plan's root.
template <class Message>
struct again {};

/// The way from the message that was sent to the one at hand.
template <class Message, bool Conditional>
struct step {};
template <class... Steps>
struct path {};

/// Whether the way since the last occurrence of `Message` contains a conditional step, or does not contain it at all.
enum class recurrence { never, conditional, unconditional };

template <class Message, class Path>
struct recurrence_of;
template <class Message, class... Messages, bool... Conditional>
struct recurrence_of<Message, path<step<Messages, Conditional>...>> {
    static constexpr recurrence value = [] {
        constexpr std::size_t size = sizeof...(Messages);
        constexpr bool same[] = {std::is_same_v<Message, Messages>...};
        constexpr bool conditional[] = {Conditional...};
        bool any_conditional = false;
        for (std::size_t back = size; back > 0; --back) {
            if (same[back - 1]) return any_conditional ? recurrence::conditional : recurrence::unconditional;
            any_conditional = any_conditional || conditional[back - 1];
        }
        return recurrence::never;
    }();
};

/// A handler and the component it was registered in.
template <auto Handler, class Component>
struct handler_entry {
    using key_type = typename handler_signature<Handler>::message_type;
};

/// Around a handler that has retry rules of its own: notes the rule that fits what it throws.
template <class Rules>
struct retry_guard {};

template <class Rules>
struct guarded_by {
    using type = type_list<retry_guard<Rules>>;
};
template <>
struct guarded_by<rule_list<>> {
    using type = type_list<>;
};

template <class Contract, class Entry, class Path, bool IsRoot>
struct build_call;

/// The call of a handler with whose message a cascade begins.
template <class Contract, class Entry>
using build_first_call = build_call<Contract, Entry, path<step<typename Entry::key_type, false>>, true>;

template <class Contract, class Message, class Path>
struct build_route;

template <auto Handler, class Argument, class Services>
struct argument_fault {
    using type = fault::none;
};
template <auto Handler, class Parameter, class Services>
struct argument_fault<Handler, missing_service<Parameter>, Services> {
    using type = std::conditional_t<
        std::is_same_v<std::remove_cv_t<std::remove_pointer_t<Parameter>>, context>, fault::context_by_value<Parameter, Handler>,
        std::conditional_t<is_pointed_at<Parameter, Services>, fault::service_pointed_at<Parameter, Handler>, fault::no_service<Parameter, Handler>>>;
};
// What a handler changes in a copy is lost; a smart pointer is what is copied on purpose.
template <auto Handler, class Parameter, class Source, std::size_t Slot, class Services>
    requires(std::is_class_v<Parameter> && !pointee<Parameter>::is_pointer)
struct argument_fault<Handler, service_argument<Parameter, Source, Slot>, Services> {
    using type = fault::service_by_value<Parameter, Handler>;
};
template <auto Handler, class Parameter, class First, class Second, class Services>
struct argument_fault<Handler, ambiguous_service<Parameter, First, Second>, Services> {
    using type = fault::two_services<Parameter, Handler, First, Second>;
};

template <auto Handler, class Parameters, class Services>
struct build_arguments;
template <auto Handler, class... Parameters, class Services>
struct build_arguments<Handler, type_list<Parameters...>, Services> {
    using type = type_list<typename resolved_argument<Parameters, Services>::type...>;
    using fault = typename fault::first<typename argument_fault<Handler, typename resolved_argument<Parameters, Services>::type, Services>::type...>::type;
};

/// The parameters that are looked up among the services; a member function's object is the first of them.
template <class Object, class Parameters>
struct with_object;
template <class Object, class... Parameters>
struct with_object<Object, type_list<Parameters...>> {
    using type = type_list<Object&, Parameters...>;
};
template <class... Parameters>
struct with_object<void, type_list<Parameters...>> {
    using type = type_list<Parameters...>;
};

template <class Contract, auto Handler, class Path, class Item>
struct build_item {  // responses need no route
    using type = type_list<>;
    using fault = fault::none;
};
template <class Contract, auto Handler, class Path, class Type>
struct build_item<Contract, Handler, Path, unclassified<Type>> {
    using type = type_list<>;
    using fault = fault::not_classified<Type, Handler>;
};
template <class Contract, auto Handler, class Path, class Result>
struct build_item<Contract, Handler, Path, no_events<Result>> {
    using type = type_list<>;
    using fault = fault::events_without_messages<Result, Handler>;
};
template <class Contract, auto Handler, class Path, class Variant>
struct build_item<Contract, Handler, Path, mixed<Variant>> {
    using type = type_list<>;
    using fault = fault::mixed_variant<Variant, Handler>;
};

template <class Contract, auto Handler, class Path, class Message, bool Conditional, recurrence Recurrence>
struct build_emitted;
template <class Contract, auto Handler, class... Steps, class Message, bool Conditional>
struct build_emitted<Contract, Handler, path<Steps...>, Message, Conditional, recurrence::never> {
    using built = build_route<Contract, Message, path<Steps..., step<Message, Conditional>>>;
    using type = type_list<typename built::type>;
    using fault = std::conditional_t<built::leads_nowhere, fault::not_routed<Message, Handler>, typename built::fault>;
};
template <class Contract, auto Handler, class Path, class Message, bool Conditional>
struct build_emitted<Contract, Handler, Path, Message, Conditional, recurrence::conditional> {
    using type = type_list<again<Message>>;
    using fault = fault::none;
};
template <class Contract, auto Handler, class... Messages, bool... Conditional, class Message, bool Last>
struct build_emitted<Contract, Handler, path<step<Messages, Conditional>...>, Message, Last, recurrence::unconditional> {
    using type = type_list<>;
    using fault = fault::circle<Messages..., Message>;
};

template <class Contract, auto Handler, class Path, class Message, bool Conditional>
struct build_item<Contract, Handler, Path, emits<Message, Conditional>>
    : build_emitted<Contract, Handler, Path, Message, Conditional,
                    Conditional && recurrence_of<Message, Path>::value != recurrence::never ? recurrence::conditional : recurrence_of<Message, Path>::value> {};

template <class Contract, auto Handler, class Path, class Items>
struct build_items;
template <class Contract, auto Handler, class Path, class... Items>
struct build_items<Contract, Handler, Path, type_list<Items...>> {
    using type = typename joined<type_list<>, typename build_item<Contract, Handler, Path, Items>::type...>::type;
    using fault = typename fault::first<typename build_item<Contract, Handler, Path, Items>::fault...>::type;
};

/// What the handler's result is taken apart as; an expected-like one by its value.
template <class Result, bool = is_expected<Result>>
struct result_items {
    using type = typename returned<Result>::items;
};
template <class Result>
struct result_items<Result, true> {
    using type = typename all_conditional<typename returned<typename expected_traits<Result>::value_type>::items>::type;
};

template <class Contract, auto Handler, class Component, class Path, bool IsRoot>
struct build_call<Contract, handler_entry<Handler, Component>, Path, IsRoot> {
    using signature = handler_signature<Handler>;
    using message_type = typename signature::message_type;
    using result_type = typename signature::result_type;
    using items = typename result_items<result_type>::type;
    using arguments = build_arguments<Handler, typename with_object<typename signature::object_type, typename signature::service_parameters>::type,
                                      typename Contract::services>;
    using wrapped = middleware_for<message_type, result_type, typename Contract::services, typename Contract::template middleware_of<Component>::type>;
    using guard = typename guarded_by<typename Contract::rules::template for_handler<Handler>>::type;
    using routes = build_items<Contract, Handler, Path, items>;

    enum : std::size_t { responses = response_count<items> };
    using parameter = typename signature::message_parameter;
    enum : bool {
        takes_message = std::is_convertible_v<const message_type&, parameter> && reflect::reflectable<message_type>,
        is_declared_only = std::is_class_v<message_type> && !reflect::detail::complete_class<message_type>,
        is_not_copied = !bool(takes_message) && std::is_same_v<std::remove_cv_t<parameter>, message_type> && reflect::reflectable<message_type>
    };

    using type = call<Handler, typename arguments::type, typename joined<guard, typename wrapped::type>::type, typename routes::type>;
    using fault = typename fault::first<std::conditional_t<bool(is_declared_only), fault::message_incomplete<message_type, Handler>, fault::none>,
                                        std::conditional_t<bool(is_not_copied), fault::message_not_copied<message_type, Handler>, fault::none>,
                                        std::conditional_t<bool(takes_message), fault::none, fault::not_a_message<parameter, Handler>>,
                                        std::conditional_t<std::is_const_v<result_type>, fault::returns_const<result_type, Handler>, fault::none>,
                                        std::conditional_t<(responses > 1), fault::two_responses<result_type, Handler>, fault::none>,
                                        std::conditional_t<(!IsRoot && responses != 0), fault::response_not_taken<message_type, Handler>, fault::none>,
                                        typename arguments::fault, typename wrapped::fault, typename routes::fault>::type;
};

template <class Contract, class Path, class Entries>
struct build_calls;
template <class Contract, class Path, class... Entries>
struct build_calls<Contract, Path, type_list<Entries...>> {
    enum : bool { empty = sizeof...(Entries) == 0 };
    using type = type_list<typename build_call<Contract, Entries, Path, false>::type...>;
    using fault = typename fault::first<typename build_call<Contract, Entries, Path, false>::fault...>::type;
};

/// The one route of a list; void when a fault left none.
template <class Routes>
struct only_route {
    using type = void;
};
template <class Route>
struct only_route<type_list<Route>> {
    using type = Route;
};

template <class Contract, class Path, class Entries>
struct build_mappings;
template <class Contract, class... Steps, class... Entries>
struct build_mappings<Contract, path<Steps...>, type_list<Entries...>> {
    template <class To>
    using built = build_item<Contract, nullptr, path<Steps...>, emits<To, false>>;
    enum : bool { empty = sizeof...(Entries) == 0 };
    using type = type_list<mapping<typename Entries::to_type, typename only_route<typename built<typename Entries::to_type>::type>::type>...>;
    using fault = typename fault::first<typename built<typename Entries::to_type>::fault...>::type;
};

template <class Contract, class Message, class Path>
struct build_route {
    using calls = build_calls<Contract, Path, typename Contract::template handlers_of<Message>>;
    using mappings = build_mappings<Contract, Path, typename Contract::template mappings_of<Message>>;
    enum : bool {
        published = Contract::publications::count(reflect::type_id<Message>) != 0,
        leads_nowhere = !published && bool(calls::empty) && bool(mappings::empty)
    };
    using type = route<Message, published, typename calls::type, typename mappings::type>;
    using fault = typename fault::first<typename calls::fault, typename mappings::fault>::type;
};

}  // namespace gulo::detail
