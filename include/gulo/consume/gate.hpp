#pragma once
// Whether a record of a topic may begin now: where its circuit breaker and its rate limit meet.

#include <gulo/base/clock.hpp>
#include <gulo/consume/action.hpp>
#include <gulo/consume/breaker.hpp>
#include <gulo/consume/rate_limiter.hpp>
#include <gulo/transport/subscription.hpp>

#include <deque>
#include <optional>
#include <utility>

namespace gulo::consume {

/// Holds back the records of one topic that could begin but may not yet. They keep their order.
class gate {
public:
    explicit gate(const subscription_settings& settings) {
        if (settings.breaker) breaker_.emplace(*settings.breaker);
        if (settings.rate) rate_.emplace(*settings.rate);
    }

    bool may_begin(instant now) { return (!breaker_ || breaker_->admits(now)) && (!rate_ || rate_->next() <= now); }

    /// Whether a record may begin; if so, it counts as begun.
    bool admit(record_id record, instant now) {
        if (!may_begin(now)) return false;
        if (rate_) rate_->begun(now);
        if (breaker_ && breaker_->look(now) == breaker::state::probing) {
            breaker_->begun();
            probe_ = record;
        }
        return true;
    }

    void hold(record_id record) { held_.push_back(record); }
    bool holds_any() const noexcept { return !held_.empty(); }
    record_id first() const { return held_.front(); }
    void drop_first() { held_.pop_front(); }

    /// An attempt ended. True: the breaker opened or closed by it.
    bool ended(record_id record, bool failed, instant now) {
        if (!breaker_) return false;
        const breaker::state before = breaker_->look(now);
        breaker_->ended(failed, is_probe(record), now);
        return breaker_->look(now) != before;
    }

    /// An attempt ended that says nothing about the handler.
    void undecided(record_id record) {
        if (breaker_ && is_probe(record)) breaker_->undecided();
    }

    /// Whether the breaker is in another state than when this was asked before.
    bool has_changed(instant now) {
        if (!breaker_) return false;
        const breaker::state before = std::exchange(seen_, breaker_->look(now));
        return before != seen_;
    }

    /// While the breaker is open there is no use in reading.
    bool is_open(instant now) { return breaker_ && breaker_->look(now) == breaker::state::open; }
    bool is_closed(instant now) { return !breaker_ || breaker_->look(now) == breaker::state::closed; }

    /// When something may begin that may not now; nothing when that does not depend on time.
    std::optional<instant> next_change() const {
        if (breaker_ && breaker_->is_waiting()) return breaker_->reopens_at();
        if (held_.empty() || (breaker_ && breaker_->is_probe_running())) return std::nullopt;
        return rate_ ? rate_->next() : instant{};
    }

private:
    bool is_probe(record_id record) const { return probe_ == record; }

    std::optional<breaker> breaker_;
    std::optional<rate_limiter> rate_;
    std::optional<record_id> probe_;
    breaker::state seen_ = breaker::state::closed;
    std::deque<record_id> held_;
};

}  // namespace gulo::consume
