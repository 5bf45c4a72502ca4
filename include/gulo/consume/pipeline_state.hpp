#pragma once
// What a pipeline knows, and the small steps that all its parts take.

#include <gulo/consume/action.hpp>
#include <gulo/consume/limits.hpp>
#include <gulo/consume/orphaned_lanes.hpp>
#include <gulo/consume/parked_keys.hpp>
#include <gulo/consume/partition_state.hpp>
#include <gulo/consume/record_table.hpp>
#include <gulo/handler/retry_rule.hpp>

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

namespace gulo::consume {

/// The first layer of gulo::consume::pipeline. Each layer uses the functions of those before it; together they are one
/// state machine, whose every step appends to `actions_`.
class pipeline_state {
protected:
    struct revocation {
        std::vector<topic_partition> partitions;
        instant drain_deadline;
        std::optional<instant> commit_deadline;
    };
    struct shutdown {
        instant deadline;
        std::optional<instant> commit_deadline;
        bool cancelled;
    };

    pipeline_state(limits bounds, retry_rule retry) : limits_{std::move(bounds)}, retry_{retry} {
        for (const auto& [topic, settings] : limits_.topics)
            if (settings.breaker || settings.rate) gates_.try_emplace(topic, settings);
    }

    partition_state* find(const topic_partition& partition) {
        const auto found = partitions_.find(partition);
        return found != partitions_.end() ? &found->second : nullptr;
    }

    partition_state* current(const held_record& record) { return record.orphaned ? nullptr : record.partition; }

    static std::string name(const partition_state& state, const held_record& record) {
        return state.partition.topic + "[" + std::to_string(state.partition.partition) + "]@" + std::to_string(record.offset);
    }

    void equip(partition_state& state) {
        const auto source = limits_.sources.find(state.partition.topic);
        state.subscription = source != limits_.sources.end() ? source->second : state.partition.topic;
        if (const auto found = gates_.find(state.subscription); found != gates_.end()) state.gate = &found->second;
        if (const auto found = limits_.topics.find(state.subscription); found != limits_.topics.end()) state.ordered = found->second.ordered;
    }

    void end_trouble(bool partition_state::* has_it, std::string_view cause) {
        if (std::ranges::none_of(partitions_, [&](const auto& each) { return each.second.*has_it; })) actions_.emplace_back(trouble_over{cause});
    }

    void forget(record_id id) {
        records_.remove(id);
        actions_.emplace_back(forget_record{id});
    }

    void wait_until(record_id id, instant due) { waiting_.emplace(due, id); }

    // Doubled with each time, up to half a minute.
    static std::chrono::milliseconds growing(std::chrono::milliseconds first, int times) {
        return retry_rule{.max_attempts = 1, .first_backoff = first}.pause_after(times + 1);
    }

    limits limits_;
    retry_rule retry_;
    std::vector<action> actions_;
    record_table records_;
    std::map<topic_partition, partition_state> partitions_;
    std::map<std::string, gate, std::less<>> gates_;
    std::multimap<instant, record_id> waiting_;
    std::map<std::string, instant> pauses_;          // subscriptions that are not read until then
    std::map<topic_partition, parked_keys> parked_;  // by source partition
    std::optional<revocation> revocation_;
    std::optional<shutdown> stopping_;
    std::uint64_t epoch_ = 0;
    std::size_t orphans_ = 0;        // records that are worked on although their partition was taken away
    orphaned_lanes orphaned_lanes_;  // those of them that had a lane
    bool left_ = false;
};

}  // namespace gulo::consume
