#pragma once
// What travels with a message beside its fields, and its two forms in record headers.

#include <gulo/base/buffer.hpp>
#include <gulo/message/header.hpp>
#include <gulo/message/priority.hpp>
#include <gulo/message/trace_parent.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace gulo {

/// How metadata is written into record headers. Both forms are always understood when reading.
enum class header_style : std::uint8_t {
    compact,  ///< one header `gulo`: `type=user_created;id=…;causation=…`, the cheapest form
    named,    ///< one header each: event_type, event_id, timestamp, correlation_id, …
};

/// The envelope of a message that came in. Ids are text, because other systems' ids need not be UUIDs.
struct metadata {
    std::string type;
    std::string id;
    std::string correlation_id;
    std::string causation_id;
    std::string tenant;
    std::string source;
    int version = 1;
    std::string time{};  ///< when the message was made, as it stands there; the compact form leaves it to the record's own time
    std::string trace_parent{};
    std::string trace_state{};
    gulo::priority priority = gulo::priority::medium;
};

/// Names of the headers that Gulo reads and writes.
namespace header_names {
inline constexpr std::string_view compact = "gulo";
inline constexpr std::string_view type = "event_type";
inline constexpr std::string_view id = "event_id";
inline constexpr std::string_view version = "event_version";
inline constexpr std::string_view entity_type = "entity_type";
inline constexpr std::string_view time = "timestamp";
inline constexpr std::string_view correlation = "correlation_id";
inline constexpr std::string_view causation = "causation_id";
inline constexpr std::string_view tenant = "tenant_id";
inline constexpr std::string_view source = "source_service";
inline constexpr std::string_view priority = "priority";
}  // namespace header_names

namespace detail {

constexpr bool needs_escape(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == '%' || c == ';' || c == '='; }

/// Whether any character does. Eight at a time, for this is asked of every identifier that is published.
inline bool any_needs_escape(std::string_view text) noexcept {
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t high = each * 0x80;
    // Sets a high bit, of some octet, exactly when an octet is below `bound`.
    const auto below = [](std::uint64_t octets, std::uint64_t bound) { return (octets - each * bound) & ~octets & high; };
    const auto found = [&](const char* from) {
        std::uint64_t octets = 0;
        std::memcpy(&octets, from, sizeof octets);
        return below(octets, 0x20) | below(octets ^ each * '%', 1) | below(octets ^ each * ';', 1) | below(octets ^ each * '=', 1);
    };
    if (text.size() < 8) return std::any_of(text.begin(), text.end(), needs_escape);
    std::uint64_t any = found(text.data() + text.size() - 8);
    for (std::size_t at = 0; at + 8 < text.size(); at += 8) any |= found(text.data() + at);
    return any != 0;
}

/// Appends `;name=value` (without the first semicolon at the beginning); nothing for an empty value. A percent sign,
/// semicolon, equals sign or control character of the value is written as in RFC 3986 section 2.1.
inline void append_compact_field(buffer& out, std::size_t begin, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    char* const start = out.prepare(name.size() + 2 + 3 * value.size());
    char* end = start;
    if (out.size() != begin) *end++ = ';';
    std::memcpy(end, name.data(), name.size());
    end += name.size();
    *end++ = '=';
    if (!any_needs_escape(value)) {
        std::memcpy(end, value.data(), value.size());
        end += value.size();
    } else {
        constexpr std::string_view digits = "0123456789ABCDEF";
        for (const char c : value) {
            if (needs_escape(c)) {
                const auto code = static_cast<unsigned char>(c);
                *end++ = '%';
                *end++ = digits[code >> 4];
                *end++ = digits[code & 15];
            } else {
                *end++ = c;
            }
        }
    }
    out.commit(static_cast<std::size_t>(end - start));
}

inline int hexadecimal_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

inline std::string percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] == '%' && index + 2 < text.size()) {
            const int high = hexadecimal_digit(text[index + 1]);
            const int low = hexadecimal_digit(text[index + 2]);
            if (high >= 0 && low >= 0) {
                decoded.push_back(static_cast<char>(high * 16 + low));
                index += 2;
                continue;
            }
        }
        decoded.push_back(text[index]);
    }
    return decoded;
}

/// Calls `take(name, value)` for each well-formed field of the compact form; others are passed over.
template <class Take>
void for_each_compact_field(std::string_view text, Take&& take) {
    while (!text.empty()) {
        const std::size_t end = text.find(';');
        const std::string_view field = text.substr(0, end);
        if (const std::size_t equals = field.find('='); equals != std::string_view::npos) take(field.substr(0, equals), field.substr(equals + 1));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
}

/// The version in "2" and "2.0", which are both in use; 0 for any other text.
inline int read_version(std::string_view text) noexcept {
    int version = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, version);
    return problem == std::errc{} && version > 0 && (stop == end || *stop == '.') ? version : 0;
}

}  // namespace detail

/// Reads the metadata of a record; what is missing or malformed stays empty. Never throws but for lack of memory.
inline metadata read_metadata(const header_source& headers) {
    metadata read;
    const auto take_version = [&](std::string_view text) {
        if (const int version = detail::read_version(text); version > 0) read.version = version;
    };
    const auto take_priority = [&](std::string_view text) { read.priority = read_priority(text).value_or(read.priority); };
    headers.for_each([&](const header_view& header) {
        if (!header.value) return;
        const std::string_view value = *header.value;
        if (header.name == header_names::compact) {
            detail::for_each_compact_field(value, [&](std::string_view name, std::string_view text) {
                if (name == "type") read.type = detail::percent_decoded(text);
                else if (name == "id") read.id = detail::percent_decoded(text);
                else if (name == "correlation") read.correlation_id = detail::percent_decoded(text);
                else if (name == "causation") read.causation_id = detail::percent_decoded(text);
                else if (name == "tenant") read.tenant = detail::percent_decoded(text);
                else if (name == "source") read.source = detail::percent_decoded(text);
                else if (name == "version") take_version(text);
                else if (name == "priority") take_priority(text);
            });
            // Left out where it says nothing new.
            if (read.correlation_id.empty()) read.correlation_id = read.causation_id.empty() ? read.id : read.causation_id;
        } else if (header.name == header_names::type) {
            read.type = value;
        } else if (header.name == header_names::id) {
            read.id = value;
        } else if (header.name == header_names::correlation) {
            read.correlation_id = value;
        } else if (header.name == header_names::causation) {
            read.causation_id = value;
        } else if (header.name == header_names::tenant) {
            read.tenant = value;
        } else if (header.name == header_names::source) {
            read.source = value;
        } else if (header.name == header_names::version) {
            take_version(value);
        } else if (header.name == header_names::time) {
            read.time = value;
        } else if (header.name == header_names::priority) {
            take_priority(value);
        } else if (header.name == header_names::trace_parent) {
            read.trace_parent = value;
        } else if (header.name == header_names::trace_state) {
            read.trace_state = value;
        }
    });
    return read;
}

namespace detail {

/// Sets `type` where the compact form tells it.
inline void note_compact_type(std::string_view text, std::string_view& type, std::string& storage) {
    for_each_compact_field(text, [&](std::string_view name, std::string_view value) {
        if (name != "type") return;
        if (value.find('%') == std::string_view::npos) {
            type = value;
        } else {
            storage = percent_decoded(value);
            type = storage;
        }
    });
}

/// Sets `type` where the header tells it.
inline void note_type(const header_view& header, std::string_view& type, std::string& storage) {
    if (!header.value) return;
    if (header.name == header_names::type) type = *header.value;
    else if (header.name == header_names::compact) note_compact_type(*header.value, type, storage);
}

}  // namespace detail

/// Only the type of a record, without copying when it needs no decoding; empty when no header tells it.
inline std::string_view read_type(const header_source& headers, std::string& storage) {
    std::string_view type;
    headers.for_each([&](const header_view& header) { detail::note_type(header, type, storage); });
    return type;
}

}  // namespace gulo
