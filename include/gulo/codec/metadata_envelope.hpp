#pragma once
// The wire format {"metadata": {…}, "payload"}.

#include <gulo/codec/envelope_reader.hpp>
#include <gulo/codec/envelope_writer.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>

namespace gulo {

/// The value is `{"metadata":{"event_id","event_type","event_version","timestamp","source_service","tenant_id","correlation_id","priority"},"payload":{…}}`;
/// all members are always written, null where nothing is known. The version 2 is written as "2.0" and read from "2.0", "2" and 2. A document is taken for it
/// when it has both members or `metadata` holds an `event_type` or an `event_id`; it needs `event_type` and `payload`. It has no place for the causation.
struct metadata_envelope {
    static constexpr std::string_view name = "the envelope {metadata, payload}";
    static constexpr std::string_view type_name = "gulo::metadata_envelope";
    static constexpr int rank = 30;

    template <class Codec, class Record, class Message>
    static void write(Record& record, const outgoing_metadata& about, const Message& message) {
        static_assert(the_codec_makes_json<metadata_envelope, Codec>, "gulo: this wire format holds the message as JSON; use a codec that makes JSON");
        detail::write_trace_headers(record, about);
        char version[16];
        const char* const end = std::to_chars(version, version + sizeof version, about.version).ptr;
        envelope_writer out{record.text()};
        out.raw(R"({"metadata":{"event_id":)").text(about.id).raw(R"(,"event_type":)").text(about.type);
        out.raw(R"(,"event_version":")").raw({version, static_cast<std::size_t>(end - version)}).raw(R"(.0","timestamp":)").time(about.time);
        out.raw(R"(,"source_service":)").text_or_null(about.source).raw(R"(,"tenant_id":)").text_or_null(about.tenant);
        out.raw(R"(,"correlation_id":)").text_or_null(about.correlation_id);
        out.raw(R"(,"priority":)").text(priority_name(about.priority)).raw(R"(},"payload":)");
        Codec::encode_to(message, record.text());
        out.raw("}");
    }

    static opening open(const header_source&, std::optional<std::string_view> value, opened_record& into) {
        if (!value || !envelope_reader::is_object(*value)) return opening::not_this;
        envelope_reader document{*value, into};
        if (!document.read(members)) return opening::unreadable;
        const bool is_it = (document.has(0) && document.has(1)) || document.has(type) || document.has(id);
        if (!is_it) return opening::not_this;
        return detail::close_envelope(document, members, {0, type, 1}, name, into);
    }

private:
    using kind = envelope_member::kind;
    static constexpr std::array<envelope_member, 8> inside{{{"event_id", kind::id, &told_metadata::id, {}},
                                                            {"event_type", kind::text, &told_metadata::type, {}},
                                                            {"event_version", kind::scalar, &told_metadata::version, {}},
                                                            {"timestamp", kind::hint, &told_metadata::time, {}},
                                                            {"source_service", kind::id, &told_metadata::source, {}},
                                                            {"tenant_id", kind::id, &told_metadata::tenant, {}},
                                                            {"correlation_id", kind::id, &told_metadata::correlation_id, {}},
                                                            {"priority", kind::hint, &told_metadata::priority, {}}}};
    static constexpr std::array<envelope_member, 2> members{
        {{"metadata", kind::object, nullptr, inside}, {"payload", kind::value, &told_metadata::payload, {}}}};
    static constexpr std::size_t id = 16;
    static constexpr std::size_t type = 17;
};

}  // namespace gulo
