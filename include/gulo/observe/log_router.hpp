#pragma once
// A log sink that can be set after the first entries were written.

#include <gulo/observe/log.hpp>

#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace gulo {

/// Passes entries on to a sink; until one is set it keeps the first 100 of them, so that what happens while an
/// application is built is not lost. Thread-safe.
class log_router {
public:
    static constexpr std::size_t most_kept = 100;

    /// Entries go to `sink` from now on, the kept ones first. An empty sink leaves things as they are.
    void set(log_sink sink) {
        if (!sink) return;
        const std::lock_guard lock{mutex_};
        sink_ = std::move(sink);
        for (const kept& each : kept_) {
            std::vector<log_field> fields;
            for (const auto& [name, value] : each.fields) fields.push_back({name, value});
            sink_({each.level, each.message, fields});
        }
        kept_.clear();
    }

    bool is_set() const {
        const std::lock_guard lock{mutex_};
        return static_cast<bool>(sink_);
    }

    void write(const log_entry& entry) {
        const std::lock_guard lock{mutex_};
        if (sink_) {
            sink_(entry);
            return;
        }
        if (kept_.size() >= most_kept) return;
        kept copy{entry.level, std::string{entry.message}, {}};
        for (const log_field& field : entry.fields) copy.fields.emplace_back(field.name, field.value);
        kept_.push_back(std::move(copy));
    }

private:
    struct kept {
        severity level;
        std::string message;
        std::vector<std::pair<std::string, std::string>> fields;
    };

    mutable std::mutex mutex_;
    log_sink sink_;
    std::vector<kept> kept_;
};

}  // namespace gulo
