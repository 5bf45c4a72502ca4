#pragma once
// A bound on how many records begin per second.

#include <gulo/base/clock.hpp>
#include <gulo/transport/subscription.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace gulo::consume {

/// The generic cell rate algorithm (ITU-T I.371): one instant is all it remembers.
class rate_limiter {
public:
    explicit rate_limiter(const rate_limit& limit)
        : interval_{std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / limit.records_per_second)}},
          tolerance_{static_cast<std::int64_t>((std::min)(static_cast<double>(interval_.count()) * static_cast<double>(limit.burst - 1), longest))} {}

    /// When the next record may begin; in the past when one may at once.
    instant next() const noexcept { return next_ - tolerance_; }

    void begun(instant now) noexcept { next_ = (std::max)(next_, now) + interval_; }

private:
    static constexpr double longest = 1e17;  // three years; what a clock shows has room for that

    std::chrono::nanoseconds interval_;
    std::chrono::nanoseconds tolerance_;
    instant next_{};
};

}  // namespace gulo::consume
