#pragma once
// A circuit breaker as a state machine: closed, open for a while, one probe, closed or open again (rule R8).

#include <gulo/base/clock.hpp>
#include <gulo/transport/subscription.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace gulo::consume {

class breaker {
public:
    enum class state : std::uint8_t {
        closed,   ///< records begin
        open,     ///< nothing begins before `reopens_at`
        probing,  ///< one record may begin, and its end decides
    };

    explicit breaker(const circuit_breaker& settings) : settings_{settings}, slice_{settings.window / slices} {}

    state look(instant now) noexcept {
        if (state_ == state::open && now >= reopens_at_) {
            state_ = state::probing;
            probe_runs_ = false;
        }
        return state_;
    }

    bool admits(instant now) noexcept {
        switch (look(now)) {
        case state::closed: return true;
        case state::open: return false;
        case state::probing: return !probe_runs_;
        }
        return false;
    }

    void begun() noexcept {
        if (state_ == state::probing) probe_runs_ = true;
    }

    /// The probe ended without saying anything: it was cancelled, or its partition was taken away.
    void undecided() noexcept { probe_runs_ = false; }

    /// An attempt ended. What began before the breaker opened says nothing about now.
    void ended(bool failed, bool is_probe, instant now) noexcept {
        if (state_ == state::closed) {
            count(failed, now);
            if (is_too_much()) open(now);
        } else if (is_probe && state_ == state::probing) {
            probe_runs_ = false;
            if (failed) return open(now);
            state_ = state::closed;
            attempts_ = {};
            failures_ = {};
        }
    }

    instant reopens_at() const noexcept { return reopens_at_; }
    bool is_waiting() const noexcept { return state_ == state::open; }
    bool is_probe_running() const noexcept { return state_ == state::probing && probe_runs_; }

private:
    static constexpr std::size_t slices = 10;

    void open(instant now) noexcept {
        state_ = state::open;
        reopens_at_ = now + settings_.pause;
    }

    // The window moves by tenths of its length.
    void count(bool failed, instant now) noexcept {
        const std::int64_t current = now.time_since_epoch() / slice_;
        for (auto index = (std::max)(last_ + 1, current - static_cast<std::int64_t>(slices) + 1); index <= current; ++index) {
            attempts_[static_cast<std::size_t>(index) % slices] = 0;
            failures_[static_cast<std::size_t>(index) % slices] = 0;
        }
        last_ = (std::max)(last_, current);
        ++attempts_[static_cast<std::size_t>(last_) % slices];
        if (failed) ++failures_[static_cast<std::size_t>(last_) % slices];
    }

    bool is_too_much() const noexcept {
        const auto attempts = std::accumulate(attempts_.begin(), attempts_.end(), std::size_t{0});
        const auto failures = std::accumulate(failures_.begin(), failures_.end(), std::size_t{0});
        return attempts >= settings_.least_attempts && static_cast<double>(failures) >= settings_.failing_share * static_cast<double>(attempts);
    }

    circuit_breaker settings_;
    std::chrono::milliseconds slice_;
    std::array<std::size_t, slices> attempts_{};
    std::array<std::size_t, slices> failures_{};
    std::int64_t last_ = 0;
    state state_ = state::closed;
    bool probe_runs_ = false;
    instant reopens_at_{};
};

}  // namespace gulo::consume
