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
inline constexpr bool no_handler_is_registered_twice = true;
template <class Message, auto Handler>
inline constexpr bool no_handler_is_registered_twice<fault::same_handler_twice<Message, Handler>> = false;

template <class Fault>
inline constexpr bool every_service_is_provided = true;
template <class Parameter, auto Handler>
inline constexpr bool every_service_is_provided<fault::no_service<Parameter, Handler>> = false;

template <class Fault>
inline constexpr bool no_service_is_only_pointed_at = true;
template <class Parameter, auto Handler>
inline constexpr bool no_service_is_only_pointed_at<fault::service_pointed_at<Parameter, Handler>> = false;

template <class Fault>
inline constexpr bool every_context_is_taken_by_reference = true;
template <class Parameter, auto Handler>
inline constexpr bool every_context_is_taken_by_reference<fault::context_by_value<Parameter, Handler>> = false;

template <class Fault>
inline constexpr bool every_message_by_value_can_be_copied = true;
template <class Message, auto Handler>
inline constexpr bool every_message_by_value_can_be_copied<fault::message_not_copied<Message, Handler>> = false;

template <class Fault>
inline constexpr bool every_message_is_defined = true;
template <class Message, auto Handler>
inline constexpr bool every_message_is_defined<fault::message_incomplete<Message, Handler>> = false;

template <class Fault>
inline constexpr bool no_handler_returns_const = true;
template <class Result, auto Handler>
inline constexpr bool no_handler_returns_const<fault::returns_const<Result, Handler>> = false;

template <class Fault>
inline constexpr bool every_list_of_events_holds_messages = true;
template <class Result, auto Handler>
inline constexpr bool every_list_of_events_holds_messages<fault::events_without_messages<Result, Handler>> = false;

template <class Fault>
inline constexpr bool every_service_is_unambiguous = true;
template <class Parameter, auto Handler, class First, class Second>
inline constexpr bool every_service_is_unambiguous<fault::two_services<Parameter, Handler, First, Second>> = false;

template <class Fault>
inline constexpr bool every_service_is_taken_by_reference = true;
template <class Parameter, auto Handler>
inline constexpr bool every_service_is_taken_by_reference<fault::service_by_value<Parameter, Handler>> = false;

template <class Fault>
inline constexpr bool every_middleware_has_a_hook = true;
template <class Middleware>
inline constexpr bool every_middleware_has_a_hook<fault::not_a_middleware<Middleware>> = false;

template <class Fault>
inline constexpr bool every_field_is_told_apart = true;
template <class Message>
inline constexpr bool every_field_is_told_apart<fault::fields_not_told_apart<Message>> = false;

template <class Fault>
inline constexpr bool every_field_can_be_had = true;
template <class Message>
inline constexpr bool every_field_can_be_had<fault::fields_not_had<Message>> = false;

template <class Fault>
inline constexpr bool every_around_returns_what_it_got = true;
template <class Middleware, class Message, class Response>
inline constexpr bool every_around_returns_what_it_got<fault::around_without_response<Middleware, Message, Response>> = false;

template <class Fault>
inline constexpr bool every_component_is_made_of_declarations = true;
template <class Part>
inline constexpr bool every_component_is_made_of_declarations<fault::not_a_declaration<Part>> = false;

template <class Fault>
inline constexpr bool every_field_is_counted = true;
template <class Message>
inline constexpr bool every_field_is_counted<fault::fields_not_counted<Message>> = false;

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
inline constexpr bool every_mapped_field_keeps_its_value = true;
template <class From, class To, class Name>
inline constexpr bool every_mapped_field_keeps_its_value<fault::field_narrowed<From, To, Name>> = false;

template <class Fault>
inline constexpr bool every_message_is_a_plain_struct = true;
template <class Parameter, auto Handler>
inline constexpr bool every_message_is_a_plain_struct<fault::not_a_message<Parameter, Handler>> = false;

template <class Fault>
inline constexpr bool every_subscription_is_handled = true;
template <class Message>
inline constexpr bool every_subscription_is_handled<fault::not_handled<Message>> = false;

template <class Fault>
inline constexpr bool no_message_is_handled_twice = true;
template <class Message>
inline constexpr bool no_message_is_handled_twice<fault::handled_twice<Message>> = false;

template <class Fault>
inline constexpr bool every_topic_name_is_valid = true;
template <class Message>
inline constexpr bool every_topic_name_is_valid<fault::bad_topic<Message>> = false;

template <class Fault>
inline constexpr bool every_wire_name_is_text = true;
template <class Message>
inline constexpr bool every_wire_name_is_text<fault::bad_name<Message>> = false;

template <class Fault>
inline constexpr bool every_topic_name_is_constant = true;
template <class Message>
inline constexpr bool every_topic_name_is_constant<fault::topic_not_constant<Message>> = false;

template <class Fault>
inline constexpr bool every_version_is_a_number = true;
template <class Message>
inline constexpr bool every_version_is_a_number<fault::bad_version<Message>> = false;

template <class Fault>
inline constexpr bool every_priority_is_one = true;
template <class Message>
inline constexpr bool every_priority_is_one<fault::bad_priority<Message>> = false;

template <class Fault>
inline constexpr bool every_partition_key_is_callable = true;
template <class Message>
inline constexpr bool every_partition_key_is_callable<fault::key_not_callable<Message>> = false;

template <class Fault>
inline constexpr bool every_partition_key_is_usable = true;
template <class Message>
inline constexpr bool every_partition_key_is_usable<fault::bad_key<Message>> = false;

template <class Fault>
inline constexpr bool every_field_of_a_message_is_mapped = true;
template <class Message, class Path>
inline constexpr bool every_field_of_a_message_is_mapped<fault::unmapped_field<Message, Path>> = false;

template <class Fault>
inline constexpr bool every_json_choice_is_possible = true;
template <class Message, class Path>
inline constexpr bool every_json_choice_is_possible<fault::impossible_choice<Message, Path>> = false;

template <class Fault>
inline constexpr bool every_wire_name_is_unique = true;
template <class First, class Second>
inline constexpr bool every_wire_name_is_unique<fault::one_name<First, Second>> = false;

template <class Fault>
inline constexpr bool every_upcast_is_a_function = true;
template <auto Constant>
inline constexpr bool every_upcast_is_a_function<fault::not_an_upcast<Constant>> = false;

template <class Fault>
inline constexpr bool every_upcast_leads_to_a_newer_version = true;
template <class From, class To>
inline constexpr bool every_upcast_leads_to_a_newer_version<fault::upcast_not_newer<From, To>> = false;

template <class Fault>
inline constexpr bool no_upcasts_have_a_gap = true;
template <class From, class To>
inline constexpr bool no_upcasts_have_a_gap<fault::gap_in_upcasts<From, To>> = false;

template <class Fault>
inline constexpr bool every_version_has_one_upcast = true;
template <class From>
inline constexpr bool every_version_has_one_upcast<fault::two_upcasts<From>> = false;

template <class Fault>
inline constexpr bool every_older_version_can_be_read = true;
template <class From, auto Function>
inline constexpr bool every_older_version_can_be_read<fault::upcast_from_unreadable<From, Function>> = false;

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
inline constexpr bool every_retry_rule_has_a_message_that_is_read = true;
template <class Message>
inline constexpr bool every_retry_rule_has_a_message_that_is_read<fault::rules_for_what_is_not_read<Message>> = false;

template <class Fault>
inline constexpr bool every_retry_rule_has_its_handler = true;
template <auto Handler>
inline constexpr bool every_retry_rule_has_its_handler<fault::rules_of_no_handler<Handler>> = false;

template <class Fault>
inline constexpr bool every_function_stands_in_a_list = true;
template <class Function>
inline constexpr bool every_function_stands_in_a_list<fault::function_as_part<Function>> = false;

template <class Fault>
inline constexpr bool every_retry_rule_stands_in_a_list = true;
template <class Rule>
inline constexpr bool every_retry_rule_stands_in_a_list<fault::rule_as_part<Rule>> = false;

template <class Fault>
inline constexpr bool every_middleware_stands_in_a_list = true;
template <class Hooks>
inline constexpr bool every_middleware_stands_in_a_list<fault::hooks_as_part<Hooks>> = false;

template <class Fault>
inline constexpr bool every_service_is_taken = true;
template <class Service>
inline constexpr bool every_service_is_taken<fault::unused_service<Service>> = false;

template <class Fault>
inline constexpr bool all_settings_are_given_once = true;
template <class Part>
inline constexpr bool all_settings_are_given_once<fault::part_twice<Part>> = false;

template <class Fault>
inline constexpr bool something_is_received_exactly_once = true;
template <class Part>
inline constexpr bool something_is_received_exactly_once<fault::nothing_exactly_once<Part>> = false;

template <class Fault>
inline constexpr bool there_is_only_one_transport = true;
template <class First, class Second>
inline constexpr bool there_is_only_one_transport<fault::two_transports<First, Second>> = false;

template <class Fault>
inline constexpr bool the_transport_has_transactions = true;
template <class Transport>
inline constexpr bool the_transport_has_transactions<fault::no_transactions<Transport>> = false;

template <class Fault>
inline constexpr bool no_retry_rule_leaves_the_transaction = true;
template <class Rule>
inline constexpr bool no_retry_rule_leaves_the_transaction<fault::delayed_exactly_once<Rule>> = false;

template <class Fault>
inline constexpr bool every_message_has_one_wire_format = true;
template <class Message>
inline constexpr bool every_message_has_one_wire_format<fault::two_wire_formats<Message>> = false;

/// Holds the assertions; `Fault` is the first fault of a contract.
template <class Fault>
struct checked {
    static_assert(every_handler_is_callable<Fault>,
                  "gulo: not a handler; give a function, a member function (not &&) or a captureless lambda (neither generic nor mutable) whose first "
                  "parameter is the message");
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
    static_assert(no_handler_is_registered_twice<Fault>,
                  "gulo: a handler is registered twice, so it would be called twice for one message; name it in one gulo::handlers only, and once");
    static_assert(every_service_is_provided<Fault>,
                  "gulo: a handler needs a service that nobody provides; give the application an object of that type (not const, if the handler changes it)");
    static_assert(no_service_is_only_pointed_at<Fault>,
                  "gulo: a handler needs a service of which a pointer or std::ref was given; give the object itself, which is borrowed, or a smart pointer");
    static_assert(every_context_is_taken_by_reference<Fault>, "gulo: a handler takes gulo::context by value or pointer; take `gulo::context&`");
    static_assert(every_message_by_value_can_be_copied<Fault>, "gulo: a handler takes a message by value that can't be copied; take `const message&`");
    static_assert(every_message_is_defined<Fault>, "gulo: a message is only declared here; include the header that defines it");
    static_assert(no_handler_returns_const<Fault>, "gulo: a handler returns a const value; leave the const out");
    static_assert(every_list_of_events_holds_messages<Fault>,
                  "gulo: a handler returns a struct whose domain_events or integration_events are no messages; make it a std::vector of messages, or call the "
                  "field otherwise");
    static_assert(every_service_is_unambiguous<Fault>, "gulo: two services fit one parameter of a handler; ask for the exact type of one of them");
    static_assert(every_service_is_taken_by_reference<Fault>,
                  "gulo: a handler takes a service by value, and what it changes would be lost; take it by reference");
    static_assert(every_middleware_has_a_hook<Fault>, "gulo: a middleware has no hook; give it before, after, around or on_error");
    static_assert(every_field_is_told_apart<Fault>, "gulo: the base class of a message has fields, which can't be told apart from its own; make it a field");
    static_assert(every_field_is_counted<Fault>,
                  "gulo: a message has more than 128 fields, or a reference among them; hold values, and group fields into nested structs");
    static_assert(
        every_field_can_be_had<Fault>,
        "gulo: a message has a bit-field, a volatile field, a C array or an anonymous union, which can't be had as a field; use plain fields, std::array "
        "and std::variant");
    static_assert(every_around_returns_what_it_got<Fault>,
                  "gulo: a middleware's `around` returns nothing, and the handler's result would be lost; let it `return next();` as auto");
    static_assert(every_component_is_made_of_declarations<Fault>,
                  "gulo: a component is made of declarations such as gulo::handlers and gulo::publishes; give everything else to the application");
    static_assert(every_middleware_has_an_object<Fault>,
                  "gulo: a middleware has state, but no object of it is provided; give the application an object of that type");
    static_assert(no_cascade_runs_in_a_circle<Fault>, "gulo: a cascade runs in a circle; let one handler on the way return std::optional, or nothing");
    static_assert(every_response_in_a_cascade_is_taken<Fault>,
                  "gulo: a command inside a cascade has a response that nobody takes; let its handler return events only, or send it yourself");
    static_assert(every_mapped_field_has_a_source<Fault>,
                  "gulo: a field of the mapping's target has no source; add a field of that name and a fitting type, or write a handler that takes one and "
                  "returns the other");
    static_assert(
        every_mapped_field_keeps_its_value<Fault>,
        "gulo: a field of the mapping's target is narrower than its source, and a value could be lost; make it as wide, or write a handler that takes "
        "one and returns the other");
    static_assert(every_message_is_a_plain_struct<Fault>,
                  "gulo: a message is a plain struct, taken as `const message&` or by value; make it an aggregate, or adapt it with BOOST_HANA_ADAPT_STRUCT");
    static_assert(every_subscription_is_handled<Fault>, "gulo: a message is subscribed to but not handled; add a handler for it to gulo::handlers");
    static_assert(no_message_is_handled_twice<Fault>,
                  "gulo: a message is handled here and also subscribed to and published, so it would be handled twice; leave one of these to another "
                  "application, or allow it with gulo::handles_twice<message>");
    static_assert(every_topic_name_is_valid<Fault>,
                  "gulo: a topic's name is invalid; use 1 to 249 of the characters a-z A-Z 0-9 . _ - in the message's `topic`");
    static_assert(every_wire_name_is_text<Fault>,
                  "gulo: a message's `message_name` can't be its name; write `static constexpr std::string_view message_name` with a text that is not empty, "
                  "or call a field otherwise");
    static_assert(every_topic_name_is_constant<Fault>,
                  "gulo: a message's `topic` is no constant text; write `static constexpr std::string_view topic`, or call a field otherwise");
    static_assert(every_version_is_a_number<Fault>, "gulo: a message's `version` is no whole number from 1; write `static constexpr int version`");
    static_assert(every_priority_is_one<Fault>, "gulo: a message's static `priority` is none; write `static constexpr gulo::priority priority`");
    static_assert(every_partition_key_is_callable<Fault>,
                  "gulo: a message's partition_key can't be called; write a member function without parameters: `auto partition_key() const`");
    static_assert(every_partition_key_is_usable<Fault>,
                  "gulo: a message's key (partition_key() or aggregate_id) must be text, gulo::uuid, an integer, an enum, or std::optional of these");
    static_assert(every_field_of_a_message_is_mapped<Fault>,
                  "gulo: a field of a message has no JSON mapping; change its type, or specialise gulo::json_mapping for it");
    static_assert(every_json_choice_is_possible<Fault>,
                  "gulo: the JSON form chosen for a message is not possible, for the reason named beside the field; correct its json_options or json_names");
    static_assert(every_wire_name_is_unique<Fault>, "gulo: two messages have one wire name; give one of them `static constexpr std::string_view message_name`");
    static_assert(every_upcast_is_a_function<Fault>,
                  "gulo: not an upcast; give a function or captureless lambda that takes one version of a message (a plain struct) and returns a newer one");
    static_assert(every_upcast_leads_to_a_newer_version<Fault>,
                  "gulo: an upcast does not lead to a newer version; give what it returns a higher `static constexpr int version` than what it takes");
    static_assert(no_upcasts_have_a_gap<Fault>, "gulo: the upcasts have a gap; add the one that takes what this one returns, or subscribe to that message");
    static_assert(every_version_has_one_upcast<Fault>, "gulo: two upcasts take the same version of a message; keep one of them");
    static_assert(every_older_version_can_be_read<Fault>,
                  "gulo: an upcast takes a version that cannot be read from JSON; change the type of its field, or specialise gulo::json_mapping for it");
    static_assert(every_retry_rule_can_match<Fault>,
                  "gulo: a retry rule can never match, because an earlier one takes all of its exceptions; put the rule for the derived class first");
    static_assert(every_retry_rule_is_in_range<Fault>,
                  "gulo: a retry rule is out of range; retries are not negative, a back-off in place lasts at most 30 s, delays are 1 to 8 of more than 0 and "
                  "at most 30 days, a pause lasts at most 1 h");
    static_assert(every_retry_rule_has_a_message_that_is_read<Fault>,
                  "gulo: retry rules are stated for a message that is not subscribed to, so they can never match; add gulo::subscribes<message>, or leave them "
                  "out");
    static_assert(every_retry_rule_has_its_handler<Fault>,
                  "gulo: retry rules are stated for a handler that is not registered, so they can never match; add it to gulo::handlers, or leave them out");
    static_assert(every_function_stands_in_a_list<Fault>, "gulo: a function is given to the application as it is; write gulo::handlers<function>");
    static_assert(every_retry_rule_stands_in_a_list<Fault>,
                  "gulo: a retry rule is given to the application as it is; write gulo::retries<rule>, gulo::retries_for or gulo::retries_of");
    static_assert(every_middleware_stands_in_a_list<Fault>,
                  "gulo: an object with hooks of a middleware is given, but nothing would call them; add gulo::middleware<type>");
    static_assert(every_service_is_taken<Fault>,
                  "gulo: the application is given an object that no handler and no middleware takes; make it a parameter of a handler, or leave it out");
    static_assert(all_settings_are_given_once<Fault>,
                  "gulo: an application has the same kind of settings twice, and only the first would count; put all members into one");
    static_assert(something_is_received_exactly_once<Fault>,
                  "gulo: exactly once concerns received messages, and there are none; add gulo::subscribes<message>, or leave gulo::exactly_once out");
    static_assert(there_is_only_one_transport<Fault>,
                  "gulo: an application has two transports; give each part of the service that needs its own an application of its own");
    static_assert(the_transport_has_transactions<Fault>,
                  "gulo: exactly once needs a transport with transactions; use gulo::kafka or gulo::in_memory, or leave gulo::exactly_once out");
    static_assert(no_retry_rule_leaves_the_transaction<Fault>,
                  "gulo: exactly once excludes delayed retry topics; let the rule end in then_dead_letter() or then_stop(), or leave gulo::exactly_once out");
    static_assert(every_message_has_one_wire_format<Fault>,
                  "gulo: two wire formats are stated for one message, or for everything else; keep one gulo::wire_of for it, or one gulo::wire");
    static_assert(there_is_a_transport<Fault>,
                  "gulo: a message is published or subscribed to, but the application has no transport; add gulo::kafka{…} or gulo::in_memory{}");
};

}  // namespace gulo
