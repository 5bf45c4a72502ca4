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
template <class Message, auto Handler>
struct same_handler_twice {};
template <class Parameter, auto Handler>
struct no_service {};
template <class Parameter, auto Handler>
struct service_pointed_at {};
template <class Parameter, auto Handler>
struct context_by_value {};
template <class Message, auto Handler>
struct message_not_copied {};
template <class Message, auto Handler>
struct message_incomplete {};
template <class Result, auto Handler>
struct returns_const {};
template <class Result, auto Handler>
struct events_without_messages {};
template <class Parameter, auto Handler, class FirstService, class SecondService>
struct two_services {};
template <class Parameter, auto Handler>
struct service_by_value {};
template <class Middleware>
struct no_middleware_object {};
template <class Middleware>
struct not_a_middleware {};
template <class Message>
struct fields_not_told_apart {};
template <class Message>
struct fields_not_counted {};
template <class Message>
struct fields_not_had {};
template <class Middleware, class Message, class Response>
struct around_without_response {};
template <class Part>
struct not_a_declaration {};
template <class... Messages>
struct circle {};
template <class Command, auto Handler>
struct response_not_taken {};
template <class From, class To, class FieldName>
struct field_without_source {};
template <class From, class To, class FieldName>
struct field_narrowed {};
template <class Parameter, auto Handler>
struct not_a_message {};
template <class Message>
struct not_handled {};
template <class Message>
struct handled_twice {};
template <class Message>
struct bad_topic {};
template <class Message>
struct bad_name {};
template <class Message>
struct topic_not_constant {};
template <class Message>
struct bad_version {};
template <class Message>
struct bad_priority {};
template <class Message>
struct key_not_callable {};
template <class Message>
struct bad_key {};
template <class Message, class Path>
struct unmapped_field {};
template <class Message, class Path>
struct impossible_choice {};
template <class FirstMessage, class SecondMessage>
struct one_name {};
template <auto Constant>
struct not_an_upcast {};
template <class From, class To>
struct upcast_not_newer {};
template <class From, class To>
struct gap_in_upcasts {};
template <class From>
struct two_upcasts {};
template <class From, auto Function>
struct upcast_from_unreadable {};
template <class Rule, class EarlierRule>
struct rule_never_matches {};
template <class Rule>
struct rule_out_of_range {};
template <class Message>
struct rules_for_what_is_not_read {};
template <auto Handler>
struct rules_of_no_handler {};
template <class Function>
struct function_as_part {};
template <class Rule>
struct rule_as_part {};
template <class Hooks>
struct hooks_as_part {};
template <class Service>
struct unused_service {};
template <class Part>
struct part_twice {};
template <class Part>
struct nothing_exactly_once {};
template <class Message>
struct no_transport {};
template <class First, class Second>
struct two_transports {};
template <class Transport>
struct no_transactions {};
template <class Rule>
struct delayed_exactly_once {};
template <class Message>
struct two_wire_formats {};

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
