#pragma once
// Which handlers run, and until when they may.

#include <gulo/base/clock.hpp>
#include <gulo/consume/action.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace gulo {

/// The handlers that run under a deadline: no more than there are workers. Thread-safe.
class handler_deadlines {
    struct entry {
        consume::record_id record;
        instant deadline;
        std::stop_source stop;
    };

public:
    /// 0: none has a deadline.
    explicit handler_deadlines(std::chrono::milliseconds bound) : bound_{bound} {}

    /// One handler while it runs. Its deadline counts from here, not from the fetching of its record.
    class running {
    public:
        /// `end` is set when the service stops; without a deadline it is the handler's own token. It has to outlive this.
        running(handler_deadlines& all, consume::record_id record, const clock& time, const std::stop_token& end) : all_{all}, record_{record}, end_{end} {
            if (all.bound_.count() <= 0) return;
            deadline_ = time.now() + all.bound_;
            own_ = all.add({record, *deadline_, std::stop_source{}});
        }
        ~running() {
            if (deadline_) all_.remove(record_);
        }
        running(const running&) = delete;
        running& operator=(const running&) = delete;

        std::optional<instant> deadline() const noexcept { return deadline_; }
        const std::stop_token& stop_token() const noexcept { return own_ ? *own_ : end_; }
        bool is_late() const noexcept { return own_ && own_->stop_requested(); }

    private:
        handler_deadlines& all_;
        consume::record_id record_;
        std::optional<instant> deadline_;
        const std::stop_token& end_;
        std::optional<std::stop_token> own_;
    };

    bool are_set() const noexcept { return bound_.count() > 0; }

    /// Asks those to stop whose deadline has passed, each once, and tells which.
    std::vector<consume::record_id> stop_late(instant now) {
        std::vector<consume::record_id> late;
        for (entry& each : entries_until(now))
            if (each.stop.request_stop()) late.push_back(each.record);
        return late;
    }

    void stop_all() {
        for (entry& each : entries_until((instant::max)())) each.stop.request_stop();
    }

    /// How long the loop may sleep so that a deadline is noticed within a quarter of its length.
    std::chrono::milliseconds shortened(std::chrono::milliseconds wait) const noexcept {
        return bound_.count() <= 0 ? wait : (std::min)(wait, (std::max)(bound_ / 4, std::chrono::milliseconds{1}));
    }

private:
    // Copies: a handler's stop callback runs in `request_stop`, and may wait for the handler's end.
    std::vector<entry> entries_until(instant latest) {
        std::vector<entry> found;
        if (bound_.count() <= 0) return found;
        const std::lock_guard lock{mutex_};
        std::ranges::copy_if(entries_, std::back_inserter(found), [&](const entry& each) { return each.deadline <= latest; });
        return found;
    }
    std::stop_token add(entry made) {
        const std::lock_guard lock{mutex_};
        return entries_.emplace_back(std::move(made)).stop.get_token();
    }
    void remove(consume::record_id record) {
        const std::lock_guard lock{mutex_};
        std::erase_if(entries_, [&](const entry& each) { return each.record == record; });
    }

    std::chrono::milliseconds bound_;
    std::mutex mutex_;
    std::vector<entry> entries_;
};

}  // namespace gulo
