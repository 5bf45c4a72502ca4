#pragma once
// What the compiler saw of an application.

#include <gulo/handler/contract_key.hpp>
#include <gulo/host/explained_handler.hpp>
#include <gulo/host/explained_message.hpp>
#include <gulo/host/explanation.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace gulo {

namespace detail {

// Arrays instead of folds: compilers bound how many operands a fold has.
template <class Codec, class Contract, class... Messages>
consteval auto functions_of_messages(type_list<Messages...>) {
    return std::array<explaining_function, sizeof...(Messages)>{message_explaining<Codec, Contract, Messages>::value...};
}
template <class Codec, class Contract, class... Entries>
consteval auto functions_of_keys(group<Entries...>) {
    return std::array<explaining_function, sizeof...(Entries)>{message_explaining<Codec, Contract, typename Entries::key_type>::value...};
}
template <class Contract, class... Entries>
consteval auto functions_of_handlers(group<Entries...>) {
    return std::array<explaining_function, sizeof...(Entries)>{handler_explaining<Contract, Entries>::value...};
}

template <std::size_t... Sizes>
consteval auto in_one(const std::array<explaining_function, Sizes>&... parts) {
    std::array<explaining_function, (std::size_t{0} + ... + Sizes)> all{};
    std::size_t next = 0;
    [[maybe_unused]] const auto add = [&](const auto& part) {
        for (const explaining_function each : part) all[next++] = each;
    };
    (add(parts), ...);
    return all;
}
template <class Codec, class Contract, class... Groups>
consteval auto functions_of_key_groups(type_list<Groups...>) {
    return in_one(functions_of_keys<Codec, Contract>(Groups{})...);
}
template <class Contract, class... Groups>
consteval auto functions_of_handler_groups(type_list<Groups...>) {
    return in_one(functions_of_handlers<Contract>(Groups{})...);
}

/// Messages before handlers, which are added to them.
template <class Key, class Codec, class Contract = contract_of_key<Key>>
consteval auto explaining_functions() {
    return in_one(functions_of_messages<Codec, Contract>(typename Contract::subscriptions{}),
                  functions_of_key_groups<Codec, Contract>(typename Contract::handlers::groups{}),
                  functions_of_key_groups<Codec, Contract>(typename Contract::mappings::groups{}),
                  functions_of_key_groups<Codec, Contract>(typename Contract::publications::groups{}),
                  functions_of_handler_groups<Contract>(typename Contract::handlers::groups{}));
}

template <class Key, class Codec>
explanation explain_contract() {
    explanation out;
    for (const explaining_function each : explaining_functions<Key, Codec>()) each(out);
    return out;
}

}  // namespace detail

/// What the compiler saw of an application, as data: each message with how it arrives, its handlers and what they return, where that goes, and why.
template <class Application>
explanation explained(Application& application) {
    explanation out = detail::explain_contract<typename Application::contract_key_type, typename Application::codec_type>();
    if constexpr (Application::has_transport) out.transport = "transport     " + application.transport().describe() + "\n";
    return out;
}

/// The same as text, for a person who wonders why a message went where it went. Secrets are masked by the transport. Neither opens nor sends anything;
/// any thread.
template <class Application>
std::string explain(Application& application) {
    return explained(application).text();
}

}  // namespace gulo
