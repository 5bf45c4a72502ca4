#pragma once
// The application: what a service handles, publishes, subscribes to and uses, checked as a whole by the compiler.

#include <gulo/codec/json.hpp>
#include <gulo/handler/soundness.hpp>
#include <gulo/host/checks.hpp>
#include <gulo/host/consumer_check.hpp>
#include <gulo/host/parts.hpp>
#include <gulo/host/publishing.hpp>
#include <gulo/mediator/delivery.hpp>
#include <gulo/mediator/mediator.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace gulo {

namespace detail {

template <class Codec, class Route, class MessageRules, class ApplicationRules, class Message>
inline constexpr delivery_entry entry_for{topic_name<Message>, message_name<Message>, &deliver<Codec, Route, MessageRules, ApplicationRules, Message>};

template <class Transports>
struct transports_fault {
    using type = fault::none;
};
template <class First, class Second, class... Rest>
struct transports_fault<type_list<First, Second, Rest...>> {
    using type = fault::two_transports<First, Second>;
};

/// The base class of an application, and what is wrong with its contract.
template <class... Parts>
struct mediator_of {
    using codec = json;
    using contract = contract_of<Parts...>;
    using key = typename key_of<contract>::type;
    static_assert(bound_contract<key, contract>::is_bound);
    using fault_found = typename fault::first<typename transports_fault<typename parts_of_kind<part_kind::transport, Parts...>::type>::type,
                                              typename soundness<contract, codec, (position_of<part_kind::transport, Parts...>() < sizeof...(Parts))>::type>::type;
    using type = mediator<key, codec, std::is_same_v<fault_found, fault::none>>;
};

}  // namespace detail

/// A service in one object. Its parts may stand in any order: `gulo::handlers<…>`, `gulo::publishes<…>`,
/// `gulo::subscribes<…>`, `gulo::maps<…>`, `gulo::middleware<…>`, components, one transport, gulo::settings,
/// gulo::consumer_settings; everything else is a service for handlers. A part given as a value is owned, an lvalue is
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

    // What the host and the test kit build upon.

    static constexpr bool has_transport = with_transport;
    static constexpr bool is_sound = sound;

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

    /// How this application consumes: its own gulo::consumer_settings, otherwise the transport's.
    gulo::consumer_settings consuming()
        requires with_transport
    {
        constexpr std::size_t position = detail::position_of<part_kind::consumer_settings, Parts...>();
        if constexpr (position < sizeof...(Parts)) {
            gulo::consumer_settings own = std::get<position>(parts_);
            if (own.group.empty()) own.group = transport().settings().group;
            return own;
        } else {
            return transport().settings();
        }
    }

private:
    // A received message is handled, not published again: no message runs in circles through the broker.
    template <class Message>
    static constexpr delivery_entry entry() {
        using built = detail::route_built_for<contract, Message>;
        return detail::entry_for<codec, detail::route<Message, false, typename built::calls::type, typename built::mappings::type>,
                                 typename contract::rules::template for_message<Message>, typename contract::rules::for_all, Message>;
    }

    publish_failure_hook hook() {
        constexpr std::size_t position = detail::position_of<part_kind::settings, Parts...>();
        if constexpr (position < sizeof...(Parts)) settings_ = std::get<position>(parts_);
        log_.set(settings_.log);
        return settings_.on_publish_failure;
    }

    void start() {
        fill_slots(std::index_sequence_for<Parts...>{});
        sink_ = [this](const log_entry& entry) { log_.write(entry); };
        engine_.slots = slots_.data();
        engine_.time = settings_.time != nullptr ? settings_.time : &real_clock::instance();
        engine_.log = &sink_;
        engine_.headers = settings_.headers;
        engine_.service = settings_.service_name;
        if constexpr (with_transport) {
            if constexpr (deliveries().size() != 0)
                if (transport().is_enabled()) check_consumer_settings(consuming());
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
                    slots_[next + 1] = address(given);
                    if constexpr (pointee::is_pointer) {
                        if (given == nullptr)
                            throw failure{{errc::invalid_configuration, "the application was given an empty pointer as service " +
                                                                            std::string{reflect::type_name<typename pointee::type>()}}};
                        slots_[next] = address(*given);
                    } else {
                        slots_[next] = address(given);
                    }
                    next += 2;
                }
            }(),
            ...);
    }

    // A const service is only ever bound to parameters that do not change it.
    template <class T>
    static void* address(T& object) noexcept {
        return const_cast<void*>(static_cast<const volatile void*>(std::addressof(object)));
    }

    std::tuple<Parts...> parts_;
    std::array<void*, 2 * sizeof...(Parts) + 1> slots_{};
    settings settings_;
    counters counters_;
    log_router log_;
    log_sink sink_;
    publishing publishing_;
};

template <class... Parts>
application(Parts&&...) -> application<detail::stored_part<Parts>...>;

}  // namespace gulo
