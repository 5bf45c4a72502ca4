#pragma once
// The part of an application that makes it consume exactly once.

#include <chrono>
#include <cstddef>
#include <string>

namespace gulo {

/// Part of an application: `gulo::application app{…, gulo::exactly_once{.transactional_id = "payments-0"}, gulo::kafka{…}};`
/// What handlers return, dead letters, and the offsets of the records they come from are stored in one transaction, for all
/// subscriptions of the application. The page docs/exactly_once.md says what that promises and what it does not.
struct exactly_once {
    /// Unique per instance, and the same after its restart: "payments-0" for the first of several. Empty: a random one; then
    /// readers wait up to `timeout` for what an instance that was killed left open.
    std::string transactional_id{};
    std::chrono::milliseconds interval{100};  ///< a transaction is committed after this; what it holds is read by others only then
    std::size_t max_records = 100'000;        ///< or when it holds so many records, at least 1
    /// After this the broker aborts what an instance that is gone left open. 0: 60 s with a transactional id, 10 s without.
    std::chrono::milliseconds timeout{0};
    std::size_t high_mark = 20'000;  ///< records held per partition; consumer_settings::high_mark when that is more
};

}  // namespace gulo
