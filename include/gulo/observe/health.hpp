#pragma once
// Whether a service is well, and if not, why.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace gulo {

/// The state of a service as others may ask for it. Each cause of trouble comes and goes by itself. Thread-safe.
class health {
public:
    /// Something is wrong that a person has to look at.
    void degrade(std::string_view cause, std::string why) {
        const std::lock_guard lock{mutex_};
        last_error_ = why;
        troubles_.insert_or_assign(std::string{cause}, std::move(why));
    }

    /// This cause is gone; others stay.
    void recover(std::string_view cause) {
        const std::lock_guard lock{mutex_};
        if (const auto found = troubles_.find(cause); found != troubles_.end()) troubles_.erase(found);
    }

    bool is_degraded() const {
        const std::lock_guard lock{mutex_};
        return !troubles_.empty();
    }

    /// The last thing that was wrong, also after it was mended; empty when nothing ever was.
    std::string last_error() const {
        const std::lock_guard lock{mutex_};
        return last_error_;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> troubles_;
    std::string last_error_;
};

}  // namespace gulo
