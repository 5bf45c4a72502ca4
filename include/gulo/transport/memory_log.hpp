#pragma once
// A log in memory: topics, partitions, offsets, keys, headers, and the committed offsets of consumer groups.

#include <gulo/base/clock.hpp>
#include <gulo/base/result.hpp>
#include <gulo/transport/partitioner.hpp>
#include <gulo/transport/record.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// A record as the log keeps it: copied once, into one piece of memory that all views point to. Immutable.
class stored_record {
public:
    /// `where.topic` is not used: `topic` has to live as long as the record.
    stored_record(std::string_view topic, const receipt& where, const outgoing_record& from)
        : topic_{topic}, partition_{where.partition}, offset_{where.offset}, time_{where.time} {
        const auto size = [](std::optional<std::string_view> part) { return part ? part->size() : 0; };
        std::size_t all = size(from.key) + size(from.value);
        for (const header_view& header : from.headers) all += header.name.size() + size(header.value);
        text_.reserve(all);
        key_ = copy(from.key);
        value_ = copy(from.value);
        headers_.reserve(from.headers.size());
        for (const header_view& header : from.headers) {
            const std::string_view name = *copy(header.name);
            headers_.push_back({name, copy(header.value)});
        }
    }
    stored_record(const stored_record&) = delete;
    stored_record& operator=(const stored_record&) = delete;

    std::string_view topic() const noexcept { return topic_; }
    std::int32_t partition() const noexcept { return partition_; }
    std::int64_t offset() const noexcept { return offset_; }
    timestamp time() const noexcept { return time_; }
    std::optional<std::string_view> key() const noexcept { return key_; }
    std::optional<std::string_view> value() const noexcept { return value_; }
    const std::vector<header_view>& headers() const noexcept { return headers_; }

private:
    // Never beyond what was reserved, so earlier views stay valid.
    std::optional<std::string_view> copy(std::optional<std::string_view> part) {
        if (!part) return std::nullopt;
        const std::size_t begin = text_.size();
        text_.append(*part);
        return std::string_view{text_}.substr(begin);
    }

    std::string_view topic_;
    std::int32_t partition_;
    std::int64_t offset_;
    timestamp time_;
    std::string text_;
    std::optional<std::string_view> key_;
    std::optional<std::string_view> value_;
    std::vector<header_view> headers_;
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
                return error{errc::invalid_topic, "topic " + std::string{record.topic} + " has no partition " + std::to_string(partition) +
                                                      "; it has " + std::to_string(count)};
            auto& log = into.partitions[static_cast<std::size_t>(partition)];
            where = {std::string{into.name}, partition, static_cast<std::int64_t>(log.size()), record.time ? *record.time : time_.wall_time()};
            log.push_back(std::make_shared<const stored_record>(into.name, where, record));
        }
        notify();
        return where;
    }

    /// The record at `offset`; null where there is none.
    record_pointer read(const topic_partition& from, std::int64_t offset) {
        const std::lock_guard lock{mutex_};
        const auto* const log = partition_of(from);
        return log != nullptr && offset >= 0 && offset < static_cast<std::int64_t>(log->size()) ? (*log)[static_cast<std::size_t>(offset)] : nullptr;
    }

    /// One past the last offset; 0 for a partition that does not exist.
    std::int64_t end(const topic_partition& of) {
        const std::lock_guard lock{mutex_};
        const auto* const log = partition_of(of);
        return log != nullptr ? static_cast<std::int64_t>(log->size()) : 0;
    }

    /// All records of a topic, partition by partition.
    std::vector<record_pointer> records(std::string_view name) {
        const std::lock_guard lock{mutex_};
        std::vector<record_pointer> all;
        for (const auto& log : topic_of(name, default_partitions).partitions) all.insert(all.end(), log.begin(), log.end());
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

    /// Calls `listener` after each append, until the handle that is returned is destroyed. The
    /// listener must not append.
    [[nodiscard]] std::shared_ptr<void> on_append(std::function<void()> listener) {
        const std::lock_guard lock{listeners_mutex_};
        const std::uint64_t id = next_listener_++;
        listeners_.emplace(id, std::move(listener));
        return std::shared_ptr<void>{static_cast<void*>(this), [this, id](void*) {
                                         const std::lock_guard remove{listeners_mutex_};
                                         listeners_.erase(id);
                                     }};
    }

    const clock& time() const noexcept { return time_; }

private:
    struct topic {
        std::string_view name;  // the key in the map of topics
        std::vector<std::vector<record_pointer>> partitions;
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

    const std::vector<record_pointer>* partition_of(const topic_partition& which) {
        const topic& of = topic_of(which.topic, default_partitions);
        const auto index = static_cast<std::size_t>(which.partition);
        return which.partition >= 0 && index < of.partitions.size() ? &of.partitions[index] : nullptr;
    }

    void notify() {
        const std::lock_guard lock{listeners_mutex_};
        for (const auto& [id, listener] : listeners_) listener();
    }

    const clock& time_;
    mutable std::mutex mutex_;
    std::map<std::string, topic, std::less<>> topics_;
    std::map<std::pair<std::string, topic_partition>, std::int64_t> committed_;
    std::map<std::string, error, std::less<>> refused_;
    std::mutex listeners_mutex_;
    std::map<std::uint64_t, std::function<void()>> listeners_;
    std::uint64_t next_listener_ = 1;
};

using memory_log = basic_memory_log<>;

}  // namespace gulo
