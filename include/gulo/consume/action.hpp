#pragma once
// What the consuming pipeline wants done.

#include <gulo/base/clock.hpp>
#include <gulo/transport/record.hpp>

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

/// Write a record to its dead-letter topic and wait for the broker (rule D2).
struct park_record {
    record_id record;
    int attempts;
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

/// Everything is finished or given up: leave the group. `left` handlers were still running (rule S8).
struct leave_group {
    std::size_t left = 0;
};

/// Something that a person has to know; health is red for this cause.
struct report_trouble {
    std::string_view cause;
    std::string text;
};

/// The causes that a pipeline reports.
namespace trouble {
inline constexpr std::string_view blocked_record = "a blocked record";
inline constexpr std::string_view dead_letters = "dead letters";
inline constexpr std::string_view log_reset = "a log that begins again";
}  // namespace trouble

using action = std::variant<run_handlers, park_record, discard_record, forget_record, assign_partitions, release_partitions, read_partition,
                            commit_offsets, request_cancellation, leave_group, report_trouble>;

}  // namespace gulo::consume
