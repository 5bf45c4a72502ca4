#pragma once
// What goes into a log and what comes out of it, independent of any client library.

#include <gulo/base/clock.hpp>
#include <gulo/message/header.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gulo {

/// "Let the transport choose the partition by the key."
inline constexpr std::int32_t any_partition = -1;

/// A record on its way out. All views belong to the caller; a publisher copies what it keeps.
struct outgoing_record {
    std::string_view topic{};
    std::int32_t partition = any_partition;
    std::optional<std::string_view> key{};    ///< none: no key, any partition
    std::optional<std::string_view> value{};  ///< none: a tombstone
    std::span<const header_view> headers{};
    std::optional<timestamp> time{};  ///< none: the transport's own time
};

/// Where the broker put a record.
struct receipt {
    std::string topic;
    std::int32_t partition = any_partition;
    std::int64_t offset = -1;
    timestamp time{};
};

/// A partition of a topic.
struct topic_partition {
    std::string topic;
    std::int32_t partition = 0;

    friend auto operator<=>(const topic_partition&, const topic_partition&) = default;
    friend bool operator==(const topic_partition&, const topic_partition&) = default;
};

/// The offset of the next record to read of a partition: what a commit stores.
struct partition_offset {
    topic_partition partition;
    std::int64_t offset = 0;

    friend bool operator==(const partition_offset&, const partition_offset&) = default;
};

}  // namespace gulo
