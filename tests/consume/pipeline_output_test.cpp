// Rule C1 for outputs: what was not stored is produced again, and that is no attempt of the handler.
#include "pipeline_bench.hpp"

using namespace consume_test;

BOOST_AUTO_TEST_SUITE(outputs)

BOOST_AUTO_TEST_CASE(c1_outputs_that_were_not_stored_are_tried_again_however_often_and_hold_the_frontier) {
    pipeline_bench bench{{.commit_interval = 10ms, .output_backoff = 100ms}, {.max_attempts = 2}};
    bench.assign();
    const auto record = bench.fetch(0, "a"sv);
    for (int round = 0; round < 20; ++round) {
        const auto runs = bench.take<run_handlers>();
        BOOST_REQUIRE(runs.size() == 1);
        BOOST_TEST(runs.front().attempt == 1);
        bench.finish(record, outcome::unstored);
        BOOST_TEST(!bench.took<park_record>());
        bench.pass(30s);
        BOOST_TEST(bench.commits().empty());
    }
    bench.finish(record);
    bench.pass(10ms);
    BOOST_TEST(bench.commits() == offsets{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_pause_grows_up_to_half_a_minute_and_other_keys_go_on) {
    pipeline_bench bench{{.output_backoff = 100ms}, {}};
    bench.assign();
    const auto record = bench.fetch(0, "a"sv);
    bench.clear();
    bench.finish(record, outcome::unstored);
    bench.pass(99ms);
    BOOST_TEST(bench.started().empty());
    bench.pass(1ms);
    BOOST_TEST(bench.started() == ids{record}, boost::test_tools::per_element());
    bench.finish(record, outcome::unstored);
    bench.pass(199ms);
    BOOST_TEST(bench.started().empty());
    const auto other = bench.fetch(1, "b"sv);
    BOOST_TEST(bench.started() == ids{other}, boost::test_tools::per_element());
    bench.pass(1ms);
    BOOST_TEST(bench.started() == ids{record}, boost::test_tools::per_element());
    for (int round = 0; round < 20; ++round) {
        bench.finish(record, outcome::unstored);
        bench.pass(30s);
        BOOST_TEST(bench.started() == ids{record}, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_handler_afterwards_is_its_first_attempt) {
    pipeline_bench bench{{.output_backoff = 10ms}, {.max_attempts = 2, .first_backoff = 10ms}};
    bench.assign();
    const auto record = bench.fetch(0, "a"sv);
    bench.finish(record, outcome::unstored);
    bench.pass(10ms);
    bench.finish(record, outcome::failed);
    BOOST_TEST(!bench.took<park_record>());
    bench.pass(10ms);
    bench.finish(record, outcome::failed);
    BOOST_TEST(bench.took<park_record>());
}

BOOST_AUTO_TEST_SUITE_END()
