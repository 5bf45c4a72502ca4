#pragma once
// What a running consumer learns of parked keys: from their index, and from what it has parked itself (rule R7).

#include <gulo/consume/pipeline.hpp>
#include <gulo/host/key_followers.hpp>
#include <gulo/host/parked_key_index.hpp>
#include <gulo/host/record_reports.hpp>
#include <gulo/host/retry_topics.hpp>
#include <gulo/observe/health.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// Tells the pipeline. Belongs to the consumer loop's thread; what it is given by reference outlives it.
class parked_key_watch {
public:
    /// `index` is null when no rule parks keys; then nothing happens here.
    parked_key_watch(std::unique_ptr<parked_key_index> index, const retry_topics& topics, consume::pipeline& pipeline, record_reports& reports, health& state)
        : index_{std::move(index)}, topics_{topics}, pipeline_{pipeline}, reports_{reports}, health_{state} {}

    /// Whether records wait until their index was read.
    bool is_awaited() const { return index_ && pipeline_.awaits_parked_keys(); }

    void assigned(const std::vector<topic_partition>& partitions) {
        if (!index_) return;
        for (const topic_partition& each : partitions)
            if (topic_partition source = source_of(each); topics_.parking_of(source.topic) != nullptr) pipeline_.heed_parked_keys(each, source);
    }

    void follow(const topic_partition& source) { index_->follow(source); }
    void unfollow(const topic_partition& source) {
        followers_.forget(source);
        index_->unfollow(source);
    }

    /// A record is written to the parking topic. It stays where it is until `ended`.
    template <fetched_record Record>
    void begun(const Record& record, std::int64_t parking) {
        topic_partition source = source_of(record);
        const std::string_view key = record.key().value_or("");
        followers_.begun(source, key, parking, &record);
        if (index_) index_->supersede({std::move(source), std::string{key}, parking});
    }
    /// `offset` is -1 when it was not stored.
    template <fetched_record Record>
    void ended(const Record& record, std::int64_t parking, std::int32_t partition, std::int64_t offset) {
        followers_.ended(source_of(record), record.key().value_or(""), parking, &record, partition, offset);
    }

    /// Takes what came since, without waiting; returns how much.
    std::size_t poll(instant at) {
        if (!index_) return 0;
        entries_.clear();
        known_.clear();
        faults_.clear();
        index_->poll(entries_, known_, faults_, at);
        for (const parked_key_index::entry& each : entries_) take(each);
        for (const topic_partition& each : known_) pipeline_.parked_keys_known(each, at);
        report_faults();
        write_out(at);
        return entries_.size();
    }

private:
    void take(const parked_key_index::entry& each) {
        index_->supersede(each);
        if (each.parking && each.replayed_to && !followers_.are_replayed(each.source, each.key, *each.parking, replayed_offsets_from(*each.replayed_to))) {
            reports_.say(severity::error, "records followed a parked key after its resolution; the key is parked again and has to be resolved once more",
                         {each.source});
            index_->write(each.source, each.key, *each.parking);
            // What comes until the entry is stored and read follows already.
            pipeline_.parked_key(each.source, each.key, each.parking, false);
            return;
        }
        if (const auto current = pipeline_.parked_key(each.source, each.key, each.parking, each.is_resolved)) index_->write(each.source, each.key, *current);
    }

    // After the entries that came: what they supersede is not published.
    void write_out(instant at) {
        faults_.clear();
        index_->write_out(faults_, at);
        for (const error& each : faults_)
            reports_.say(severity::error, "an entry of the index of parked keys was not stored; it is written again until it is", {{"reason", each.message}});
    }

    // A client may tell the same fault with each poll.
    void report_faults() {
        const bool awaited = pipeline_.awaits_parked_keys();
        for (const error& each : faults_) {
            if (!told_faults_.insert(each.message).second) continue;
            reports_.say(severity::error, "the index of parked keys cannot be read; records wait until it is", {{"reason", each.message}});
            if (awaited) health_.degrade(consume::trouble::retry_topics, each.message);
        }
        if (told_faults_.empty() || awaited || known_.empty()) return;
        told_faults_.clear();
        health_.recover(consume::trouble::retry_topics);
    }

    topic_partition source_of(topic_partition partition) const {
        if (const auto* const through = topics_.find(partition.topic)) partition.topic = through->source;
        return partition;
    }
    template <fetched_record Record>
    topic_partition source_of(const Record& record) const {
        return source_of(topic_partition{std::string{record.topic()}, record.partition()});
    }

    std::unique_ptr<parked_key_index> index_;
    const retry_topics& topics_;
    consume::pipeline& pipeline_;
    record_reports& reports_;
    health& health_;
    key_followers followers_;
    std::vector<parked_key_index::entry> entries_;
    std::vector<topic_partition> known_;
    std::vector<error> faults_;
    std::set<std::string> told_faults_;
};

}  // namespace gulo
