#pragma once
// What an application counts.

#include <atomic>
#include <cstdint>

namespace gulo {

/// Counters of one application since its start; only ever increased, read and written from any thread.
struct counters {
    std::atomic<std::uint64_t> published{0};         ///< messages handed to the transport
    std::atomic<std::uint64_t> publish_failures{0};  ///< of these, the ones that were not delivered
    std::atomic<std::uint64_t> received{0};          ///< records fetched
    std::atomic<std::uint64_t> handled{0};           ///< records whose handlers succeeded and whose outputs are stored
    std::atomic<std::uint64_t> retried{0};           ///< attempts after the first
    std::atomic<std::uint64_t> dead_lettered{0};     ///< records parked in a dead-letter topic
    std::atomic<std::uint64_t> delayed{0};           ///< records forwarded to a retry topic
    std::atomic<std::uint64_t> parked{0};            ///< records put aside because of a parked key
    std::atomic<std::uint64_t> discarded{0};         ///< records given up without a dead letter, by their retry rule
    std::atomic<std::uint64_t> passed{0};            ///< tombstones, ignored records of an unknown type, and replayed ones for another group
};

}  // namespace gulo
