#pragma once
// The consumer groups of a memory log: who owns which partition, and how that changes.

#include <gulo/transport/consumer.hpp>
#include <gulo/transport/memory_log.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gulo {

/// Coordinates the members of the groups of one log. A join or a leave makes every member give its partitions back;
/// when all have, the partitions of each topic are dealt out anew in ranges (eager assignment). Thread-safe.
template <class = void>
class basic_memory_groups {
public:
    using member_id = std::uint64_t;

    explicit basic_memory_groups(memory_log& log) : log_{log} {}

    /// `changed` is called, from any thread, when `take_event` has something for the member.
    member_id join(const std::string& group, std::vector<std::string> topics, std::function<void()> changed) {
        const std::lock_guard lock{mutex_};
        const member_id id = next_++;
        members& all = groups_[group];
        all.emplace(id, member{std::move(topics), {}, {}, std::move(changed)});
        begin_rebalance(all);
        return id;
    }

    void leave(const std::string& group, member_id id) {
        const std::lock_guard lock{mutex_};
        members& all = groups_[group];
        if (all.erase(id) != 0) begin_rebalance(all);
    }

    /// Takes a member's partitions away without asking, as a broker does that has not heard of it for too long: it hears
    /// of it as partitions_lost, and takes part again once it has released them. Its commits are refused until then.
    void expel(const std::string& group, member_id id) {
        const std::lock_guard lock{mutex_};
        members& all = groups_[group];
        if (const auto found = all.find(id); found != all.end() && expel(found->second)) begin_rebalance(all);
    }

    /// The same for every member of a group.
    void expel_all(const std::string& group) {
        const std::lock_guard lock{mutex_};
        bool any = false;
        for (auto& [id, each] : groups_[group]) any = expel(each) || any;
        if (any) begin_rebalance(groups_[group]);
    }

    /// Makes every member give its partitions back and deals them out anew.
    void rebalance(const std::string& group) {
        const std::lock_guard lock{mutex_};
        begin_rebalance(groups_[group]);
    }

    /// The next thing that happened to a member's assignment.
    std::optional<consumer_event> take_event(const std::string& group, member_id id) {
        const std::lock_guard lock{mutex_};
        const auto found = groups_[group].find(id);
        if (found == groups_[group].end() || found->second.events.empty()) return std::nullopt;
        consumer_event next = std::move(found->second.events.front());
        found->second.events.erase(found->second.events.begin());
        if (std::holds_alternative<partitions_lost>(next)) found->second.knows = true;
        return next;
    }

    /// The member is done with its partitions; the answer to a revocation.
    void release(const std::string& group, member_id id) {
        const std::lock_guard lock{mutex_};
        const auto found = groups_[group].find(id);
        if (found == groups_[group].end()) return;
        if (found->second.expelled && !found->second.knows) return;  // it answers something older
        found->second.owned.clear();
        found->second.ready = true;
        if (std::exchange(found->second.expelled, false)) begin_rebalance(groups_[group]);
        else finish_rebalance(groups_[group]);
    }

    bool owns(const std::string& group, member_id id, const topic_partition& partition) {
        const std::lock_guard lock{mutex_};
        const auto found = groups_[group].find(id);
        return found != groups_[group].end() && std::ranges::find(found->second.owned, partition) != found->second.owned.end();
    }

    /// Runs `action` while no rebalance can take place, if the member owns the partitions of all offsets.
    template <class Action>
    bool while_owning(const std::string& group, member_id id, std::span<const partition_offset> offsets, Action&& action) {
        const std::lock_guard lock{mutex_};
        const auto found = groups_[group].find(id);
        if (found == groups_[group].end()) return false;
        for (const partition_offset& each : offsets)
            if (std::ranges::find(found->second.owned, each.partition) == found->second.owned.end()) return false;
        action();
        return true;
    }

private:
    struct member {
        std::vector<std::string> topics;
        std::vector<topic_partition> owned;
        std::vector<consumer_event> events;
        std::function<void()> changed;
        bool ready = true;         // owns nothing and waits for an assignment
        bool rebalancing = false;  // has been asked to give back what it owns
        bool expelled = false;     // has lost what it owned and not answered yet
        bool knows = false;        // has been told so
    };
    using members = std::map<member_id, member>;

    static bool expel(member& gone) {
        if (gone.ready || gone.expelled) return false;
        gone.events.clear();
        gone.events.emplace_back(partitions_lost{std::move(gone.owned)});
        gone.owned.clear();
        gone.rebalancing = false;
        gone.expelled = true;
        gone.knows = false;
        gone.changed();
        return true;
    }

    void begin_rebalance(members& all) {
        for (auto& [id, each] : all) {
            if (each.ready || each.expelled || std::exchange(each.rebalancing, true)) continue;
            each.events.emplace_back(partitions_revoked{each.owned});
            each.changed();
        }
        finish_rebalance(all);
    }

    void finish_rebalance(members& all) {
        if (!std::ranges::all_of(all, [](const auto& each) { return each.second.ready || each.second.expelled; })) return;
        std::map<std::string, std::vector<member*>> subscribers;
        for (auto& [id, each] : all)
            for (const std::string& topic : each.topics)
                if (!each.expelled) subscribers[topic].push_back(&each);
        for (const auto& [topic, owners] : subscribers) {
            const auto partitions = static_cast<std::size_t>(log_.partition_count(topic));
            const std::size_t share = partitions / owners.size();
            const std::size_t extra = partitions % owners.size();
            std::size_t next = 0;
            for (std::size_t index = 0; index < owners.size(); ++index)
                for (std::size_t count = share + (index < extra ? 1 : 0); count > 0; --count)
                    owners[index]->owned.push_back({topic, static_cast<std::int32_t>(next++)});
        }
        for (auto& [id, each] : all) {
            if (each.expelled) continue;
            each.ready = false;
            each.rebalancing = false;
            each.events.emplace_back(partitions_assigned{each.owned});
            each.changed();
        }
    }

    memory_log& log_;
    std::mutex mutex_;
    member_id next_ = 1;
    std::map<std::string, members> groups_;
};

using memory_groups = basic_memory_groups<>;

}  // namespace gulo
