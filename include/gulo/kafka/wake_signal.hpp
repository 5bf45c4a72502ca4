#pragma once
// What a polling loop sleeps on.

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace gulo::kafka_detail {

/// Remembers that it was raised until somebody waited for it.
class wake_signal {
public:
    void raise() noexcept {
        const std::lock_guard lock{mutex_};
        if (is_raised_) return;
        is_raised_ = true;
        condition_.notify_one();
    }

    /// Waits until it is raised, or until `deadline`, and lowers it. False: the deadline passed.
    bool wait_until(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock{mutex_};
        const bool raised = condition_.wait_until(lock, deadline, [this] { return is_raised_; });
        is_raised_ = false;
        return raised;
    }

private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool is_raised_ = false;
};

}  // namespace gulo::kafka_detail
