#define BOOST_TEST_MODULE conformance_flawed
// Each flaw of a transport makes exactly those cases of the conformance suite fail that speak of it.
#include "flawed_log.hpp"

#include <gulo/testing/conformance.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace conformance_test;
using namespace std::chrono_literals;
using gulo::testing::conformance_status;

struct expectation {
    flaw has;
    const char* name;
    std::vector<std::string> fails;
};

std::ostream& operator<<(std::ostream& out, const expectation& each) { return out << each.name; }

const std::vector<expectation> expectations{
    {flaw::drops_records,
     "drops_records",
     {"P2 every publication has one receipt, which names its place", "C1 a commit stores what was asked, and the next member goes on there",
      "C1 a frontier never passes a record that is being handled", "C1 what a member that died has not committed comes again",
      "C2 records of one key are handled in order", "C3 a record of a lost partition publishes nothing and comes again",
      "C4 no record comes before its assignment is answered or after its revocation", "C4 two members share the partitions",
      "C4 lost partitions are told as lost, and commit nothing", "C4 a rebalance waits for handlers that run", "C6 a partition that is not read loses nothing",
      "C7 nothing is committed by itself", "C9 keys, values and headers arrive byte for byte", "C10 a new group starts at the earliest offset",
      "C10 a new group starts at the latest offset, and keeps that place", "C10 a log that was truncated is read on",
      "S5 an orderly end under load repeats and loses nothing"}},
    {flaw::duplicates_records,
     "duplicates_records",
     {"P2 every publication has one receipt, which names its place", "P4 records of one key stay in order, in one partition",
      "C1 a commit stores what was asked, and the next member goes on there", "C1 what a member that died has not committed comes again",
      "C2 records of one key are handled in order", "C4 two members share the partitions", "C4 a rebalance waits for handlers that run",
      "C6 a partition that is not read loses nothing", "C9 keys, values and headers arrive byte for byte", "C10 a new group starts at the earliest offset",
      "C10 a new group starts at the latest offset, and keeps that place", "S5 an orderly end under load repeats and loses nothing"}},
    {flaw::forgets_outcomes,
     "forgets_outcomes",
     {"P2 every publication has one receipt, which names its place",
      "P4 records of one key stay in order, in one partition",
      "P8 closing leaves no outcome open",
      "C1 a commit stores what was asked, and the next member goes on there",
      "C1 a frontier never passes a record that is being handled",
      "C1 a frontier never passes a gap",
      "C1 what a member that died has not committed comes again",
      "C2 records of one key are handled in order",
      "C3 a record of a lost partition publishes nothing and comes again",
      "C4 no record comes before its assignment is answered or after its revocation",
      "C4 two members share the partitions",
      "C4 lost partitions are told as lost, and commit nothing",
      "C4 a rebalance waits for handlers that run",
      "C6 a partition that is not read loses nothing",
      "C7 nothing is committed by itself",
      "C9 keys, values and headers arrive byte for byte",
      "C10 a new group starts at the earliest offset",
      "C10 a new group starts at the latest offset, and keeps that place",
      "C10 a log that was truncated is read on",
      "S5 an orderly end under load repeats and loses nothing"}},
    {flaw::hides_refusals,
     "hides_refusals",
     {"C1 a record whose output is refused is not committed", "D2 a record whose dead letter is refused is not committed"}},
    {flaw::tells_another_place, "tells_another_place", {"P2 every publication has one receipt, which names its place"}},
    {flaw::delivers_after_close, "delivers_after_close", {"P8 closing leaves no outcome open"}},
    {flaw::swaps_records,
     "swaps_records",
     {"P4 records of one key stay in order, in one partition", "C1 a frontier never passes a record that is being handled", "C1 a frontier never passes a gap",
      "C1 what a member that died has not committed comes again", "C2 records of one key are handled in order", "C4 a rebalance waits for handlers that run",
      "C8 an undecodable record is parked at once", "C8 a record of an unknown type is parked at once", "C8 a record of an unknown type is ignored by policy",
      "C8 a tombstone is passed", "C10 a log that was truncated is read on", "R1 three attempts are three calls, then a dead letter with the same bytes",
      "S5 an orderly end under load repeats and loses nothing"}},
    {flaw::loses_headers,
     "loses_headers",
     {"C8 an undecodable record is parked at once", "C8 a record of an unknown type is parked at once", "C8 a record of an unknown type is ignored by policy",
      "C9 keys, values and headers arrive byte for byte", "R1 three attempts are three calls, then a dead letter with the same bytes"}},
    {flaw::invents_keys, "invents_keys", {"C9 keys, values and headers arrive byte for byte"}},
    {flaw::starts_at_the_beginning, "starts_at_the_beginning", {"C10 a new group starts at the latest offset, and keeps that place"}},
    {flaw::commits_too_far,
     "commits_too_far",
     {"C1 a commit stores what was asked, and the next member goes on there", "C4 a rebalance waits for handlers that run",
      "S5 an orderly end under load repeats and loses nothing"}},
    {flaw::commits_nothing,
     "commits_nothing",
     {"C1 a commit stores what was asked, and the next member goes on there", "C1 a frontier never passes a gap",
      "C4 lost partitions are told as lost, and commit nothing", "C4 a rebalance waits for handlers that run",
      "S5 an orderly end under load repeats and loses nothing"}},
    {flaw::commits_by_itself,
     "commits_by_itself",
     {"C1 what a member that died has not committed comes again", "C3 a record of a lost partition publishes nothing and comes again",
      "C4 lost partitions are told as lost, and commit nothing", "C4 a rebalance waits for handlers that run", "C7 nothing is committed by itself",
      "R4 a back-off is cancelled by the end and its record comes again"}},
    {flaw::hides_refused_commits, "hides_refused_commits", {"C4 lost partitions are told as lost, and commit nothing"}},
    {flaw::reads_before_the_assignment, "reads_before_the_assignment", {"C4 no record comes before its assignment is answered or after its revocation"}},
    {flaw::reads_after_the_revocation, "reads_after_the_revocation", {"C4 no record comes before its assignment is answered or after its revocation"}},
    {flaw::reads_all_partitions_always, "reads_all_partitions_always", {"C6 a partition that is not read loses nothing"}},
    {flaw::tells_losses_as_revocations,
     "tells_losses_as_revocations",
     {"C3 a record of a lost partition publishes nothing and comes again", "C4 lost partitions are told as lost, and commit nothing"}},
};

std::set<std::string> failed_cases(const expectation& each, std::string& why) {
    std::set<std::string> failed;
    for (const auto& rule : gulo::testing::conformance_cases<flawed_log>()) {
        // What is expected to fail would otherwise wait long for what never comes; the others may take their time.
        const bool expected = std::ranges::find(each.fails, rule.name) != each.fails.end();
        gulo::testing::conformance_options options{.bound = std::chrono::seconds{20}, .grace = 30ms, .rebalance = 30ms};
        if (expected) options.bound = 500ms;
        flawed_log log{each.has};
        const auto result = gulo::testing::run_conformance_case<flawed_log>(rule, log, options);
        if (result.status != conformance_status::failed) continue;
        failed.emplace(rule.name);
        why += "\n  " + std::string{rule.name} + ": " + result.text;
    }
    return failed;
}

}  // namespace

BOOST_DATA_TEST_CASE(a_flaw_fails_the_cases_that_speak_of_it, boost::unit_test::data::make(expectations)) {
    std::string why;
    const auto failed = failed_cases(sample, why);
    const std::set<std::string> expected{sample.fails.begin(), sample.fails.end()};
    BOOST_TEST_MESSAGE(sample.name << why);
    for (const std::string& each : expected) BOOST_TEST(failed.contains(each), sample.name << ": does not fail \"" << each << "\"");
    for (const std::string& each : failed) BOOST_TEST(expected.contains(each), sample.name << ": fails \"" << each << "\" too");
}
