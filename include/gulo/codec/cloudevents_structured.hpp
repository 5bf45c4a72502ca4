#pragma once
// The wire format of CloudEvents 1.0 for Kafka in structured mode, as JSON.

#include <gulo/base/bytes.hpp>
#include <gulo/codec/base64.hpp>
#include <gulo/codec/cloudevents_names.hpp>
#include <gulo/codec/cloudevents_source.hpp>
#include <gulo/codec/envelope_reader.hpp>
#include <gulo/codec/envelope_writer.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gulo {

/// The value is a JSON document with the attributes and the message as `data`; the header `content-type` is `application/cloudevents+json` (CloudEvents 1.0, JSON
/// event format, and Kafka protocol binding, section 3.3). A record with that header is taken for it, and one without it whose value is an object with
/// `specversion`. `data_base64` is understood when reading; an event without data is read as the message `{}`.
struct cloudevents_structured {
    static constexpr std::string_view name = "a CloudEvent in structured mode";
    static constexpr std::string_view type_name = "gulo::cloudevents_structured";
    static constexpr int rank = 10;

    template <class Codec, class Record, class Message>
    static void write(Record& record, const outgoing_metadata& about, const Message& message) {
        static_assert(the_codec_makes_json<cloudevents_structured, Codec>,
                      "gulo: this wire format holds the message as JSON; use a codec that makes JSON, or gulo::cloudevents_binary");
        using namespace cloudevents_detail;
        record.header(content_type_header, structured_json);
        const std::string key{record.key().value_or("")};  // it stands in the memory that is written to
        envelope_writer out{record.text()};
        out.raw(R"({"specversion":"1.0","id":)").text(about.id).raw(R"(,"source":)").text(source_of(about.source));
        out.raw(R"(,"type":)").text(about.type).raw(R"(,"time":)").time(about.time).raw(R"(,"datacontenttype":")").raw(Codec::content_type).raw("\"");
        out.member("correlationid", about.correlation_id).member("causationid", about.causation_id).member("tenantid", about.tenant);
        if (about.version != 1) out.raw(R"(,"eventversion":)").raw(std::to_string(about.version));
        if (about.priority != priority::medium) out.member("priority", priority_name(about.priority));
        out.member("traceparent", about.trace_parent).member("tracestate", about.trace_state).member("partitionkey", key);
        out.raw(R"(,"data":)");
        Codec::encode_to(message, record.text());
        out.raw("}");
    }

    static opening open(const header_source& headers, std::optional<std::string_view> value, opened_record& into) {
        using namespace cloudevents_detail;
        std::string_view declared;
        bool is_binary = false;
        headers.for_each([&](const header_view& header) {
            if (!header.value) return;
            if (header.name == content_type_header) declared = *header.value;
            else if (header.name == attributes[0].header) is_binary = true;
        });
        const bool is_declared = begins_with(declared, structured_type);
        if (!value || (!is_declared && (is_binary || !envelope_reader::is_object(*value)))) return opening::not_this;
        into.format = name;
        if (is_declared) {
            const std::string_view form = declared.substr(structured_type.size());
            if (!begins_with(form, "+json") || (form.size() > 5 && form[5] != ';' && form[5] != ' '))
                return fail(into, "its content-type is " + json_detail::excerpt(declared) + "; application/cloudevents+json is understood");
        }
        envelope_reader document{*value, into};
        if (!document.read(members)) {
            if (is_declared) return fail(into, into.fault->message);
            return opening::unreadable;
        }
        if (!is_declared && !document.has(0)) return opening::not_this;
        if (into.fault) return fail(into, into.fault->message);
        if (const std::string why = missing(into.told); !why.empty()) return fail(into, why);
        const bool has_data = document.has(data_member);
        if (into.told.base64.data() != nullptr && (!has_data || into.told.payload == "null")) return take_base64(into);
        if (into.told.base64.data() != nullptr) return fail(into, "it has \"data\" and \"data_base64\"");
        if (!has_data) into.told.payload = "{}";
        return opening::opened;
    }

private:
    static opening take_base64(opened_record& into) {
        bytes octets;
        if (!base64::decode(into.told.base64, octets)) return fail(into, "\"data_base64\" is not base64 as in RFC 4648, section 4");
        into.told.payload = into.keep(std::string{reinterpret_cast<const char*>(octets.data()), octets.size()});
        return opening::opened;
    }

    [[gnu::noinline, gnu::cold]] static opening fail(opened_record& into, std::string why) {
        if (!into.fault) into.fault = std::make_unique<error>(error{errc::schema_mismatch, {}});
        into.fault->message = std::string{name} + ": " + why;
        return opening::malformed;
    }

    static constexpr std::size_t data_member = cloudevents_detail::attributes.size() - 1;
    static constexpr std::size_t base64_member = data_member + 1;
    static constexpr auto members = [] {
        using kind = envelope_member::kind;
        std::array<envelope_member, base64_member + 1> table{};
        for (std::size_t each = 0; each < data_member; ++each) {
            const auto& from = cloudevents_detail::attributes[each];
            const bool is_id = from.name == "id" || from.name == "source";
            table[each] = {from.name, is_id ? kind::id : from.name == "time" ? kind::hint : each < 6 ? kind::text : kind::scalar, from.to, {}};
        }
        table[data_member] = {"data", kind::value, &told_metadata::payload, {}};
        table[base64_member] = {"data_base64", kind::text, &told_metadata::base64, {}};
        return table;
    }();
};

}  // namespace gulo
