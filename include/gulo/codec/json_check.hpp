#pragma once
// Whether every part of a type has a JSON form, and the path to the first one that hasn't.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/reflect/fields.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo {

/// Text as a template argument, so that it appears in the compiler's message.
template <std::size_t Size>
struct at_path {
    char text[Size]{};

    constexpr at_path(const char (&characters)[Size]) { std::copy_n(characters, Size, text); }
    explicit constexpr at_path(std::string_view characters) { std::copy_n(characters.data(), Size - 1, text); }
    constexpr std::string_view view() const { return {text, Size - 1}; }
};

namespace json_detail {

enum class way { write, read };

template <class... T>
struct structs {};

template <class T>
concept converted_back_by_user = requires(const std::remove_cvref_t<decltype(json_mapping<T>::to(std::declval<const T&>()))>& form) {
    json_mapping<T>::from(form);
};

// What can be said of T without its parts. Reading makes an empty T first, or a plain struct of its fields.
template <class T, way Way>
constexpr bool can_go() {
    if constexpr (Way == way::write) return struct_like<T> || json_rule<T>::exists;
    else if constexpr (std::is_same_v<T, std::string_view>) return false;
    else if constexpr (mapped_by_user<T>) return converted_back_by_user<T> && std::default_initializable<T>;
    else if constexpr (struct_like<T>) return std::default_initializable<T> || reflect::detail::plain_aggregate<T>;
    else return json_rule<T>::exists && std::default_initializable<T>;
}

template <class T, way Way, class... Open>
constexpr bool is_mapped(structs<Open...>);

template <way Way, class... Part, class Open>
constexpr bool are_mapped(part_list<Part...>, [[maybe_unused]] Open open) {
    return (is_mapped<Part, Way>(open) && ...);
}

// A struct that contains itself, by way of a pointer or a container, is looked at once.
template <class T, way Way, class... Open>
constexpr bool is_mapped([[maybe_unused]] structs<Open...> open) {
    if constexpr ((std::is_same_v<T, Open> || ...)) return true;
    else if constexpr (!can_go<T, Way>()) return false;
    else if constexpr (struct_like<T>) return are_mapped<Way>(field_types<T>{}, structs<T, Open...>{});
    else return are_mapped<Way>(typename json_rule<T>::parts{}, open);
}

// A path under construction: enough for any that a person can read.
struct path_text {
    char text[512]{};
    std::size_t size = 0;

    constexpr void append(std::string_view part) {
        for (const char c : part)
            if (size < sizeof text) text[size++] = c;
    }
};

template <class T, way Way, class... Open>
constexpr void find_unmapped(path_text& path, structs<Open...> open);

template <way Way, class... Part, class Open>
constexpr void find_in_parts([[maybe_unused]] path_text& path, part_list<Part...>, [[maybe_unused]] Open open) {
    static_cast<void>(((!is_mapped<Part, Way>(open) && (find_unmapped<Part, Way>(path, open), true)) || ...));
}

template <class T, way Way, class... Part, class Open>
constexpr void find_in_fields(path_text& path, part_list<Part...>, [[maybe_unused]] Open open) {
    std::size_t field = 0;
    const auto enter = [&] {
        if (path.size != 0) path.append(".");
        path.append(reflect::field_names<T>[field]);
        return true;
    };
    static_cast<void>((((!is_mapped<Part, Way>(open) && enter() && (find_unmapped<Part, Way>(path, open), true)) || (++field, false)) || ...));
}

template <class T>
inline constexpr bool has_elements = requires(const T& object) {
    object.begin();
    object.end();
};

template <class T, way Way, class... Open>
constexpr void find_unmapped([[maybe_unused]] path_text& path, [[maybe_unused]] structs<Open...> open) {
    if constexpr (can_go<T, Way>()) {
        if constexpr (struct_like<T>) {
            find_in_fields<T, Way>(path, field_types<T>{}, structs<T, Open...>{});
        } else {
            if (has_elements<T>) path.append("[]");
            find_in_parts<Way>(path, typename json_rule<T>::parts{}, open);
        }
    }
}

template <class T, way Way>
constexpr path_text unmapped_text() {
    path_text path;
    find_unmapped<T, Way>(path, structs<>{});
    if (path.size == 0) path.append("(the type itself)");
    return path;
}

template <class T, way Way>
constexpr auto path_to_unmapped() {
    if constexpr (is_mapped<T, Way>(structs<>{})) {
        return at_path{""};
    } else {
        constexpr path_text path = unmapped_text<T, Way>();
        return at_path<path.size + 1>{std::string_view{path.text, path.size}};
    }
}

template <class T>
inline constexpr auto stored_path = path_to_unmapped<T, way::write>();

}  // namespace json_detail

/// Whether every part of T has a JSON form, so that T can be encoded.
template <class T>
inline constexpr bool json_mapped = json_detail::is_mapped<T, json_detail::way::write>(json_detail::structs<>{});

/// Whether T can also be decoded. A std::string_view can't, for example, because it owns nothing.
template <class T>
inline constexpr bool json_readable = json_mapped<T> && json_detail::is_mapped<T, json_detail::way::read>(json_detail::structs<>{});

/// The path to the first field of T without a JSON form, such as "address.socket" or "items[].price"; empty when all
/// have one.
template <class T>
constexpr std::string_view unmapped_path() {
    return json_detail::stored_path<T>.view();
}

/// The conditions of the compile-time checks of json::encode and json::decode; the path is part of the name, so that
/// the compiler prints it.
template <class T, at_path Path>
inline constexpr bool every_field_has_a_mapping = Path.view().empty();
template <class T, at_path Path>
inline constexpr bool every_field_can_be_decoded = Path.view().empty();

}  // namespace gulo
