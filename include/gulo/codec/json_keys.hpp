#pragma once
// What can be the key of a map: strings, integers, enumerations and UUIDs, all as JSON strings.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_scalars.hpp>
#include <gulo/codec/json_uuid.hpp>

#include <charconv>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace gulo::json_detail {

/// Stands for "a key of type T" among the parts of a map.
template <class T>
struct map_key {};

template <class T>
inline constexpr bool can_be_key = std::is_same_v<T, std::string> || std::is_same_v<T, uuid> || std::is_enum_v<T> || number<T>;

template <class T>
    requires can_be_key<T>
struct json_rule<map_key<T>> : unbounded_form<> {};

/// The key in quotes, with room for one more character.
template <class T>
inline char* write_key(json_writer& writer, char* at, const T& key) {
    if constexpr (std::is_same_v<T, std::string>) {
        return write_string(writer, at, key, 1);
    } else {
        at = writer.reserve(at, json_rule<T>::max_size + 3);
        char* const start = at++;
        at = json_rule<T>::write(at, key);
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
    if constexpr (std::is_same_v<T, std::string>) return excerpt(key);
    else if constexpr (std::is_same_v<T, uuid>) return key.to_string();
    else if constexpr (std::is_enum_v<T>) return std::string{reflect::enumerator_name(key)};
    else return std::to_string(key);
}

// A number in quotes: the key of a map with integers, or an enumerator without a name.
template <class T>
inline const char* parse_number_key(json_reader& reader, const char* start, const char* at, std::string_view text, T& key) {
    const char* const last = text.data() + text.size();
    const auto [end, problem] = std::from_chars(text.data(), last, key);
    if (problem == std::errc::result_out_of_range) return does_not_fit(reader, start, integer_name<T>());
    if (problem != std::errc{} || end != last) return reader.unexpected(start, "an integer in quotes as the key");
    return at;
}

template <class T>
inline const char* read_key(json_reader& reader, const char* at, T& key) {
    const char* const start = at;
    if constexpr (number<T> || std::is_enum_v<T>) {
        std::string_view text;
        at = read_view(reader, at, text, "a key");
        if (at == nullptr) return nullptr;
        if constexpr (number<T>) {
            return parse_number_key(reader, start, at, text, key);
        } else {
            const auto known = reflect::enumerator_value<T>(text);
            if (known) {
                key = *known;
                return at;
            }
            const bool is_number = !text.empty() && (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'));
            if (!is_number) return unknown_enumerator<T>(reader, start);
            typename json_rule<T>::number_type amount{};
            at = parse_number_key(reader, start, at, text, amount);
            if (at != nullptr) key = static_cast<T>(amount);
            return at;
        }
    } else {
        return read_value(reader, at, key);
    }
}

}  // namespace gulo::json_detail
