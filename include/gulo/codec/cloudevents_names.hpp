#pragma once
// What both modes of CloudEvents have in common.

#include <gulo/base/buffer.hpp>
#include <gulo/codec/utf8.hpp>
#include <gulo/codec/wire_format.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace gulo::cloudevents_detail {

inline constexpr std::string_view specification = "1.0";
inline constexpr std::string_view content_type_header = "content-type";
inline constexpr std::string_view type_header = "ce_type";
inline constexpr std::string_view structured_type = "application/cloudevents";
inline constexpr std::string_view structured_json = "application/cloudevents+json";

/// An attribute and where it goes.
struct attribute {
    std::string_view name;
    std::string_view header;
    std::string_view told_metadata::* to;
};

/// The attributes of the specification that Gulo knows, those of the extensions for tracing and correlation, and its own: `tenantid`, `eventversion`, `priority`.
/// A name has lower-case letters and digits only.
inline constexpr std::array<attribute, 14> attributes{{
    {"specversion", "ce_specversion", &told_metadata::specification},
    {"id", "ce_id", &told_metadata::id},
    {"source", "ce_source", &told_metadata::source},
    {"type", type_header, &told_metadata::type},
    {"time", "ce_time", &told_metadata::time},
    {"datacontenttype", "content-type", &told_metadata::content_type},
    {"correlationid", "ce_correlationid", &told_metadata::correlation_id},
    {"causationid", "ce_causationid", &told_metadata::causation_id},
    {"tenantid", "ce_tenantid", &told_metadata::tenant},
    {"eventversion", "ce_eventversion", &told_metadata::version},
    {"priority", "ce_priority", &told_metadata::priority},
    {"traceparent", "ce_traceparent", &told_metadata::trace_parent},
    {"tracestate", "ce_tracestate", &told_metadata::trace_state},
    {"partitionkey", "ce_partitionkey", nullptr},
}};

/// `text` begins with `prefix`, whatever the case of its letters. `prefix` is in lower case.
constexpr bool begins_with(std::string_view text, std::string_view prefix) noexcept {
    if (text.size() < prefix.size()) return false;
    for (std::size_t index = 0; index < prefix.size(); ++index) {
        const char c = text[index];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != prefix[index]) return false;
    }
    return true;
}

/// Whether a header says that the record is an event, in whichever mode.
constexpr bool tells_an_event(const header_view& header) noexcept {
    return header.name == "ce_specversion" || (header.name == content_type_header && header.value && begins_with(*header.value, structured_type));
}

/// Appends the text; octets that are not UTF-8 become U+FFFD, because headers of events are UTF-8.
inline void append_utf8(buffer& out, std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        const std::size_t size = static_cast<unsigned char>(*at) < 0x80 ? 1 : utf8::character_size(at, end);
        out.append(size == 0 ? std::string_view{"\xef\xbf\xbd"} : std::string_view{at, size});
        at += size == 0 ? 1 : size;
    }
}

/// What an event must have, whichever its mode is; the text for the error, or nothing.
inline std::string missing(const told_metadata& told) {
    if (told.specification.empty()) return "it has no \"specversion\"";
    if (!told.specification.starts_with("1.")) return "its specversion is " + std::string{told.specification.substr(0, 20)} + "; 1.0 is understood";
    for (const std::size_t each : {std::size_t{1}, std::size_t{2}, std::size_t{3}})
        if ((told.*attributes[each].to).empty()) return "it has no \"" + std::string{attributes[each].name} + "\"";
    return {};
}

}  // namespace gulo::cloudevents_detail
