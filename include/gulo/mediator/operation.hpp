#pragma once
// The three ways into a plan: send a command, publish an event, deliver a record.

#include <gulo/mediator/older_version.hpp>
#include <gulo/mediator/perform.hpp>

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::detail {

/// Whether a plan comes round to a message conditionally.
template <class Plan>
inline constexpr bool comes_round = false;
template <class Message>
inline constexpr bool comes_round<again<Message>> = true;
template <class... Plans>
inline constexpr bool comes_round<type_list<Plans...>> = (comes_round<Plans> || ...);
template <auto Handler, class Arguments, class Middleware, class Routes>
inline constexpr bool comes_round<call<Handler, Arguments, Middleware, Routes>> = comes_round<Routes>;
template <class Message, bool Published, class Calls, class Mappings>
inline constexpr bool comes_round<route<Message, Published, Calls, Mappings>> = comes_round<Calls> || comes_round<Mappings>;
template <class To, class Route>
inline constexpr bool comes_round<mapping<To, Route>> = comes_round<Route>;

template <class Codec, class Route>
using setting_for = setting<Codec, std::conditional_t<comes_round<Route>, Route, void>>;

enum class confirmation : bool { none, broker };

/// Runs `body(cascade)` and releases what it published. Inside a delivery it becomes part of that delivery.
template <confirmation Confirmation, class Body>
auto operate(engine& shared, Body&& body) {
    if constexpr (Confirmation == confirmation::none) {
        if (cascade* const delivery = cascade::delivery_of(shared)) {
            const outbox::mark before = delivery->messages().here();
            const std::size_t depth = delivery->depth;
            const auto undo = [&] {
                delivery->messages().roll_back(before);
                delivery->depth = depth;
            };
            try {
                if constexpr (is_expected<decltype(body(*delivery))>) {
                    auto response = body(*delivery);
                    if (!expected_traits<decltype(response)>::has_value(response)) undo();
                    return response;
                } else {
                    return body(*delivery);
                }
            } catch (...) {
                undo();
                throw;
            }
        }
    }
    const borrowed_outbox messages;
    cascade run{shared, *messages, nullptr};
    const auto release = [&] {
        if ((*messages).empty() || shared.out == nullptr) return;
        if constexpr (Confirmation == confirmation::broker) shared.out->release_confirmed(*messages);
        else shared.out->release(*messages);
    };
    if constexpr (std::is_void_v<decltype(body(run))>) {
        body(run);
        release();
    } else {
        auto response = body(run);
        if constexpr (is_expected<decltype(response)>) {
            if (!expected_traits<decltype(response)>::has_value(response)) return response;
        }
        release();
        return response;
    }
}

/// Sends a message to its one handler.
template <class Codec, class Call, confirmation Confirmation, class Message>
auto send(engine& shared, const Message& message) {
    using root = route<Message, false, type_list<Call>, type_list<>>;
    using setting = setting_for<Codec, root>;
    if constexpr (needs_cascade<Call>)
        return operate<Confirmation>(shared, [&](cascade& run) {
            const frame at{run, nullptr};
            return perform<setting>(Call{}, shared, message, &at);
        });
    else return perform<setting>(Call{}, shared, message, nullptr);
}

/// Gives an event to its local handlers and publishes it.
template <class Codec, class Route, confirmation Confirmation, class Message>
void publish(engine& shared, const Message& message) {
    if constexpr (needs_cascade<Route>)
        operate<Confirmation>(shared, [&](cascade& run) { follow_first<setting_for<Codec, Route>>(Route{}, shared, message, run); });
    else follow_route<setting_for<Codec, Route>>(Route{}, shared, message, nullptr);
}

/// Gives a received message to its handlers; throws what one of them throws, with the rule that fits in `rule`.
template <class Codec, class Route, class MessageRules, class ApplicationRules, class Message>
void hand_over(engine& shared, const incoming& record, const Message& message, outbox& messages, const retry_rule*& rule) {
    cascade run{shared, messages, &record};
    try {
        follow_first<setting_for<Codec, Route>>(Route{}, shared, message, run);
    } catch (...) {
        rule = run.decided();
        if (rule == nullptr) rule = first_match(MessageRules{});
        if (rule == nullptr) rule = first_match(ApplicationRules{});
        throw;
    }
}

/// Decodes a record and gives it to its handlers; what they publish is added to `messages`. Returns the error when the
/// record cannot be decoded; throws what a handler throws, with the rule that fits in `rule`.
template <class Codec, class Route, class MessageRules, class ApplicationRules, class Message, class Upcasts = type_list<>>
std::optional<error> deliver(engine& shared, const incoming& record, outbox& messages, const retry_rule*& rule) {
    if (!record.value) return error{errc::schema_mismatch, "the record has no value (it is a tombstone)"};
    const std::string_view document = record.opened == nullptr ? *record.value : record.opened->payload();
    auto decoded = [&] {
        if constexpr (std::is_same_v<Upcasts, type_list<>> && !refuses_newer<Message>) return Codec::template try_decode<Message>(document);
        else return read_version<Codec, Message>(told_version(record.headers, record.opened), document, Upcasts{});
    }();
    if (!decoded) return std::move(decoded).error();
    hand_over<Codec, Route, MessageRules, ApplicationRules>(shared, record, *decoded, messages, rule);
    return std::nullopt;
}

/// The same for a record without a value, whose handlers take a tombstone.
template <class Codec, class Route, class MessageRules, class ApplicationRules, class Tombstone>
std::optional<error> deliver_tombstone(engine& shared, const incoming& record, outbox& messages, const retry_rule*& rule) {
    Tombstone gone;
    if (record.key) gone.key.emplace(*record.key);
    hand_over<Codec, Route, MessageRules, ApplicationRules>(shared, record, gone, messages, rule);
    return std::nullopt;
}

}  // namespace gulo::detail
