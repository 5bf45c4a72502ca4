#pragma once
// Reading a log outside of any consumer group: whole topics from where the caller says.

#include <gulo/base/error.hpp>
#include <gulo/base/result.hpp>
#include <gulo/transport/consumer.hpp>
#include <gulo/transport/record.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gulo {

/// What one `poll` of a reader brought. Reused between calls to keep its memory.
template <class Record>
struct reader_inbox {
    std::vector<Record> records;
    std::vector<topic_partition> at_end;  ///< partitions whose end was reached; told again after more was appended and read
    std::vector<error> faults;            ///< what went wrong; reading goes on as far as it can

    void clear() noexcept {
        records.clear();
        at_end.clear();
        faults.clear();
    }
};

/// Reads partitions without a group: nothing is joined and nothing committed by it, and it disturbs nobody. Everything from
/// one thread; closes when it is destroyed, after its records. Its memory is bounded by what is prefetched and what the caller keeps.
///
/// `begin` starts a partition at an offset (0: its beginning, also where that was removed); `stop` ends it. `poll` appends
/// at most `most` records, waiting up to `wait` when there is nothing. The rest ask the broker and block at most
/// `bound`: how many partitions a topic has, and what a group has committed; `commit` stores such an offset for a group
/// that has no members.
template <class Reader>
concept log_reader = fetched_record<typename Reader::record_type> &&
                     requires(Reader& reader, reader_inbox<typename Reader::record_type>& inbox, std::size_t most, std::chrono::milliseconds bound,
                              const topic_partition& partition, std::int64_t offset, const std::string& text, std::span<const partition_offset> offsets) {
                         reader.begin(partition, offset);
                         reader.stop(partition);
                         reader.poll(inbox, most, bound);
                         { reader.partition_count(text, bound) } -> std::same_as<result<std::int32_t>>;
                         { reader.committed(text, partition, bound) } -> std::same_as<result<std::optional<std::int64_t>>>;
                         { reader.commit(text, offsets, bound) } -> std::same_as<result<void>>;
                     };

/// A transport that can also be read outside of a group: `read()` makes a reader, after `start`.
template <class Transport>
concept readable_transport = log_reader<typename Transport::reader_type> && requires(Transport& transport) {
    { transport.read() } -> std::same_as<std::unique_ptr<typename Transport::reader_type>>;
};

}  // namespace gulo
