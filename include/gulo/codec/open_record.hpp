#pragma once
// Opens a record in one of the formats that are accepted, and says which one it is in when it is none of these.

#include <gulo/codec/cloudevents.hpp>
#include <gulo/codec/event_envelope.hpp>
#include <gulo/codec/metadata_envelope.hpp>
#include <gulo/codec/wire.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace gulo {

/// Every format that Gulo knows, in the order in which they are asked.
inline constexpr auto known_wire_formats = [] {
    auto all = wire_choice<default_format, cloudevents, metadata_envelope, event_envelope>::readers();
    std::array<const wire_reader*, 7> sorted{};
    std::ranges::copy(all, sorted.begin());
    std::ranges::sort(sorted, {}, &wire_reader::rank);
    return sorted;
}();

/// Opens the record in the first of `formats` that it is in. `formats` are sorted by rank. False: none, and opened_record::fault says why when one
/// was found wrong or unreadable, and is empty when the record is in another format.
inline bool open_in(std::span<const wire_reader* const> formats, const header_source& headers, std::optional<std::string_view> value, opened_record& into) {
    std::unique_ptr<error> unreadable;
    for (const wire_reader* const each : formats) {
        into.reset();
        switch (each->open(headers, value, into)) {
        case opening::opened: return true;
        case opening::malformed: return false;
        case opening::unreadable:
            if (!unreadable) unreadable = std::move(into.fault);
            break;
        case opening::not_this: break;
        }
    }
    into.reset();
    into.fault = std::move(unreadable);
    return false;
}

/// The format of a record among all that are known, for a person to read; null when its value is not even well-formed.
inline const wire_reader* format_seen(const header_source& headers, std::optional<std::string_view> value) {
    bool is_unreadable = false;
    for (const wire_reader* const each : known_wire_formats) {
        opened_record opened;
        const opening found = each->open(headers, value, opened);
        if (found == opening::unreadable) is_unreadable = true;
        else if (found != opening::not_this) return each->rank == plain_message::rank && is_unreadable ? nullptr : each;
    }
    return nullptr;
}

/// What a record tells of its message in any format that is known; its headers alone when it can't be opened.
inline metadata read_any_metadata(const header_source& headers, std::optional<std::string_view> value) {
    opened_record opened;
    return open_in(known_wire_formats, headers, value, opened) ? opened.about(headers) : read_metadata(headers);
}

/// Only the type.
inline std::string read_any_type(const header_source& headers, std::optional<std::string_view> value) {
    opened_record opened;
    return open_in(known_wire_formats, headers, value, opened) ? std::string{opened.type()} : std::string{};
}

/// Why a record is refused that is in none of the formats that its topic accepts.
inline std::string describe_other_format(std::string_view topic, std::span<const wire_reader* const> accepted, const header_source& headers,
                                         std::optional<std::string_view> value) {
    std::string text = "the record is ";
    const wire_reader* const seen = format_seen(headers, value);
    const bool is_bare = seen == &wire_reader_of<plain_message>;
    text.append(is_bare && value && value->empty() ? "empty"
                : seen != nullptr                  ? seen->name
                                                   : "not well-formed")
        .append(", but topic ")
        .append(topic)
        .append(" accepts only ");
    for (const wire_reader* const each : accepted) text.append(each != accepted.front() ? ", or " : "").append(each->name);
    if (seen != nullptr) text.append("; to accept it, add ").append(seen->type_name).append(" to gulo::wire or gulo::wire_of");
    return text;
}

}  // namespace gulo
