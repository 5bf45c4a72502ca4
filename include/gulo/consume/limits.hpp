#pragma once
// What bounds a pipeline.

#include <gulo/transport/subscription.hpp>
#include <gulo/transport/transport.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace gulo::consume {

/// Bounds and intervals of a pipeline.
struct limits {
    std::size_t high_mark = 1'000;  ///< records of a partition that one fault may repeat, at least 1
    std::chrono::milliseconds commit_interval{1'000};
    bool commits_by_time = true;                     ///< false: only full partitions do so by themselves, and all by `commit_all`
    std::chrono::milliseconds drain_bound{5'000};    ///< how long running handlers may take at a revocation or a stop
    std::chrono::milliseconds cancel_bound{1'000};   ///< and then, after they were asked to stop
    std::chrono::milliseconds commit_bound{5'000};   ///< how long the answer to the last commit is waited for
    std::chrono::milliseconds park_backoff{1'000};   ///< between attempts to write a dead letter, at first
    std::chrono::milliseconds output_backoff{500};   ///< before outputs that were not stored are tried again, at first
    std::chrono::milliseconds stall_alarm{600'000};  ///< how long a record may be pending unnoticed (rule C11)
    lost_offset when_offset_is_lost = lost_offset::stop;
    std::map<std::string, subscription_settings, std::less<>> topics{};
    std::map<std::string, std::string, std::less<>> sources{};  ///< of each retry topic: what holds its source back holds it back as well
};

}  // namespace gulo::consume
