#pragma once
// How a type becomes JSON: the user's own mapping, and the place where the rules for all types are found.

#include <gulo/base/result.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_writer.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

namespace gulo {

/// Specialise it to give a type of your own a JSON form, by way of a type that has one already:
///
///     template <> struct gulo::json_mapping<money> {
///         static std::string to(const money& value);
///         static gulo::result<money> from(const std::string& text);   // or just money, when it can't fail
///     };
///
/// The message of the error that `from` returns appears in the error of `decode`, with line, column and path.
template <class T>
struct json_mapping;

namespace json_detail {

template <class T>
concept mapped_by_user = requires(const T& value) { json_mapping<T>::to(value); };

template <class... T>
struct part_list {};

/// The JSON form of one category of types; the partial specialisations are in the headers of this room. Each has
///   `max_size`: the most characters a value takes, or 0 when that isn't bounded;
///   `write(at, value)` when bounded, otherwise `write(writer, at, value, extra)`;
///   `read(reader, at, value)`, into a value that exists; white space may stand before it;
///   `parts`: the types whose forms it uses.
template <class T>
struct json_rule {
    static constexpr bool exists = false;
    static constexpr std::size_t max_size = 0;
};

template <class... Parts>
struct unbounded_form {
    static constexpr bool exists = true;
    static constexpr std::size_t max_size = 0;
    using parts = part_list<Parts...>;
};

template <std::size_t Size, class... Parts>
struct bounded_form {
    static constexpr bool exists = true;
    static constexpr std::size_t max_size = Size;
    using parts = part_list<Parts...>;
};

template <class T>
inline constexpr bool is_bounded = json_rule<T>::max_size != 0;

/// Writes any value and leaves room for `extra` characters behind it.
template <class T>
inline char* write_value(json_writer& writer, char* at, const T& value, std::size_t extra) {
    if constexpr (is_bounded<T>) return json_rule<T>::write(writer.reserve(at, json_rule<T>::max_size + extra), value);
    else return json_rule<T>::write(writer, at, value, extra);
}

template <class T>
inline const char* read_value(json_reader& reader, const char* at, T& value) {
    return json_rule<T>::read(reader, at, value);
}

/// A type whose author says how it is written.
template <mapped_by_user T>
struct json_rule<T> : unbounded_form<std::remove_cvref_t<decltype(json_mapping<T>::to(std::declval<const T&>()))>> {
    using form = std::remove_cvref_t<decltype(json_mapping<T>::to(std::declval<const T&>()))>;

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) {
        return write_value<form>(writer, at, json_mapping<T>::to(value), extra);
    }

    static const char* read(json_reader& reader, const char* at, T& value) {
        form mapped{};
        const char* const start = reader.skip_space(at);
        at = read_value(reader, start, mapped);
        if (at == nullptr) return nullptr;
        auto converted = json_mapping<T>::from(std::as_const(mapped));
        if constexpr (std::is_same_v<decltype(converted), result<T>>) {
            if (converted.has_error()) return reader.mismatch(start, converted.error().message);
            value = *std::move(converted);
        } else {
            value = std::move(converted);
        }
        return at;
    }
};

}  // namespace json_detail
}  // namespace gulo
