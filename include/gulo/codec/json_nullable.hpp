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
template <>
struct json_rule<std::monostate> : bounded_form<4> {
    static char* write(char* at, std::monostate) { return write_literal(at, "null"); }
    static const char* read(json_reader& reader, const char* at, std::monostate&) {
        at = reader.skip_space(at);
        const char* const end = skip_word(reader, at, "null");
        return end != at ? end : reader.unexpected(at, "null");
    }
};

/// Whether a field of this type may be missing in a document.
template <class T>
inline constexpr bool is_nullable = requires { json_rule<T>::nullable; };

// True when null was read.
inline bool read_null(json_reader& reader, const char*& at) {
    at = reader.skip_space(at);
    const char* const end = skip_word(reader, at, "null");
    return end != std::exchange(at, end);
}

template <class T>
constexpr std::size_t bound_of_optional() {
    return is_bounded<T> ? std::max<std::size_t>(json_rule<T>::max_size, 4) : 0;
}

template <class T>
struct json_rule<std::optional<T>> : bounded_form<bound_of_optional<T>(), T> {
    static constexpr bool nullable = true;

    static char* write(char* at, const std::optional<T>& value) {
        return value ? json_rule<T>::write(at, *value) : write_literal(at, "null");
    }
    static char* write(json_writer& writer, char* at, const std::optional<T>& value, std::size_t extra) {
        return value ? write_value(writer, at, *value, extra) : write_literal(writer.reserve(at, 4 + extra), "null");
    }

    static const char* read(json_reader& reader, const char* at, std::optional<T>& value) {
        value.reset();
        if (read_null(reader, at)) return at;
        if constexpr (is_read_in_place<T>) return read_value(reader, at, value.emplace());
        else return json_rule<T>::make(reader, at, value);
    }
};

template <class Pointer, class T>
struct pointer_form : unbounded_form<T> {
    static constexpr bool nullable = true;

    static char* write(json_writer& writer, char* at, const Pointer& value, std::size_t extra) {
        return value ? write_value(writer, at, *value, extra) : write_literal(writer.reserve(at, 4 + extra), "null");
    }

    static const char* read(json_reader& reader, const char* at, Pointer& value) {
        value.reset();
        if (read_null(reader, at)) return at;
        if constexpr (is_read_in_place<T>) {
            value = Pointer{new T{}};
            return read_value(reader, at, *value);
        } else {
            std::optional<T> slot;
            at = json_rule<T>::make(reader, at, slot);
            if (at != nullptr) value = Pointer{new T{*std::move(slot)}};
            return at;
        }
    }
};

template <class T>
    requires(!std::is_const_v<T> && !std::is_array_v<T> && !std::is_polymorphic_v<T>)
struct json_rule<std::unique_ptr<T>> : pointer_form<std::unique_ptr<T>, T> {};

template <class T>
    requires(!std::is_const_v<T> && !std::is_array_v<T> && !std::is_polymorphic_v<T>)
struct json_rule<std::shared_ptr<T>> : pointer_form<std::shared_ptr<T>, T> {};

}  // namespace gulo::json_detail
