#pragma once
// The wire format with the message as value and a header for each part of its metadata.

#include <gulo/codec/wire_format.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/message/time_text.hpp>

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>

namespace gulo {

/// Headers under the names that other systems use: `event_type`, `event_id`, `entity_type`, `timestamp`, `correlation_id`, `causation_id`, `tenant_id`,
/// `source_service`, `event_version`, `priority`. A record with one of the first two is taken for it. With any codec.
struct named_headers {
    static constexpr std::string_view name = "the message with headers such as \"event_type\"";
    static constexpr std::string_view type_name = "gulo::named_headers";
    static constexpr int rank = 50;

    template <class Codec, class Record, class Message>
    static void write(Record& record, const outgoing_metadata& about, const Message& message) {
        const auto write = [&record](std::string_view header, std::string_view value) {
            if (!value.empty()) record.header(header, value);
        };
        write(header_names::type, about.type);
        write(header_names::id, about.id);
        write(header_names::entity_type, about.entity_type);
        const std::size_t begin = record.begin_header();
        detail::append_time(record.text(), about.time);
        record.end_header(header_names::time, begin);
        write(header_names::correlation, about.correlation_id);
        write(header_names::causation, about.causation_id);
        write(header_names::tenant, about.tenant);
        write(header_names::source, about.source);
        if (about.version != 1) {
            char digits[12];
            const auto end = std::to_chars(digits, digits + sizeof digits, about.version).ptr;
            write(header_names::version, {digits, static_cast<std::size_t>(end - digits)});
        }
        if (about.priority != priority::medium) write(header_names::priority, priority_name(about.priority));
        detail::write_trace_headers(record, about);
        Codec::encode_to(message, record.text());
    }

    static opening open(const header_source& headers, std::optional<std::string_view> value, opened_record& into) {
        bool is_it = false;
        headers.for_each([&](const header_view& header) {
            if (!header.value) return;
            if (header.name == header_names::type) into.told.type = *header.value;
            else if (header.name != header_names::id) return;
            is_it = true;
        });
        if (!is_it) return opening::not_this;
        into.format = name;
        into.told_by_headers = true;
        into.told.payload = value.value_or("");
        return opening::opened;
    }
};

}  // namespace gulo
