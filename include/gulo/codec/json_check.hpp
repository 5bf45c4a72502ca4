#pragma once
// Whether every part of a type has a JSON form, and the path to the first one that hasn't.

#include <gulo/codec/json_keys.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_names.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/codec/json_variant.hpp>
#include <gulo/reflect/fields.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace gulo {

/// What can be wrong with the JSON form of a type.
enum class json_fault : unsigned char {
    none,
    unmapped,            ///< a type has no form
    equal_keys,          ///< two fields of a struct, or two enumerators, have one name
    unusable_key,        ///< a name with a quote, a backslash or a control character
    renames_nothing,     ///< json_names of a type renames what it doesn't have
    alternatives_alike,  ///< the alternatives of a variant can't be told apart
    tag_is_field,        ///< an alternative has a field with the key of the tag
};

/// Text as a template argument, so that it appears in the compiler's message: the path to the first fault.
template <std::size_t Size>
struct at_path {
    char text[Size]{};
    json_fault fault{};

    constexpr at_path(const char (&characters)[Size]) { std::copy_n(characters, Size, text); }
    constexpr at_path(std::string_view characters, json_fault what) : fault{what} { std::copy_n(characters.data(), Size - 1, text); }
    constexpr std::string_view view() const { return {text, Size - 1}; }
};

namespace json_detail {

enum class way { write, read };

template <class... T>
struct structs {};

// What can be said of T without its parts. Reading makes an empty T first, or a plain struct of its fields, or what a
// user's mapping makes.
template <class T, way Way, class Codec>
constexpr bool can_go() {
    if constexpr (Way == way::write) return struct_like<T> || json_rule<T, Codec>::exists;
    else if constexpr (is_write_only<T>) return false;
    else if constexpr (mapped_by_user<T>) return converted_back_by_user<T>;
    else if constexpr (struct_like<T>) return is_read_in_place<T> || reflect::detail::plain_aggregate<T>;
    else return json_rule<T, Codec>::exists && std::default_initializable<T>;
}

template <class T, class Declared, class Names>
constexpr json_fault fault_of_names(const Declared& declared, const Names& names) {
    if (!renames_only<T>(declared)) return json_fault::renames_nothing;
    for (const std::string_view name : names)
        if (!is_plain_name(name)) return json_fault::unusable_key;
    return are_different(names) ? json_fault::none : json_fault::equal_keys;
}

template <class Codec, class... T>
constexpr json_fault fault_of_variant(const std::variant<T...>*) {
    constexpr json_options options = options_of<std::variant<T...>, Codec>;
    if constexpr (options.variants == variant_form::wrapped) return json_fault::none;
    else if constexpr (!kinds_differ<T...>()) return json_fault::alternatives_alike;
    else if constexpr (options.variants == variant_form::by_shape) return shapes_differ<Codec, T...>() ? json_fault::none : json_fault::alternatives_alike;
    else if constexpr (!no_field_is_called<Codec, T...>(options.tag.view())) return json_fault::tag_is_field;
    else return is_plain_name(options.tag.view()) ? json_fault::none : json_fault::unusable_key;
}

// What is wrong with T, as far as its parts, which are sound, are not asked.
template <class T, class Codec>
constexpr json_fault fault_of_choices() {
    if constexpr (mapped_by_user<T>) {
        return json_fault::none;
    } else if constexpr (std::is_enum_v<T>) {
        if constexpr (renames_enumerators<T>) return fault_of_names<T>(declared_enumerators<T>, renamed_enumerators<T>::names);
        else return json_fault::none;
    } else if constexpr (struct_like<T>) {
        if constexpr (has_own_names<T> || options_of<T, Codec>.names != name_style::as_declared)
            return fault_of_names<T>(reflect::field_names<T>, keys_of<T, Codec>());
        else return json_fault::none;
    } else if constexpr (is_variant<T>) {
        return fault_of_variant<Codec>(static_cast<const T*>(nullptr));
    } else {
        return json_fault::none;
    }
}

template <class T, way Way, class Codec, class... Open>
constexpr bool is_mapped(structs<Open...>);

template <way Way, class Codec, class... Part, class Open>
constexpr bool are_mapped(part_list<Part...>, [[maybe_unused]] Open open) {
    return (is_mapped<Part, Way, Codec>(open) && ...);
}

// The parts first: what T chooses is looked at only when they have a form. A type that contains itself, by way of a
// pointer or a container, is looked at once.
template <class T, way Way, class Codec, class... Open>
constexpr bool is_mapped([[maybe_unused]] structs<Open...> open) {
    if constexpr ((std::is_same_v<T, Open> || ...)) return true;
    else if constexpr (!can_go<T, Way, Codec>()) return false;
    else if constexpr (struct_like<T>)
        return are_mapped<Way, Codec>(field_types<T>{}, structs<T, Open...>{}) && fault_of_choices<T, Codec>() == json_fault::none;
    else if constexpr (mapped_by_user<T>) return are_mapped<Way, Codec>(typename json_rule<T, Codec>::parts{}, structs<T, Open...>{});
    else return are_mapped<Way, Codec>(typename json_rule<T, Codec>::parts{}, open) && fault_of_choices<T, Codec>() == json_fault::none;
}

// A path under construction: enough for any that a person can read.
struct path_text {
    char text[512]{};
    std::size_t size = 0;
    json_fault fault = json_fault::none;

    constexpr void append(std::string_view part) {
        for (const char c : part)
            if (size < sizeof text) text[size++] = c;
    }
};

constexpr std::string_view words_for(json_fault fault) {
    switch (fault) {
    case json_fault::equal_keys: return ": two names are one";
    case json_fault::unusable_key: return ": a name needs escapes";
    case json_fault::renames_nothing: return ": what is renamed does not exist";
    case json_fault::alternatives_alike: return ": alternatives are alike";
    case json_fault::tag_is_field: return ": the tag is a field";
    default: return "";
    }
}

template <class T, way Way, class Codec, class... Open>
constexpr void find_unmapped(path_text& path, structs<Open...> open);

template <way Way, class Codec, class... Part, class Open>
constexpr void find_in_parts([[maybe_unused]] path_text& path, part_list<Part...>, [[maybe_unused]] Open open) {
    static_cast<void>(((!is_mapped<Part, Way, Codec>(open) && (find_unmapped<Part, Way, Codec>(path, open), true)) || ...));
}

template <class T, way Way, class Codec, class... Part, class Open>
constexpr void find_in_fields(path_text& path, part_list<Part...>, [[maybe_unused]] Open open) {
    std::size_t field = 0;
    const auto enter = [&] {
        if (path.size != 0) path.append(".");
        path.append(reflect::field_names<T>[field]);
        return true;
    };
    static_cast<void>((((!is_mapped<Part, Way, Codec>(open) && enter() && (find_unmapped<Part, Way, Codec>(path, open), true)) || (++field, false)) || ...));
}

template <class T>
inline constexpr bool has_elements = requires(const T& object) {
    object.begin();
    object.end();
};

template <class T, way Way, class Codec, class... Open>
constexpr void find_unmapped([[maybe_unused]] path_text& path, [[maybe_unused]] structs<Open...> open) {
    if constexpr (!can_go<T, Way, Codec>()) {
        if constexpr (is_map_key<T>) path.append(" (the key)");
        path.fault = json_fault::unmapped;
    } else {
        const std::size_t size = path.size;
        if constexpr (struct_like<T>) {
            find_in_fields<T, Way, Codec>(path, field_types<T>{}, structs<T, Open...>{});
        } else {
            if (has_elements<T>) path.append("[]");
            if constexpr (mapped_by_user<T>) find_in_parts<Way, Codec>(path, typename json_rule<T, Codec>::parts{}, structs<T, Open...>{});
            else find_in_parts<Way, Codec>(path, typename json_rule<T, Codec>::parts{}, open);
        }
        if (path.fault != json_fault::none) return;
        path.size = size;
        path.fault = fault_of_choices<T, Codec>();
    }
}

template <class T, way Way, class Codec>
constexpr path_text unmapped_text() {
    path_text path;
    find_unmapped<T, Way, Codec>(path, structs<>{});
    if (path.size == 0) path.append("(the type itself)");
    path.append(words_for(path.fault));
    return path;
}

template <class T, way Way, class Codec>
constexpr auto path_to_unmapped() {
    if constexpr (is_mapped<T, Way, Codec>(structs<>{})) {
        return at_path{""};
    } else {
        constexpr path_text path = unmapped_text<T, Way, Codec>();
        return at_path<path.size + 1>{std::string_view{path.text, path.size}, path.fault};
    }
}

template <class T, class Codec>
inline constexpr auto stored_path = path_to_unmapped<T, way::write, Codec>();

}  // namespace json_detail

/// Whether every part of T has a JSON form, so that T can be encoded.
template <class T, class Codec = json>
inline constexpr bool json_mapped = json_detail::is_mapped<T, json_detail::way::write, Codec>(json_detail::structs<>{});

/// Whether T can also be decoded. A std::string_view can't, for example, because it owns nothing.
template <class T, class Codec = json>
inline constexpr bool json_readable = json_mapped<T, Codec> && json_detail::is_mapped<T, json_detail::way::read, Codec>(json_detail::structs<>{});

/// The path to the first field of T without a JSON form, such as "address.socket" or "items[].price"; empty when all
/// have one.
template <class T, class Codec = json>
constexpr std::string_view unmapped_path() {
    return json_detail::stored_path<T, Codec>.view();
}

/// The conditions of the compile-time checks of a codec; the path is part of the name, so that the compiler prints it.
template <class T, at_path Path>
inline constexpr bool every_field_has_a_mapping = Path.fault != json_fault::unmapped;
template <class T, at_path Path>
inline constexpr bool every_field_can_be_decoded = Path.fault != json_fault::unmapped;
template <class T, at_path Path>
inline constexpr bool every_name_is_different = Path.fault != json_fault::equal_keys;
template <class T, at_path Path>
inline constexpr bool every_name_is_plain = Path.fault != json_fault::unusable_key;
template <class T, at_path Path>
inline constexpr bool every_renamed_name_exists = Path.fault != json_fault::renames_nothing;
template <class T, at_path Path>
inline constexpr bool every_alternative_is_distinct = Path.fault != json_fault::alternatives_alike;
template <class T, at_path Path>
inline constexpr bool no_field_is_the_tag = Path.fault != json_fault::tag_is_field;

}  // namespace gulo
