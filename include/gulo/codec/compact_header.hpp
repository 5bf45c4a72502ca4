#pragma once
// The wire format with the message as value and its metadata in one header.

#include <gulo/codec/wire_format.hpp>
#include <gulo/message/metadata.hpp>

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gulo {

/// The header `gulo: type=order_placed;id=…;causation=…;source=shop`, the cheapest form: it tells what a reader can't know otherwise. The time is the
/// record's own; a correlation id that is the id of the cause, or of the message itself, is left out. With any codec.
struct compact_header {
    static constexpr std::string_view name = "the message with the header \"gulo\"";
    static constexpr std::string_view type_name = "gulo::compact_header";
    static constexpr int rank = 0;

    template <class Codec, class Record, class Message>
    static void write(Record& record, const outgoing_metadata& about, const Message& message) {
        const std::size_t begin = record.begin_header();
        buffer& text = record.text();
        detail::append_compact_field(text, begin, "type", about.type);
        detail::append_compact_field(text, begin, "id", about.id);
        if (about.correlation_id != (about.causation_id.empty() ? about.id : about.causation_id))
            detail::append_compact_field(text, begin, "correlation", about.correlation_id);
        detail::append_compact_field(text, begin, "causation", about.causation_id);
        detail::append_compact_field(text, begin, "tenant", about.tenant);
        detail::append_compact_field(text, begin, "source", about.source);
        if (about.version != 1) {
            char digits[12];
            const auto end = std::to_chars(digits, digits + sizeof digits, about.version).ptr;
            detail::append_compact_field(text, begin, "version", {digits, static_cast<std::size_t>(end - digits)});
        }
        if (about.priority != priority::medium) detail::append_compact_field(text, begin, "priority", priority_name(about.priority));
        record.end_header(header_names::compact, begin);
        detail::write_trace_headers(record, about);
        Codec::encode_to(message, text);
    }

    static opening open(const header_source& headers, std::optional<std::string_view> value, opened_record& into) {
        const auto header = headers.find(header_names::compact);
        if (!header) return opening::not_this;
        into.format = name;
        into.told_by_headers = true;
        into.told.payload = value.value_or("");
        std::string storage;
        detail::note_compact_type(*header, into.told.type, storage);
        if (!storage.empty()) into.told.type = into.keep(std::move(storage));
        return opening::opened;
    }
};

}  // namespace gulo
