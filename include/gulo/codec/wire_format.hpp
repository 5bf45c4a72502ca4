#pragma once
// What a wire format is: a policy that says how a message and what travels with it become a record, and back.

#include <gulo/base/clock.hpp>
#include <gulo/base/error.hpp>
#include <gulo/message/header.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/message/priority.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gulo {

/// What travels with a message that is published. What is empty is not known. Views are valid while it is written.
struct outgoing_metadata {
    std::string_view type{};
    std::string_view id{};  ///< never empty
    std::string_view correlation_id{};
    std::string_view causation_id{};
    std::string_view tenant{};
    std::string_view source{};
    std::string_view entity_type{};
    std::string_view trace_parent{};
    std::string_view trace_state{};
    timestamp time{};
    int version = 1;
    gulo::priority priority = gulo::priority::medium;
};

/// Texts that a record tells, as they stand there; an empty one was not told.
struct told_metadata {
    std::string_view type, id, correlation_id, causation_id, tenant, source, time, version, priority, trace_parent, trace_state;
    std::string_view payload;       ///< the octets of the message
    std::string_view base64;        ///< the same, where the format writes them so
    std::string_view content_type;  ///< of the message
    std::string_view specification;
};

/// A record, taken apart. Views refer to the record or to this object.
class opened_record {
public:
    opened_record() = default;
    opened_record(const opened_record&) = delete;
    opened_record& operator=(const opened_record&) = delete;

    std::string_view format;  ///< in words
    told_metadata told;
    bool told_by_headers = false;  ///< gulo::read_metadata gives the rest
    std::unique_ptr<error> fault;  ///< why it could not be opened

    std::string_view payload() const noexcept { return told.payload; }
    std::string_view type() const noexcept { return told.type; }

    /// Takes over a text that does not stand in the record as it is meant.
    std::string_view keep(std::string text) { return owned_.emplace_front(std::move(text)); }

    /// Makes it as new for another try.
    void reset() noexcept {
        format = {};
        told = {};
        told_by_headers = false;
        fault.reset();
    }

    /// Everything that the record tells about its message. A trace stands in the record's headers where the format itself has no place for it.
    metadata about(const header_source& headers) const {
        if (told_by_headers) return read_metadata(headers);
        metadata read;
        read.type = told.type;
        read.id = told.id;
        read.correlation_id = told.correlation_id;
        read.causation_id = told.causation_id;
        read.tenant = told.tenant;
        read.source = told.source;
        read.time = told.time;
        const bool has_trace = !told.trace_parent.empty();
        read.trace_parent = has_trace ? told.trace_parent : headers.find(header_names::trace_parent).value_or("");
        read.trace_state = has_trace ? told.trace_state : headers.find(header_names::trace_state).value_or("");
        read.priority = read_priority(told.priority).value_or(read.priority);
        if (const int version = detail::read_version(told.version); version > 0) read.version = version;
        return read;
    }

private:
    std::forward_list<std::string> owned_;
};

/// What came of opening a record.
enum class opening : std::uint8_t {
    opened,
    not_this,    ///< it is in another format
    malformed,   ///< it is in this format, but wrong: opened_record::fault says why
    unreadable,  ///< its value is not well-formed, so that nobody can tell; opened_record::fault says where
};

/// Opens records of one format.
struct wire_reader {
    std::string_view name;       ///< in words, such as "a CloudEvent in binary mode"
    std::string_view type_name;  ///< as it is written in a program, such as "gulo::cloudevents_binary"
    int rank = 0;
    opening (*open)(const header_source& headers, std::optional<std::string_view> value, opened_record& into) = nullptr;
};

/// A format that can be read. `rank` says in which order a reader of several formats asks them, the lowest first: those that say plainly what they
/// are go before those that have to be guessed. `open` looks at the headers first and is also called with no value, for tombstones; it never
/// throws but for lack of memory, and leaves views of the record in `into`.
template <class Format>
concept readable_format = requires(const header_source& headers, std::optional<std::string_view> value, opened_record& into) {
    { Format::name } -> std::convertible_to<std::string_view>;
    { Format::type_name } -> std::convertible_to<std::string_view>;
    { Format::rank } -> std::convertible_to<int>;
    { Format::open(headers, value, into) } -> std::same_as<opening>;
};

template <readable_format Format>
inline constexpr wire_reader wire_reader_of{Format::name, Format::type_name, Format::rank, &Format::open};

/// Names of formats that are read together.
template <readable_format... Formats>
struct format_list {};

namespace detail {

/// A codec's output can stand inside a JSON document.
constexpr bool is_json_media_type(std::string_view type) noexcept {
    const std::string_view essence = type.substr(0, type.find(';'));
    return essence == "application/json" || essence == "text/json" || essence.ends_with("+json");
}

/// The trace as headers, for formats whose value has no place for it. Nothing when none came in.
template <class Record>
void write_trace_headers(Record& record, const outgoing_metadata& about) {
    if (about.trace_parent.empty()) [[likely]]
        return;
    record.header(header_names::trace_parent, about.trace_parent);
    if (!about.trace_state.empty()) record.header(header_names::trace_state, about.trace_state);
}

}  // namespace detail

template <class Format, class Codec>
inline constexpr bool the_codec_makes_json = detail::is_json_media_type(Codec::content_type);

}  // namespace gulo
