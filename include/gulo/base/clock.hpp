#pragma once
// Time as a parameter: the real clock, and one that a test turns by hand.

#include <atomic>
#include <chrono>
#include <cstdint>

namespace gulo {

/// A point on the wall clock (UTC), in the resolution that messages carry.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// A point on a clock that never goes back; only differences mean anything.
using instant = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// Where the library takes the time from. Both functions may be called from any thread and do not block.
class clock {
public:
    virtual ~clock() = default;

    /// For deadlines and delays.
    virtual instant now() const noexcept = 0;

    /// For what is written into messages.
    virtual timestamp wall_time() const noexcept = 0;
};

/// The machine's clocks.
class real_clock final : public clock {
public:
    instant now() const noexcept override { return std::chrono::steady_clock::now(); }

    timestamp wall_time() const noexcept override { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

    /// One instance for the whole program.
    static const real_clock& instance() noexcept {
        static constinit const real_clock clock{};
        return clock;
    }
};

/// A clock that stands still until `advance` is called. Starts at 2000-01-01T00:00:00Z.
/// Thread-safe. What waits on this clock has to be driven by the caller after `advance`.
class virtual_clock final : public clock {
public:
    instant now() const noexcept override { return instant{std::chrono::nanoseconds{elapsed_.load()}}; }

    timestamp wall_time() const noexcept override {
        return start + std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds{elapsed_.load()});
    }

    /// Moves both readings forward by `step` (not negative).
    void advance(std::chrono::nanoseconds step) noexcept { elapsed_.fetch_add(step.count()); }

private:
    static constexpr timestamp start{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};
    std::atomic<std::int64_t> elapsed_{0};
};

}  // namespace gulo
