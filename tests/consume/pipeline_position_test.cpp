// Positions beyond the last record (C1), offsets that are not in the log (C10), and records that are pending for too
// long (C11).

#include "pipeline_bench.hpp"

namespace {

using namespace consume_test;

void position(pipeline_bench& bench, std::int64_t offset) {
    const partition_offset where{orders0, offset};
    bench.machine.positioned({&where, 1}, bench.now);
    bench.pass(0ms);
}

void lose_offset(pipeline_bench& bench, std::int64_t wanted, std::int64_t first, std::int64_t end) {
    bench.machine.offset_lost({orders0, wanted, first, end}, bench.now);
    bench.pass(0ms);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(positions)

BOOST_AUTO_TEST_CASE(c1_with_nothing_pending_the_position_behind_the_last_record_is_committed) {
    pipeline_bench bench;
    bench.assign();
    bench.finish(bench.fetch(5, "k"));
    position(bench, 9);
    bench.pass(1s);
    BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{9});
}

BOOST_AUTO_TEST_CASE(c1_a_position_never_passes_a_pending_record) {
    pipeline_bench bench;
    bench.assign();
    const auto pending = bench.fetch(5, "k");
    position(bench, 9);
    bench.pass(1s);
    BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{5});
    bench.answer(5);
    bench.finish(pending);
    bench.pass(1s);
    BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{9});
}

BOOST_AUTO_TEST_CASE(c1_a_position_of_another_partition_or_an_earlier_one_changes_nothing) {
    pipeline_bench bench;
    bench.assign();
    bench.finish(bench.fetch(5, "k"));
    const partition_offset elsewhere{orders1, 100};
    bench.machine.positioned({&elsewhere, 1}, bench.now);
    position(bench, 3);
    bench.pass(1s);
    BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{6});
}

BOOST_AUTO_TEST_CASE(c10_a_lost_offset_stops_its_partition_and_says_what_is_missing) {
    pipeline_bench bench;
    bench.assign();
    lose_offset(bench, 100, 250, 900);
    BOOST_TEST(!bench.took<seek_partition>());
    const auto troubles = bench.take<report_trouble>();
    BOOST_REQUIRE_EQUAL(troubles.size(), 1u);
    BOOST_TEST(troubles[0].cause == trouble::lost_offset);
    for (const auto part : {"orders[0]", "100", "250", "900", "150 records", "when_offset_is_lost"})
        BOOST_TEST(troubles[0].text.find(part) != std::string::npos, part << " in " << troubles[0].text);
    bench.pass(60s);
    BOOST_TEST(!bench.took<trouble_over>());
    bench.lose();
    BOOST_TEST(bench.took<trouble_over>());
}

BOOST_AUTO_TEST_CASE(c10_by_choice_reading_goes_on_at_the_first_record_or_at_the_end) {
    for (const bool to_end : {false, true}) {
        limits bounds;
        bounds.when_offset_is_lost = to_end ? gulo::lost_offset::latest : gulo::lost_offset::earliest;
        pipeline_bench bench{bounds};
        bench.assign();
        const auto pending = bench.fetch(99, "k");
        lose_offset(bench, 100, 250, 900);
        const auto seeks = bench.take<seek_partition>();
        BOOST_REQUIRE_EQUAL(seeks.size(), 1u);
        const std::int64_t place = to_end ? 900 : 250;
        BOOST_TEST(seeks[0].where.offset == place);
        BOOST_TEST(bench.took<report_trouble>());
        bench.pass(1s);
        BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{99});  // the record before the gap is still good
        bench.answer(99);
        bench.finish(pending);
        bench.pass(1s);
        BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{place});
        bench.fetch(place, "k");
    }
}

BOOST_AUTO_TEST_CASE(c10_records_of_a_log_that_was_made_anew_commit_nothing_in_the_new_one) {
    limits bounds;
    bounds.when_offset_is_lost = gulo::lost_offset::earliest;
    pipeline_bench bench{bounds};
    bench.assign();
    const auto old = bench.fetch(99, "k");
    lose_offset(bench, 100, 0, 7);
    bench.finish(old);
    const auto fresh = bench.fetch(0, "k");
    bench.pass(1s);
    BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{0});
    bench.answer(0);
    bench.finish(fresh);
    bench.pass(1s);
    BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{1});
}

// Otherwise a restart would go on at the old offset as soon as the new log has come so far.
BOOST_AUTO_TEST_CASE(c10_the_beginning_of_a_log_that_was_made_anew_is_committed_before_anything_is_in_it) {
    limits bounds;
    bounds.when_offset_is_lost = gulo::lost_offset::earliest;
    pipeline_bench bench{bounds};
    bench.assign();
    lose_offset(bench, 1'000, 0, 0);
    BOOST_TEST(!bench.machine.idle());
    bench.pass(1s);
    BOOST_CHECK(bench.commits() == std::vector<std::int64_t>{0});
    bench.answer(0);
    bench.pass(10s);
    BOOST_TEST(bench.commits().empty());
    BOOST_TEST(bench.machine.idle());
}

BOOST_AUTO_TEST_CASE(c10_a_partition_that_was_not_read_when_its_log_was_made_anew_is_read_again) {
    limits bounds;
    bounds.when_offset_is_lost = gulo::lost_offset::earliest;
    pipeline_bench bench{bounds};
    bench.assign();
    const auto unparkable = bench.fetch(900, "k");
    bench.finish(unparkable, outcome::rejected);
    bench.park(unparkable, false);
    const auto stopped = bench.take<read_partition>();
    BOOST_REQUIRE_EQUAL(stopped.size(), 1u);
    BOOST_TEST(!stopped[0].reading);
    lose_offset(bench, 1'000, 0, 10);
    const auto again = bench.take<read_partition>();
    BOOST_REQUIRE_EQUAL(again.size(), 1u);
    BOOST_TEST(again[0].reading);
    const auto over = bench.take<trouble_over>();
    BOOST_REQUIRE_EQUAL(over.size(), 1u);
    BOOST_TEST(over[0].cause == trouble::dead_letters);
}

BOOST_AUTO_TEST_CASE(c11_an_alarm_after_the_longest_of_spans_is_none) {
    pipeline_bench bench{limits{.stall_alarm = (std::chrono::milliseconds::max)()}};
    bench.assign();
    bench.fetch(5, "a");
    bench.pass(24h);
    BOOST_TEST(!bench.took<report_trouble>());
}

BOOST_AUTO_TEST_CASE(c11_a_record_that_is_pending_for_too_long_is_told_once_and_when_it_is_over) {
    limits bounds;
    bounds.stall_alarm = 60s;
    pipeline_bench bench{bounds};
    bench.assign();
    bench.pass(10s);
    const auto stuck = bench.fetch(5, "a");
    bench.pass(30s);
    bench.finish(bench.fetch(6, "b"));
    bench.pass(29'999ms);
    BOOST_TEST(!bench.took<report_trouble>());
    bench.pass(1ms);
    const auto troubles = bench.take<report_trouble>();
    BOOST_REQUIRE_EQUAL(troubles.size(), 1u);
    BOOST_TEST(troubles[0].cause == trouble::stalled);
    BOOST_TEST(troubles[0].text.find("orders[0]@5") != std::string::npos);
    bench.pass(60s);
    BOOST_TEST(!bench.took<report_trouble>());
    bench.finish(stuck);
    bench.pass(1ms);
    const auto over = bench.take<trouble_over>();
    BOOST_REQUIRE_EQUAL(over.size(), 1u);
    BOOST_TEST(over[0].cause == trouble::stalled);
}

BOOST_AUTO_TEST_CASE(c11_the_oldest_pending_record_of_each_partition_is_known) {
    pipeline_bench bench;
    bench.assign({orders0, orders1});
    bench.pass(2s);
    const auto first = bench.fetch(5, "a");
    bench.pass(3s);
    bench.fetch(6, "b");
    std::vector<gulo::partition_status> found;
    bench.machine.tell_status(found, bench.now);
    BOOST_REQUIRE_EQUAL(found.size(), 2u);
    BOOST_TEST((found[0].partition == orders0));
    BOOST_TEST(found[0].oldest.value() == 5);
    BOOST_TEST((found[0].age == 3s));
    BOOST_TEST(!found[1].oldest.has_value());
    BOOST_TEST((!found[0].is_paused && !found[0].is_broken));
    bench.finish(first);
    bench.pass(1s);
    bench.machine.tell_status(found, bench.now);
    BOOST_TEST(found[0].oldest.value() == 6);
    BOOST_TEST((found[0].age == 1s));
}

BOOST_AUTO_TEST_CASE(c11_what_was_told_grows_older_by_itself_and_a_delayed_record_is_not_old) {
    status_board board;
    std::vector<gulo::partition_status> told{
        {.partition = orders0, .oldest = 5, .age = 3s}, {.partition = orders1, .oldest = 6, .age = -10s}, {.partition = {"others", 0}}};
    board.write(told, gulo::instant{100s});
    const auto after = board.read(gulo::instant{104s});
    BOOST_REQUIRE_EQUAL(after.size(), 3u);
    BOOST_TEST((after[0].age == 7s));
    BOOST_TEST((after[1].age == 0s));
    BOOST_TEST((after[2].age == 0s));
    BOOST_TEST((board.read(gulo::instant{120s})[1].age == 10s));
}

BOOST_AUTO_TEST_SUITE_END()
