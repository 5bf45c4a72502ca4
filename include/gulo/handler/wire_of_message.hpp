#pragma once
// Which wire format a message has in an application.

#include <gulo/codec/wire.hpp>
#include <gulo/handler/contract_key.hpp>
#include <gulo/handler/fault.hpp>
#include <gulo/handler/multimap.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace gulo {

/// Stands for the messages that no gulo::wire_of is about.
struct everything_else {};

namespace detail {

/// A codec whose application says something about wire formats; `Key` stands for the application's contract.
template <class Codec, class Key>
struct wire_codec : Codec {};

template <class Message, class Declaration>
struct stated_for_message {
    using type = type_list<>;
};
template <class Message, class Choice>
struct stated_for_message<Message, message_wire<Message, Choice>> {
    using type = type_list<Choice>;
};

template <class Declaration>
struct stated_for_all {
    using type = type_list<>;
};
template <class Written, class... Accepted>
struct stated_for_all<wire_choice<Written, Accepted...>> {
    using type = type_list<wire_choice<Written, Accepted...>>;
};

template <class Message, class Declarations>
struct wires_among;
template <class Message, class... Declarations>
struct wires_among<Message, type_list<Declarations...>> {
    using for_message = typename joined<type_list<>, typename stated_for_message<Message, Declarations>::type...>::type;
    using for_all = typename joined<type_list<>, typename stated_for_all<Declarations>::type...>::type;
};

template <class Stated, class Otherwise>
struct first_stated {
    using type = Otherwise;
};
template <class First, class... Rest, class Otherwise>
struct first_stated<type_list<First, Rest...>, Otherwise> {
    using type = First;
};

template <class Message>
struct stated_by_itself {
    using type = type_list<>;
};
template <states_its_wire Message>
struct stated_by_itself<Message> {
    using type = type_list<std::remove_cvref_t<decltype(Message::wire)>>;
};

/// The choice for a message: what the application says of it, what it says itself, what the application says of all.
template <class Codec, class Message>
struct wire_for {
    using codec = Codec;
    using type = typename first_stated<typename stated_by_itself<Message>::type, wire_choice<default_format>>::type;
};
template <class Codec, class Key, class Message>
struct wire_for<wire_codec<Codec, Key>, Message> {
    using codec = Codec;
    using among = wires_among<Message, typename contract_of_key<Key>::wires>;
    using of_application = typename first_stated<typename among::for_all, wire_choice<default_format>>::type;
    using of_message = typename first_stated<typename stated_by_itself<Message>::type, of_application>::type;
    using type = typename first_stated<typename among::for_message, of_message>::type;
};

/// Two formats stated for one message, or for the application.
template <class Declaration>
struct stated_for;
template <class Message, class Choice>
struct stated_for<message_wire<Message, Choice>> {
    using key_type = Message;
};
template <class Written, class... Accepted>
struct stated_for<wire_choice<Written, Accepted...>> {
    using key_type = everything_else;
};

template <class Declarations>
struct wires_fault {
    using type = fault::none;
};
template <class First, class Second, class... Rest>
struct wires_fault<type_list<First, Second, Rest...>> {
    static constexpr std::size_t size = sizeof...(Rest) + 2;
    static constexpr std::size_t doubled() {
        const std::array<std::uint64_t, size> keys{reflect::type_id<typename stated_for<First>::key_type>,
                                                   reflect::type_id<typename stated_for<Second>::key_type>,
                                                   reflect::type_id<typename stated_for<Rest>::key_type>...};
        std::array<place, size> places{};
        for (std::size_t index = 0; index < size; ++index) places[index] = {keys[index], 0, static_cast<std::uint32_t>(index)};
        places = sorted_places(places);
        for (std::size_t index = 1; index < size; ++index)
            if (keys[places[index - 1].index] == keys[places[index].index]) return places[index].index;
        return size;
    }
    template <std::size_t Which>
    struct report {
        using type = fault::two_wire_formats<typename at<Which, stated_for<First>, stated_for<Second>, stated_for<Rest>...>::key_type>;
    };
    template <std::size_t Which>
        requires(Which == size)
    struct report<Which> {
        using type = fault::none;
    };
    using type = typename report<doubled()>::type;
};

/// The codec for an application: as it is, unless formats are stated.
template <class Codec, class Key, class Wires>
struct codec_with_wires {
    using type = wire_codec<Codec, Key>;
};
template <class Codec, class Key>
struct codec_with_wires<Codec, Key, type_list<>> {
    using type = Codec;
};

}  // namespace detail

}  // namespace gulo
