#pragma once
// Which retry rules concern a message or a handler, and whether each of them can ever match.

#include <gulo/handler/failure_rule.hpp>
#include <gulo/handler/fault.hpp>
#include <gulo/handler/parts.hpp>
#include <gulo/handler/services.hpp>

#include <cstddef>
#include <type_traits>

namespace gulo::detail {

template <auto Value>
struct constant_of {};

/// A rule in a fault. Its exception stands beside it, because of a constant Clang 14 tells nothing but its values.
template <class Exception, auto Rule>
struct rule_on {};
template <auto Rule>
using named_rule = rule_on<typename decltype(Rule)::exception_type, Rule>;

template <class... Lists>
struct joined_rules {
    using type = rule_list<>;
};
template <auto... Rules>
struct joined_rules<rule_list<Rules...>> {
    using type = rule_list<Rules...>;
};
template <auto... First, auto... Second, class... Rest>
struct joined_rules<rule_list<First...>, rule_list<Second...>, Rest...> : joined_rules<rule_list<First..., Second...>, Rest...> {};

template <class Declaration>
struct application_rules_in {
    using type = rule_list<>;
};
template <auto... Rules>
struct application_rules_in<retry_list<Rules...>> {
    using type = rule_list<Rules...>;
};

template <class Message, class Declaration>
struct message_rules_in {
    using type = rule_list<>;
};
template <class Message, auto... Rules>
struct message_rules_in<Message, message_retry_list<Message, Rules...>> {
    using type = rule_list<Rules...>;
};

template <class Handler, class Declaration>
struct handler_rules_in {
    using type = rule_list<>;
};
template <class Handler, auto Other, auto... Rules>
    requires std::is_same_v<Handler, constant_of<Other>>
struct handler_rules_in<Handler, handler_retry_list<Other, Rules...>> {
    using type = rule_list<Rules...>;
};

/// Rules among the declarations that can hold some: the lists are short, and most are empty.
template <class Declarations>
struct rules_among;
template <class... Declarations>
struct rules_among<type_list<Declarations...>> {
    using for_all = typename joined_rules<rule_list<>, typename application_rules_in<Declarations>::type...>::type;
    template <class Message>
    using for_message = typename joined_rules<rule_list<>, typename message_rules_in<Message, Declarations>::type...>::type;
    template <auto Handler>
    using for_handler = typename joined_rules<rule_list<>, typename handler_rules_in<constant_of<Handler>, Declarations>::type...>::type;
};

/// The first rule that an earlier one of its list hides, or whose values are out of range.
template <class Rules>
struct rules_fault {
    using type = fault::none;
};
template <auto First, auto... Rest>
struct rules_fault<rule_list<First, Rest...>> {
    template <auto Later>
    using hidden = std::conditional_t<hides<First, Later>, fault::rule_never_matches<named_rule<Later>, named_rule<First>>, fault::none>;
    using type = typename fault::first<std::conditional_t<First.is_valid(), fault::none, fault::rule_out_of_range<named_rule<First>>>, hidden<Rest>...,
                                       typename rules_fault<rule_list<Rest...>>::type>::type;
};

template <class Declaration>
struct declared_rules_fault {
    using type = fault::none;
};
template <auto... Rules>
struct declared_rules_fault<retry_list<Rules...>> : rules_fault<rule_list<Rules...>> {};
template <class Message, auto... Rules>
struct declared_rules_fault<message_retry_list<Message, Rules...>> : rules_fault<rule_list<Rules...>> {};
template <auto Handler, auto... Rules>
struct declared_rules_fault<handler_retry_list<Handler, Rules...>> : rules_fault<rule_list<Rules...>> {};

}  // namespace gulo::detail
