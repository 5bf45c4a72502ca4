#pragma once
// From an older version of a message to the one that handlers take.

#include <gulo/codec/json_check.hpp>
#include <gulo/handler/fault.hpp>
#include <gulo/handler/signature.hpp>
#include <gulo/message/topic.hpp>
#include <gulo/reflect/fields.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace gulo {

/// What gulo::upcasts says: functions from one version of a message to a newer one.
template <auto... Functions>
struct upcast_list {};

/// Lets an application that subscribes to the newest version of a message read older ones as well. Each function, or
/// captureless lambda, takes one version and returns a newer one, and they form chains that end at the message that is
/// subscribed to:
///
///     struct order_placed_v1 { int number = 0; };                                                 // version 1 when none is given
///     struct order_placed_v2 { static constexpr int version = 2; std::string number; };
///     struct order_placed { static constexpr int version = 3; std::string number; std::string currency; };
///
///     order_placed_v2 from_v1_to_v2(const order_placed_v1&);
///     order_placed from_v2_to_v3(const order_placed_v2&);
///
///     gulo::application app{gulo::subscribes<order_placed>, gulo::upcasts<from_v1_to_v2, from_v2_to_v3>, …};
///
/// A record of that wire name whose metadata says version 1 is then decoded as order_placed_v1 and converted twice. A
/// version that no function takes, and a newer one, is decoded as the message itself: added fields are passed over. A
/// message with `static constexpr bool refuses_newer_versions = true;` refuses newer ones: they go where undecodable
/// records go. A record that tells neither type nor version is taken for the newest. What a function throws is an error of
/// the handling, with its retry rules.
template <auto... Functions>
inline constexpr upcast_list<Functions...> upcasts{};

/// A message that is not to be read from records of a version that is not known here.
template <class Message>
inline constexpr bool refuses_newer = false;
template <class Message>
    requires requires { requires Message::refuses_newer_versions; }
inline constexpr bool refuses_newer<Message> = true;

namespace detail {

/// A function from one version to another.
template <auto Function>
struct upcast_step {
    using from = typename handler_signature<Function>::message_type;
    using to = std::remove_cvref_t<typename handler_signature<Function>::result_type>;
    static constexpr auto function = Function;
};

template <auto Function>
concept is_upcast = is_handler<Function> && std::same_as<typename handler_signature<Function>::object_type, void> &&
                    std::same_as<typename handler_signature<Function>::service_parameters, type_list<>> &&
                    reflect::reflectable<typename handler_signature<Function>::message_type> &&
                    reflect::reflectable<std::remove_cvref_t<typename handler_signature<Function>::result_type>>;

template <auto Function>
struct declared_upcast {
    using fault = gulo::fault::not_an_upcast<Function>;
    using step = type_list<>;
};
template <auto Function>
    requires is_upcast<Function>
struct declared_upcast<Function> {
    using fault = gulo::fault::none;
    using step = type_list<upcast_step<Function>>;
};

/// Whether from `From` a way leads to `Message`. Versions rise with each step, so it ends.
template <class From, class Message, class... Steps>
constexpr bool leads_to() {
    if constexpr (std::same_as<From, Message>) return true;
    else return ((std::same_as<typename Steps::from, From> && leads_to<typename Steps::to, Message, Steps...>()) || ...);
}

/// The steps that lead to `Message`, and no others, so that names of functions stay short.
template <class Message, class... Steps>
using steps_to = typename joined<type_list<>, std::conditional_t<leads_to<typename Steps::to, Message, Steps...>(), type_list<Steps>, type_list<>>...>::type;

template <class Message, class Declarations>
struct upcasts_to;
template <class Message, class... Steps>
struct upcasts_to<Message, type_list<Steps...>> {
    using type = steps_to<Message, Steps...>;
};

// ---- what can be wrong

template <class Step>
struct step_fault {
    using from = typename Step::from;
    enum : bool { rises = message_version<from> < message_version<typename Step::to>, readable = json_readable<from> };
    using type = typename fault::first<std::conditional_t<bool(rises), fault::none, fault::upcast_not_newer<from, typename Step::to>>,
                                       std::conditional_t<bool(readable), fault::none, fault::upcast_from_unreadable<from, Step::function>>>::type;
};

template <class Step, class Subscriptions, class... Steps>
struct step_end_fault;
template <class Step, class... Messages, class... Steps>
struct step_end_fault<Step, type_list<Messages...>, Steps...> {
    using to = typename Step::to;
    enum : bool {
        goes_on = (std::same_as<typename Steps::from, to> || ...) || (std::same_as<Messages, to> || ...),
        is_alone = (std::size_t{std::same_as<typename Steps::from, typename Step::from>} + ...) == 1
    };
    using type = typename fault::first<std::conditional_t<bool(goes_on), fault::none, fault::gap_in_upcasts<typename Step::from, to>>,
                                       std::conditional_t<bool(is_alone), fault::none, fault::two_upcasts<typename Step::from>>>::type;
};

// Two versions with one number would leave open which one a record is.
template <class Message, class Steps>
struct version_twice;
template <class Message, class... Steps>
struct version_twice<Message, type_list<Steps...>> {
    static constexpr bool clash() {
        const std::array<int, sizeof...(Steps) + 1> versions{message_version<typename Steps::from>..., 0};
        for (std::size_t index = 0; index < sizeof...(Steps); ++index)
            for (std::size_t other = 0; other < index; ++other)
                if (versions[index] == versions[other]) return true;
        return false;
    }
    using type = std::conditional_t<clash(), fault::two_upcasts<Message>, fault::none>;
};

template <class Steps, class Subscriptions>
struct upcasts_fault;
template <class Subscriptions>
struct upcasts_fault<type_list<>, Subscriptions> {
    using type = fault::none;
};
template <class... Steps, class... Messages>
    requires(sizeof...(Steps) > 0)
struct upcasts_fault<type_list<Steps...>, type_list<Messages...>> {
    using each = typename fault::first<typename step_fault<Steps>::type..., typename step_end_fault<Steps, type_list<Messages...>, Steps...>::type...>::type;
    // Only a list whose versions rise comes to an end.
    template <class Fault>
    struct whole {
        using type = Fault;
    };
    template <std::same_as<fault::none> Clean>
    struct whole<Clean> {
        using type = typename fault::first<typename version_twice<Messages, steps_to<Messages, Steps...>>::type...>::type;
    };
    using type = typename whole<each>::type;
};

}  // namespace detail

}  // namespace gulo
