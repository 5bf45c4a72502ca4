#pragma once
// The JSON form of std::variant: the alternative itself where its kind of JSON tells it, otherwise an object whose
// one key names it.

#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_nullable.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/codec/json_struct.hpp>
#include <gulo/codec/json_text.hpp>
#include <gulo/codec/json_variant_name.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace gulo::json_detail {

/// A struct is always wrapped, `{"card_payment": {...}}`, under its message name. Another type stands for itself
/// when no other alternative has its kind of JSON (number, string, array, ...), and is wrapped under a name such as
/// "int32" or "string" otherwise. Where two names are equal, both get the index of the alternative: "int32_0".
template <class... T>
struct json_rule<std::variant<T...>> : unbounded_form<T...> {
    using variant = std::variant<T...>;
    using names = alternative_names<T...>;

    static char* write(json_writer& writer, char* at, const variant& value, std::size_t extra) {
        // A variant that lost its value in an exception has nothing to write.
        if (value.valueless_by_exception()) return write_literal(writer.reserve(at, 4 + extra), "null");
        return write_alternative(writer, at, value, extra, std::index_sequence_for<T...>{});
    }

    static const char* read(json_reader& reader, const char* at, variant& value) {
        at = reader.skip_space(at);
        const json_kind kind = kind_at(reader, at);
        for (std::size_t index = 0; index < sizeof...(T); ++index)
            if (!names::wrapped[index] && names::kinds[index] == kind) return read_alternative(reader, at, index, value, std::index_sequence_for<T...>{});
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
        at = read_alternative(reader, at, index, value, std::index_sequence_for<T...>{});
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
            return write_value(writer, at, value, extra);
        } else {
            constexpr auto& name = names::all[I];
            at = writer.reserve(at, name.size + 4);
            *at++ = '{';
            *at++ = '"';
            std::memcpy(at, name.characters.data(), name.size);
            at += name.size;
            *at++ = '"';
            *at++ = ':';
            at = write_value(writer, at, value, 1 + extra);
            *at++ = '}';
            return at;
        }
    }

    template <std::size_t... I>
    static const char* read_alternative(json_reader& reader, const char* at, std::size_t index, variant& value, std::index_sequence<I...>) {
        static_cast<void>(((index == I && (at = read_one<I>(reader, at, value), true)) || ...));
        return at;
    }

    template <std::size_t I>
    static const char* read_one(json_reader& reader, const char* at, variant& value) {
        using alternative = std::variant_alternative_t<I, variant>;
        if constexpr (is_read_in_place<alternative>) {
            return read_value(reader, at, value.template emplace<I>());
        } else {
            json_slot<alternative> slot;
            at = read_slot(reader, at, slot);
            if (at != nullptr) value.template emplace<I>(take(slot));
            return at;
        }
    }
};

}  // namespace gulo::json_detail
