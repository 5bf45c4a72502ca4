#pragma once
// The whole contract held against its rules; the first fault is what the compiler reports.

#include <gulo/codec/json.hpp>
#include <gulo/handler/contract.hpp>
#include <gulo/handler/fault.hpp>
#include <gulo/handler/field_mapping.hpp>
#include <gulo/message/key.hpp>
#include <gulo/message/name.hpp>
#include <gulo/message/priority.hpp>
#include <gulo/message/tombstone.hpp>
#include <gulo/message/topic.hpp>
#include <gulo/reflect/type_name.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::detail {

/// The first fault of a long list, without recursion over it.
template <class Faults>
struct first_of_many;
template <class... Faults>
struct first_of_many<type_list<Faults...>> {
    static constexpr std::size_t find() {
        const std::array<bool, sizeof...(Faults) + 1> clean{std::is_same_v<Faults, fault::none>..., false};
        std::size_t index = 0;
        while (clean[index]) ++index;
        return index;
    }
    template <std::size_t Index>
    struct found {
        using type = detail::at<Index, Faults...>;
    };
    template <std::size_t Index>
        requires(Index == sizeof...(Faults))
    struct found<Index> {
        using type = fault::none;
    };
    using type = typename found<find()>::type;
};

// ---- handlers

template <class Command, class Entries>
struct several_handlers {
    using type = fault::none;
};
template <class Command, auto First, class FirstComponent, auto Second, class SecondComponent, class... Rest>
struct several_handlers<Command, type_list<handler_entry<First, FirstComponent>, handler_entry<Second, SecondComponent>, Rest...>> {
    using type = fault::two_handlers<Command, First, Second>;
};

// An enumerator, which has no mangled name: a variable of each handler would be named after all that stand in its component.
template <auto Handler, class Entries>
struct times_registered;
template <auto Handler, auto... Registered, class... Components>
struct times_registered<Handler, type_list<handler_entry<Registered, Components>...>> {
    enum : std::size_t { value = (std::size_t{0} + ... + std::size_t{std::is_same_v<constant_of<Handler>, constant_of<Registered>>}) };
};

template <class Contract, class Entry>
struct handler_fault;
template <class Contract, auto Handler, class Component>
struct handler_fault<Contract, handler_entry<Handler, Component>> {
    using message = typename handler_signature<Handler>::message_type;
    using built = build_first_call<Contract, handler_entry<Handler, Component>>;

    using all = typename Contract::template handlers_of<message>;

    template <std::size_t Responses>
    struct with_responses {
        using type = fault::none;
    };
    template <std::size_t Responses>
        requires(Responses > 0)
    struct with_responses<Responses> : several_handlers<message, all> {};
    enum : bool { once = times_registered<Handler, all>::value < 2 };

    using type = typename fault::first<std::conditional_t<bool(once), fault::none, fault::same_handler_twice<message, Handler>>, typename built::fault,
                                       typename with_responses<std::size_t{built::responses}>::type>::type;
};

template <class Contract, class Group>
struct group_fault;
template <class Contract, class... Entries>
struct group_fault<Contract, group<Entries...>> : first_of_many<type_list<typename handler_fault<Contract, Entries>::type...>> {};

template <class Contract, class Groups>
struct handlers_fault;
template <class Contract, class... Groups>
struct handlers_fault<Contract, type_list<Groups...>> : first_of_many<type_list<typename group_fault<Contract, Groups>::type...>> {};

// ---- messages that leave or enter

template <auto Path>
struct path_of_field {};

/// What a codec cannot express of a message. A message that is subscribed to has to be read as well.
template <class Codec, class Message, bool Read>
struct codec_fault {
    using type = fault::none;
};
template <class Message, bool Read>
struct codec_fault<json, Message, Read> {
    enum : bool { mapped = Read ? json_readable<Message> : json_mapped<Message> };
    template <bool Mapped>
    struct found {
        using type = fault::none;
    };
    template <bool Mapped>
        requires(!Mapped)
    struct found<Mapped> {
        static constexpr auto path = json_detail::path_to_unmapped<Message, Read ? json_detail::way::read : json_detail::way::write, json>();
        using type = std::conditional_t<path.fault == json_fault::unmapped, fault::unmapped_field<Message, path_of_field<path>>,
                                        fault::impossible_choice<Message, path_of_field<path>>>;
    };
    using type = typename found<bool(mapped)>::type;
};

/// Why the fields of a message cannot be had.
template <class Message>
consteval auto structure_fault_of() {
    if constexpr (reflect::detail::hana_struct<Message>) return fault::none{};
    else if constexpr (!reflect::detail::has_at_most_128_fields<Message>) return fault::fields_not_counted<Message>{};
    else if constexpr (!reflect::detail::has_only_empty_bases<Message>) return fault::fields_not_told_apart<Message>{};
    else if constexpr (!reflect::has_plain_fields<Message>) return fault::fields_not_had<Message>{};
    else return fault::none{};
}

template <class Message>
consteval auto plainness_fault_of() {
    if constexpr (reflect::reflectable<Message>) return structure_fault_of<Message>();
    else if constexpr (std::is_class_v<Message> && !reflect::detail::complete_class<Message>) return fault::message_incomplete<Message, nullptr>{};
    else return fault::not_a_message<Message, nullptr>{};
}

template <class Codec, class Message, bool HasTransport, bool Read>
struct message_fault {
    // What cannot be reflected is not looked at any further.
    template <class Structure>
    struct sound {
        using type = Structure;
    };
    template <std::same_as<fault::none> Nothing>
    struct sound<Nothing> {
        using type = typename fault::first<std::conditional_t<name_is_usable<Message>, fault::none, fault::bad_name<Message>>,
                                           std::conditional_t<topic_is_constant<Message>, fault::none, fault::topic_not_constant<Message>>,
                                           std::conditional_t<is_valid_topic_name(topic_name<Message>), fault::none, fault::bad_topic<Message>>,
                                           std::conditional_t<version_is_usable<Message>, fault::none, fault::bad_version<Message>>,
                                           std::conditional_t<priority_is_usable<Message>, fault::none, fault::bad_priority<Message>>,
                                           std::conditional_t<key_is_callable<Message>, fault::none, fault::key_not_callable<Message>>,
                                           std::conditional_t<key_is_usable<Message>, fault::none, fault::bad_key<Message>>,
                                           typename codec_fault<Codec, Message, Read>::type,
                                           std::conditional_t<HasTransport, fault::none, fault::no_transport<Message>>>::type;
    };
    template <bool Reflectable>
    struct checked : sound<decltype(structure_fault_of<Message>())> {};
    template <bool Reflectable>
        requires(!Reflectable)
    struct checked<Reflectable> {
        using type = decltype(plainness_fault_of<Message>());
    };
    using type = typename checked<reflect::reflectable<Message>>::type;
};

template <class Codec, bool HasTransport, class Groups>
struct publications_fault;
template <class Codec, bool HasTransport, class... Groups>
struct publications_fault<Codec, HasTransport, type_list<Groups...>> {
    template <class Group>
    struct of;
    template <class... Entries>
    struct of<group<Entries...>> : first_of_many<type_list<typename message_fault<Codec, typename Entries::key_type, HasTransport, false>::type...>> {};
    using type = typename first_of_many<type_list<typename of<Groups>::type...>>::type;
};

template <class Contract, class Codec, bool HasTransport, class Message>
struct subscription_fault {
    enum : bool {
        followed = Contract::handlers::count(reflect::type_id<Message>) + Contract::mappings::count(reflect::type_id<Message>) != 0,
        handled = bool(followed) || Contract::handlers::count(reflect::type_id<tombstone<Message>>) != 0,
        // Once where it is returned or published, and once when it comes back.
        twice = bool(followed) && Contract::publications::count(reflect::type_id<Message>) != 0 && Contract::twice::count(reflect::type_id<Message>) == 0
    };
    using type = typename fault::first<typename message_fault<Codec, Message, HasTransport, true>::type,
                                       std::conditional_t<bool(handled), fault::none, fault::not_handled<Message>>,
                                       std::conditional_t<bool(twice), fault::handled_twice<Message>, fault::none>>::type;
};

template <class Contract, class Codec, bool HasTransport, class Subscriptions>
struct subscriptions_fault;
template <class Contract, class Codec, bool HasTransport, class... Messages>
struct subscriptions_fault<Contract, Codec, HasTransport, type_list<Messages...>>
    : first_of_many<type_list<typename subscription_fault<Contract, Codec, HasTransport, Messages>::type...>> {};

// ---- retry rules

template <class Contract, class Declaration>
struct rule_target_fault {
    using type = fault::none;
};
template <class Contract, class Message, auto... Rules>
struct rule_target_fault<Contract, message_retry_list<Message, Rules...>> {
    enum : bool { read = Contract::read::count(reflect::type_id<Message>) != 0 };
    using type = typename fault::first<std::conditional_t<bool(read), fault::none, fault::rules_for_what_is_not_read<Message>>,
                                       typename rules_fault<typename Contract::rules::template for_message<Message>>::type>::type;
};
template <class Contract, auto Handler, auto... Rules>
    requires is_handler<Handler>
struct rule_target_fault<Contract, handler_retry_list<Handler, Rules...>> {
    enum : bool { known = times_registered<Handler, typename Contract::template handlers_of<typename handler_signature<Handler>::message_type>>::value != 0 };
    using type = typename fault::first<std::conditional_t<bool(known), fault::none, fault::rules_of_no_handler<Handler>>,
                                       typename rules_fault<typename Contract::rules::template for_handler<Handler>>::type>::type;
};
template <class Contract, auto Handler, auto... Rules>
    requires(!is_handler<Handler>)
struct rule_target_fault<Contract, handler_retry_list<Handler, Rules...>> {
    using type = fault::rules_of_no_handler<Handler>;
};

/// What can only be said of all lists of rules together.
template <class Contract, class Rules>
struct all_rules_fault;
template <class Contract, class... Declarations>
struct all_rules_fault<Contract, rules_among<type_list<Declarations...>>> {
    using type =
        typename fault::first<typename rules_fault<typename Contract::rules::for_all>::type, typename rule_target_fault<Contract, Declarations>::type...>::type;
};

// ---- mappings

template <class From, class To, std::size_t Field, class Indexes>
struct nameless_field;
template <class From, class To, std::size_t Field, std::size_t... Indexes>
struct nameless_field<From, To, Field, std::index_sequence<Indexes...>> {
    using name = field_name<reflect::field_names<To>[Field][Indexes]...>;
    using type = std::conditional_t<source_of_field<From, To, Field>() == source_kind::narrowed, fault::field_narrowed<From, To, name>,
                                    fault::field_without_source<From, To, name>>;
};
template <class From, class To, std::size_t Field>
struct field_fault : nameless_field<From, To, Field, std::make_index_sequence<reflect::field_names<To>[Field].size()>> {};
template <class From, class To>
struct field_fault<From, To, no_field> {
    using type = fault::none;
};

template <class From, class To, class Structure = typename fault::first<decltype(plainness_fault_of<From>()), decltype(plainness_fault_of<To>())>::type>
struct mapping_fault {
    using type = Structure;
};
template <class From, class To>
struct mapping_fault<From, To, fault::none> : field_fault<From, To, first_field_without_source<From, To>()> {};

template <class Groups>
struct mappings_fault;
template <class... Entries>
struct mappings_fault<type_list<group<Entries>...>>
    : first_of_many<type_list<typename mapping_fault<typename Entries::key_type, typename Entries::to_type>::type...>> {};

// ---- wire names

template <class List>
struct names_fault;
template <class... Messages>
struct names_fault<type_list<Messages...>> {
    static constexpr std::uint64_t hash(std::string_view text) {
        std::uint64_t value = 0xcbf29ce484222325ULL;
        for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        return value;
    }
    struct pair {
        std::size_t first;
        std::size_t second;
    };
    static constexpr pair clash() {
        constexpr std::size_t size = sizeof...(Messages);
        const std::array<std::uint64_t, size + 1> types{reflect::type_id<Messages>..., 0};
        const std::array<std::uint64_t, size + 1> names{hash(message_name<Messages>)..., 0};
        std::array<place, size> places{};
        for (std::size_t index = 0; index < size; ++index) places[index] = {names[index], 0, static_cast<std::uint32_t>(index)};
        places = sorted_places(places);
        for (std::size_t index = 1; index < size; ++index) {
            const std::size_t left = places[index - 1].index;
            const std::size_t right = places[index].index;
            if (names[left] == names[right] && types[left] != types[right]) return {left, right};
        }
        return {size, size};
    }
    template <bool Clash>
    struct report {
        using type = fault::none;
    };
    template <bool Clash>
        requires Clash
    struct report<Clash> {
        using type = fault::one_name<typename at<clash().first, declared_message<Messages>...>::key_type,
                                     typename at<clash().second, declared_message<Messages>...>::key_type>;
    };
    using type = typename report<(clash().first < sizeof...(Messages))>::type;
};

template <class Groups>
struct declared_in;
template <class... Groups>
struct declared_in<type_list<Groups...>> {
    template <class Group>
    struct of;
    template <class... Entries>
    struct of<group<Entries...>> {
        using type = type_list<typename Entries::key_type...>;
    };
    using type = typename joined<type_list<>, typename of<Groups>::type...>::type;
};

/// `type` is the first fault of the contract, or fault::none.
template <class Contract, class Codec, bool HasTransport>
struct soundness {
    using exchanged = typename joined<typename declared_in<typename Contract::publications::groups>::type, typename Contract::subscriptions>::type;
    using type = typename fault::first<typename Contract::declared_fault, typename mappings_fault<typename Contract::mappings::groups>::type,
                                       typename handlers_fault<Contract, typename Contract::handlers::groups>::type,
                                       typename publications_fault<Codec, HasTransport, typename Contract::publications::groups>::type,
                                       typename subscriptions_fault<Contract, Codec, HasTransport, typename Contract::subscriptions>::type,
                                       typename names_fault<exchanged>::type, typename all_rules_fault<Contract, typename Contract::rules>::type,
                                       typename upcasts_fault<typename Contract::upcasts, typename Contract::subscriptions>::type>::type;
};

}  // namespace gulo::detail
