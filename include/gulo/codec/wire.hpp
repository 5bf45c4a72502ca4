#pragma once
// In which format messages are written, and which formats are read.

#include <gulo/codec/default_format.hpp>
#include <gulo/codec/wire_format.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

namespace gulo {

namespace detail {

template <class Format>
struct formats_read_by {
    using type = format_list<Format>;
};
template <class Format>
    requires requires { typename Format::reads; }
struct formats_read_by<Format> {
    using type = typename Format::reads;
};

template <class... Lists>
struct joined_formats;
template <class... Formats>
struct joined_formats<format_list<Formats...>> {
    using type = format_list<Formats...>;
};
template <class... First, class... Second, class... Rest>
struct joined_formats<format_list<First...>, format_list<Second...>, Rest...> : joined_formats<format_list<First..., Second...>, Rest...> {};

template <class Formats>
struct readers_of;
template <class... Formats>
struct readers_of<format_list<Formats...>> {
    static constexpr std::array<const wire_reader*, sizeof...(Formats)> value{&wire_reader_of<Formats>...};
};

}  // namespace detail

/// What gulo::wire and gulo::wire_of say.
template <class Written, class... Accepted>
struct wire_choice {
    using written = Written;
    static constexpr bool is_default = std::is_same_v<Written, default_format> && sizeof...(Accepted) == 0;

    /// What the names of its topics begin with, where the format says so.
    static constexpr std::string_view topic_prefix() noexcept
        requires requires { Written::topic_prefix; }
    {
        return Written::topic_prefix;
    }

    /// How records are opened. Lives as long as the program.
    static constexpr std::span<const wire_reader* const> readers() noexcept {
        return detail::readers_of<
            typename detail::joined_formats<typename detail::formats_read_by<Written>::type, typename detail::formats_read_by<Accepted>::type...>::type>::value;
    }
};

/// The wire format of a whole application, as one of its parts, or of a message, as its member `static constexpr auto wire = gulo::wire<…>;`.
/// Messages are written as `Written` and read from records in that format or in one of `Accepted`, and in no other: what is in another one is dead-lettered
/// with a reason that names it. The topic is what is read, so all messages of a topic share what is accepted there.
template <class Written, class... Accepted>
inline constexpr wire_choice<Written, Accepted...> wire{};

namespace detail {

/// A message that says itself in which format it travels.
template <class Message>
concept states_its_wire = requires {
    typename std::remove_cvref_t<decltype(Message::wire)>::written;
    std::remove_cvref_t<decltype(Message::wire)>::readers();
};

}  // namespace detail

}  // namespace gulo
