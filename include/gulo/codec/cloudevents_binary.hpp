#pragma once
// The wire format of CloudEvents 1.0 for Kafka in binary mode.

#include <gulo/codec/cloudevents_names.hpp>
#include <gulo/codec/cloudevents_source.hpp>
#include <gulo/codec/wire_format.hpp>
#include <gulo/message/time_text.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gulo {

/// The value is the message, its media type in the header `content-type`, its attributes in headers `ce_id`, `ce_type` and so on (CloudEvents 1.0, Kafka
/// protocol binding, section 3.2). A record with the header `ce_specversion` is taken for it. With any codec.
struct cloudevents_binary {
    static constexpr std::string_view name = "a CloudEvent in binary mode";
    static constexpr std::string_view type_name = "gulo::cloudevents_binary";
    static constexpr int rank = 20;

    template <class Codec, class Record, class Message>
    static void write(Record& record, const outgoing_metadata& about, const Message& message) {
        using namespace cloudevents_detail;
        const auto write = [&record](std::string_view header, std::string_view value) {
            if (value.empty()) return;
            const std::size_t begin = record.begin_header();
            append_utf8(record.text(), value);
            record.end_header(header, begin);
        };
        write("ce_specversion", specification);
        write("ce_id", about.id);
        write("ce_source", source_of(about.source));
        write("ce_type", about.type);
        const std::size_t begin = record.begin_header();
        detail::append_time(record.text(), about.time);
        record.end_header("ce_time", begin);
        write(content_type_header, Codec::content_type);
        write("ce_correlationid", about.correlation_id);
        write("ce_causationid", about.causation_id);
        write("ce_tenantid", about.tenant);
        if (about.version != 1) write("ce_eventversion", std::to_string(about.version));
        if (about.priority != priority::medium) write("ce_priority", priority_name(about.priority));
        write("ce_traceparent", about.trace_parent);
        write("ce_tracestate", about.trace_state);
        if (const auto key = record.key()) write("ce_partitionkey", std::string{*key});  // it stands in the memory that is written to
        Codec::encode_to(message, record.text());
    }

    static opening open(const header_source& headers, std::optional<std::string_view> value, opened_record& into) {
        using namespace cloudevents_detail;
        bool is_it = false;
        bool is_structured = false;
        std::string_view twice;
        std::uint32_t seen = 0;
        headers.for_each([&](const header_view& header) {
            if (!header.value || !(header.name.starts_with("ce_") || header.name == content_type_header)) return;
            if (header.name == content_type_header && begins_with(*header.value, structured_type)) is_structured = true;
            for (std::size_t each = 0; each < attributes.size(); ++each) {
                if (attributes[each].header != header.name) continue;
                is_it = is_it || each == 0;
                if ((seen >> each & 1) != 0) twice = attributes[each].header;
                seen |= std::uint32_t{1} << each;
                if (attributes[each].to != nullptr) into.told.*attributes[each].to = *header.value;
            }
        });
        if (!is_it || is_structured) return opening::not_this;
        into.format = name;
        into.told.payload = value.value_or("");
        std::string why = missing(into.told);
        if (why.empty() && !twice.empty()) why = "the header \"" + std::string{twice} + "\" occurs twice";
        if (why.empty()) return opening::opened;
        into.fault = std::make_unique<error>(error{errc::schema_mismatch, std::string{name} + ": " + why});
        return opening::malformed;
    }
};

}  // namespace gulo
