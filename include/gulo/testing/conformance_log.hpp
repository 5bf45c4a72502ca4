#pragma once
// What the conformance suite needs of the log that it is run on.

#include <gulo/transport/transport.hpp>

#include <concepts>
#include <string>
#include <utility>

namespace gulo::testing {

/// A log that nobody else writes to, with transports that reach it. Made afresh for each case.
///
/// `create_topic(name, partitions)` makes a topic. `transport(group)` gives a transport (gulo::log_transport) whose
/// settings name that group; each is a process of its own. What the log can do beside is told by functions that it has
/// or has not; the cases that need a missing one are skipped, with that reason:
///
/// * `append_gap(topic_partition)`: the next offset holds no record, as after compaction or a transaction
/// * `lose_partitions(group)`: the members of a group lose their partitions without being asked
/// * `refuse(topic, bool)`: from now on writing to a topic fails, in a way that may pass; or works again
/// * `truncate(topic_partition, offset)`: what lies from an offset on is gone, and the offsets are given out again
/// * `clogged_transport()`: a transport whose local queue is full after few records, because no broker takes them
///
/// The cases of transactions are run where the transport is a gulo::transactional_transport, unless a member
/// `has_no_transactions`, of any type, says that its broker has none.
///
/// A member `refuses_commits_in_a_rebalance`, of any type, says that commits between a revocation and its answer are not
/// stored: an orderly rebalance may repeat records then.
template <class Log>
concept conformance_log = requires(Log& log, const std::string& name, int partitions) {
    log.create_topic(name, partitions);
    { log.transport(name) } -> log_transport;
};

template <class Log>
using transport_of = decltype(std::declval<Log&>().transport(std::string{}));

}  // namespace gulo::testing
