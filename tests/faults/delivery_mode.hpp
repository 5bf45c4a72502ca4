#pragma once
// At least once, or exactly once where this Gulo has it for Kafka.

#include "journal.hpp"
#include "messages.hpp"

#include <gulo/kafka.hpp>

#if __has_include(<gulo/host/exactly_once.hpp>)
#include <gulo/host/exactly_once.hpp>
#include <gulo/transport/transactions.hpp>
#endif

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#if __has_include(<gulo/host/exactly_once.hpp>)
template <class Transport>
inline constexpr bool has_exactly_once = gulo::transactional_transport<Transport>;

inline auto exactly_once_part(std::string id) {
    return gulo::exactly_once{.transactional_id = std::move(id), .timeout = std::chrono::seconds{10}, .high_mark = 2'000};
}
#else
template <class Transport>
inline constexpr bool has_exactly_once = false;

inline int exactly_once_part(const std::string&) { return 0; }  // never asked for
#endif

/// Those that this build has.
inline constexpr const char* modes = has_exactly_once<gulo::kafka> ? "at-least-once exactly-once" : "at-least-once";

/// Calls `run` with the parts that make the mode; 3 when there is no such mode. `id` is the transactional id; empty: a
/// random one.
template <class Run, class Transport = gulo::kafka>
int run_in_mode(std::string_view mode, std::string id, gulo::kafka_config config, gulo::consumer_settings settings, const gulo::settings& host,
                const journal& book, Run&& run) {
    if (mode == "at-least-once") return run(gulo::subscribes<work_item>, Transport{std::move(config)}, std::move(settings), host, book);
    if constexpr (has_exactly_once<Transport>)
        if (mode == "exactly-once")
            return run(gulo::subscribes<work_item>, Transport{std::move(config)}, std::move(settings), exactly_once_part(std::move(id)), host, book);
    std::fprintf(stderr, "fault_worker: this build has no mode \"%.*s\"\n", static_cast<int>(mode.size()), mode.data());
    return 3;
}
