// What comes after a failed attempt, as plain function calls.

#include <gulo/consume/after_failure.hpp>
#include <gulo/handler/failure_rule.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <vector>

namespace {

using namespace std::chrono_literals;
using gulo::consume::after_failure;
using gulo::consume::next_step;
using kind = next_step::kind;

/// Fails a record again and again; gives what was decided each time, up to the end.
std::vector<next_step> life(const gulo::retry_rule& rule, std::chrono::milliseconds spent_in_place = 0ms) {
    std::vector<next_step> steps;
    gulo::consume::progress_of_record record{0, 0, 0ms, 0};
    while (steps.size() < 50) {
        ++record.attempts;
        steps.push_back(after_failure(rule, record));
        if (steps.back().what == kind::give_up) break;
        if (steps.back().what == kind::later) ++record.stage;
        record.age += steps.back().pause + spent_in_place;
    }
    return steps;
}

std::vector<std::chrono::milliseconds> delays(const std::vector<next_step>& steps) {
    std::vector<std::chrono::milliseconds> found;
    for (const next_step& each : steps)
        if (each.what == kind::later) found.push_back(each.pause);
    return found;
}

constexpr auto base = gulo::on<std::runtime_error>;
using milliseconds = std::vector<std::chrono::milliseconds>;

}  // namespace

BOOST_AUTO_TEST_SUITE(after_failures)

BOOST_AUTO_TEST_CASE(r6_first_in_place_then_each_delay_once_then_the_end) {
    const auto steps = life(base.retry(2).backoff(100ms, gulo::constant).then_later(30s, 5min).rule());
    BOOST_REQUIRE(steps.size() == 5u);
    BOOST_CHECK((steps[0].what == kind::again && steps[0].pause == 100ms));
    BOOST_CHECK((steps[1].what == kind::again && steps[1].pause == 100ms));
    BOOST_CHECK((steps[2].what == kind::later && steps[2].pause == 30s));
    BOOST_CHECK((steps[3].what == kind::later && steps[3].pause == 5min));
    BOOST_CHECK((steps[4].what == kind::give_up));
}

BOOST_AUTO_TEST_CASE(r6_a_record_that_was_delayed_is_not_tried_in_place_any_more) {
    // A rule of another exception decides, which would allow more attempts than there were.
    const auto step = after_failure(base.retry(10).then_later(1s, 2s).rule(), {3, 1, 0ms, 0});
    BOOST_CHECK((step.what == kind::later && step.pause == 2s));
    BOOST_CHECK((after_failure(base.retry(10).rule(), {3, 1, 0ms, 0}).what == kind::give_up));
}

BOOST_AUTO_TEST_CASE(r9_max_deliveries_bounds_the_calls_over_all_topics) {
    for (const int most : {1, 2, 3, 4, 5, 6}) {
        const auto steps = life(base.retry(2).then_later(1s, 2s, 3s).max_deliveries(most).rule());
        BOOST_TEST(steps.size() == static_cast<std::size_t>(most));
    }
    BOOST_TEST(life(base.retry(2).then_later(1s, 2s, 3s).rule()).size() == 6u);
}

BOOST_AUTO_TEST_CASE(r6_the_total_age_is_capped) {
    BOOST_CHECK((delays(life(base.then_later(1h, 2h, 4h).give_up_after(7h).rule())) == milliseconds{1h, 2h, 4h}));
    BOOST_CHECK((delays(life(base.then_later(1h, 2h, 4h).give_up_after(7h - 1ms).rule())) == milliseconds{1h, 2h}));
    BOOST_CHECK((delays(life(base.then_later(1h, 2h, 4h).give_up_after(7h).rule(), 1s)) == milliseconds{1h, 2h}));
    BOOST_CHECK(delays(life(base.then_later(1h).give_up_after(59min).rule())).empty());
}

BOOST_AUTO_TEST_CASE(an_absurd_stage_is_the_end) { BOOST_CHECK((after_failure(base.then_later(1s).rule(), {1, 1'000'000, 0ms, 0}).what == kind::give_up)); }

BOOST_AUTO_TEST_CASE(what_a_rule_may_say) {
    static_assert(base.then_later(30s, 5min).has_delays() && !base.then_dead_letter().has_delays());
    static_assert(base.then_park_key().parks_keys());
    static_assert(base.then_later(1ms, 1s, 1min, 1h, 2h, 3h, 4h, 5h).is_valid());
    static_assert(!base.then_later(1ms, 1s, 1min, 1h, 2h, 3h, 4h, 5h, 6h).is_valid());
    static_assert(!base.then_later(0s).is_valid());
    static_assert(!base.then_later(-1s).is_valid());
    static_assert(!base.then_later(1s, 31 * 24h).is_valid());
    static_assert(!base.max_deliveries(0).is_valid());
    static_assert(!base.give_up_after(0s).is_valid());
    static_assert(!base.then_pause(0s).is_valid() && !base.then_pause(61min).is_valid() && base.then_pause(1h).is_valid());
}

BOOST_AUTO_TEST_SUITE_END()
