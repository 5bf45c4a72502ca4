#pragma once
// The consuming half of a transport, as a concept: the host's consumer loop drives any type that fits.

#include <gulo/base/error.hpp>
#include <gulo/transport/record.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace gulo {

/// The group gave these partitions to this consumer. Answer with `assign`.
struct partitions_assigned {
    std::vector<topic_partition> partitions;
};

/// The group wants these back. Nothing more is fetched of them; finish, commit, then answer with `release` (rule C4).
struct partitions_revoked {
    std::vector<topic_partition> partitions;
};

/// These belong to somebody else already. Commit nothing; answer with `release` (rule C4).
struct partitions_lost {
    std::vector<topic_partition> partitions;
};

/// The answer to one `commit`. Without `cause` the offsets are stored.
struct commit_finished {
    std::vector<partition_offset> offsets;
    std::optional<error> cause;
};

/// The offset to read next is not in the log: `first` to `end` is what there is. Nothing more of the partition arrives
/// until `seek` says where to go on (rule C10).
struct offset_lost {
    topic_partition partition;
    std::int64_t wanted = 0;
    std::int64_t first = 0;
    std::int64_t end = 0;
};

/// Something is wrong with the consumer. After a fatal one nothing more arrives.
struct consumer_failed {
    error cause;
    bool fatal = false;
};

using consumer_event = std::variant<partitions_assigned, partitions_revoked, partitions_lost, commit_finished, offset_lost, consumer_failed>;

/// A record that a consumer fetched. It owns, or keeps alive, what its views point to; movable, also to another
/// thread, and destroyed there.
template <class Record>
concept fetched_record = std::movable<Record> && requires(const Record& record, void (*visit)(header_view)) {
    { record.topic() } -> std::same_as<std::string_view>;
    { record.partition() } -> std::same_as<std::int32_t>;
    { record.offset() } -> std::same_as<std::int64_t>;
    { record.time() } -> std::same_as<timestamp>;
    { record.key() } -> std::same_as<std::optional<std::string_view>>;
    { record.value() } -> std::same_as<std::optional<std::string_view>>;
    record.for_each_header(visit);
};

/// What one `poll` brought: the events first, then the records, then the positions. Reused between calls to keep its
/// memory.
template <class Record>
struct consumer_inbox {
    std::vector<consumer_event> events;
    std::vector<Record> records;
    /// Partitions where nothing below the offset will come any more, though no record tells so: the log ends in
    /// transaction markers or in records that compaction removed (rule C1).
    std::vector<partition_offset> positions;

    void clear() noexcept {
        events.clear();
        records.clear();
        positions.clear();
    }
};

/// A member of a consumer group. Everything but `wake` is called from one thread, the loop's.
///
/// `poll(inbox, most, wait)` appends events and at most `most` records, waiting up to `wait` when there is nothing;
/// an event of assignment or revocation ends the call, so that no record of a partition comes before it is assigned
/// or after it was revoked. `wake` ends a waiting `poll`, from any thread. `set_reading` stops and starts the fetching
/// of one partition without losing what was prefetched (rules C5, C6). `commit` returns at once; its outcome arrives
/// as commit_finished. `seek` goes on reading assigned partitions at these offsets. `close` leaves the group, waiting at most `bound`.
template <class Consumer>
concept group_consumer = fetched_record<typename Consumer::record_type> &&
                         requires(Consumer& consumer, consumer_inbox<typename Consumer::record_type>& inbox, std::size_t most, std::chrono::milliseconds wait,
                                  const topic_partition& partition, std::span<const topic_partition> partitions, std::span<const partition_offset> offsets) {
                             consumer.poll(inbox, most, wait);
                             consumer.wake();
                             consumer.assign(partitions);
                             consumer.release(partitions);
                             consumer.set_reading(partition, true);
                             consumer.commit(offsets);
                             consumer.seek(offsets);
                             consumer.close(wait);
                         };

}  // namespace gulo
