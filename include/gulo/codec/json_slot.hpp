#pragma once
// Where a value is read to before it exists: a type without default constructor can't be made empty first.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/reflect/fields.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

namespace gulo::json_detail {

template <class T>
constexpr bool can_be_read_in_place();

/// Whether a T is made empty and then filled; otherwise its fields are read first and it is made of them.
template <class T>
inline constexpr bool is_read_in_place = can_be_read_in_place<T>();

template <class T>
concept struct_like = !mapped_by_user<T> && reflect::has_plain_fields<T>;

// No lambda: Clang 14 crashes where it reads one inside decltype from a precompiled header.
struct to_part_list {
    template <class... Field>
    constexpr part_list<Field...> operator()(Field&...) const {
        return {};
    }
};

template <class T>
struct fields_of {
    using declared = decltype(reflect::visit_fields(std::declval<T&>(), to_part_list{}));

    template <class... Field>
    static part_list<std::remove_const_t<Field>...> without_const(part_list<Field...>);
    using types = decltype(without_const(declared{}));

    template <class... Field>
    static constexpr bool in_place(part_list<Field...>) {
        return ((!std::is_const_v<Field> && is_read_in_place<std::remove_const_t<Field>>) && ...);
    }
};

/// The types of a struct's fields, without const.
template <class T>
using field_types = typename fields_of<T>::types;

template <class T>
constexpr bool can_be_read_in_place() {
    if constexpr (!std::default_initializable<T>) return false;
    else if constexpr (mapped_by_user<T>) return std::is_move_assignable_v<T>;
    else if constexpr (struct_like<T>) return fields_of<T>::in_place(typename fields_of<T>::declared{});
    else return true;
}

template <class T>
struct slot_in_place {
    T value{};
};

template <class T>
using json_slot = std::conditional_t<is_read_in_place<T>, slot_in_place<T>, std::optional<T>>;

template <class Codec, class T>
inline const char* read_slot(json_reader& reader, const char* at, slot_in_place<T>& slot) {
    return read_value<Codec>(reader, at, slot.value);
}

template <class Codec, class T>
inline const char* read_slot(json_reader& reader, const char* at, std::optional<T>& slot) {
    return json_rule<T, Codec>::make(reader, at, slot);
}

template <class T>
T&& take(slot_in_place<T>& slot) {
    return std::move(slot.value);
}

template <class T>
T&& take(std::optional<T>& slot) {
    return *std::move(slot);
}

/// A type whose author says how it is written.
template <mapped_by_user T, class Codec>
struct json_rule<T, Codec> : unbounded_form<mapped_form<T>> {
    using form = mapped_form<T>;

    static char* write(json_writer& writer, char* at, const T& value, std::size_t extra) {
        return write_value<Codec, form>(writer, at, json_mapping<T>::to(value), extra);
    }

    static const char* read(json_reader& reader, const char* at, T& value) {
        return convert(reader, at, [&](T&& converted) { value = std::move(converted); });
    }

    /// For a T that can't be made empty first.
    static const char* make(json_reader& reader, const char* at, std::optional<T>& value) {
        return convert(reader, at, [&](T&& converted) { value.emplace(std::move(converted)); });
    }

private:
    template <class Take>
    static const char* convert(json_reader& reader, const char* at, Take keep) {
        json_slot<form> mapped;
        const char* const start = reader.skip_space(at);
        at = read_slot<Codec>(reader, start, mapped);
        if (at == nullptr || !convert_back<T>(reader, start, take(mapped), keep)) return nullptr;
        return at;
    }
};

}  // namespace gulo::json_detail
