#pragma once
// Whether a service is well, and if not, why.

#include <atomic>
#include <mutex>
#include <string>
#include <utility>

namespace gulo {

/// The state of a service as others may ask for it. Thread-safe.
class health {
public:
    /// Something is wrong that a person has to look at.
    void degrade(std::string why) {
        const std::lock_guard lock{mutex_};
        last_error_ = std::move(why);
        degraded_ = true;
    }

    void recover() noexcept { degraded_ = false; }

    bool is_degraded() const noexcept { return degraded_; }

    /// The last thing that was wrong, also after it was mended; empty when nothing ever was.
    std::string last_error() const {
        const std::lock_guard lock{mutex_};
        return last_error_;
    }

private:
    std::atomic<bool> degraded_{false};
    mutable std::mutex mutex_;
    std::string last_error_;
};

}  // namespace gulo
