#pragma once
// What the pipeline knows of one assigned partition.

#include <gulo/base/clock.hpp>
#include <gulo/consume/frontier.hpp>
#include <gulo/consume/gate.hpp>
#include <gulo/consume/lanes.hpp>
#include <gulo/transport/record.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace gulo::consume {

struct commit_under_way {
    std::int64_t offset;
    std::size_t records;  ///< how many fetched records it covers
};

struct partition_state {
    partition_state(topic_partition which, std::uint64_t under_epoch, instant first_commit)
        : partition{std::move(which)}, epoch{under_epoch}, next_commit{first_commit} {}

    topic_partition partition;
    std::string subscription;  ///< the topic whose settings and pauses hold here: of a retry topic its source
    std::uint64_t epoch;
    consume::frontier frontier;
    consume::lanes lanes;
    consume::gate* gate = nullptr;     ///< null: its subscription has neither a circuit breaker nor a rate limit
    std::size_t running = 0;           ///< handlers that run, outputs and dead letters that are on their way
    std::size_t uncommitted = 0;       ///< fetched, and not covered by a stored commit
    std::size_t parking_failures = 0;  ///< records whose dead letter was refused
    bool ordered = true;               ///< false: records without a key run side by side
    bool reading = true;
    bool closing = false;  ///< being given back: nothing new is begun
    instant next_commit;
    std::optional<commit_under_way> committing;
    bool commit_refused = false;                   ///< the last one; the next waits for its time
    bool blocked = false;                          ///< by a record that may neither be parked nor lost
    bool offset_is_lost = false;                   ///< what to read is not in the log, and a person has to say how to go on
    bool stalled = false;                          ///< its oldest record is pending for too long, and that was said
    std::optional<topic_partition> parks_keys_of;  ///< the source partition whose parked keys concern this one
};

}  // namespace gulo::consume
