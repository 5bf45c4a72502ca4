#pragma once
// A log in memory: topics, partitions, offsets, keys, headers, and the committed offsets of consumer groups.

#include <gulo/base/clock.hpp>
#include <gulo/base/result.hpp>
#include <gulo/transport/partitioner.hpp>
#include <gulo/transport/record.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace gulo {

/// A record as the log keeps it: copied once, into one piece of memory that all views point to. Immutable.
class stored_record {
public:
    /// `where.topic` is not used: `topic` has to live as long as the record.
    stored_record(std::string_view topic, const receipt& where, const outgoing_record& from)
        : topic_{topic}, partition_{where.partition}, offset_{where.offset}, time_{where.time} {
        static_assert(std::is_trivially_destructible_v<header_view>);
        const auto size = [](std::optional<std::string_view> part) { return part ? part->size() : 0; };
        std::size_t all = from.headers.size_bytes() + size(from.key) + size(from.value);
        for (const header_view& header : from.headers) all += header.name.size() + size(header.value);
        memory_ = std::make_unique_for_overwrite<std::byte[]>(all);
        auto* const views = reinterpret_cast<header_view*>(memory_.get());
        char* text = reinterpret_cast<char*>(memory_.get()) + from.headers.size_bytes();
        const auto copy = [&](std::optional<std::string_view> part) -> std::optional<std::string_view> {
            if (!part) return std::nullopt;
            const std::string_view copied{text, part->copy(text, part->size())};
            text += copied.size();
            return copied;
        };
        key_ = copy(from.key);
        value_ = copy(from.value);
        for (std::size_t index = 0; index < from.headers.size(); ++index) {
            const std::string_view name = *copy(from.headers[index].name);
            std::construct_at(views + index, header_view{name, copy(from.headers[index].value)});
        }
        headers_ = {views, from.headers.size()};
    }
    stored_record(const stored_record&) = delete;
    stored_record& operator=(const stored_record&) = delete;

    std::string_view topic() const noexcept { return topic_; }
    std::int32_t partition() const noexcept { return partition_; }
    std::int64_t offset() const noexcept { return offset_; }
    timestamp time() const noexcept { return time_; }
    std::optional<std::string_view> key() const noexcept { return key_; }
    std::optional<std::string_view> value() const noexcept { return value_; }
    std::span<const header_view> headers() const noexcept { return headers_; }

private:
    std::string_view topic_;
    std::int32_t partition_;
    std::int64_t offset_;
    timestamp time_;
    std::unique_ptr<std::byte[]> memory_;  // the views of the headers, then all text
    std::optional<std::string_view> key_;
    std::optional<std::string_view> value_;
    std::span<const header_view> headers_;
};

// The classes of the in-memory transport are templates so that a program that does not use it does not compile them.

/// Keeps records until it is destroyed. Topics come into being when first used, with `default_partitions` of them.
/// Partitions are chosen as Kafka's clients do: by murmur2 of the key, without a key in turn. Thread-safe.
template <class = void>
class basic_memory_log {
public:
    using record_pointer = std::shared_ptr<const stored_record>;

    static constexpr std::int32_t default_partitions = 4;

    /// `time` stamps records that have no time of their own; it must outlive the log.
    explicit basic_memory_log(const clock& time = real_clock::instance()) : time_{time} {}
    basic_memory_log(const basic_memory_log&) = delete;
    basic_memory_log& operator=(const basic_memory_log&) = delete;

    /// Makes a topic; one that exists keeps the partitions it has. `partitions` is at least 1.
    void create_topic(std::string_view name, std::int32_t partitions) {
        const std::lock_guard lock{mutex_};
        topic_of(name, partitions);
    }

    std::int32_t partition_count(std::string_view topic) {
        const std::lock_guard lock{mutex_};
        return static_cast<std::int32_t>(topic_of(topic, default_partitions).partitions.size());
    }

    /// Appends a copy of `record`. Fails for a topic that was refused and for a partition that does not exist.
    result<receipt> append(const outgoing_record& record) {
        receipt where;
        {
            const std::lock_guard lock{mutex_};
            if (const auto refused = refused_.find(record.topic); refused != refused_.end()) return refused->second;
            topic& into = topic_of(record.topic, default_partitions);
            const auto count = static_cast<std::int32_t>(into.partitions.size());
            std::int32_t partition = record.partition;
            if (partition == any_partition) partition = record.key ? partition_for_key(*record.key, count) : into.next++ % count;
            if (partition < 0 || partition >= count)
                return error{errc::invalid_topic,
                             "topic " + std::string{record.topic} + " has no partition " + std::to_string(partition) + "; it has " + std::to_string(count)};
            auto& log = into.partitions[static_cast<std::size_t>(partition)].records;
            where = {std::string{into.name}, partition, static_cast<std::int64_t>(log.size()), record.time ? *record.time : time_.wall_time()};
            log.push_back(std::make_shared<const stored_record>(into.name, where, record));
        }
        notify();
        return where;
    }

    /// Appends offsets that no record has, as transaction markers do.
    void append_gap(const topic_partition& to, std::size_t offsets = 1) {
        const std::lock_guard lock{mutex_};
        if (partition* const log = partition_of(to)) log->records.resize(log->records.size() + offsets);
    }

    /// Takes a record out and leaves a gap, as compaction does. Nothing where there is none.
    void remove(const topic_partition& from, std::int64_t offset) {
        const std::lock_guard lock{mutex_};
        partition* const log = partition_of(from);
        if (log != nullptr && log->holds(offset)) log->records[static_cast<std::size_t>(offset)].reset();
    }

    /// Takes everything from `end` on away, as an unclean election does; with 0 the partition is as made anew. Offsets
    /// are given out again. What groups have committed beyond `end` becomes `end`, and their
    /// consumers that had read further begin again at what is committed.
    void truncate(const topic_partition& from, std::int64_t end) {
        const std::lock_guard lock{mutex_};
        partition* const log = partition_of(from);
        if (log == nullptr || !log->holds(end)) return;
        log->records.resize(static_cast<std::size_t>(end));
        log->cuts.push_back(end);
        for (auto& [key, offset] : committed_)
            if (key.second == from && offset > end) offset = end;
    }

    /// How often a partition was truncated.
    std::size_t truncations(const topic_partition& of) {
        const std::lock_guard lock{mutex_};
        const partition* const log = partition_of(of);
        return log != nullptr ? log->cuts.size() : 0;
    }

    /// What an offset known after the truncation number `seen` has become since: no more than the log's end at each.
    std::int64_t valid_offset(const topic_partition& of, std::int64_t offset, std::size_t seen) {
        const std::lock_guard lock{mutex_};
        const partition* const log = partition_of(of);
        for (; log != nullptr && seen < log->cuts.size(); ++seen) offset = (std::min)(offset, log->cuts[seen]);
        return offset;
    }

    /// The record at `offset`; null where there is none.
    record_pointer read(const topic_partition& from, std::int64_t offset) {
        const std::lock_guard lock{mutex_};
        const partition* const log = partition_of(from);
        return log != nullptr && log->holds(offset) ? log->records[static_cast<std::size_t>(offset)] : nullptr;
    }

    /// The first record at or after `offset`; null when there is none.
    record_pointer read_next(const topic_partition& from, std::int64_t offset) {
        const std::lock_guard lock{mutex_};
        const partition* const log = partition_of(from);
        for (; log != nullptr && log->holds(offset); ++offset)
            if (const auto& found = log->records[static_cast<std::size_t>(offset)]) return found;
        return nullptr;
    }

    /// One past the last offset; 0 for a partition that does not exist.
    std::int64_t end(const topic_partition& of) {
        const std::lock_guard lock{mutex_};
        const partition* const log = partition_of(of);
        return log != nullptr ? static_cast<std::int64_t>(log->records.size()) : 0;
    }

    /// All records of a topic, partition by partition.
    std::vector<record_pointer> records(std::string_view name) {
        const std::lock_guard lock{mutex_};
        std::vector<record_pointer> all;
        for (const partition& log : topic_of(name, default_partitions).partitions)
            for (const record_pointer& each : log.records)
                if (each) all.push_back(each);
        return all;
    }

    std::vector<std::string> topics() const {
        const std::lock_guard lock{mutex_};
        std::vector<std::string> names;
        for (const auto& [name, unused] : topics_) names.push_back(name);
        return names;
    }

    void commit(std::string_view group, const topic_partition& partition, std::int64_t offset) {
        const std::lock_guard lock{mutex_};
        committed_[{std::string{group}, partition}] = offset;
    }

    std::optional<std::int64_t> committed(std::string_view group, const topic_partition& partition) const {
        const std::lock_guard lock{mutex_};
        const auto found = committed_.find({std::string{group}, partition});
        return found != committed_.end() ? std::optional{found->second} : std::nullopt;
    }

    /// From now on every append to `topic` fails with `why`; without `why` it works again.
    void refuse(std::string_view topic, std::optional<error> why) {
        const std::lock_guard lock{mutex_};
        refused_.erase(std::string{topic});
        if (why) refused_.emplace(topic, *std::move(why));
    }

    /// Why an append to `topic` would fail, if it would.
    std::optional<error> refusal(std::string_view topic) const {
        const std::lock_guard lock{mutex_};
        const auto refused = refused_.find(topic);
        return refused != refused_.end() ? std::optional{refused->second} : std::nullopt;
    }

    /// Calls `listener` after each append, until the handle that is returned is destroyed. The
    /// listener must not append.
    [[nodiscard]] std::shared_ptr<void> on_append(std::function<void()> listener) {
        const std::lock_guard lock{listeners_mutex_};
        const std::uint64_t id = next_listener_++;
        listeners_.emplace(id, std::move(listener));
        has_listeners_ = true;
        return std::shared_ptr<void>{static_cast<void*>(this), [this, id](void*) {
                                         const std::lock_guard remove{listeners_mutex_};
                                         listeners_.erase(id);
                                         has_listeners_ = !listeners_.empty();
                                     }};
    }

    const clock& time() const noexcept { return time_; }

private:
    struct partition {
        std::vector<record_pointer> records;  // null: a gap
        std::vector<std::int64_t> cuts;       // the ends at which it was truncated

        bool holds(std::int64_t offset) const noexcept { return offset >= 0 && offset < static_cast<std::int64_t>(records.size()); }
    };
    struct topic {
        std::string_view name;  // the key in the map of topics
        std::vector<partition> partitions;
        std::int32_t next = 0;
    };

    topic& topic_of(std::string_view name, std::int32_t partitions) {
        const auto found = topics_.find(name);
        if (found != topics_.end()) return found->second;
        const auto [made_at, unused] = topics_.try_emplace(std::string{name});
        topic& made = made_at->second;
        made.name = made_at->first;
        made.partitions.resize(static_cast<std::size_t>(partitions < 1 ? 1 : partitions));
        return made;
    }

    partition* partition_of(const topic_partition& which) {
        topic& of = topic_of(which.topic, default_partitions);
        const auto index = static_cast<std::size_t>(which.partition);
        return which.partition >= 0 && index < of.partitions.size() ? &of.partitions[index] : nullptr;
    }

    // Most logs that are only published to have none. Who listens and then reads the log sees what was appended before.
    void notify() {
        if (!has_listeners_) return;
        const std::lock_guard lock{listeners_mutex_};
        for (const auto& [id, listener] : listeners_) listener();
    }

    const clock& time_;
    mutable std::mutex mutex_;
    std::map<std::string, topic, std::less<>> topics_;
    std::map<std::pair<std::string, topic_partition>, std::int64_t> committed_;
    std::map<std::string, error, std::less<>> refused_;
    std::mutex listeners_mutex_;
    std::atomic<bool> has_listeners_{false};
    std::map<std::uint64_t, std::function<void()>> listeners_;
    std::uint64_t next_listener_ = 1;
};

using memory_log = basic_memory_log<>;

}  // namespace gulo
