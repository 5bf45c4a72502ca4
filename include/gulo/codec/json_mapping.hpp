#pragma once
// How a type becomes JSON: the user's own mapping, and the place where the rules for all types are found.

#include <gulo/base/result.hpp>
#include <gulo/codec/json_options.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_writer.hpp>

#include <cstddef>
#include <exception>
#include <new>
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
/// `from` may take its argument by value or `&&`, when it wants to keep it. The message of the error that it returns, or the text of the exception that it
/// throws, appears in the error of `decode`, with line, column and path; only std::bad_alloc passes. The type needs no default constructor.
template <class T>
struct json_mapping;

struct json;

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
/// Codec::options are what was chosen for the whole document.
template <class T, class Codec = json>
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

template <class T, class Codec>
inline constexpr bool is_bounded = json_rule<T, Codec>::max_size != 0;

/// Forms without an owner of what was read.
template <class T>
inline constexpr bool is_write_only = false;

/// Writes any value and leaves room for `extra` characters behind it.
template <class Codec, class T>
inline char* write_value(json_writer& writer, char* at, const T& value, std::size_t extra) {
    if constexpr (is_bounded<T, Codec>) return json_rule<T, Codec>::write(writer.reserve(at, json_rule<T, Codec>::max_size + extra), value);
    else return json_rule<T, Codec>::write(writer, at, value, extra);
}

template <class Codec, class T>
inline const char* read_value(json_reader& reader, const char* at, T& value) {
    return json_rule<T, Codec>::read(reader, at, value);
}

template <class T>
using mapped_form = std::remove_cvref_t<decltype(json_mapping<T>::to(std::declval<const T&>()))>;

template <class T>
concept converted_back_by_user = requires(mapped_form<T>&& form) { json_mapping<T>::from(std::move(form)); };

/// Calls `take` with what json_mapping<T>::from makes of the form. False, with a failure at `start`, when it refuses it: also by
/// an exception, because the same document would bring it again and again.
template <class T, class Form, class Take>
inline bool convert_back(json_reader& reader, const char* start, Form&& form, Take take) {
    const auto convert = [&] {
        auto converted = json_mapping<T>::from(std::forward<Form>(form));
        if constexpr (std::is_same_v<decltype(converted), result<T>>) {
            if (converted.has_error()) {
                reader.mismatch(start, converted.error().message);
                return false;
            }
            take(*std::move(converted));
        } else {
            take(std::move(converted));
        }
        return true;
    };
#if defined(__cpp_exceptions)
    if constexpr (!noexcept(json_mapping<T>::from(std::forward<Form>(form)))) {
        try {
            return convert();
        } catch (const std::bad_alloc&) { throw; } catch (const std::exception& refusal) {
            reader.mismatch(start, refusal.what());
        } catch (...) { reader.mismatch(start, "json_mapping refuses it by an exception that is not a std::exception"); }
        return false;
    } else {
        return convert();
    }
#else
    return convert();
#endif
}

}  // namespace json_detail
}  // namespace gulo
