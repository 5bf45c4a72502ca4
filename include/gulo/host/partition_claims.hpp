#pragma once
// Which partitions a consumer holds, as those see it who work on their records.

#include <gulo/transport/transport.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <span>

namespace gulo {

/// A partition as those see it who work on its records. Written by the consumer loop, read from any thread.
struct partition_claim {
    std::atomic<bool> may_begin{true};   ///< false: what waits for a thread is given back, what runs goes on
    std::atomic<bool> withdrawn{false};  ///< somebody else's by now
};

/// The claims of one consumer. A work keeps the claim that it began under; what is said of that one is never taken back. Belongs to the consumer loop's
/// thread.
class partition_claims {
public:
    using shared_claim = std::shared_ptr<partition_claim>;

    bool empty() const noexcept { return claims_.empty(); }
    bool contains(const topic_partition& partition) const { return claims_.contains(partition); }

    /// The claim of a partition, valid until it is given up; null when the partition is not held.
    const shared_claim* find(const topic_partition& partition) const {
        const auto found = claims_.find(partition);
        return found == claims_.end() ? nullptr : &found->second;
    }

    void add(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions) claims_[each] = std::make_shared<partition_claim>();
    }

    /// Nothing new begins; what runs goes on.
    void hold() noexcept {
        for (const auto& [partition, claim] : claims_) claim->may_begin = false;
    }
    void hold(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions)
            if (const auto found = claims_.find(each); found != claims_.end()) found->second->may_begin = false;
    }

    /// What is still running counts for nothing, and its outputs are not published (rule C3). The partitions stay.
    void disown() noexcept {
        for (const auto& [partition, claim] : claims_) claim->withdrawn = true;
    }
    void disown(std::span<const topic_partition> partitions) {
        for (const topic_partition& each : partitions)
            if (const auto found = claims_.find(each); found != claims_.end()) found->second->withdrawn = true;
    }

    /// The partitions are no longer held.
    void give_up(std::span<const topic_partition> partitions) {
        hold(partitions);
        disown(partitions);
        for (const topic_partition& each : partitions) claims_.erase(each);
    }

    /// What was fetched so far is as that of an older assignment (rule C3); what comes now has a claim of its own.
    void renew(const topic_partition& partition) {
        shared_claim& claim = claims_.at(partition);
        claim->may_begin = false;
        claim->withdrawn = true;
        claim = std::make_shared<partition_claim>();
    }

private:
    std::map<topic_partition, shared_claim> claims_;
};

}  // namespace gulo
