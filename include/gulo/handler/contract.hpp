#pragma once
// Everything an application declares, gathered: handlers, publications, subscriptions, mappings, middleware.

#include <gulo/handler/fault.hpp>
#include <gulo/handler/multimap.hpp>
#include <gulo/handler/parts.hpp>
#include <gulo/handler/plan.hpp>
#include <gulo/handler/rule_choice.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace gulo::detail {

template <class Message>
struct declared_message {
    using key_type = Message;
};

template <class From, class To>
struct declared_mapping {
    using key_type = From;
    using to_type = To;
};

/// A list of handlers cut into groups, because finding an entry costs as many steps as its group has entries.
template <class Done, class Component, auto... Handlers>
struct handler_groups;
template <class... Done, class Component, auto... Handlers>
    requires(sizeof...(Handlers) < 32)
struct handler_groups<type_list<Done...>, Component, Handlers...> {
    using type = type_list<Done..., group<handler_entry<Handlers, Component>...>>;
};
template <class... Done, class Component, auto A, auto B, auto C, auto D, auto E, auto F, auto G, auto H, auto I, auto J, auto K, auto L, auto M, auto N,
          auto O, auto P, auto Q, auto R, auto S, auto T, auto U, auto V, auto W, auto X, auto Y, auto Z, auto A1, auto B1, auto C1, auto D1, auto E1, auto F1,
          auto... Rest>
struct handler_groups<type_list<Done...>, Component, A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z, A1, B1, C1, D1, E1, F1,
                      Rest...>
    : handler_groups<
          type_list<Done..., group<handler_entry<A, Component>, handler_entry<B, Component>, handler_entry<C, Component>, handler_entry<D, Component>,
                                   handler_entry<E, Component>, handler_entry<F, Component>, handler_entry<G, Component>, handler_entry<H, Component>,
                                   handler_entry<I, Component>, handler_entry<J, Component>, handler_entry<K, Component>, handler_entry<L, Component>,
                                   handler_entry<M, Component>, handler_entry<N, Component>, handler_entry<O, Component>, handler_entry<P, Component>,
                                   handler_entry<Q, Component>, handler_entry<R, Component>, handler_entry<S, Component>, handler_entry<T, Component>,
                                   handler_entry<U, Component>, handler_entry<V, Component>, handler_entry<W, Component>, handler_entry<X, Component>,
                                   handler_entry<Y, Component>, handler_entry<Z, Component>, handler_entry<A1, Component>, handler_entry<B1, Component>,
                                   handler_entry<C1, Component>, handler_entry<D1, Component>, handler_entry<E1, Component>, handler_entry<F1, Component>>>,
          Component, Rest...> {};

/// What one declaration contributes to each of the five lists.
template <class Component>
struct no_contribution {
    using handler_group_list = type_list<>;
    using publication_group_list = type_list<>;
    using subscription_list = type_list<>;
    using twice_group_list = type_list<>;
    using mapping_group_list = type_list<>;
    using middleware_type_list = type_list<>;
    using rule_declarations = type_list<>;
    using wire_declarations = type_list<>;
    using upcast_steps = type_list<>;
    using declared_fault = fault::none;
};

template <class Component, class Declaration>
struct contribution : no_contribution<Component> {
    using declared_fault = fault::not_a_declaration<Declaration>;
};

/// The first constant of a list that is no handler; the size of the list when all are.
template <auto... Constants>
consteval std::size_t first_that_is_no_handler() {
    std::size_t position = 0;
    for (const bool good : {is_handler<Constants>..., false}) {
        if (!good) break;
        ++position;
    }
    return position;
}

template <auto Constant>
struct constant_holder {
    static constexpr auto value = Constant;
};

template <std::size_t Position, auto... Constants>
struct handler_list_fault {
    using type = fault::not_a_handler<at<Position, constant_holder<Constants>...>::value>;
};
template <std::size_t Position, auto... Constants>
    requires(Position == sizeof...(Constants))
struct handler_list_fault<Position, Constants...> {
    using type = fault::none;
};

template <class Component, auto... Handlers>
struct contribution<Component, handler_list<Handlers...>> : no_contribution<Component> {
    using declared_fault = typename handler_list_fault<first_that_is_no_handler<Handlers...>(), Handlers...>::type;

    // A list with a fault contributes nothing, so that the fault is all that is reported.
    template <class Fault>
    struct groups_without {
        using type = type_list<>;
    };
    template <std::same_as<fault::none> Nothing>
    struct groups_without<Nothing> : handler_groups<type_list<>, Component, Handlers...> {};
    using handler_group_list = typename groups_without<declared_fault>::type;
};
template <class Component, class... Messages>
struct contribution<Component, publish_list<Messages...>> : no_contribution<Component> {
    using publication_group_list = type_list<group<declared_message<std::remove_cv_t<Messages>>...>>;
};
template <class Component, class... Messages>
struct contribution<Component, subscribe_list<Messages...>> : no_contribution<Component> {
    using subscription_list = type_list<std::remove_cv_t<Messages>...>;
};
template <class Component, class... Messages>
struct contribution<Component, twice_list<Messages...>> : no_contribution<Component> {
    using twice_group_list = type_list<group<declared_message<Messages>...>>;
};
template <class Component, class From, class To>
struct contribution<Component, event_mapping<From, To>> : no_contribution<Component> {
    using mapping_group_list = type_list<group<declared_mapping<From, To>>>;
};
template <class Component, class... Middlewares>
struct contribution<Component, middleware_list<Middlewares...>> : no_contribution<Component> {
    using declared_fault = typename fault::first<std::conditional_t<has_hook_name<Middlewares>, fault::none, fault::not_a_middleware<Middlewares>>...>::type;
    using middleware_type_list = type_list<Middlewares...>;
};

template <class Component, class Declaration>
struct rule_contribution : no_contribution<Component> {
    using rule_declarations = type_list<Declaration>;
    using declared_fault = typename declared_rules_fault<Declaration>::type;
};
template <class Component, auto... Rules>
struct contribution<Component, retry_list<Rules...>> : rule_contribution<Component, retry_list<Rules...>> {};
template <class Component, class Message, auto... Rules>
struct contribution<Component, message_retry_list<Message, Rules...>> : rule_contribution<Component, message_retry_list<Message, Rules...>> {};
template <class Component, auto Handler, auto... Rules>
struct contribution<Component, handler_retry_list<Handler, Rules...>> : rule_contribution<Component, handler_retry_list<Handler, Rules...>> {};

template <class Component, class Declaration>
struct wire_contribution : no_contribution<Component> {
    using wire_declarations = type_list<Declaration>;
};
template <class Component, class Written, class... Accepted>
struct contribution<Component, wire_choice<Written, Accepted...>> : wire_contribution<Component, wire_choice<Written, Accepted...>> {};
template <class Component, class Message, class Choice>
struct contribution<Component, message_wire<Message, Choice>> : wire_contribution<Component, message_wire<Message, Choice>> {};

template <class Component, auto... Functions>
struct contribution<Component, upcast_list<Functions...>> : no_contribution<Component> {
    using declared_fault = typename fault::first<typename declared_upcast<Functions>::fault...>::type;
    using upcast_steps = typename joined<type_list<>, typename declared_upcast<Functions>::step...>::type;
};

template <class Component, class Declarations = typename declarations_of<Component>::type>
struct contributions;
template <class Component, class... Declarations>
struct contributions<Component, type_list<Declarations...>> {
    using declared_fault = typename fault::first<typename contribution<Component, Declarations>::declared_fault...>::type;
    using handlers = typename joined<type_list<>, typename contribution<Component, Declarations>::handler_group_list...>::type;
    using publications = typename joined<type_list<>, typename contribution<Component, Declarations>::publication_group_list...>::type;
    using subscriptions = typename joined<type_list<>, typename contribution<Component, Declarations>::subscription_list...>::type;
    using twice = typename joined<type_list<>, typename contribution<Component, Declarations>::twice_group_list...>::type;
    using mappings = typename joined<type_list<>, typename contribution<Component, Declarations>::mapping_group_list...>::type;
    using middleware = typename joined<type_list<>, typename contribution<Component, Declarations>::middleware_type_list...>::type;
    using rules = typename joined<type_list<>, typename contribution<Component, Declarations>::rule_declarations...>::type;
    using wires = typename joined<type_list<>, typename contribution<Component, Declarations>::wire_declarations...>::type;
    using upcasts = typename joined<type_list<>, typename contribution<Component, Declarations>::upcast_steps...>::type;
};

template <class Messages>
struct grouped_messages;
template <class... Messages>
struct grouped_messages<type_list<Messages...>> {
    using type = group<declared_message<Messages>...>;
};

/// `Direct` holds the declarations that stand in the application itself.
template <class Services, class Direct, class... Components>
struct contract {
    using services = Services;
    using declared_fault = typename fault::first<typename contributions<Direct>::declared_fault, typename contributions<Components>::declared_fault...>::type;

    using handlers = multimap<typename joined<typename contributions<Direct>::handlers, typename contributions<Components>::handlers...>::type>;
    using publications = multimap<typename joined<typename contributions<Direct>::publications, typename contributions<Components>::publications...>::type>;
    using subscriptions = typename joined<typename contributions<Direct>::subscriptions, typename contributions<Components>::subscriptions...>::type;
    using read = multimap<type_list<typename grouped_messages<subscriptions>::type>>;
    using twice = multimap<typename joined<typename contributions<Direct>::twice, typename contributions<Components>::twice...>::type>;
    using mappings = multimap<typename joined<typename contributions<Direct>::mappings, typename contributions<Components>::mappings...>::type>;

    using middlewares = typename joined<typename contributions<Direct>::middleware, typename contributions<Components>::middleware...>::type;

    using rules = rules_among<typename joined<typename contributions<Direct>::rules, typename contributions<Components>::rules...>::type>;

    using wires = typename joined<typename contributions<Direct>::wires, typename contributions<Components>::wires...>::type;

    using upcasts = typename joined<typename contributions<Direct>::upcasts, typename contributions<Components>::upcasts...>::type;

    template <class Message>
    using handlers_of = typename handlers::template find<Message>::type;
    template <class Message>
    using mappings_of = typename mappings::template find<Message>::type;

    /// The application's own middleware is outside of the component's.
    template <class Component>
    struct middleware_of {
        using type = typename joined<typename contributions<Direct>::middleware, typename contributions<Component>::middleware>::type;
    };
    template <std::same_as<Direct> Component>
    struct middleware_of<Component> {
        using type = typename contributions<Direct>::middleware;
    };
};

}  // namespace gulo::detail
