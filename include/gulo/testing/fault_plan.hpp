#pragma once
// What goes wrong in a simulated run, and when: decided by a seed before the run begins.

#include <gulo/testing/random_source.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gulo::testing {

/// What can go wrong. The first three happen to members of a group and are done by whoever runs them; the others
/// happen at the broker (simulated_broker::inject).
enum class fault_kind : std::uint8_t {
    member_joins,              ///< one more member; the group deals its partitions out anew
    member_stops,              ///< a member ends in order
    member_crashes,            ///< a member is gone without finishing, committing or giving back
    group_rebalances,          ///< every member gives its partitions back and gets some again, from the committed offsets on
    partitions_lost,           ///< a member's partitions are given to others without asking it
    outputs_refused,           ///< the next `amount` records are not stored, which may change
    outputs_too_large,         ///< the next `amount` records can never be stored
    dead_letters_refused,      ///< the next `amount` dead letters are not stored
    acknowledgements_delayed,  ///< for `duration`, what is stored is acknowledged up to `duration` later
    acknowledgements_lost,     ///< the next `amount` records are stored and reported as not stored
    commits_refused,           ///< the next `amount` commits are not stored
    commit_answers_delayed,    ///< for `duration`, commits are answered up to `duration` later
    commit_answers_lost,       ///< the next `amount` commits are stored and, as by a time-out, reported as failed
    fetches_stalled,           ///< for `duration`, no records come
    records_compacted,         ///< `amount` records of a partition are gone, wherever they lie
    markers_written,           ///< `amount` offsets of a partition hold no records
    log_truncated,             ///< the last `amount` offsets of a partition are given out again
    log_recreated,             ///< a partition is empty and begins at offset 0
};

inline constexpr std::size_t fault_kinds = 18;

constexpr std::string_view name_of(fault_kind kind) noexcept {
    constexpr std::array<std::string_view, fault_kinds> names{
        "member joins",        "member stops",         "member crashes",           "group rebalances",      "partitions lost", "outputs refused",
        "outputs too large",   "dead letters refused", "acknowledgements delayed", "acknowledgements lost", "commits refused", "commit answers delayed",
        "commit answers lost", "fetches stalled",      "records compacted",        "markers written",       "log truncated",   "log recreated"};
    return names[static_cast<std::size_t>(kind)];
}

/// One fault. Which of its numbers mean something depends on its kind.
struct fault {
    fault_kind kind = fault_kind::group_rebalances;
    std::size_t after = 0;   ///< it happens when handlers were called this often
    std::size_t target = 0;  ///< chooses the member, or the partition, modulo how many there are
    std::size_t amount = 1;
    std::chrono::milliseconds duration{0};
};

inline std::string to_string(const fault& what) {
    return std::string{name_of(what.kind)} + " (target " + std::to_string(what.target) + ", amount " + std::to_string(what.amount) + ", " +
           std::to_string(what.duration.count()) + " ms) after call " + std::to_string(what.after);
}

/// How a plan is made.
struct fault_plan_options {
    std::size_t faults = 20;
    std::size_t calls = 200;                 ///< the faults are spread over this many calls of handlers
    std::vector<fault_kind> without{};       ///< kinds that never happen
    std::size_t most = 6;                    ///< upper bound of `amount`
    std::chrono::milliseconds longest{400};  ///< upper bound of `duration`
};

/// The faults of one run, in the order of their happening. The same seed and options give the same plan everywhere.
struct fault_plan {
    std::uint64_t seed = 0;
    std::vector<fault> faults{};

    static fault_plan make(std::uint64_t seed, const fault_plan_options& options = {}) {
        fault_plan plan{seed, {}};
        random_source random{seed};
        while (plan.faults.size() < options.faults) {
            fault made;
            made.kind = static_cast<fault_kind>(random.below(fault_kinds));
            made.after = random.below(options.calls + 1);
            made.target = random.below(1'000);
            made.amount = 1 + random.below(options.most);
            made.duration = std::chrono::milliseconds{1 + random.below(static_cast<std::size_t>(options.longest.count()))};
            const bool wanted = std::find(options.without.begin(), options.without.end(), made.kind) == options.without.end();
            const auto later = std::find_if(plan.faults.begin(), plan.faults.end(), [&](const fault& each) { return each.after > made.after; });
            if (wanted) plan.faults.insert(later, made);
            else if (options.without.size() >= fault_kinds) break;
        }
        return plan;
    }
};

}  // namespace gulo::testing
