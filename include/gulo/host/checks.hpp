#pragma once
// The sentences with which the compiler refuses a registration that is wrong.

#include <gulo/handler/fault.hpp>

namespace gulo {

// Each name is false for its fault alone, so that exactly one assertion fails and names the culprits.

template <class Fault>
inline constexpr bool every_handler_is_callable = true;
template <auto Constant>
inline constexpr bool every_handler_is_callable<fault::not_a_handler<Constant>> = false;

template <class Fault>
inline constexpr bool every_returned_message_has_a_route = true;
template <class Message, auto Handler>
inline constexpr bool every_returned_message_has_a_route<fault::not_routed<Message, Handler>> = false;

template <class Fault>
inline constexpr bool every_returned_type_is_classified = true;
template <class Type, auto Handler>
inline constexpr bool every_returned_type_is_classified<fault::not_classified<Type, Handler>> = false;

template <class Fault>
inline constexpr bool no_variant_mixes_messages_and_responses = true;
template <class Variant, auto Handler>
inline constexpr bool no_variant_mixes_messages_and_responses<fault::mixed_variant<Variant, Handler>> = false;

template <class Fault>
inline constexpr bool every_handler_has_at_most_one_response = true;
template <class Result, auto Handler>
inline constexpr bool every_handler_has_at_most_one_response<fault::two_responses<Result, Handler>> = false;

template <class Fault>
inline constexpr bool every_command_has_one_handler = true;
template <class Command, auto First, auto Second>
inline constexpr bool every_command_has_one_handler<fault::two_handlers<Command, First, Second>> = false;

template <class Fault>
inline constexpr bool every_service_is_provided = true;
template <class Parameter, auto Handler>
inline constexpr bool every_service_is_provided<fault::no_service<Parameter, Handler>> = false;

template <class Fault>
inline constexpr bool every_service_is_unambiguous = true;
template <class Parameter, auto Handler, class First, class Second>
inline constexpr bool every_service_is_unambiguous<fault::two_services<Parameter, Handler, First, Second>> = false;

template <class Fault>
inline constexpr bool every_middleware_has_an_object = true;
template <class Middleware>
inline constexpr bool every_middleware_has_an_object<fault::no_middleware_object<Middleware>> = false;

template <class Fault>
inline constexpr bool no_cascade_runs_in_a_circle = true;
template <class... Messages>
inline constexpr bool no_cascade_runs_in_a_circle<fault::circle<Messages...>> = false;

template <class Fault>
inline constexpr bool every_response_in_a_cascade_is_taken = true;
template <class Command, auto Handler>
inline constexpr bool every_response_in_a_cascade_is_taken<fault::response_not_taken<Command, Handler>> = false;

template <class Fault>
inline constexpr bool every_mapped_field_has_a_source = true;
template <class From, class To, class Name>
inline constexpr bool every_mapped_field_has_a_source<fault::field_without_source<From, To, Name>> = false;

template <class Fault>
inline constexpr bool every_message_is_a_plain_struct = true;
template <class Parameter, auto Handler>
inline constexpr bool every_message_is_a_plain_struct<fault::not_a_message<Parameter, Handler>> = false;

template <class Fault>
inline constexpr bool every_subscription_is_handled = true;
template <class Message>
inline constexpr bool every_subscription_is_handled<fault::not_handled<Message>> = false;

template <class Fault>
inline constexpr bool every_topic_name_is_valid = true;
template <class Message>
inline constexpr bool every_topic_name_is_valid<fault::bad_topic<Message>> = false;

template <class Fault>
inline constexpr bool every_partition_key_is_usable = true;
template <class Message>
inline constexpr bool every_partition_key_is_usable<fault::bad_key<Message>> = false;

template <class Fault>
inline constexpr bool every_field_of_a_message_is_mapped = true;
template <class Message, class Path>
inline constexpr bool every_field_of_a_message_is_mapped<fault::unmapped_field<Message, Path>> = false;

template <class Fault>
inline constexpr bool every_wire_name_is_unique = true;
template <class First, class Second>
inline constexpr bool every_wire_name_is_unique<fault::one_name<First, Second>> = false;

template <class Fault>
inline constexpr bool there_is_a_transport = true;
template <class Message>
inline constexpr bool there_is_a_transport<fault::no_transport<Message>> = false;

template <class Fault>
inline constexpr bool every_retry_rule_can_match = true;
template <class Rule, class EarlierRule>
inline constexpr bool every_retry_rule_can_match<fault::rule_never_matches<Rule, EarlierRule>> = false;

template <class Fault>
inline constexpr bool every_retry_rule_is_in_range = true;
template <class Rule>
inline constexpr bool every_retry_rule_is_in_range<fault::rule_out_of_range<Rule>> = false;

template <class Fault>
inline constexpr bool there_is_only_one_transport = true;
template <class First, class Second>
inline constexpr bool there_is_only_one_transport<fault::two_transports<First, Second>> = false;

/// Holds the assertions; `Fault` is the first fault of a contract.
template <class Fault>
struct checked {
    static_assert(every_handler_is_callable<Fault>,
                  "gulo: not a handler; give a function, a member function or a captureless lambda whose first parameter is the message");
    static_assert(every_returned_message_has_a_route<Fault>,
                  "gulo: a handler returns a message that goes nowhere; add gulo::publishes<message>, a handler for it, or gulo::maps<message, other> "
                  "- or return gulo::reply<type> when it is the response");
    static_assert(every_returned_type_is_classified<Fault>,
                  "gulo: a handler returns a type that is neither a message (a plain struct) nor a plain value; wrap a response in gulo::reply<type>");
    static_assert(no_variant_mixes_messages_and_responses<Fault>,
                  "gulo: a handler returns a variant of messages and responses; return std::tuple<response, std::optional<message>> instead");
    static_assert(every_handler_has_at_most_one_response<Fault>,
                  "gulo: a handler returns two candidates for the response; keep one, or put both into one struct and return gulo::reply<struct>");
    static_assert(every_command_has_one_handler<Fault>,
                  "gulo: two handlers for one command; a message whose handler gives a response is a command and has exactly one handler");
    static_assert(every_service_is_provided<Fault>,
                  "gulo: a handler needs a service that nobody provides; give the application an object of that type (not const, if the handler changes it)");
    static_assert(every_service_is_unambiguous<Fault>,
                  "gulo: two services fit one parameter of a handler; ask for the exact type of one of them");
    static_assert(every_middleware_has_an_object<Fault>,
                  "gulo: a middleware has state, but no object of it is provided; give the application an object of that type");
    static_assert(no_cascade_runs_in_a_circle<Fault>,
                  "gulo: a cascade runs in a circle; let one handler on the way return std::optional, or nothing");
    static_assert(every_response_in_a_cascade_is_taken<Fault>,
                  "gulo: a command inside a cascade has a response that nobody takes; let its handler return events only, or send it yourself");
    static_assert(every_mapped_field_has_a_source<Fault>,
                  "gulo: a field of the mapping's target has no source; add a field of that name and a fitting type, or write a handler that takes one and returns the other");
    static_assert(every_message_is_a_plain_struct<Fault>,
                  "gulo: a message is a plain struct, taken as `const message&` or by value; make it an aggregate, or adapt it with BOOST_HANA_ADAPT_STRUCT");
    static_assert(every_subscription_is_handled<Fault>, "gulo: a message is subscribed to but not handled; add a handler for it to gulo::handlers");
    static_assert(every_topic_name_is_valid<Fault>,
                  "gulo: a topic's name is invalid; use 1 to 249 of the characters a-z A-Z 0-9 . _ - in the message's `topic`");
    static_assert(every_partition_key_is_usable<Fault>,
                  "gulo: a message's key (partition_key() or aggregate_id) must be text, gulo::uuid, an integer, an enum, or std::optional of these");
    static_assert(every_field_of_a_message_is_mapped<Fault>,
                  "gulo: a field of a message has no JSON mapping; change its type, or specialise gulo::json_mapping for it");
    static_assert(every_wire_name_is_unique<Fault>,
                  "gulo: two messages have one wire name; give one of them `static constexpr std::string_view message_name`");
    static_assert(every_retry_rule_can_match<Fault>,
                  "gulo: a retry rule can never match, because an earlier one takes all of its exceptions; put the rule for the derived class first");
    static_assert(every_retry_rule_is_in_range<Fault>,
                  "gulo: a retry rule is out of range; retries are not negative, and a back-off in place lasts at most 30 s");
    static_assert(there_is_only_one_transport<Fault>,
                  "gulo: an application has two transports; give each part of the service that needs its own an application of its own");
    static_assert(there_is_a_transport<Fault>,
                  "gulo: a message is published or subscribed to, but the application has no transport; add gulo::kafka{…} or gulo::in_memory{}");
};

}  // namespace gulo
