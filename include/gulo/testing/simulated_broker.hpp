#pragma once
// An in-memory broker that can be told to misbehave.

#include <gulo/testing/broker_observer.hpp>
#include <gulo/testing/fault_plan.hpp>
#include <gulo/transport/in_memory.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::testing {

/// What is broken at the moment. Counts go down with each time that they were used.
struct fault_switches {
    std::size_t refused_outputs = 0;
    std::size_t oversized_outputs = 0;
    std::size_t refused_dead_letters = 0;
    std::size_t lost_acknowledgements = 0;
    std::size_t refused_commits = 0;
    std::size_t lost_commit_answers = 0;
    instant slow_until{};  ///< acknowledgements are late
    std::chrono::milliseconds slowness{0};
    instant slow_commits_until{};
    std::chrono::milliseconds commit_slowness{0};
    instant stalled_until{};
};

/// A memory_broker under a virtual clock, with faults. Members are `simulated_transport`s. One thread.
///
/// Time stands still until the caller advances the clock; `run_due` gives the answers that have become due then.
class simulated_broker {
public:
    /// `time` and `observer` must outlive the broker.
    simulated_broker(virtual_clock& time, std::uint64_t seed, broker_observer& observer) : broker{time}, random{seed}, seen{observer}, time_{time} {}

    memory_broker broker;
    fault_switches switches;
    random_source random;
    broker_observer& seen;

    instant now() const noexcept { return time_.now(); }

    /// Makes a fault happen in `topic`, or to a member of `group`. False for one that is not the broker's.
    bool inject(const fault& what, std::string_view topic, const std::string& group) {
        const auto partitions = static_cast<std::size_t>(broker.log.partition_count(topic));
        const topic_partition partition{std::string{topic}, static_cast<std::int32_t>(what.target % partitions)};
        const std::int64_t end = broker.log.end(partition);
        const auto amount = static_cast<std::int64_t>(what.amount);
        switch (what.kind) {
        case fault_kind::member_joins:
        case fault_kind::member_stops:
        case fault_kind::member_crashes: return false;
        case fault_kind::group_rebalances: broker.groups.rebalance(group); break;
        case fault_kind::partitions_lost:
            if (!members_.empty()) broker.groups.expel(group, members_[what.target % members_.size()]);
            break;
        case fault_kind::outputs_refused: switches.refused_outputs += what.amount; break;
        case fault_kind::outputs_too_large: switches.oversized_outputs += what.amount; break;
        case fault_kind::dead_letters_refused: switches.refused_dead_letters += what.amount; break;
        case fault_kind::acknowledgements_delayed:
            switches.slow_until = now() + what.duration;
            switches.slowness = what.duration;
            break;
        case fault_kind::acknowledgements_lost: switches.lost_acknowledgements += what.amount; break;
        case fault_kind::commits_refused: switches.refused_commits += what.amount; break;
        case fault_kind::commit_answers_delayed:
            switches.slow_commits_until = now() + what.duration;
            switches.commit_slowness = what.duration;
            break;
        case fault_kind::commit_answers_lost: switches.lost_commit_answers += what.amount; break;
        case fault_kind::fetches_stalled: switches.stalled_until = now() + what.duration; break;
        case fault_kind::records_compacted:
            for (std::int64_t count = 0; count < amount && end > 0; ++count)
                broker.log.remove(partition, static_cast<std::int64_t>(random.below(static_cast<std::size_t>(end))));
            break;
        case fault_kind::markers_written: broker.log.append_gap(partition, what.amount); break;
        case fault_kind::log_truncated: broker.log.truncate(partition, std::max<std::int64_t>(0, end - amount)); break;
        case fault_kind::log_recreated: broker.log.truncate(partition, 0); break;
        }
        return true;
    }

    /// Does `what` once the clock has reached `due`.
    void later(instant due, std::function<void()> what) { due_.emplace(due, std::move(what)); }

    /// False when nothing was due.
    bool run_due() {
        bool any = false;
        while (!due_.empty() && due_.begin()->first <= now()) {
            const std::function<void()> next = std::move(due_.begin()->second);
            due_.erase(due_.begin());
            next();
            any = true;
        }
        return any;
    }

    /// When the broker does something by itself, or stops being slow.
    std::optional<instant> next_due() const {
        std::optional<instant> next;
        if (!due_.empty()) next = due_.begin()->first;
        if (switches.stalled_until > now() && (!next || switches.stalled_until < *next)) next = switches.stalled_until;
        return next;
    }

    // For simulated_transport.

    void joined(memory_groups::member_id member) { members_.push_back(member); }
    void gone(memory_groups::member_id member) { std::erase(members_, member); }
    std::uint64_t next_publication() noexcept { return ++publications_; }

private:
    virtual_clock& time_;
    std::multimap<instant, std::function<void()>> due_;
    std::vector<memory_groups::member_id> members_;
    std::uint64_t publications_ = 0;
};

}  // namespace gulo::testing
