#pragma once
// What can be the key of a map: strings, characters, integers, truth values, enumerations and UUIDs, and what a user maps to
// one of them; all as JSON strings.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_scalars.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/codec/json_uuid.hpp>

#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace gulo::json_detail {

/// Stands for "a key of type T" among the parts of a map. Not an aggregate, which would be taken for a struct without fields.
template <class T>
struct map_key {
    map_key() noexcept = default;
};

template <class T>
inline constexpr bool is_map_key = false;
template <class T>
inline constexpr bool is_map_key<map_key<T>> = true;

template <class T>
constexpr bool find_key_form() {
    if constexpr (mapped_by_user<T>) return find_key_form<mapped_form<T>>();
    else
        return std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view> || std::is_same_v<T, uuid> || std::is_enum_v<T> || number<T> ||
               std::is_same_v<T, bool> || std::is_same_v<T, char>;
}
template <class T>
inline constexpr bool can_be_key = find_key_form<T>();

template <class T>
constexpr bool is_key_write_only() {
    if constexpr (!mapped_by_user<T>) return is_write_only<T>;
    else if constexpr (!converted_back_by_user<T>) return true;
    else return is_key_write_only<mapped_form<T>>();
}
template <class T>
inline constexpr bool is_write_only<map_key<T>> = is_key_write_only<T>();

template <class T, class Codec>
    requires can_be_key<T>
struct json_rule<map_key<T>, Codec> : unbounded_form<> {};

/// The key in quotes, with room for one more character.
template <class Codec, class T>
inline char* write_key(json_writer& writer, char* at, const T& key) {
    if constexpr (std::is_convertible_v<const T&, std::string_view> && !mapped_by_user<T>) {
        return write_string(writer, at, key, 1);
    } else if constexpr (mapped_by_user<T>) {
        return write_key<Codec, mapped_form<T>>(writer, at, json_mapping<T>::to(key));
    } else {
        at = writer.reserve(at, json_rule<T, Codec>::max_size + 3);
        char* const start = at++;
        at = json_rule<T, Codec>::write(at, key);
        if (start[1] == '"') {
            // It is written as a string already: move it over the quote.
            std::memmove(start, start + 1, static_cast<std::size_t>(at - start - 1));
            return at - 1;
        }
        *start = '"';
        *at++ = '"';
        return at;
    }
}

template <class T>
std::string key_text(const T& key) {
    if constexpr (mapped_by_user<T>) return key_text<mapped_form<T>>(json_mapping<T>::to(key));
    else if constexpr (std::is_same_v<T, std::string>) return excerpt(key);
    else if constexpr (std::is_same_v<T, char>) return excerpt({&key, 1});
    else if constexpr (std::is_same_v<T, bool>) return key ? "true" : "false";
    else if constexpr (std::is_same_v<T, uuid>) return key.to_string();
    else if constexpr (std::is_enum_v<T>) return std::string{json_enumerator_name(key)};
    else return std::to_string(key);
}

// A number in quotes: the key of a map with integers, or an enumerator without a name.
template <class T>
inline const char* parse_number_key(json_reader& reader, const char* start, const char* at, std::string_view text, T& key) {
    const char* const last = text.data() + text.size();
    const auto [end, problem] = std::from_chars(text.data(), last, key);
    if (problem == std::errc::result_out_of_range) return does_not_fit(reader, start, integer_name<T>());
    // Equal keys have equal texts.
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    const bool is_canonical = !digits.starts_with('0') || text == "0";
    if (problem != std::errc{} || end != last || !is_canonical) return reader.unexpected(start, "an integer in quotes as the key");
    return at;
}

template <class Codec, class T>
inline const char* read_key(json_reader& reader, const char* at, T& key) {
    const char* const start = at;
    if constexpr (number<T> || std::is_enum_v<T>) {
        std::string_view text;
        at = read_view(reader, at, text, "a key");
        if (at == nullptr) return nullptr;
        if constexpr (number<T>) {
            return parse_number_key(reader, start, at, text, key);
        } else {
            const auto known = find_enumerator<T>(text);
            if (known) {
                key = *known;
                return at;
            }
            const bool is_number = !text.empty() && (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'));
            if (!is_number) return unknown_enumerator<T>(reader, start);
            typename json_rule<T, Codec>::number_type amount{};
            at = parse_number_key(reader, start, at, text, amount);
            if (at != nullptr) key = static_cast<T>(amount);
            return at;
        }
    } else if constexpr (std::is_same_v<T, bool>) {
        std::string_view text;
        at = read_view(reader, at, text, "a key");
        if (at == nullptr) return nullptr;
        key = text == "true";
        return key || text == "false" ? at : reader.unexpected(start, "true or false in quotes as the key");
    } else {
        return read_value<Codec>(reader, at, key);
    }
}

template <class Codec, class T>
inline const char* read_key_slot(json_reader& reader, const char* at, slot_in_place<T>& slot);
template <class Codec, class T>
const char* read_key_slot(json_reader& reader, const char* at, std::optional<T>& slot);

// By way of the form, whose text is the key.
template <class Codec, class T, class Take>
const char* read_mapped_key(json_reader& reader, const char* at, Take keep) {
    json_slot<mapped_form<T>> form;
    const char* const start = at;
    at = read_key_slot<Codec>(reader, at, form);
    return at != nullptr && convert_back<T>(reader, start, take(form), keep) ? at : nullptr;
}

template <class Codec, class T>
inline const char* read_key_slot(json_reader& reader, const char* at, slot_in_place<T>& slot) {
    if constexpr (!mapped_by_user<T>) return read_key<Codec>(reader, at, slot.value);
    else return read_mapped_key<Codec, T>(reader, at, [&](T&& key) { slot.value = std::move(key); });
}
template <class Codec, class T>
const char* read_key_slot(json_reader& reader, const char* at, std::optional<T>& slot) {
    return read_mapped_key<Codec, T>(reader, at, [&](T&& key) { slot.emplace(std::move(key)); });
}

}  // namespace gulo::json_detail
