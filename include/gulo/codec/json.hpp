#pragma once
// JSON: a typed encoder and a typed single-pass decoder for structs without annotations.

#include <gulo/base/buffer.hpp>
#include <gulo/base/result.hpp>
#include <gulo/codec/codec.hpp>
#include <gulo/codec/json_check.hpp>
#include <gulo/codec/json_containers.hpp>
#include <gulo/codec/json_duration.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_nullable.hpp>
#include <gulo/codec/json_options.hpp>
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_scalars.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/codec/json_struct.hpp>
#include <gulo/codec/json_time_forms.hpp>
#include <gulo/codec/json_uuid.hpp>
#include <gulo/codec/json_variant.hpp>
#include <gulo/codec/json_writer.hpp>
#include <gulo/codec/raw_json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo {

namespace json_detail {

[[noreturn, gnu::noinline, gnu::cold]] inline void throw_failure(const json_reader& reader) {
    throw_exception_from_error(reader.failure(), BOOST_CURRENT_LOCATION);
}

template <class Codec, bool IntoSlot, class Target>
inline bool read_whole(json_reader& reader, Target& target) {
    const char* const at = reader.begin();
    return at != nullptr && reader.finish(read_target<Codec, IntoSlot>(reader, at, target));
}

// The value is made where the caller wants it, and read into.
template <class Codec, class T>
    requires is_read_in_place<T>
inline T read_document(json_reader& reader) {
    T value{};
    if (!read_whole<Codec, false>(reader, value)) [[unlikely]]
        throw_failure(reader);
    return value;
}
template <class Codec, class T>
inline T read_document(json_reader& reader) {
    json_slot<T> slot;
    if (!read_whole<Codec, true>(reader, slot)) [[unlikely]]
        throw_failure(reader);
    return take(slot);
}

// What was read of a value gives way to the error: by assignment a compiler would have to see to everything that a
// result may hold before and after.
template <class T>
[[gnu::noinline, gnu::cold]] void become_failure(result<T>& value, const json_reader& reader) {
    error failure = reader.failure();
    std::destroy_at(&value);
    std::construct_at(&value, boost::system::in_place_error, std::move(failure));
}

template <class Codec, class T>
    requires is_read_in_place<T>
inline result<T> read_result(json_reader& reader) {
    result<T> value{boost::system::in_place_value};
    if (!read_whole<Codec, false>(reader, *value)) [[unlikely]]
        become_failure(value, reader);
    return value;
}
template <class Codec, class T>
inline result<T> read_result(json_reader& reader) {
    json_slot<T> slot;
    if (!read_whole<Codec, true>(reader, slot)) [[unlikely]]
        return result<T>{boost::system::in_place_error, reader.failure()};
    return result<T>{boost::system::in_place_value, take(slot)};
}

/// The functions of a codec; its options are Codec::options.
template <class Codec>
struct json_functions {
    static constexpr std::string_view content_type = "application/json";

    /// The document, without white space. Throws only when memory runs out. From any thread.
    template <class T>
    static std::string encode(const T& value) {
        buffer out;
        encode_to(value, out);
        return std::string{out.view()};
    }

    /// Appends the document to `out`, as `encode` gives it: for a buffer that is used again and again.
    template <class T, at_path Fault = path_to_unmapped<T, way::write, Codec>()>
    static void encode_to(const T& value, buffer& out) {
        static_assert(every_field_has_a_mapping<T, Fault>, "gulo: this field has no JSON form; use another type for it or specialise gulo::json_mapping");
        static_assert(every_name_is_different<T, Fault>, "gulo: two names of this type are one in JSON; change one in json_names, or the name_style");
        static_assert(every_name_is_plain<T, Fault>, "gulo: a name in JSON must not have quotes, backslashes or control characters; change it in json_names");
        static_assert(every_renamed_name_exists<T, Fault>, "gulo: json_names renames what the type doesn't have; write the name as it is declared");
        static_assert(
            every_alternative_is_distinct<T, Fault>,
            "gulo: the alternatives of this variant can't be told apart; tag them, give each struct a required field of its own, or leave them wrapped");
        static_assert(no_field_is_the_tag<T, Fault>, "gulo: a field of an alternative has the key of the variant's tag; choose another tag in json_options");
        if constexpr (Fault.fault == json_fault::none) {
            json_writer writer{out};
            writer.finish(write_value<Codec>(writer, writer.begin(1), value, 0));
        }
    }

    /// The same for a string. A gulo::buffer saves the copy.
    template <class T>
    static void encode_to(const T& value, std::string& out) {
        buffer text;
        encode_to(value, text);
        out.append(text.view());
    }

    /// Reads the whole document. Throws gulo::failure with the error that `try_decode` gives.
    template <class T, at_path Fault = path_to_unmapped<T, way::read, Codec>()>
    static T decode(std::string_view document) {
        if constexpr (Fault.fault == json_fault::none) {
            json_reader reader{document, resolved({}, Codec::options).max_depth};
            return read_document<Codec, T>(reader);
        } else {
            return try_decode<T>(document).value();
        }
    }

    /// Reads the whole document. The message of the error names line, column, field, what was expected and what was
    /// found: "line 3, column 14, at order.items[2].price: expected a number, found "abc"". Its details are the line,
    /// or 60 characters of it, and a caret. From any thread; the value keeps nothing of the document.
    template <class T, at_path Fault = path_to_unmapped<T, way::read, Codec>()>
    static result<T> try_decode(std::string_view document) {
        static_assert(every_field_can_be_decoded<T, Fault>,
                      "gulo: this field can't be decoded from JSON; use a type that owns its value, or specialise gulo::json_mapping");
        static_assert(every_name_is_different<T, Fault>, "gulo: two names of this type are one in JSON; change one in json_names, or the name_style");
        static_assert(every_name_is_plain<T, Fault>, "gulo: a name in JSON must not have quotes, backslashes or control characters; change it in json_names");
        static_assert(every_renamed_name_exists<T, Fault>, "gulo: json_names renames what the type doesn't have; write the name as it is declared");
        static_assert(
            every_alternative_is_distinct<T, Fault>,
            "gulo: the alternatives of this variant can't be told apart; tag them, give each struct a required field of its own, or leave them wrapped");
        static_assert(no_field_is_the_tag<T, Fault>, "gulo: a field of an alternative has the key of the variant's tag; choose another tag in json_options");
        if constexpr (Fault.fault == json_fault::none) {
            json_reader reader{document, resolved({}, Codec::options).max_depth};
            return read_result<Codec, T>(reader);
        } else {
            return result<T>{boost::system::in_place_error};
        }
    }
};

}  // namespace json_detail

/// The codec for application/json (RFC 8259, UTF-8), with the defaults of json_options. The forms of the types:
///  * bool, integers, floating-point numbers: themselves (NaN and infinity: null). An integer is also read from 1.0
///    or 1e3. A value that doesn't fit is an error; a floating-point value too small for its type is zero.
///  * std::string: a string; invalid UTF-8 is replaced by U+FFFD when written and refused when read. char: a string
///    of one ASCII character. std::string_view: like std::string, but can't be decoded.
///  * enumerations: the enumerator's name, a number when it has none.
///  * gulo::decimal: a string with all digits, read from a number too. gulo::raw_json: what the document has there.
///  * std::optional, std::unique_ptr, std::shared_ptr: the value or null; as a field left out when empty, and null
///    and a missing key both read as empty. Of nested optionals null is the innermost.
///  * std::vector, deque, list, set, multiset, array, pair, tuple: arrays; std::span too, but it can't be decoded.
///    Maps with strings, integers, enumerations or UUIDs as keys: objects. No std::multimap: use a map of vectors.
///  * std::variant: see json_variant.hpp. std::monostate: null.
///  * time points: RFC 3339 in UTC; durations: ISO 8601; year_month_day: "2024-02-29". gulo::uuid: its text;
///    gulo::bytes: base64.
///  * plain structs and structs adapted to Boost.Hana: objects. Other types: specialise gulo::json_mapping.
///
/// Decoding: keys may come in any order. A byte order mark is refused.
struct json : json_detail::json_functions<json> {
    static constexpr json_options options{};
};

/// The same with other choices. An application needs one such codec; each costs the code of its message types again.
template <json_options Options>
struct json_with : json_detail::json_functions<json_with<Options>> {
    static constexpr json_options options = Options;
    static_assert(Options.max_depth >= 0 && Options.max_depth <= 1000, "gulo: max_depth of json_options is 1 to 1,000, or 0 for 64");
};

}  // namespace gulo
