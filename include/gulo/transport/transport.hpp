#pragma once
// The transport concept: what an application needs from a log.

#include <gulo/base/separate.hpp>
#include <gulo/observe/log.hpp>
#include <gulo/transport/consumer.hpp>
#include <gulo/transport/publisher.hpp>
#include <gulo/transport/subscription.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gulo {

/// Where a group that has never committed begins.
enum class first_start : std::uint8_t { earliest, latest };

/// Where reading goes on when the offset to read is not in the log any more, or not yet again: the log was truncated,
/// made anew, or its retention was faster than the group (rule C10). What was not read is reported with either choice.
enum class lost_offset : std::uint8_t {
    stop,      ///< the partition is not read until a person acts
    earliest,  ///< at the first record there is
    latest,    ///< at the end
};

/// What happens to a dead letter that is larger than its topic allows, also without the headers that tell why (rule D3).
enum class oversize_policy : std::uint8_t {
    stall,  ///< it stays pending, its partition is not read, health is red, until somebody makes room
    stub,   ///< key, headers and the first octets of the value are parked, with the size that there was
    stop,   ///< the service fails
};

/// How a service consumes. What an application leaves at its default is taken from the transport's settings.
struct consumer_settings {
    std::string group{};  ///< the consumer group; must not be empty
    first_start start = first_start::earliest;
    unknown_type unknown = unknown_type::dead_letter;
    std::string dead_letter_suffix = ".dlq";       ///< not empty: a dead letter never goes to its own topic
    bool dead_letters = true;                      ///< false: a record that would be parked stops its partition
    int max_attempts = 3;                          ///< calls of the handler, at least 1
    std::chrono::milliseconds first_backoff{100};  ///< doubled with each further attempt, at most 30 s (rule R4)
    std::chrono::milliseconds longest_backoff{30'000};
    std::size_t workers = 4;  ///< threads that run handlers, at most 10,000; 0: on the polling thread, for short ones
    /// Runs handlers instead of threads of our own: takes a task, returns at once, runs it once, on any thread, at any time.
    /// Tasks never throw; one that runs late does nothing, one that is dropped holds its record until the service ends.
    std::function<void(std::function<void()>)> executor{};
    std::size_t high_mark = 1'000;                     ///< records held per partition, at least 1 (rule C6)
    std::size_t batch = 1'000;                         ///< records fetched at once, at least 1
    std::chrono::milliseconds commit_interval{1'000};  ///< between two commits of a partition, 1 ms to a year
    std::chrono::milliseconds drain_bound{5'000};  ///< how long a revocation and the end wait for running handlers (rules C4, S2); on Kafka less than half of
                                                   ///< consumer_max_poll_interval
    lost_offset when_offset_is_lost = lost_offset::stop;
    std::chrono::milliseconds handler_deadline{0};  ///< after which a handler's stop token is set; 0: never
    std::chrono::milliseconds stall_alarm{
        600'000};  ///< health is degraded while a record is pending this long (rule C11), max(): never; keep it well under the topics' retention
    std::map<std::string, subscription_settings, std::less<>> topics{};  ///< by topic name: what differs there
    oversize_policy oversize = oversize_policy::stall;
    std::chrono::milliseconds clock_skew{500};  ///< how far the clocks of a group's hosts may differ: delayed records come so much later (rule R6)
};

/// What the host tells a transport at start. All of it outlives the transport's running time.
struct transport_environment {
    log_sink log;
    failure_listener* failures = nullptr;
    const gulo::clock* clock = nullptr;
    std::string_view service;  ///< the service's name, for client ids
};

/// A log that messages are published to and consumed from. The page docs/transport.md says which rules it keeps.
///
/// `start` opens the publishing half and returns without waiting for a broker; a configuration that cannot work is
/// thrown as gulo::failure (errc::invalid_configuration) before anything is opened. `out` is valid from `start` on
/// until the transport is destroyed. `subscribe` joins the settings' group; each call makes one member.
/// `is_enabled() == false` makes publishing a silent no-op and consuming a nothing (W7).
/// `service_name` is the service's name by the transport's configuration; empty when it has none.
/// `is_connected` tells whether a broker was reachable when last heard of; from any thread.
/// A static `default_group()` is optional: the group of a service that has no name either.
template <class Transport>
concept log_transport = std::movable<Transport> && (is_compiled_apart<Transport> || group_consumer<typename Transport::consumer_type>) &&
                        requires(Transport& transport, const Transport& unchanged, const transport_environment& environment, const consumer_settings& settings,
                                 const std::vector<std::string>& topics) {
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
