#pragma once
// The JSON forms of what may be absent: null. As a field of a struct it is left out instead.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_slot.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace gulo::json_detail {

/// The value null, and nothing else.
template <class Codec>
struct json_rule<std::monostate, Codec> : bounded_form<4> {
    static char* write(char* at, std::monostate) { return write_literal(at, "null"); }
    static const char* read(json_reader& reader, const char* at, std::monostate&) {
        at = reader.skip_space(at);
        const char* const end = skip_word(reader, at, "null");
        return end != at ? end : reader.unexpected(at, "null");
    }
};

/// Whether a field of this type may be missing in a document.
template <class T, class Codec>
inline constexpr bool is_nullable = requires { json_rule<T, Codec>::nullable; };

/// Whether null is a value of the type that differs from nothing at all: that of an optional inside another.
template <class T, class Codec>
inline constexpr bool null_is_a_value = false;
template <class T, class Codec>
inline constexpr bool null_is_a_value<std::optional<T>, Codec> = is_nullable<T, Codec> && is_read_in_place<T>;

// True when null was read.
inline bool read_null(json_reader& reader, const char*& at) {
    at = reader.skip_space(at);
    const char* const end = skip_word(reader, at, "null");
    return end != std::exchange(at, end);
}

template <class T, class Codec>
constexpr std::size_t bound_of_optional() {
    return is_bounded<T, Codec> ? std::max<std::size_t>(json_rule<T, Codec>::max_size, 4) : 0;
}

template <class T, class Codec>
struct json_rule<std::optional<T>, Codec> : bounded_form<bound_of_optional<T, Codec>(), T> {
    static constexpr bool nullable = true;

    static char* write(char* at, const std::optional<T>& value) { return value ? json_rule<T, Codec>::write(at, *value) : write_literal(at, "null"); }
    static char* write(json_writer& writer, char* at, const std::optional<T>& value, std::size_t extra) {
        return value ? write_value<Codec>(writer, at, *value, extra) : write_literal(writer.reserve(at, 4 + extra), "null");
    }

    static const char* read(json_reader& reader, const char* at, std::optional<T>& value) {
        value.reset();
        // null is the innermost of nested ones, so that a field tells "not there" from "there, and null".
        if constexpr (null_is_a_value<std::optional<T>, Codec>) {
            return read_value<Codec>(reader, at, value.emplace());
        } else if (read_null(reader, at)) {
            return at;
        }
        if constexpr (is_read_in_place<T>) return read_value<Codec>(reader, at, value.emplace());
        else return json_rule<T, Codec>::make(reader, at, value);
    }
};

template <class Pointer, class T, class Codec>
struct pointer_form : unbounded_form<T> {
    static constexpr bool nullable = true;

    static char* write(json_writer& writer, char* at, const Pointer& value, std::size_t extra) {
        return value ? write_value<Codec>(writer, at, *value, extra) : write_literal(writer.reserve(at, 4 + extra), "null");
    }

    static const char* read(json_reader& reader, const char* at, Pointer& value) {
        value.reset();
        if (read_null(reader, at)) return at;
        if constexpr (is_read_in_place<T>) {
            T* const made = new T{};
            value = Pointer{made};
            return read_value<Codec>(reader, at, *made);
        } else {
            std::optional<T> slot;
            at = json_rule<T, Codec>::make(reader, at, slot);
            if (at != nullptr) value = Pointer{new T{*std::move(slot)}};
            return at;
        }
    }
};

template <class T, class Codec>
    requires(!std::is_array_v<T> && !std::is_polymorphic_v<T>)
struct json_rule<std::unique_ptr<T>, Codec> : pointer_form<std::unique_ptr<T>, std::remove_const_t<T>, Codec> {};

template <class T, class Codec>
    requires(!std::is_array_v<T> && !std::is_polymorphic_v<T>)
struct json_rule<std::shared_ptr<T>, Codec> : pointer_form<std::shared_ptr<T>, std::remove_const_t<T>, Codec> {};

}  // namespace gulo::json_detail
