#pragma once
// The wire format {"event_id", "event_type", "occurred_at", "data"}.

#include <gulo/codec/envelope_reader.hpp>
#include <gulo/codec/envelope_writer.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace gulo {

/// The value is `{"event_id":"…","event_type":"…","occurred_at":"…","data":{…}}`. A document with at least two of these members is taken for it; it needs
/// `event_type` and `data`. It has no place for correlation, causation, tenant, source, version and priority. A message that names this format
/// itself goes to the topic `events.<type in lower case>` unless it names another.
struct event_envelope {
    static constexpr std::string_view name = "the envelope {event_id, event_type, occurred_at, data}";
    static constexpr std::string_view type_name = "gulo::event_envelope";
    static constexpr std::string_view topic_prefix = "events.";
    static constexpr int rank = 40;

    template <class Codec, class Record, class Message>
    static void write(Record& record, const outgoing_metadata& about, const Message& message) {
        static_assert(the_codec_makes_json<event_envelope, Codec>, "gulo: this wire format holds the message as JSON; use a codec that makes JSON");
        detail::write_trace_headers(record, about);
        envelope_writer out{record.text()};
        out.raw(R"({"event_id":)").text(about.id).raw(R"(,"event_type":)").text(about.type).raw(R"(,"occurred_at":)").time(about.time).raw(R"(,"data":)");
        Codec::encode_to(message, record.text());
        out.raw("}");
    }

    static opening open(const header_source&, std::optional<std::string_view> value, opened_record& into) {
        if (!value || !envelope_reader::is_object(*value)) return opening::not_this;
        envelope_reader document{*value, into};
        if (!document.read(members)) return opening::unreadable;
        std::size_t found = 0;
        for (std::size_t each = 0; each < members.size(); ++each) found += document.has(each) ? 1 : 0;
        if (found < 2) return opening::not_this;
        return detail::close_envelope(document, members, {1, 3}, name, into);
    }

private:
    using kind = envelope_member::kind;
    static constexpr std::array<envelope_member, 4> members{{{"event_id", kind::id, &told_metadata::id, {}},
                                                             {"event_type", kind::text, &told_metadata::type, {}},
                                                             {"occurred_at", kind::hint, &told_metadata::time, {}},
                                                             {"data", kind::value, &told_metadata::payload, {}}}};
};

}  // namespace gulo
