#pragma once
// Sending and publishing: from a message to its plan, found while compiling.

#include <gulo/handler/contract_key.hpp>
#include <gulo/mediator/operation.hpp>
#include <gulo/mediator/registered.hpp>

#include <cstddef>
#include <ranges>
#include <type_traits>

namespace gulo {

/// Tag: wait until the broker has taken what the operation publishes.
struct confirmed_t {};
inline constexpr confirmed_t confirmed{};

template <class Message, bool Routed>
inline constexpr bool somebody_takes = Routed;

namespace detail {

/// Stands for a response when the compiler has already said what is wrong, so that it says nothing more.
struct any_response {
    template <class T>
    operator T() const;
};

template <class Contract, class Message>
using route_built_for = build_route<Contract, Message, path<step<Message, false>>>;

template <class Contract, class Message, class Entries>
struct call_built_for;
template <class Contract, class Message, class First, class... Rest>
struct call_built_for<Contract, Message, type_list<First, Rest...>> {
    using type = typename build_first_call<Contract, First>::type;
};

}  // namespace detail

/// What an application does with messages in its own process. `Key` stands for the application's contract; `Codec`
/// writes what is published; without `Sound`, the contract has a fault that was reported elsewhere.
template <class Key, class Codec, bool Sound>
class mediator {
public:
    /// Calls the one handler of `command` and gives its response. What the handler returned is handled locally at once,
    /// depth first, and published when all of that has succeeded; a publication that fails later does not fail this
    /// call. Throws what a handler throws, and then publishes nothing. Any thread, as far as the services allow it.
    /// Called while a record is handled, on its thread, what is published belongs to that record.
    template <class Command>
    [[gnu::always_inline]] decltype(auto) send(const Command& command) {
        constexpr std::size_t handlers = detail::contract_of_key<Key>::handlers::count(reflect::type_id<Command>);
        static_assert(!Sound || a_handler_is_registered_for<Command, handlers>, "gulo: no handler is registered for this command; add one to gulo::handlers");
        static_assert(!Sound || only_one_handler_is_registered_for<Command, handlers>,
                      "gulo: more than one handler is registered for this command; publish it as an event instead");
        if constexpr (Sound && handlers == 1) return detail::send<Codec, call_for<Command>, detail::confirmation::none>(engine_, command);
        else return detail::any_response{};
    }

    /// The same, and returns only when the broker has taken everything published; throws gulo::failure otherwise.
    template <class Command>
    decltype(auto) send(const Command& command, confirmed_t) {
        constexpr std::size_t handlers = detail::contract_of_key<Key>::handlers::count(reflect::type_id<Command>);
        static_assert(!Sound || a_handler_is_registered_for<Command, handlers>, "gulo: no handler is registered for this command; add one to gulo::handlers");
        static_assert(!Sound || only_one_handler_is_registered_for<Command, handlers>,
                      "gulo: more than one handler is registered for this command; publish it as an event instead");
        if constexpr (Sound && handlers == 1) return detail::send<Codec, call_for<Command>, detail::confirmation::broker>(engine_, command);
        else return detail::any_response{};
    }

    /// Gives `event` to its local handlers and publishes it, as if a handler had returned it.
    template <class Event>
    void publish(const Event& event) {
        publish_with<detail::confirmation::none>(event);
    }

    /// The same, and returns only when the broker has taken it; throws gulo::failure otherwise.
    template <class Event>
    void publish(const Event& event, confirmed_t) {
        publish_with<detail::confirmation::broker>(event);
    }

    /// Publishes each event of a range, in order.
    template <std::ranges::input_range Events>
    void publish_many(const Events& events) {
        for (const auto& event : events) publish(event);
    }

    /// How many handlers a command has; 1 where a fault was reported elsewhere.
    template <class Command>
    static constexpr std::size_t handlers_for_sending = Sound ? detail::contract_of_key<Key>::handlers::count(reflect::type_id<Command>) : 1;

    /// The function with which a gulo::sender sends; null where there is none.
    template <class Command>
    static constexpr auto sending_function() {
        constexpr std::size_t handlers = detail::contract_of_key<Key>::handlers::count(reflect::type_id<Command>);
        if constexpr (Sound && handlers == 1) return &detail::send<Codec, call_for<Command>, detail::confirmation::none, Command>;
        else return nullptr;
    }

    /// What the cascades share. For the host and the test kit.
    engine& shared() noexcept { return engine_; }

protected:
    mediator() = default;
    ~mediator() = default;

    engine engine_;

    template <class Event>
    using route_for = typename detail::route_built_for<detail::contract_of_key<Key>, Event>::type;

    /// Gives events to their local handlers, and adds what is to be published to `messages`; nothing when one of them throws.
    template <class... Events>
    void collect(outbox& messages, const Events&... events) {
        detail::cascade run{engine_, messages, nullptr};
        (detail::follow_first<detail::setting_for<Codec, route_for<Events>>>(route_for<Events>{}, engine_, events, run), ...);
    }

private:
    template <class Command>
    using call_for =
        typename detail::call_built_for<detail::contract_of_key<Key>, Command, typename detail::contract_of_key<Key>::template handlers_of<Command>>::type;

    template <detail::confirmation Confirmation, class Event>
    void publish_with(const Event& event) {
        using built = detail::route_built_for<detail::contract_of_key<Key>, Event>;
        static_assert(!Sound || somebody_takes<Event, !bool(built::leads_nowhere)>,
                      "gulo: this event goes nowhere; add gulo::publishes<event>, a handler for it, or gulo::maps<event, other>");
        if constexpr (Sound && !bool(built::leads_nowhere)) detail::publish<Codec, typename built::type, Confirmation>(engine_, event);
    }
};

}  // namespace gulo
