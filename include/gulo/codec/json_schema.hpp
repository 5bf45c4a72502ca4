#pragma once
// The JSON Schema of a message, from the same reflection as its encoder and decoder.

#include <gulo/codec/json.hpp>
#include <gulo/codec/json_schema_forms.hpp>
#include <gulo/message/name.hpp>
#include <gulo/message/topic.hpp>

#include <string>
#include <type_traits>

namespace gulo {

/// The condition of a compile-time check: what json_options and json_names say of T makes sense.
template <class T, at_path Path>
inline constexpr bool every_choice_is_possible = Path.fault == json_fault::none || Path.fault == json_fault::unmapped;

/// The schema of T under Codec (json, or a json_with) as the text of a JSON document (JSON Schema 2020-12), indented, the same on every machine. What it
/// accepts, `json::decode<T>` accepts, and the other way round, but for:
///  * what no schema can say: keys that occur twice; arrays and objects nested more than 64 deep; a duration or time that
///    is beyond the range of the field's type; values of a std::set that are equal and written differently;
///  * durations that count minutes, hours, days or weeks: the schema takes no smaller units, although the decoder reads
///    "PT120S" as two minutes;
///  * numbers that a double can't hold, which many validators see rounded or as infinite;
///  * formats, which validators know a little differently: leap seconds (":60", read as the next minute) and the year 0000;
///  * days that a month doesn't have, such as February 30, and times whose year in UTC is outside 0000 to 9999;
///  * what `json_mapping<T>::from` refuses, unless json_mapping has a schema of its own:
///    `static constexpr std::string_view schema = R"({"type": "integer", "multipleOf": 2})";`.
/// Structs inside T are under $defs, so T may contain itself. Title and descriptions: json_description.hpp; the title is
/// the message's wire name when T gives none, and a version other than 1 is the comment. Throws only when memory runs out.
template <class T, class Codec = json, at_path Fault = json_detail::path_to_unmapped<T, json_detail::way::write, Codec>()>
std::string json_schema() {
    static_assert(every_field_has_a_mapping<T, Fault>, "gulo: this field has no JSON form; use another type for it or specialise gulo::json_mapping");
    static_assert(every_choice_is_possible<T, Fault>, "gulo: the JSON form chosen for this type is not possible; json::encode of it says why");
    if constexpr (Fault.fault == json_fault::none) {
        using json_detail::schema_node;
        json_detail::schema_definitions<Codec> definitions{std::type_identity<T>{}};
        schema_node root;
        root.set("$schema", schema_node::text("https://json-schema.org/draft/2020-12/schema"));
        if constexpr (json_detail::struct_like<T>) {
            if constexpr (message_version<T> != 1) root.set("$comment", schema_node::text("version " + std::to_string(message_version<T>)));
            if constexpr (!json_detail::has_title<T>) root.set("title", schema_node::text(message_name<T>));
            root.append(json_detail::schema_of_struct<T>(definitions));
        } else {
            root.append(json_detail::schema_of<T, Codec>(definitions));
        }
        schema_node defined = definitions.print();
        if (!defined.empty()) root.set("$defs", std::move(defined));
        return root.print();
    } else {
        return {};
    }
}

}  // namespace gulo
