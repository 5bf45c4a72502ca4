#pragma once
// The consuming half of a simulated transport.

#include <gulo/testing/simulated_broker.hpp>
#include <gulo/transport/consumer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gulo::testing {

/// A member of a group at a simulated broker, under its faults (gulo::group_consumer). One thread; `poll` never waits.
class simulated_consumer {
public:
    using record_type = memory_record;

    simulated_consumer(std::shared_ptr<simulated_broker> broker, std::size_t member, const std::vector<std::string>& topics, const consumer_settings& settings)
        : broker_{std::move(broker)}, member_{member}, group_{settings.group}, inner_{broker_->broker.log, broker_->broker.groups, topics, settings} {
        broker_->joined(id_ = inner_.id());
    }
    simulated_consumer(const simulated_consumer&) = delete;
    simulated_consumer& operator=(const simulated_consumer&) = delete;
    ~simulated_consumer() { die(); }

    /// Leaves without a word to the observer; nothing comes or goes any more.
    void die() {
        if (std::exchange(dead_, true)) return;
        broker_->gone(id_);
        inner_.close(std::chrono::milliseconds{0});
    }

    void poll(consumer_inbox<memory_record>& inbox, std::size_t most, std::chrono::milliseconds) {
        if (dead_) return;
        const instant now = broker_->now();
        for (; !late_.empty() && late_.front().first <= now; late_.pop_front()) inbox.events.emplace_back(std::move(late_.front().second));
        const bool stalled = now < broker_->switches.stalled_until;
        fresh_.clear();
        inner_.poll(fresh_, stalled ? 0 : (std::min)(most, 1 + broker_->random.below(8)), std::chrono::milliseconds{0});
        for (consumer_event& each : fresh_.events) {
            if (auto* const answer = std::get_if<commit_finished>(&each)) pass(std::move(*answer), inbox, now);
            else inbox.events.push_back(std::move(each));
        }
        for (memory_record& each : fresh_.records) {
            note_restart(each);
            inbox.records.push_back(std::move(each));
        }
        inbox.positions.insert(inbox.positions.end(), fresh_.positions.begin(), fresh_.positions.end());
    }

    void wake() {}

    void assign(std::span<const topic_partition> partitions) {
        if (dead_) return;
        inner_.assign(partitions);
        for (const topic_partition& each : partitions) {
            next_.erase(each);
            broker_->seen.assigned(member_, each, broker_->broker.log.committed(group_, each).value_or(0));
            next_[each] = 0;
        }
    }

    void release(std::span<const topic_partition> partitions) {
        if (dead_) return;
        forget(partitions);
        inner_.release(partitions);
    }

    void set_reading(const topic_partition& partition, bool reading) { inner_.set_reading(partition, reading); }

    void commit(std::span<const partition_offset> offsets) {
        if (dead_) return;
        for (const partition_offset& each : offsets) broker_->seen.commit_asked(member_, each.partition, each.offset);
        fault_switches& broken = broker_->switches;
        if (broken.refused_commits > 0) {
            --broken.refused_commits;
            late_.emplace_back(broker_->now(), commit_finished{{offsets.begin(), offsets.end()}, error{errc::transport_failure, "the commit was refused"}});
            return;
        }
        fate is{broken.lost_commit_answers > 0, std::chrono::milliseconds{0}};
        if (is.lost) --broken.lost_commit_answers;
        if (is.lost || broker_->now() < broken.slow_commits_until)
            is.delay = std::chrono::milliseconds{1 + broker_->random.below(static_cast<std::size_t>(broken.commit_slowness.count()) + 20)};
        inner_.commit(offsets);
        fates_.push_back(is);
        for (const partition_offset& each : offsets)
            if (broker_->broker.groups.owns(group_, id_, each.partition))
                broker_->seen.committed(member_, each.partition, broker_->broker.log.committed(group_, each.partition).value_or(0));
    }

    void seek(std::span<const partition_offset> where) {
        if (!dead_) inner_.seek(where);
    }

    void close(std::chrono::milliseconds) {
        if (dead_) return;
        std::vector<topic_partition> all;
        for (const auto& [partition, next] : next_) all.push_back(partition);
        forget(all);
        die();
    }

private:
    struct fate {
        bool lost;
        std::chrono::milliseconds delay;
    };

    void forget(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions)
            if (next_.erase(each) != 0) broker_->seen.released(member_, each);
    }

    void pass(commit_finished answer, consumer_inbox<memory_record>& inbox, instant now) {
        const fate is = fates_.front();
        fates_.pop_front();
        if (is.lost) answer.cause = error{errc::timed_out, "no answer to the commit came in time; whether it was stored is unknown"};
        if (is.delay.count() == 0) {
            inbox.events.emplace_back(std::move(answer));
            return;
        }
        const auto behind = std::ranges::find_if(late_, [&](const auto& each) { return each.first > now + is.delay; });
        late_.emplace(behind, now + is.delay, std::move(answer));
        broker_->later(now + is.delay, [] {});
    }

    // Offsets that come again without an assignment: the log was truncated.
    void note_restart(const memory_record& record) {
        std::int64_t& next = next_[{std::string{record.topic()}, record.partition()}];
        if (record.offset() < next) broker_->seen.assigned(member_, {std::string{record.topic()}, record.partition()}, record.offset());
        next = record.offset() + 1;
    }

    std::shared_ptr<simulated_broker> broker_;
    std::size_t member_;
    std::string group_;
    memory_consumer inner_;
    memory_groups::member_id id_ = 0;
    bool dead_ = false;
    consumer_inbox<memory_record> fresh_;
    std::deque<fate> fates_;
    std::deque<std::pair<instant, commit_finished>> late_;
    std::map<topic_partition, std::int64_t> next_;
};

static_assert(group_consumer<simulated_consumer>);

}  // namespace gulo::testing
