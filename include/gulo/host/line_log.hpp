#pragma once
// Log entries as lines of text: `2026-11-21T09:00:00.123456Z warning a record was not handled topic=orders offset=7`.

#include <gulo/base/clock.hpp>
#include <gulo/mediator/collect.hpp>
#include <gulo/observe/log.hpp>

#include <cstdio>
#include <string>
#include <string_view>

namespace gulo {

/// The entry as one line that ends in a newline. Values with spaces, quotes, equals signs or control characters are
/// written in double quotes with escapes, so that an entry never takes more than one line.
inline std::string to_line(const log_entry& entry, timestamp time) {
    const auto needs_quotes = [](std::string_view text) {
        if (text.empty()) return true;
        for (const char c : text)
            if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '=' || c == 0x7f) return true;
        return false;
    };
    std::string line;
    const auto append_escaped = [&line](std::string_view text, bool quotes) {
        constexpr std::string_view digits = "0123456789abcdef";
        for (const char c : text) {
            const auto code = static_cast<unsigned char>(c);
            if (c == '\n') line += "\\n";
            else if (code < 0x20 || code == 0x7f) line.append({'\\', 'x', digits[code >> 4], digits[code & 15]});
            else if (quotes && (c == '"' || c == '\\')) line.append({'\\', c});
            else line += c;
        }
    };
    buffer stamp;
    detail::append_time(stamp, time);
    line.append(stamp.view()).append(" ").append(to_string(entry.level)).append(" ");
    append_escaped(entry.message, false);
    for (const log_field& field : entry.fields) {
        line.append(" ").append(field.name).append("=");
        const bool quotes = needs_quotes(field.value);
        if (quotes) line += '"';
        append_escaped(field.value, quotes);
        if (quotes) line += '"';
    }
    line += '\n';
    return line;
}

/// A sink (gulo::settings::log) that writes each entry as a line to standard error, with the machine's time. `gulo::run`
/// uses it when the application has none; a program that never runs one chooses it itself. Any thread.
inline void log_to_standard_error(const log_entry& entry) {
    const std::string line = to_line(entry, real_clock::instance().wall_time());
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace gulo
