#pragma once
// The application: what a service handles, publishes, subscribes to and uses, checked as a whole by the compiler.

#include <gulo/codec/json.hpp>
#include <gulo/handler/rules_of_plan.hpp>
#include <gulo/handler/soundness.hpp>
#include <gulo/host/checks.hpp>
#include <gulo/host/completed_settings.hpp>
#include <gulo/host/consumer_check.hpp>
#include <gulo/host/exactly_once_check.hpp>
#include <gulo/host/parts.hpp>
#include <gulo/host/parts_check.hpp>
#include <gulo/host/publishing.hpp>
#include <gulo/host/publishing_together.hpp>
#include <gulo/mediator/delivery.hpp>
#include <gulo/mediator/mediator.hpp>
#include <gulo/message/tombstone.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace gulo {

namespace detail {

template <class Codec, class Message>
consteval std::span<const wire_reader* const> formats_of() {
    using choice = typename wire_for<Codec, Message>::type;
    if constexpr (choice::is_default) return {};
    else return choice::readers();
}

template <class Codec, class Route, class MessageRules, class ApplicationRules, class Message, class Upcasts>
inline constexpr delivery_entry entry_for{
    topic_name<Message>,
    message_name<Message>,
    &deliver<Codec, Route, MessageRules, ApplicationRules, Message, Upcasts>,
    rule_values<typename joined_rules<rule_list<>, typename rules_of_plan<Route>::type, MessageRules, ApplicationRules>::type>::value,
    nullptr,
    formats_of<Codec, Message>()};

template <class Codec, class Route, class MessageRules, class ApplicationRules, class Message, class Upcasts, class TombstoneRoute>
inline constexpr delivery_entry entry_with_tombstone_for{
    topic_name<Message>,
    message_name<Message>,
    &deliver<Codec, Route, MessageRules, ApplicationRules, Message, Upcasts>,
    rule_values<typename joined_rules<rule_list<>, typename rules_of_plan<Route>::type, typename rules_of_plan<TombstoneRoute>::type, MessageRules,
                                      ApplicationRules>::type>::value,
    &deliver_tombstone<Codec, TombstoneRoute, MessageRules, ApplicationRules, tombstone<Message>>,
    formats_of<Codec, Message>()};

struct no_transport_at_all {};

template <class... Parts>
struct transport_among {
    template <class Transports>
    struct first {
        using type = no_transport_at_all;
    };
    template <class Transport, class... Rest>
    struct first<type_list<Transport, Rest...>> {
        using type = Transport;
    };
    using type = typename first<typename parts_of_kind<part_kind::transport, Parts...>::type>::type;
};

template <class Transports>
struct transports_fault {
    using type = fault::none;
};
template <class First, class Second, class... Rest>
struct transports_fault<type_list<First, Second, Rest...>> {
    using type = fault::two_transports<First, Second>;
};

// Outside of the application, whose name lists all handlers: a lambda in it makes two dozen functions with that name.
struct into_log {
    log_router* log;
    void operator()(const log_entry& entry) const { log->write(entry); }
};

// A const service is only ever bound to parameters that do not change it.
template <class T>
void* slot_of(T& object) noexcept {
    return const_cast<void*>(static_cast<const volatile void*>(std::addressof(object)));
}

/// The base class of an application, and what is wrong with its contract.
template <class... Parts>
struct mediator_of {
    using contract = contract_of<Parts...>;
    using key = typename key_of<contract>::type;
    static_assert(bound_contract<key, contract>::is_bound);
    using codec = typename codec_with_wires<json, key, typename contract::wires>::type;
    using fault_found = typename fault::first<typename stray_fault<typename contract::services>::type,
                                              typename transports_fault<typename parts_of_kind<part_kind::transport, Parts...>::type>::type,
                                              typename twice_fault<typename parts_of_kind<part_kind::settings, Parts...>::type>::type,
                                              typename twice_fault<typename parts_of_kind<part_kind::consumer_settings, Parts...>::type>::type,
                                              typename twice_fault<typename parts_of_kind<part_kind::exactly_once, Parts...>::type>::type,
                                              typename exactly_once_fault<contract, Parts...>::type, typename wires_fault<typename contract::wires>::type,
                                              typename soundness<contract, json, (position_of<part_kind::transport, Parts...>() < sizeof...(Parts))>::type,
                                              typename unused_fault<contract>::type>::type;
    using type = mediator<key, codec, std::is_same_v<fault_found, fault::none>>;
};

}  // namespace detail

/// A service in one object. Its parts may stand in any order: `gulo::handlers<…>`, `gulo::publishes<…>`,
/// `gulo::subscribes<…>`, `gulo::maps<…>`, `gulo::middleware<…>`, components, one transport, gulo::settings,
/// gulo::consumer_settings, gulo::exactly_once; everything else is a service for handlers. A part given as a value is owned, an lvalue is
/// borrowed and has to outlive the application; smart pointers are seen through.
///
/// The constructor opens the transport's publishing half without waiting for a broker, and throws gulo::failure for a
/// wrong configuration. `send` and `publish` may be called from any thread, as far as the services allow it. The
/// destructor waits for deliveries at most settings::flush_bound. An application does not move.
template <class... Parts>
class application : public detail::mediator_of<Parts...>::type {
    using contract = detail::contract_of<Parts...>;
    using part_kind = detail::part_kind;
    using engine_owner = typename detail::mediator_of<Parts...>::type;
    using codec = typename detail::mediator_of<Parts...>::codec;
    using fault_found = typename detail::mediator_of<Parts...>::fault_found;

    static constexpr std::size_t transport_position = detail::position_of<part_kind::transport, Parts...>();
    static constexpr bool with_transport = transport_position < sizeof...(Parts);
    static constexpr bool sound = std::is_same_v<fault_found, fault::none>;
    static_assert(sizeof(checked<fault_found>) > 0);

    using engine_owner::engine_;

public:
    explicit application(Parts... parts) : parts_{std::forward<Parts>(parts)...}, publishing_{counters_, log_, hook()} {
        if constexpr (sound) start();
    }
    application(const application&) = delete;
    application& operator=(const application&) = delete;
    ~application() {
        if constexpr (with_transport) {
            if (engine_.out == nullptr) return;
            publisher& out = transport().out();
            out.flush(settings_.flush_bound);
            out.close();
        }
    }

    const counters& count() const noexcept { return counters_; }
    const settings& configuration() const noexcept { return settings_; }

    /// Publishes all of these events or none, in one transaction, as if each had been published (requirement K3): local
    /// handlers first. Blocks until it is committed, and for the first one until a broker was reached; throws
    /// gulo::failure with the reason, or what a handler throws. Not for use inside a handler of an exactly-once
    /// application: what that returns is in a transaction anyway. Any thread; one transaction at a time.
    template <class... Events>
        requires(!std::ranges::range<Events> && ...)
    void publish_all(const Events&... events) {
        static_assert(there_is_something_to_publish<sizeof...(Events)>,
                      "gulo: publish_all was given nothing; give it the messages that are published together");
        if constexpr (sizeof...(Events) > 0 && (may_publish_together<Events>() && ...)) together([&](outbox& messages) { this->collect(messages, events...); });
    }

    /// The same for a range of events.
    template <std::ranges::input_range Events>
    void publish_all(const Events& events) {
        if constexpr (may_publish_together<std::ranges::range_value_t<Events>>())
            together([&](outbox& messages) {
                for (const auto& each : events) this->collect(messages, each);
            });
    }

    // What the host and the test kit build upon.

    using contract_key_type = typename detail::mediator_of<Parts...>::key;
    using codec_type = codec;
    static constexpr bool has_transport = with_transport;
    static constexpr bool is_sound = sound;
    static constexpr bool is_exactly_once = detail::position_of<part_kind::exactly_once, Parts...>() < sizeof...(Parts);

    const exactly_once& once() const noexcept
        requires is_exactly_once
    {
        return std::get<detail::position_of<part_kind::exactly_once, Parts...>()>(parts_);
    }

    decltype(auto) transport() noexcept
        requires with_transport
    {
        return (std::get<transport_position>(parts_));
    }

    /// The messages that are subscribed to, with the functions that deliver them.
    static constexpr auto deliveries() {
        return []<class... Messages>(type_list<Messages...>) {
            return std::array<delivery_entry, sizeof...(Messages)>{entry<Messages>()...};
        }(typename contract::subscriptions{});
    }

    counters& count() noexcept { return counters_; }
    log_router& log() noexcept { return log_; }
    publishing& outgoing() noexcept { return publishing_; }

    /// How this application consumes: its own gulo::consumer_settings, completed by the transport's. The group is then settings::service_name, where
    /// neither names one.
    gulo::consumer_settings consuming()
        requires with_transport
    {
        constexpr std::size_t position = detail::position_of<part_kind::consumer_settings, Parts...>();
        gulo::consumer_settings made = transport().settings();
        if constexpr (position < sizeof...(Parts)) made = completed_settings(std::get<position>(parts_), made);
        if (made.group.empty()) made.group = settings_.service_name;
        if constexpr (requires { transport().default_group(); })
            if (made.group.empty()) made.group = transport().default_group();
        return made;
    }

private:
    template <class Event>
    static consteval bool may_publish_together() {
        if constexpr (!sound) {
            return false;
        } else {
            using transport_type = std::remove_cvref_t<typename detail::transport_among<Parts...>::type>;
            static_assert(the_transport_writes_transactions<transport_type>,
                          "gulo: publish_all needs a transport with transactions; use gulo::kafka or gulo::in_memory");
            constexpr bool is_published = detail::publishes_by<typename engine_owner::template route_for<Event>>;
            static_assert(every_message_is_published<Event, is_published>, "gulo: publish_all takes messages that are published; add gulo::publishes<message>");
            return is_published && transactional_transport<transport_type>;
        }
    }

    template <class Collect>
    void together(Collect&& collect) {
        const detail::borrowed_outbox messages;
        collect(*messages);
        if (engine_.out == nullptr) return;
        counters_.published += (*messages).size();
        try {
            together_.publish(*messages, settings_.transactional_id,
                              [this](const transaction_settings& writer) { return transport().write_transactions(writer); });
        } catch (...) {
            ++counters_.publish_failures;
            throw;
        }
    }

    // A received message is handled, not published again: no message runs in circles through the broker.
    template <class Message>
    static constexpr delivery_entry entry() {
        using route = received<Message>;
        using rules = typename contract::rules::template for_message<Message>;
        using all_rules = typename contract::rules::for_all;
        using upcasts = typename detail::upcasts_to<Message, typename contract::upcasts>::type;
        if constexpr (contract::handlers::count(reflect::type_id<tombstone<Message>>) != 0)
            return detail::entry_with_tombstone_for<codec, typename route::type, rules, all_rules, Message, upcasts,
                                                    typename received<tombstone<Message>>::type>;
        else return detail::entry_for<codec, typename route::type, rules, all_rules, Message, upcasts>;
    }
    template <class Message>
    struct received {
        using built = detail::route_built_for<contract, Message>;
        using type = detail::route<Message, false, typename built::calls::type, typename built::mappings::type>;
    };

    template <class... Messages>
    static std::array<std::string_view, sizeof...(Messages)> subscribed_topics(type_list<Messages...>) {
        return {topic_name<Messages>...};
    }

    publish_failure_hook hook() {
        constexpr std::size_t position = detail::position_of<part_kind::settings, Parts...>();
        if constexpr (position < sizeof...(Parts)) settings_ = std::get<position>(parts_);
        log_.set(settings_.log);
        return settings_.on_publish_failure;
    }

    void start() {
        fill_slots(std::index_sequence_for<Parts...>{});
        sink_ = detail::into_log{&log_};
        engine_.services = slots_.data();
        engine_.time = settings_.time != nullptr ? settings_.time : &real_clock::instance();
        engine_.log = &sink_;
        engine_.headers = settings_.headers;
        engine_.service = settings_.service_name;
        if constexpr (with_transport) {
            if constexpr (deliveries().size() != 0)
                if (transport().is_enabled()) check_consumer_settings(consuming(), subscribed_topics(typename contract::subscriptions{}));
            if constexpr (is_exactly_once) check_exactly_once(once(), settings_.transactional_id);
            if (engine_.service.empty()) engine_.service = transport().service_name();
            transport().start({sink_, &publishing_, engine_.time, engine_.service});
            if (!transport().is_enabled()) return;
            publishing_.connect(&transport().out());
            engine_.out = &publishing_;
        }
    }

    template <std::size_t... Positions>
    void fill_slots(std::index_sequence<Positions...>) {
        std::size_t next = 0;
        (
            [&] {
                if constexpr (detail::kind_of<Parts>() == part_kind::service) {
                    auto& given = std::get<Positions>(parts_);
                    using pointee = detail::pointee<std::remove_reference_t<Parts>>;
                    slots_[next + 1] = detail::slot_of(given);
                    if constexpr (pointee::is_pointer) {
                        if (given == nullptr)
                            throw failure{{errc::invalid_configuration, "the application was given an empty pointer as service " +
                                                                            std::string{reflect::type_name<typename pointee::type>()}}};
                        slots_[next] = detail::slot_of(*given);
                    } else {
                        slots_[next] = detail::slot_of(given);
                    }
                    next += 2;
                }
            }(),
            ...);
    }

    std::tuple<Parts...> parts_;
    std::array<void*, 2 * sizeof...(Parts) + 1> slots_{};
    settings settings_;
    counters counters_;
    log_router log_;
    log_sink sink_;
    publishing publishing_;
    detail::publishing_together together_;
};

template <class... Parts>
application(Parts&&...) -> application<detail::stored_part<Parts>...>;

}  // namespace gulo
