#pragma once
// A log sink that can be set after the first entries were written.

#include <gulo/observe/log.hpp>

#include <boost/core/no_exceptions_support.hpp>

#include <cstddef>
#include <memory>
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
        std::vector<kept> early;
        {
            const std::lock_guard lock{mutex_};
            sink_ = std::make_shared<const log_sink>(std::move(sink));
            early.swap(kept_);
        }
        for (const kept& each : early) {
            std::vector<log_field> fields;
            for (const auto& [name, value] : each.fields) fields.push_back({name, value});
            write({each.level, each.message, fields});
        }
    }

    bool is_set() const {
        const std::lock_guard lock{mutex_};
        return sink_ != nullptr;
    }

    /// Never throws on account of the sink. What a sink causes to be logged while it is called is dropped, so that one
    /// that publishes, for example, does not call itself for ever.
    void write(const log_entry& entry) {
        std::shared_ptr<const log_sink> sink;
        {
            const std::lock_guard lock{mutex_};
            sink = sink_;
            if (sink == nullptr) return keep(entry);
        }
        static thread_local bool writing = false;
        if (writing) return;
        writing = true;
        // It must not throw, and a log is not worth a process.
        BOOST_TRY { (*sink)(entry); }
        BOOST_CATCH(...) {}
        BOOST_CATCH_END
        writing = false;
    }

private:
    struct kept {
        severity level;
        std::string message;
        std::vector<std::pair<std::string, std::string>> fields;
    };

    void keep(const log_entry& entry) {
        if (kept_.size() >= most_kept) return;
        kept copy{entry.level, std::string{entry.message}, {}};
        for (const log_field& field : entry.fields) copy.fields.emplace_back(field.name, field.value);
        kept_.push_back(std::move(copy));
    }

    mutable std::mutex mutex_;
    std::shared_ptr<const log_sink> sink_;
    std::vector<kept> kept_;
};

}  // namespace gulo
