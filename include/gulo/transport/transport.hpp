#pragma once
// The transport concept: what an application needs from a log.

#include <gulo/observe/log.hpp>
#include <gulo/transport/consumer.hpp>
#include <gulo/transport/publisher.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gulo {

/// Where a group that has never committed begins.
enum class first_start : std::uint8_t { earliest, latest };

/// What happens to a record whose type nobody handles (rule C8).
enum class unknown_type : std::uint8_t { dead_letter, ignore, stop };

/// How a service consumes; the transport gives its own defaults, the application may replace them.
struct consumer_settings {
    std::string group{};                           ///< the consumer group; must not be empty
    first_start start = first_start::earliest;
    unknown_type unknown = unknown_type::dead_letter;
    std::string dead_letter_suffix = ".dlq";       ///< not empty: a dead letter never goes to its own topic
    bool dead_letters = true;                      ///< false: a record that would be parked stops its partition
    int max_attempts = 3;                          ///< calls of the handler, at least 1
    std::chrono::milliseconds first_backoff{100};  ///< doubled with each further attempt
    std::chrono::milliseconds longest_backoff{30'000};
    std::size_t workers = 4;                       ///< threads that run handlers; 0: on the polling thread
    std::size_t high_mark = 1'000;                 ///< records held per partition, at least 1 (rule C6)
    std::size_t batch = 1'000;                     ///< records fetched at once, at least 1
    std::chrono::milliseconds commit_interval{1'000};
    std::chrono::milliseconds drain_bound{5'000};  ///< how long a revocation waits for running handlers (rule C4)
};

/// What the host tells a transport at start. All of it outlives the transport's running time.
struct transport_environment {
    log_sink log;
    failure_listener* failures = nullptr;
    const gulo::clock* clock = nullptr;
    std::string_view service;   ///< the service's name, for client ids
};

/// A log that messages are published to and consumed from. The page docs/transport.md says which rules it keeps.
///
/// `start` opens the publishing half and returns without waiting for a broker; a configuration that cannot work is
/// thrown as gulo::failure (errc::invalid_configuration) before anything is opened. `out` is valid from `start` on
/// until the transport is destroyed. `subscribe` joins the settings' group; each call makes one member.
/// `is_enabled() == false` makes publishing a silent no-op and consuming a nothing (W7).
/// `service_name` is the service's name by the transport's configuration; empty when it has none.
/// `is_connected` tells whether a broker was reachable when last heard of; from any thread.
template <class Transport>
concept log_transport = std::movable<Transport> && group_consumer<typename Transport::consumer_type> &&
    requires(Transport& transport, const Transport& unchanged, const transport_environment& environment,
             const consumer_settings& settings, const std::vector<std::string>& topics) {
        { unchanged.is_enabled() } -> std::same_as<bool>;
        { unchanged.is_connected() } -> std::same_as<bool>;
        { unchanged.settings() } -> std::same_as<consumer_settings>;
        { unchanged.describe() } -> std::same_as<std::string>;
        { unchanged.service_name() } -> std::same_as<std::string>;
        transport.start(environment);
        { transport.out() } -> std::same_as<publisher&>;
        { transport.subscribe(topics, settings) } -> std::same_as<std::unique_ptr<typename Transport::consumer_type>>;
    };

}  // namespace gulo
