#pragma once
// What the compiler saw of one handler: where its arguments come from, what wraps it, what its result means.

#include <gulo/handler/plan.hpp>
#include <gulo/handler/rule_text.hpp>
#include <gulo/handler/rules_of_plan.hpp>
#include <gulo/host/explanation.hpp>
#include <gulo/reflect/constant_name.hpp>
#include <gulo/reflect/fields.hpp>
#include <gulo/reflect/type_name.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace gulo::detail {

template <class T>
std::string name_of() {
    return std::string{reflect::qualified_type_name<std::remove_cvref_t<T>>()};
}

// ---- parameters

template <class Parameter, class Source, std::size_t Slot>
std::string explained_argument(service_argument<Parameter, Source, Slot>) {
    if constexpr (std::is_same_v<std::remove_cvref_t<Parameter>, std::remove_cv_t<Source>>) return name_of<Parameter>() + ", the service of that type";
    else return name_of<Parameter>() + ", from the service " + name_of<Source>() + ", the only one that converts to it";
}
inline std::string explained_argument(context_argument) { return "gulo::context, made for each call"; }

// ---- what wraps it

template <auto Rule>
std::string explained_rule(std::string_view whose) {
    using rule = std::remove_cvref_t<decltype(Rule)>;
    std::string text = name_of<typename rule::exception_type>();
    if constexpr (rule::has_predicate) text += ", where the rule's condition holds";
    text += ": ";
    if constexpr (rule::has_decision) text += "the rule's function decides";
    else text += text_of(Rule.rule());
    return text.append(" (").append(whose).append(")");
}

template <auto... Rules>
void explain_rules([[maybe_unused]] std::vector<std::string>& out, [[maybe_unused]] std::string_view whose, rule_list<Rules...>) {
    (out.push_back(explained_rule<Rules>(whose)), ...);
}

template <class Rules>
void explain_wrapping(explained_handler& out, retry_guard<Rules>) {
    explain_rules(out.rules, "rule of the handler", Rules{});
}
template <class Hooks, class Argument, bool WithContext>
void explain_wrapping(explained_handler& out, middleware_use<Hooks, Argument, WithContext>) {
    std::string text = name_of<Hooks>() + ", because it has a hook for this message; ";
    if constexpr (std::is_same_v<Argument, made_in_place<Hooks>>) text += "made for each call, as it has no state and no service is of its type";
    else text += "the service of that type";
    out.inside.push_back(std::move(text));
}

// ---- what it returns

template <class Message, bool Conditional>
explained_result explained_item(emits<Message, Conditional>) {
    explained_result result;
    result.what = name_of<Message>();
    if constexpr (Conditional) result.what += ", each that is there";
    result.message = reflect::type_id<Message>;
    return result;
}
template <class Response>
explained_result explained_item(responds<Response>) {
    explained_result result;
    result.what = name_of<Response>();
    if constexpr (carries_events<Response>) result.goes.push_back("the response of send, with its domain_events and integration_events taken out");
    else if constexpr (plain_value<Response>) result.goes.push_back("the response of send, because a value that is no struct is no message");
    else if constexpr (reflect::reflectable<Response>) result.goes.push_back("the response of send, because of gulo::reply");
    else result.goes.push_back("the response of send, because there is no message in it");
    return result;
}

template <class... Arguments, class... Wrapping, class... Items>
void explain_parts([[maybe_unused]] explained_handler& out, type_list<Arguments...>, type_list<Wrapping...>, type_list<Items...>) {
    (out.takes.push_back(explained_argument(Arguments{})), ...);
    (explain_wrapping(out, Wrapping{}), ...);
    (out.results.push_back(explained_item(Items{})), ...);
}

template <auto Handler, class Arguments, class Wrapping, class Items>
void explain_handler(explanation& out) {
    using signature = handler_signature<Handler>;
    using message = typename signature::message_type;
    using result = typename signature::result_type;
    explained_handler handler;
    handler.name = std::string{reflect::constant_name<Handler>()} + ", because " + name_of<message>() + " is its first parameter";
    if constexpr (!std::is_void_v<result>) handler.returns = name_of<result>();
    explain_parts(handler, Arguments{}, Wrapping{}, Items{});
    if constexpr (is_expected<result>) {
        explained_result failed;
        failed.what = "its error";
        failed.goes.push_back("given back by send as it is; on a received record it is a failure like an exception");
        handler.results.push_back(std::move(failed));
    }
    out.about(reflect::type_id<message>, {}).handlers.push_back(std::move(handler));
}

using explaining_function = void (*)(explanation&);

/// The function for one entry of the contract. What it is named after is the handler, not the contract.
template <class Contract, class Entry>
struct handler_explaining;
template <class Contract, auto Handler, class Component>
struct handler_explaining<Contract, handler_entry<Handler, Component>> {
    using built = build_first_call<Contract, handler_entry<Handler, Component>>;
    static constexpr explaining_function value =
        &explain_handler<Handler, typename built::arguments::type, typename joined<typename built::guard, typename built::wrapped::type>::type,
                         typename built::items>;
};

}  // namespace gulo::detail
