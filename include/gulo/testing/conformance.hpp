#pragma once
// The conformance suite: the rules of delivery as named cases, for any transport.

#include <gulo/testing/conformance_changes.hpp>
#include <gulo/testing/conformance_handling.hpp>
#include <gulo/testing/conformance_log.hpp>
#include <gulo/testing/conformance_publishing.hpp>
#include <gulo/testing/conformance_reading.hpp>
#include <gulo/testing/conformance_result.hpp>
#include <gulo/testing/conformance_transactions.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace gulo::testing {

/// One rule. `check` throws conformance_end unless it passes; use run_conformance_case.
template <conformance_log Log>
struct conformance_case {
    std::string_view name;
    void (*check)(Log&, const conformance_options&);
};

/// All cases, in the order of their names.
template <conformance_log Log>
constexpr auto conformance_cases() {
    using publishing = conformance_publishing<Log>;
    using reading = conformance_reading<Log>;
    using handling = conformance_handling<Log>;
    using changes = conformance_changes<Log>;
    using transactions = conformance_transactions<Log>;
    return std::to_array<conformance_case<Log>>({
        {"P2 every publication has one receipt, which names its place", &publishing::p2_one_receipt_each},
        {"P3 a full queue is an error and no drop", &publishing::p3_a_full_queue_is_an_error},
        {"P4 records of one key stay in order, in one partition", &publishing::p4_order_and_place_of_a_key},
        {"P8 closing leaves no outcome open", &publishing::p8_closing_leaves_no_outcome_open},
        {"C1 a commit stores what was asked, and the next member goes on there", &reading::c1_commit_and_go_on},
        {"C1 a frontier never passes a record that is being handled", &handling::c1_frontier},
        {"C1 a frontier never passes a gap", &handling::c1_gap},
        {"C1 a record whose output is refused is not committed", &handling::c1_refused_output},
        {"C1 what a member that died has not committed comes again", &changes::c1_crash},
        {"C2 records of one key are handled in order", &handling::c2_order_per_key},
        {"C3 a record of a lost partition publishes nothing and comes again", &changes::c3_loss_while_handlers_wait},
        {"C4 no record comes before its assignment is answered or after its revocation", &reading::c4_nothing_before_and_after},
        {"C4 two members share the partitions", &reading::c4_two_members_share},
        {"C4 lost partitions are told as lost, and commit nothing", &reading::c4_lost_partitions},
        {"C4 a rebalance waits for handlers that run", &changes::c4_rebalance_while_handlers_run},
        {"C6 a partition that is not read loses nothing", &reading::c6_a_partition_that_is_not_read},
        {"C7 nothing is committed by itself", &reading::c7_nothing_commits_by_itself},
        {"C8 an undecodable record is parked at once", &handling::c8_undecodable},
        {"C8 a record of an unknown type is parked at once", &handling::c8_unknown_type},
        {"C8 a record of an unknown type is ignored by policy", &handling::c8_unknown_type_ignored},
        {"C8 a tombstone is passed", &handling::c8_tombstone},
        {"C9 keys, values and headers arrive byte for byte", &publishing::c9_bytes_stay_as_they_are},
        {"C10 a new group starts at the earliest offset", &reading::c10_earliest},
        {"C10 a new group starts at the latest offset, and keeps that place", &reading::c10_latest},
        {"C10 a log that was truncated is read on", &changes::c10_truncated},
        {"R1 three attempts are three calls, then a dead letter with the same bytes", &handling::r1_attempts_and_dead_letter},
        {"R4 a back-off is cancelled by the end and its record comes again", &changes::r4_cancelled_backoff},
        {"D2 a record whose dead letter is refused is not committed", &handling::d2_refused_dead_letter},
        {"S5 an orderly end under load repeats and loses nothing", &changes::s_drain_under_load},
        {"X1 records and offsets of a transaction are stored together or not at all", &transactions::x1_together_or_not_at_all},
        {"X3 a writer of transactions is fenced by the next with its id", &transactions::x3_fencing},
    });
}

/// Runs one case on a log made for it. Never throws but for lack of memory.
template <conformance_log Log>
conformance_result run_conformance_case(const conformance_case<Log>& which, Log& log, const conformance_options& options = {}) {
    try {
        (which.check)(log, options);
        return {which.name, conformance_status::passed, {}};
    } catch (conformance_end& end) { return {which.name, end.status, std::move(end.text)}; } catch (const std::exception& caught) {
        return {which.name, conformance_status::failed, std::string{"an exception: "} + caught.what()};
    }
}

/// Runs all cases; `make_log()` gives a fresh log for each, as std::unique_ptr or the like.
template <class MakeLog>
std::vector<conformance_result> run_conformance(MakeLog&& make_log, const conformance_options& options = {}) {
    using log_type = std::remove_cvref_t<decltype(*make_log())>;
    std::vector<conformance_result> results;
    for (const auto& each : conformance_cases<log_type>()) {
        auto log = make_log();
        results.push_back(run_conformance_case<log_type>(each, *log, options));
    }
    return results;
}

}  // namespace gulo::testing
