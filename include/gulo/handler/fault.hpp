#pragma once
// What can be wrong with a registration, each as a type that names the culprits.

namespace gulo::fault {

struct none {};

template <auto Constant>
struct not_a_handler {};
template <class Message, auto Handler>
struct not_routed {};
template <class Type, auto Handler>
struct not_classified {};
template <class Variant, auto Handler>
struct mixed_variant {};
template <class Result, auto Handler>
struct two_responses {};
template <class Command, auto FirstHandler, auto SecondHandler>
struct two_handlers {};
template <class Parameter, auto Handler>
struct no_service {};
template <class Parameter, auto Handler, class FirstService, class SecondService>
struct two_services {};
template <class Middleware>
struct no_middleware_object {};
template <class... Messages>
struct circle {};
template <class Command, auto Handler>
struct response_not_taken {};
template <class From, class To, class FieldName>
struct field_without_source {};
template <class Parameter, auto Handler>
struct not_a_message {};
template <class Message>
struct not_handled {};
template <class Message>
struct bad_topic {};
template <class Message>
struct bad_key {};
template <class Message, class Path>
struct unmapped_field {};
template <class FirstMessage, class SecondMessage>
struct one_name {};
template <class Rule, class EarlierRule>
struct rule_never_matches {};
template <class Rule>
struct rule_out_of_range {};
template <class Message>
struct no_transport {};
template <class First, class Second>
struct two_transports {};

/// The first of several faults; `none` when all are `none`.
template <class... Faults>
struct first {
    using type = none;
};
template <class Fault, class... Rest>
struct first<Fault, Rest...> {
    using type = Fault;
};
template <class... Rest>
struct first<none, Rest...> : first<Rest...> {};

}  // namespace gulo::fault
