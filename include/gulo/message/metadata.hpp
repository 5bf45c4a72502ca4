#pragma once
// What travels with a message beside its fields, and its two forms in record headers.

#include <gulo/base/buffer.hpp>
#include <gulo/message/header.hpp>

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
}  // namespace header_names

namespace detail {

constexpr bool needs_escape(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 || c == '%' || c == ';' || c == '=';
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
    if (std::none_of(value.begin(), value.end(), needs_escape)) {
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
        if (const std::size_t equals = field.find('='); equals != std::string_view::npos)
            take(field.substr(0, equals), field.substr(equals + 1));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
}

}  // namespace detail

/// Reads the metadata of a record; what is missing or malformed stays empty. Never throws but for lack of memory.
inline metadata read_metadata(const header_source& headers) {
    metadata read;
    const auto take_version = [&](std::string_view text) {
        int version = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), version);
        if (fault == std::errc{} && end == text.data() + text.size() && version > 0) read.version = version;
    };
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
        }
    });
    return read;
}

/// Only the type of a record, without copying when it needs no decoding; empty when no header tells it.
inline std::string_view read_type(const header_source& headers, std::string& storage) {
    std::string_view type;
    headers.for_each([&](const header_view& header) {
        if (!header.value) return;
        if (header.name == header_names::type) {
            type = *header.value;
        } else if (header.name == header_names::compact) {
            detail::for_each_compact_field(*header.value, [&](std::string_view name, std::string_view text) {
                if (name != "type") return;
                if (text.find('%') == std::string_view::npos) {
                    type = text;
                } else {
                    storage = detail::percent_decoded(text);
                    type = storage;
                }
            });
        }
    });
    return type;
}

}  // namespace gulo
