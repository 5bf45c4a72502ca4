#pragma once
// What the consuming pipeline wants done.

#include <gulo/base/clock.hpp>
#include <gulo/transport/record.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gulo::consume {

/// Names a record while the pipeline holds it. Never used twice.
struct record_id {
    std::uint32_t slot = 0;
    std::uint32_t turn = 0;

    friend bool operator==(const record_id&, const record_id&) = default;
};

/// Call the handlers of a record, off the pipeline's thread or on it.
struct run_handlers {
    record_id record;
    int attempt;
};

/// Where a record goes when it leaves its place in the log.
enum class parking_place : std::uint8_t { dead_letters, retry_topic, parking_topic };

/// Write a record to another topic and wait for the broker (rules D2, R6, R7).
struct park_record {
    record_id record{};
    int attempts = 0;
    parking_place to = parking_place::dead_letters;
    std::size_t stage = 0;              ///< of a retry topic: how many delays the record has had with this one
    std::chrono::milliseconds delay{};  ///< of a retry topic
    std::int64_t parking = -1;          ///< of the parking topic: the parking that the record belongs to
    bool marks_key = false;             ///< of the parking topic: the key has to be written to the index before
};

/// Read which keys of a source partition are parked, and go on reading (rule R7).
struct follow_parked_keys {
    topic_partition source;
};

/// Nobody wants to know that any more.
struct unfollow_parked_keys {
    topic_partition source;
};

/// A record failed and its rule says to go on without it. It is forgotten next.
struct discard_record {
    record_id record;
    int attempts;
};

/// The pipeline is done with a record; free it.
struct forget_record {
    record_id record;
};

struct assign_partitions {
    std::vector<topic_partition> partitions;
};

/// Give partitions back; nothing of them is under way any more, or the time for that is over.
struct release_partitions {
    std::vector<topic_partition> partitions;
};

/// Stop or start reading a partition (rule C6).
struct read_partition {
    topic_partition partition;
    bool reading;
};

struct commit_offsets {
    std::vector<partition_offset> offsets;
};

/// Ask running handlers to stop (rule S3).
struct request_cancellation {};

/// Go on reading a partition here (rule C10).
struct seek_partition {
    partition_offset where;
};

/// Everything is finished or given up: leave the group. `left` handlers were still running (rule S8).
struct leave_group {
    std::size_t left = 0;
};

/// Something that a person has to know; health is red for this cause.
struct report_trouble {
    std::string_view cause;
    std::string text;
};

/// What was wrong is so no longer.
struct trouble_over {
    std::string_view cause;
};

/// The causes that a pipeline reports.
namespace trouble {
inline constexpr std::string_view blocked_record = "a blocked record";
inline constexpr std::string_view dead_letters = "dead letters";
inline constexpr std::string_view retry_topics = "retry topics";
inline constexpr std::string_view paused_subscription = "a paused subscription";
inline constexpr std::string_view log_reset = "a log that begins again";
inline constexpr std::string_view lost_offset = "an offset that is not in the log";
inline constexpr std::string_view stalled = "a record that is pending for too long";
inline constexpr std::string_view circuit_breaker = "a circuit breaker";
}  // namespace trouble

using action = std::variant<run_handlers, park_record, discard_record, forget_record, assign_partitions, release_partitions, read_partition, commit_offsets,
                            seek_partition, request_cancellation, leave_group, report_trouble, trouble_over, follow_parked_keys, unfollow_parked_keys>;

}  // namespace gulo::consume
