#pragma once
// The JSON forms of truth values, numbers, characters, strings, enumerations and octets.

#include <gulo/base/bytes.hpp>
#include <gulo/base/decimal.hpp>
#include <gulo/codec/base64.hpp>
#include <gulo/codec/json_floating.hpp>
#include <gulo/codec/json_integer.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_names.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_text.hpp>

#include <concepts>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace gulo::json_detail {

template <class Codec>
struct json_rule<bool, Codec> : bounded_form<5> {
    static char* write(char* at, bool value) { return value ? write_literal(at, "true") : write_literal(at, "false"); }

    static const char* read(json_reader& reader, const char* at, bool& value) {
        at = reader.skip_space(at);
        const char* end = skip_word(reader, at, "true");
        value = end != at;
        if (end == at) end = skip_word(reader, at, "false");
        return end != at ? end : reader.unexpected(at, "true or false");
    }
};

template <class T>
concept number = std::integral<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> && !std::is_same_v<T, wchar_t> && !std::is_same_v<T, char8_t> &&
                 !std::is_same_v<T, char16_t> && !std::is_same_v<T, char32_t> && sizeof(T) <= 8;

template <number T, class Codec>
struct json_rule<T, Codec> : bounded_form<integer_size<T>> {
    static char* write(char* at, T value) { return write_integer(at, value); }
    static const char* read(json_reader& reader, const char* at, T& value) { return read_integer(reader, at, value); }
};

template <std::floating_point T, class Codec>
struct json_rule<T, Codec> : bounded_form<floating_size<T>> {
    static char* write(char* at, T value) { return write_floating(at, value); }
    static const char* read(json_reader& reader, const char* at, T& value) { return read_floating(reader, at, value); }
};

/// One ASCII character as a string; other octets are written as U+FFFD, like invalid UTF-8 in a string.
template <class Codec>
struct json_rule<char, Codec> : bounded_form<16> {
    static char* write(char* at, char value) {
        *at++ = '"';
        at = write_character(at, value);
        *at++ = '"';
        return at;
    }
    static const char* read(json_reader& reader, const char* at, char& value) {
        const char* const start = reader.skip_space(at);
        std::string_view text;
        at = read_view(reader, start, text, "a string of one ASCII character");
        if (at == nullptr) return nullptr;
        if (text.size() != 1) return reader.unexpected(start, "a string of one ASCII character");
        value = text.front();
        return at;
    }
};

template <class Codec>
struct json_rule<std::string, Codec> : unbounded_form<> {
    static char* write(json_writer& writer, char* at, const std::string& value, std::size_t extra) { return write_string(writer, at, value, extra); }
    static const char* read(json_reader& reader, const char* at, std::string& value) { return read_string(reader, at, value); }
};

template <>
inline constexpr bool is_write_only<std::string_view> = true;

/// Can be written only: there would be nobody to own what was read.
template <class Codec>
struct json_rule<std::string_view, Codec> : unbounded_form<> {
    static char* write(json_writer& writer, char* at, std::string_view value, std::size_t extra) { return write_string(writer, at, value, extra); }
};

// What an unknown name is answered with: the names that are known, as far as they fit a sentence.
template <class E>
[[gnu::noinline, gnu::cold]] const char* unknown_enumerator(json_reader& reader, const char* at) {
    std::string text = "expected one of ";
    std::size_t listed = 0;
    for (const auto& each : json_enumerators<E>()) {
        if (listed == 10) {
            text += ", …";
            break;
        }
        text.append(listed++ == 0 ? "" : ", ").append(each.name);
    }
    return reader.mismatch(at, text + ", found " + found_at(at, reader.end()));
}

template <class E>
std::optional<E> find_enumerator(std::string_view name) {
    for (const auto& each : json_enumerators<E>())
        if (each.name == name) return each.value;
    return std::nullopt;
}

template <class E>
constexpr std::size_t longest_enumerator() {
    std::size_t longest = integer_size<std::underlying_type_t<E>>;
    for (const auto& each : json_enumerators<E>())
        if (each.name.size() + 2 > longest) longest = each.name.size() + 2;
    return longest;
}

/// The name of the enumerator as a string, or the number; a value without a name always as a number. Both are read.
template <class E, class Codec>
    requires std::is_enum_v<E>
struct json_rule<E, Codec> : bounded_form<longest_enumerator<E>()> {
    using number_type = std::conditional_t<std::is_same_v<std::underlying_type_t<E>, bool>, unsigned char, std::underlying_type_t<E>>;

    static char* write(char* at, E value) {
        if constexpr (options_of<E, Codec>.enumerators == enumerator_form::number) return write_integer(at, static_cast<number_type>(value));
        const std::string_view name = json_enumerator_name(value);
        if (name.empty()) [[unlikely]]
            return write_integer(at, static_cast<number_type>(value));
        *at++ = '"';
        std::memcpy(at, name.data(), name.size());
        at += name.size();
        *at++ = '"';
        return at;
    }

    static const char* read(json_reader& reader, const char* at, E& value) {
        const char* const start = at = reader.skip_space(at);
        if (reader.is(at, '-') || is_digit_at(reader, at)) {
            number_type amount{};
            at = read_integer(reader, at, amount);
            if (at != nullptr) value = static_cast<E>(amount);
            return at;
        }
        std::string_view name;
        at = read_view(reader, at, name, "the name of an enumerator");
        if (at == nullptr) return nullptr;
        const auto known = find_enumerator<E>(name);
        if (!known) [[unlikely]]
            return unknown_enumerator<E>(reader, start);
        value = *known;
        return at;
    }
};

/// A string; a number is read with all its digits.
template <class Codec>
struct json_rule<gulo::decimal, Codec> : unbounded_form<> {
    static char* write(json_writer& writer, char* at, const gulo::decimal& value, std::size_t extra) {
        return write_string(writer, at, value.text().empty() ? std::string_view{"0"} : value.text(), extra);
    }
    static const char* read(json_reader& reader, const char* at, gulo::decimal& value) {
        constexpr const char* expected = "a decimal number such as \"12.30\"";
        const char* const start = at = reader.skip_space(at);
        std::string_view text;
        if (reader.is(at, '-') || is_digit_at(reader, at)) {
            decimal ignored;
            at = read_decimal(reader, at, ignored);
            if (at != nullptr) text = {start, static_cast<std::size_t>(at - start)};
        } else {
            at = read_view(reader, at, text, expected);
        }
        if (at == nullptr) return nullptr;
        auto parsed = gulo::decimal::parse(text);
        if (parsed.has_error()) return reader.unexpected(start, expected);
        value = *std::move(parsed);
        return at;
    }
};

template <class Codec>
struct json_rule<bytes, Codec> : unbounded_form<> {
    static char* write(json_writer& writer, char* at, const bytes& value, std::size_t extra) {
        at = writer.reserve(at, base64::encoded_size(value.size()) + 2 + extra);
        *at++ = '"';
        at = base64::encode(value.data(), value.size(), at);
        *at++ = '"';
        return at;
    }
    static const char* read(json_reader& reader, const char* at, bytes& value) {
        const char* const start = reader.skip_space(at);
        std::string_view text;
        at = read_view(reader, start, text, "a string in base64");
        if (at == nullptr) return nullptr;
        if (!base64::decode(text, value)) return reader.unexpected(start, "a string in base64");
        return at;
    }
};

}  // namespace gulo::json_detail
