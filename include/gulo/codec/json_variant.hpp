#pragma once
// The JSON form of std::variant.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_nullable.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/codec/json_struct.hpp>
#include <gulo/codec/json_text.hpp>
#include <gulo/codec/json_variant_name.hpp>
#include <gulo/codec/json_variant_struct.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace gulo::json_detail {

/// What the forms have in common: the way from an index to the alternative.
template <class Codec, class... T>
struct variant_alternatives : unbounded_form<T...> {
    using variant = std::variant<T...>;
    using names = alternative_names<T...>;

    // A variant that lost its value in an exception has nothing to write.
    static char* write_nothing(json_writer& writer, char* at, std::size_t extra) { return write_literal(writer.reserve(at, 4 + extra), "null"); }

    static const char* read_alternative(json_reader& reader, const char* at, std::size_t index, variant& value) {
        return read_at(reader, at, index, value, std::index_sequence_for<T...>{});
    }

private:
    template <std::size_t... I>
    static const char* read_at(json_reader& reader, const char* at, std::size_t index, variant& value, std::index_sequence<I...>) {
        static_cast<void>(((index == I && (at = read_one<I>(reader, at, value), true)) || ...));
        return at;
    }

    template <std::size_t I>
    static const char* read_one(json_reader& reader, const char* at, variant& value) {
        using alternative = std::variant_alternative_t<I, variant>;
        if constexpr (is_read_in_place<alternative>) {
            return read_value<Codec>(reader, at, value.template emplace<I>());
        } else {
            json_slot<alternative> slot;
            at = read_slot<Codec>(reader, at, slot);
            if (at != nullptr) value.template emplace<I>(take(slot));
            return at;
        }
    }
};

/// A struct is always wrapped, `{"card_payment": {...}}`, under its message name. Another type stands for itself
/// when no other alternative has its kind of JSON (number, string, array, ...), and is wrapped under a name such as
/// "int32" or "string" otherwise. Where two names are equal, both get the index of the alternative: "int32_0".
template <class Codec, class... T>
struct wrapped_variant : variant_alternatives<Codec, T...> {
    using variant = std::variant<T...>;
    using names = alternative_names<T...>;

    static char* write(json_writer& writer, char* at, const variant& value, std::size_t extra) {
        if (value.valueless_by_exception()) return wrapped_variant::write_nothing(writer, at, extra);
        return write_alternative(writer, at, value, extra, std::index_sequence_for<T...>{});
    }

    static const char* read(json_reader& reader, const char* at, variant& value) {
        at = reader.skip_space(at);
        const json_kind kind = kind_at(reader, at);
        for (std::size_t index = 0; index < sizeof...(T); ++index)
            if (!names::wrapped[index] && names::kinds[index] == kind) return wrapped_variant::read_alternative(reader, at, index, value);
        if (kind == json_kind::several) return reader.unexpected(at, "a value");
        if (kind != json_kind::object || !names::any_wrapped) return reader.mismatch(at, names::list() + ", found " + found_at(at, reader.end()));

        at = reader.open(at, '{', "an object");
        if (at == nullptr) return nullptr;
        const char* const start = at;
        std::string_view key;
        if (reader.is(at, '}')) return reader.mismatch(at, names::list() + ", found an empty object");
        if (!reader.is(at, '"')) return reader.malformed(at, "expected a key");
        at = read_view(reader, at, key, "a key");
        if (at == nullptr) return nullptr;
        const std::size_t index = names::find(key);
        if (index == sizeof...(T)) return reader.mismatch(start, names::list() + ", found " + found_at(start, reader.end()));
        at = skip_colon(reader, at);
        if (at == nullptr) return nullptr;
        at = wrapped_variant::read_alternative(reader, at, index, value);
        if (at == nullptr) {
            reader.inside_field(names::all[index].view());
            return nullptr;
        }
        if (reader.next(at, '}')) return reader.mismatch(at, "expected one alternative, found a second key");
        return at == nullptr ? nullptr : reader.close(at);
    }

private:
    template <std::size_t... I>
    static char* write_alternative(json_writer& writer, char* at, const variant& value, std::size_t extra, std::index_sequence<I...>) {
        static_cast<void>(((value.index() == I && (at = write_one<I>(writer, at, *std::get_if<I>(&value), extra), true)) || ...));
        return at;
    }

    template <std::size_t I, class Alternative>
    static char* write_one(json_writer& writer, char* at, const Alternative& value, std::size_t extra) {
        if constexpr (!names::wrapped[I]) {
            return write_value<Codec>(writer, at, value, extra);
        } else {
            constexpr auto& name = names::all[I];
            at = writer.reserve(at, name.size + 4);
            *at++ = '{';
            *at++ = '"';
            std::memcpy(at, name.characters.data(), name.size);
            at += name.size;
            *at++ = '"';
            *at++ = ':';
            at = write_value<Codec>(writer, at, value, 1 + extra);
            *at++ = '}';
            return at;
        }
    }
};

/// Each alternative as it is, without a name. What is no struct is known by its kind of JSON value, a struct by its
/// fields: with variant_form::tagged, by a first key that names it; with by_shape, as the only one whose required
/// fields are all there. The names and the tag are those of the variant's options.
template <class Codec, variant_form Form, class... T>
struct bare_variant : variant_alternatives<Codec, T...> {
    using variant = std::variant<T...>;

    static char* write(json_writer& writer, char* at, const variant& value, std::size_t extra) {
        if (value.valueless_by_exception()) return bare_variant::write_nothing(writer, at, extra);
        return write_alternative(writer, at, value, extra, std::index_sequence_for<T...>{});
    }

    static const char* read(json_reader& reader, const char* at, variant& value) {
        at = reader.skip_space(at);
        const json_kind kind = kind_at(reader, at);
        if (kind == json_kind::several) return reader.unexpected(at, "a value");
        if (kind == json_kind::object && structs > (Form == variant_form::tagged ? 0 : 1)) return read_struct(reader, at, value);
        constexpr std::array<unsigned, sizeof...(T)> kinds{kinds_of<T>()...};
        for (std::size_t index = 0; index < sizeof...(T); ++index)
            if ((kinds[index] >> static_cast<unsigned>(kind) & 1) != 0) return bare_variant::read_alternative(reader, at, index, value);
        return reader.mismatch(at, "expected one of " + list_names(names.data(), nullptr, sizeof...(T)) + ", found " + found_at(at, reader.end()));
    }

private:
    static constexpr json_tag tag = options_of<variant, Codec>.tag;
    static constexpr std::size_t structs = (std::size_t{struct_like<T>} + ... + 0);
    static constexpr std::array<bool, sizeof...(T)> are_structs{struct_like<T>...};
    static constexpr auto names = [] {
        std::array<std::string_view, sizeof...(T)> views{};
        for (std::size_t index = 0; index < views.size(); ++index) views[index] = alternative_names<T...>::all[index].view();
        return views;
    }();

    static const char* read_struct(json_reader& reader, const char* at, variant& value) {
        if constexpr (Form == variant_form::tagged) {
            const std::size_t index = find_tagged(reader, at, tag.view(), names.data(), are_structs.data(), sizeof...(T));
            if (index == sizeof...(T)) return nullptr;
            const auto former = reader.replace_tag(tag.view());
            at = bare_variant::read_alternative(reader, at, index, value);
            reader.restore_tag(former);
            return at;
        } else {
            field_set seen[sizeof...(T)];
            const std::size_t index = find_shape(reader, at, keys_of_alternatives<Codec, T...>.data(), are_structs.data(), seen, names.data(), sizeof...(T));
            return index == sizeof...(T) ? nullptr : bare_variant::read_alternative(reader, at, index, value);
        }
    }

    // A name that needs no escapes.
    static char* write_plain(char* at, std::string_view text) {
        *at++ = '"';
        for (const char c : text) *at++ = c;
        *at++ = '"';
        return at;
    }

    template <std::size_t... I>
    static char* write_alternative(json_writer& writer, char* at, const variant& value, std::size_t extra, std::index_sequence<I...>) {
        static_cast<void>(((value.index() == I && (at = write_one<I>(writer, at, *std::get_if<I>(&value), extra), true)) || ...));
        return at;
    }

    template <std::size_t I, class Alternative>
    static char* write_one(json_writer& writer, char* at, const Alternative& value, std::size_t extra) {
        if constexpr (Form != variant_form::tagged || !struct_like<Alternative>) {
            return write_value<Codec>(writer, at, value, extra);
        } else {
            const std::string_view name = names[I];
            at = writer.reserve(at, tag.view().size() + name.size() + 6);
            *at++ = '{';
            at = write_plain(at, tag.view());
            *at++ = ':';
            at = write_plain(at, name);
            // The struct's opening brace becomes the comma behind the tag.
            const std::size_t brace = writer.offset(at);
            at = write_value<Codec>(writer, at, value, extra);
            char* const place = writer.place(brace);
            if (place[1] != '}') {
                *place = ',';
                return at;
            }
            *place = '}';
            return at - 1;
        }
    }
};

template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <class... T, class Codec>
    requires(options_of<std::variant<T...>, Codec>.variants == variant_form::wrapped)
struct json_rule<std::variant<T...>, Codec> : wrapped_variant<Codec, T...> {};

template <class... T, class Codec>
    requires(options_of<std::variant<T...>, Codec>.variants != variant_form::wrapped)
struct json_rule<std::variant<T...>, Codec> : bare_variant<Codec, options_of<std::variant<T...>, Codec>.variants, T...> {};

}  // namespace gulo::json_detail
