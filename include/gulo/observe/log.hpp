#pragma once
// What the library has to say, as values that a program sends wherever it sends its own logs.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>

namespace gulo {

enum class severity : std::uint8_t { debug, information, warning, error };

constexpr std::string_view to_string(severity level) noexcept {
    switch (level) {
    case severity::debug: return "debug";
    case severity::information: return "info";
    case severity::warning: return "warning";
    case severity::error: return "error";
    }
    return "unknown";
}

/// A named detail of a log entry, such as topic or offset.
struct log_field {
    std::string_view name;
    std::string_view value;
};

/// One thing that happened. All views are valid only during the call of the sink.
struct log_entry {
    severity level;
    std::string_view message;
    std::span<const log_field> fields;
};

/// Takes log entries. Called from any of the library's threads, possibly at once; must not throw and should not
/// block. An empty sink drops everything. Secrets are never handed to a sink.
using log_sink = std::function<void(const log_entry&)>;

/// Hands an entry to `sink` unless it is empty.
inline void write_log(const log_sink& sink, severity level, std::string_view message, std::span<const log_field> fields = {}) {
    if (sink) sink(log_entry{level, message, fields});
}

inline void write_log(const log_sink& sink, severity level, std::string_view message, std::initializer_list<log_field> fields) {
    write_log(sink, level, message, std::span{fields.begin(), fields.size()});
}

}  // namespace gulo
