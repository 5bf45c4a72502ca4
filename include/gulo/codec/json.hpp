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
#include <gulo/codec/json_reader.hpp>
#include <gulo/codec/json_scalars.hpp>
#include <gulo/codec/json_slot.hpp>
#include <gulo/codec/json_struct.hpp>
#include <gulo/codec/json_time_forms.hpp>
#include <gulo/codec/json_uuid.hpp>
#include <gulo/codec/json_variant.hpp>
#include <gulo/codec/json_writer.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace gulo {

/// The codec for application/json (RFC 8259, UTF-8). The forms of the types:
///  * bool, integers, floating-point numbers: themselves (NaN and infinity: null). An integer is also read from 1.0
///    or 1e3. A value that doesn't fit is an error; a floating-point value too small for its type is zero.
///  * std::string: a string; invalid UTF-8 is replaced by U+FFFD when written and refused when read. char: a string
///    of one ASCII character. std::string_view: like std::string, but can't be decoded.
///  * enumerations: the enumerator's name, a number when it has none.
///  * std::optional, std::unique_ptr, std::shared_ptr: the value or null; as a field left out when empty, and null
///    and a missing key both read as empty.
///  * std::vector, deque, list, set, array, pair, tuple: arrays; maps with strings, integers, enumerations or UUIDs as
///    keys: objects.
///  * std::variant: see json_variant.hpp. std::monostate: null.
///  * time points: RFC 3339 in UTC; durations: ISO 8601; year_month_day: "2024-02-29". gulo::uuid: its text;
///    gulo::bytes: base64.
///  * plain structs and structs adapted to Boost.Hana: objects. Other types: specialise gulo::json_mapping.
///
/// Decoding: keys may come in any order; keys the struct doesn't have are passed over; a key that occurs twice is an
/// error. A missing field is an error, unless it may be null, or the struct says `static constexpr bool
/// tolerates_missing_fields = true;`: then the field keeps its default member initialiser. Arrays and objects may be
/// nested 64 deep. A byte order mark is refused.
struct json {
    static constexpr std::string_view content_type = "application/json";

    /// Appends the document to `out`, without white space. Throws only when memory runs out.
    template <class T, at_path Unmapped = json_detail::path_to_unmapped<T, json_detail::way::write>()>
    static void encode(const T& value, buffer& out) {
        static_assert(every_field_has_a_mapping<T, Unmapped>,
                      "gulo: this field has no JSON form; use another type for it or specialise gulo::json_mapping");
        if constexpr (every_field_has_a_mapping<T, Unmapped>) {
            json_detail::json_writer writer{out};
            writer.finish(json_detail::write_value(writer, writer.begin(1), value, 0));
        }
    }

    /// Reads the whole document. The error names line, column, field, what was expected and what was found:
    /// "line 3, column 14, at order.items[2].price: expected a number, found "abc"".
    template <class T, at_path Unmapped = json_detail::path_to_unmapped<T, json_detail::way::read>()>
    static result<T> decode(std::string_view document) {
        static_assert(every_field_can_be_decoded<T, Unmapped>,
                      "gulo: this field can't be decoded from JSON; use a type that owns its value, or specialise gulo::json_mapping");
        if constexpr (every_field_can_be_decoded<T, Unmapped>) {
            json_detail::json_reader reader{document};
            const char* const at = reader.begin();
            json_detail::json_slot<T> slot;
            if (at == nullptr || !reader.finish(json_detail::read_slot(reader, at, slot))) [[unlikely]]
                return result<T>{boost::system::in_place_error, reader.failure()};
            return result<T>{boost::system::in_place_value, json_detail::take(slot)};
        } else {
            return result<T>{boost::system::in_place_error};
        }
    }
};

/// The JSON document for `value`.
template <class T>
std::string to_json(const T& value) {
    buffer out;
    json::encode(value, out);
    return std::string{out.view()};
}

/// json::decode as a function.
template <class T>
result<T> from_json(std::string_view document) {
    return json::decode<T>(document);
}

}  // namespace gulo
