#pragma once
// The keys of a struct's fields and the texts of an enumeration's enumerators, after renaming.

#include <gulo/codec/json_options.hpp>
#include <gulo/message/name.hpp>
#include <gulo/reflect/enumerators.hpp>
#include <gulo/reflect/fields.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace gulo::json_detail {

/// `name`, spelled in another style. Underscores before the first and after the last word are left out.
template <std::size_t Capacity>
constexpr detail::short_text<Capacity> restyled(std::string_view name, name_style style) {
    detail::short_text<Capacity> text;
    const auto snake = detail::snake_case<Capacity>(name);
    bool first_of_word = true;
    for (const char c : snake.view()) {
        if (c == '_') {
            first_of_word = true;
            continue;
        }
        const bool lower = c >= 'a' && c <= 'z';
        const char upper = lower ? static_cast<char>(c - 'a' + 'A') : c;
        const bool begins_second = first_of_word && text.size != 0;
        if (begins_second && style == name_style::kebab_case) text.push_back('-');
        if (begins_second && (style == name_style::snake_case || style == name_style::upper_snake_case)) text.push_back('_');
        const bool capital =
            style == name_style::upper_snake_case || (style == name_style::pascal_case && first_of_word) || (style == name_style::camel_case && begins_second);
        text.push_back(capital ? upper : c);
        first_of_word = false;
    }
    if (text.size == 0) text.append(name);
    return text;
}

template <std::size_t Count, class Names>
constexpr std::size_t longest_name(const Names& names) {
    std::size_t longest = 1;
    for (const auto& each : names)
        if (each.size() > longest) longest = each.size();
    return longest;
}

template <class T>
constexpr std::string_view own_name(std::string_view declared) {
    if constexpr (has_own_names<T>) {
        for (const json_name& each : own_names<T>())
            if (each.declared == declared) return each.json;
    }
    return {};
}

/// The names of T's fields or enumerators in another style, and with T's own names instead of some.
template <class T, name_style Style, std::size_t Count, const std::array<std::string_view, Count>& Declared>
struct renamed {
    static constexpr std::size_t capacity = 2 * longest_name<Count>(Declared) + 1;
    using text = detail::short_text<capacity>;

    static constexpr std::array<text, Count> make_texts() {
        std::array<text, Count> made{};
        for (std::size_t index = 0; index < Count; ++index) {
            if (Style == name_style::as_declared) made[index].append(Declared[index]);
            else made[index] = restyled<capacity>(Declared[index], Style);
        }
        return made;
    }
    static constexpr std::array<text, Count> texts = make_texts();

    static constexpr std::array<std::string_view, Count> make_names() {
        std::array<std::string_view, Count> made{};
        for (std::size_t index = 0; index < Count; ++index) {
            made[index] = own_name<T>(Declared[index]);
            if (made[index].data() == nullptr) made[index] = texts[index].view();
        }
        return made;
    }
    static constexpr std::array<std::string_view, Count> names = make_names();
};

/// The keys of the fields of T, in the order of declaration.
template <class T, class Codec>
constexpr const auto& keys_of() {
    constexpr name_style style = options_of<T, Codec>.names;
    if constexpr (style == name_style::as_declared && !has_own_names<T>) return reflect::field_names<T>;
    else return renamed<T, style, reflect::field_count<T>, reflect::field_names<T>>::names;
}

/// Whether a name can be written between quotes as it is.
constexpr bool is_plain_name(std::string_view name) {
    for (const char c : name)
        if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) return false;
    return true;
}

template <class Names>
constexpr bool are_different(const Names& names) {
    for (std::size_t index = 0; index < names.size(); ++index)
        for (std::size_t other = 0; other < index; ++other)
            if (names[other] == names[index]) return false;
    return true;
}

/// Whether every name that T renames is the name of a field or enumerator.
template <class T, class Names>
constexpr bool renames_only(const Names& declared) {
    if constexpr (has_own_names<T>) {
        for (const json_name& each : own_names<T>()) {
            bool found = false;
            for (const std::string_view name : declared) found = found || name == each.declared;
            if (!found) return false;
        }
    }
    return true;
}

template <class E>
inline constexpr auto declared_enumerators = [] {
    std::array<std::string_view, reflect::enumerators<E>.size()> names{};
    for (std::size_t index = 0; index < names.size(); ++index) names[index] = reflect::enumerators<E>[index].name;
    return names;
}();

/// The style of an enumeration's own; a codec's is for fields.
template <class E>
inline constexpr name_style enumerator_style = own_options<E>().names == name_style::unset ? name_style::as_declared : own_options<E>().names;

template <class E>
inline constexpr bool renames_enumerators = has_own_names<E> || enumerator_style<E> != name_style::as_declared;

/// The enumerators of E with their names in JSON.
template <class E>
constexpr const auto& json_enumerators() {
    return reflect::enumerators<E>;
}

template <class E>
struct renamed_enumerators {
    static constexpr auto& names = renamed<E, enumerator_style<E>, declared_enumerators<E>.size(), declared_enumerators<E>>::names;
    static constexpr auto all = [] {
        auto made = reflect::enumerators<E>;
        for (std::size_t index = 0; index < made.size(); ++index) made[index].name = names[index];
        return made;
    }();
};

template <class E>
    requires renames_enumerators<E>
constexpr const auto& json_enumerators() {
    return renamed_enumerators<E>::all;
}

/// The name of `value` in JSON; empty when it has none.
template <class E>
constexpr std::string_view json_enumerator_name(E value) {
    const std::string_view declared = reflect::enumerator_name(value);
    if constexpr (renames_enumerators<E>) {
        for (const auto& each : json_enumerators<E>())
            if (!declared.empty() && each.value == value) return each.name;
        return {};
    } else {
        return declared;
    }
}

}  // namespace gulo::json_detail
