#pragma once
// A consuming pipeline on a test's own clock: events go in, the actions that came out are asked for by kind.

#include <gulo/consume/pipeline.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace consume_test {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using namespace gulo::consume;
using gulo::partition_offset;
using gulo::retry_rule;
using gulo::topic_partition;

inline const topic_partition orders0{"orders", 0};
inline const topic_partition orders1{"orders", 1};

class pipeline_bench {
public:
    explicit pipeline_bench(limits bounds = {}, retry_rule retry = {}) : machine{bounds, retry} {}

    pipeline machine;
    gulo::instant now{};

    using partitions = std::vector<topic_partition>;

    void assign(const partitions& which = {orders0}) {
        machine.assigned(which, now);
        gather();
    }
    void revoke(const partitions& which = {orders0}) {
        machine.revoked(which, now);
        gather();
    }
    void lose(const partitions& which = {orders0}) {
        machine.lost(which, now);
        gather();
    }
    void stop() {
        machine.stop(now);
        gather();
    }

    std::optional<record_id> offer(std::int64_t offset, std::optional<std::string_view> key, const topic_partition& from = orders0) {
        const auto id = machine.fetched(from, offset, key, now);
        gather();
        return id;
    }
    /// A record that the pipeline has to take.
    record_id fetch(std::int64_t offset, std::optional<std::string_view> key, const topic_partition& from = orders0) {
        const auto id = offer(offset, key, from);
        BOOST_REQUIRE(id.has_value());
        return *id;
    }
    void finish(record_id id, outcome how = outcome::handled) {
        machine.finished(id, how, now);
        gather();
    }
    void park(record_id id, bool stored = true) {
        machine.parked(id, stored, now);
        gather();
    }
    void answer(std::int64_t offset, bool stored = true, const topic_partition& of = orders0) {
        const std::vector<partition_offset> offsets{{of, offset}};
        machine.committed(offsets, stored, now);
        gather();
    }
    /// Moves the clock and lets the pipeline do what has become due.
    void pass(std::chrono::milliseconds step) {
        now += step;
        machine.tick(now);
        gather();
    }

    /// The actions of one kind since they were last asked for, oldest first.
    template <class Action>
    std::vector<Action> take() {
        std::vector<Action> taken;
        std::vector<action> rest;
        for (action& each : pending_) {
            if (auto* const found = std::get_if<Action>(&each)) taken.push_back(std::move(*found));
            else rest.push_back(std::move(each));
        }
        pending_ = std::move(rest);
        return taken;
    }
    template <class Action>
    bool took() {
        return !take<Action>().empty();
    }

    /// The records whose handlers were called since last asked.
    std::vector<record_id> started() {
        std::vector<record_id> ids;
        for (const run_handlers& each : take<run_handlers>()) ids.push_back(each.record);
        return ids;
    }
    /// The offsets of the commits that were asked for, each of one partition.
    std::vector<std::int64_t> commits() {
        std::vector<std::int64_t> offsets;
        for (const commit_offsets& each : take<commit_offsets>())
            for (const partition_offset& one : each.offsets) offsets.push_back(one.offset);
        return offsets;
    }
    /// Forgets every action so far.
    void clear() { pending_.clear(); }
    const std::vector<action>& actions() const noexcept { return pending_; }

    /// True when an action of the kind `First` comes before every one of the kind `Second`, and both exist.
    template <class First, class Second>
    bool in_order() const {
        std::size_t first = pending_.size();
        std::size_t second = pending_.size();
        for (std::size_t index = pending_.size(); index-- > 0;) {
            if (std::holds_alternative<First>(pending_[index])) first = index;
            if (std::holds_alternative<Second>(pending_[index])) second = index;
        }
        return first < second && second < pending_.size();
    }

private:
    void gather() {
        for (action& each : machine.actions()) pending_.push_back(std::move(each));
        machine.actions().clear();
    }

    std::vector<action> pending_;
};

using ids = std::vector<record_id>;
using offsets = std::vector<std::int64_t>;

}  // namespace consume_test

namespace gulo::consume {
inline std::ostream& operator<<(std::ostream& out, const record_id& id) { return out << '#' << id.slot << '.' << id.turn; }
}  // namespace gulo::consume
