#pragma once
// Every retry rule that can decide about a received message, known while compiling.

#include <gulo/handler/plan.hpp>
#include <gulo/handler/rule_choice.hpp>

#include <array>
#include <cstddef>

namespace gulo::detail {

/// The rules of the handlers of a plan.
template <class Plan>
struct rules_of_plan {
    using type = rule_list<>;
};
template <class Rules>
struct rules_of_plan<retry_guard<Rules>> {
    using type = Rules;
};
template <class... Plans>
struct rules_of_plan<type_list<Plans...>> : joined_rules<rule_list<>, typename rules_of_plan<Plans>::type...> {};
template <auto Handler, class Arguments, class Middleware, class Routes>
struct rules_of_plan<call<Handler, Arguments, Middleware, Routes>>
    : joined_rules<rule_list<>, typename rules_of_plan<Middleware>::type, typename rules_of_plan<Routes>::type> {};
template <class Message, bool Published, class Calls, class Mappings>
struct rules_of_plan<route<Message, Published, Calls, Mappings>>
    : joined_rules<rule_list<>, typename rules_of_plan<Calls>::type, typename rules_of_plan<Mappings>::type> {};
template <class To, class Route>
struct rules_of_plan<mapping<To, Route>> : rules_of_plan<Route> {};

/// The rules of one call itself, without those of what it returns.
template <class Call>
struct own_rules;
template <auto Handler, class Arguments, class Middleware, class Routes>
struct own_rules<call<Handler, Arguments, Middleware, Routes>> : rules_of_plan<Middleware> {};

template <class Rules>
struct rule_values;
template <auto... Rules>
struct rule_values<rule_list<Rules...>> {
    static constexpr std::array<const retry_rule*, sizeof...(Rules)> value{&value_of_rule<Rules>...};
};
template <>
struct rule_values<rule_list<>> {
    static constexpr std::array<const retry_rule*, 0> value{};
};

}  // namespace gulo::detail
