#pragma once
// The version of a message's schema, as its record tells it.

#include <gulo/codec/wire_format.hpp>
#include <gulo/message/header.hpp>
#include <gulo/message/metadata.hpp>

#include <optional>
#include <string_view>

namespace gulo {

/// 1 where a record names its type and no version, because that is how version 1 is written; nothing where it names
/// neither. `opened` is the record in its wire format, or null when its headers are its metadata.
inline std::optional<int> told_version(const header_source& headers, const opened_record* opened) {
    if (opened != nullptr && !opened->told_by_headers) {
        if (opened->told.type.empty() && opened->told.version.empty()) return std::nullopt;
        return opened->about(headers).version;
    }
    int version = 0;
    bool names_type = false;
    const auto take_version = [&](std::string_view text) {
        if (const int told = detail::read_version(text); told > 0) version = told;
    };
    headers.for_each([&](const header_view& header) {
        if (!header.value) return;
        if (header.name == header_names::version) {
            take_version(*header.value);
        } else if (header.name == header_names::type) {
            names_type = true;
        } else if (header.name == header_names::compact) {
            detail::for_each_compact_field(*header.value, [&](std::string_view name, std::string_view text) {
                if (name == "version") take_version(text);
                else if (name == "type") names_type = true;
            });
        }
    });
    if (version > 0) return version;
    return names_type ? std::optional{1} : std::nullopt;
}

}  // namespace gulo
