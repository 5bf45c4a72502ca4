#pragma once
// How long the polling thread may run handlers by itself before it polls again.

#include <gulo/base/clock.hpp>

#include <algorithm>
#include <chrono>

namespace gulo {

/// The time between two polls, for a loop that runs handlers on its own thread: a consumer that does not poll for too
/// long loses its partitions (rule C5). One thread.
class polling_turn {
public:
    static constexpr std::chrono::milliseconds length{200};

    /// `time` outlives this.
    explicit polling_turn(const clock& time) noexcept : time_{time} {}

    /// The thread has just polled.
    void begin(instant now) noexcept {
        end_ = now + length;
        looked_ = now;
        over_ = false;
        stride_ = left_ = 1;
    }

    /// After each handler: whether to poll before the next one.
    bool is_over() noexcept {
        if (over_ || --left_ != 0) [[likely]]
            return over_;
        // A clock is asked in a time in which many handlers return; one that takes long is noticed at once, or after seven more.
        const instant now = time_.now();
        stride_ = now - looked_ < brief ? (std::min)(2 * stride_, longest_stride) : 1;
        left_ = stride_;
        looked_ = now;
        return over_ = now >= end_;
    }

private:
    static constexpr std::chrono::milliseconds brief{5};
    static constexpr int longest_stride = 8;

    const clock& time_;
    instant end_{};
    instant looked_{};
    int stride_ = 1;
    int left_ = 1;
    bool over_ = false;
};

}  // namespace gulo
