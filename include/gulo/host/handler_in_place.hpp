#pragma once
// The handler that runs on the polling thread, as other threads see it.

#include <atomic>
#include <cstdint>

namespace gulo {

/// Thrown on the polling thread when it comes back from a handler that nobody waits for any more: what it would go on with
/// belongs to others by then.
struct handler_given_up {};

/// While a handler has the polling thread, nobody can speak to the loop. This is what other threads can still do.
class handler_in_place {
public:
    // For the polling thread.

    void enter() noexcept { state_.store(state::inside, std::memory_order_release); }

    /// Throws gulo::handler_given_up.
    void leave() {
        // Who gives up has asked for the end more than a second before, so that this is known by now; the exchange would
        // cost more than all the rest around a short handler.
        if (!is_ending()) [[likely]]
            return state_.store(state::outside, std::memory_order_relaxed);
        if (state_.exchange(state::outside) == state::given_up) throw handler_given_up{};
    }

    /// Whether nothing more is to be begun.
    bool is_ending() const noexcept { return ending_.load(std::memory_order_relaxed); }

    // For any thread.

    void ask_to_end() noexcept { ending_.store(true); }

    bool is_inside() const noexcept { return state_.load(std::memory_order_acquire) == state::inside; }

    /// After `ask_to_end`. True: the polling thread is in a handler, and will touch nothing but that when it comes back.
    bool give_up() noexcept {
        state expected = state::inside;
        return state_.compare_exchange_strong(expected, state::given_up);
    }

private:
    enum class state : std::uint8_t { outside, inside, given_up };

    std::atomic<state> state_{state::outside};
    std::atomic<bool> ending_{false};
};

}  // namespace gulo
