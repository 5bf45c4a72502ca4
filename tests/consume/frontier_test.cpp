// The offset that may be committed.
#include <gulo/consume/frontier.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <vector>

using gulo::consume::frontier;

namespace {

std::int64_t committable(const frontier& of) { return of.committable().value_or(-1); }

/// The same by definition: looks at everything each time.
struct naive_frontier {
    std::map<std::int64_t, bool> seen;
    std::int64_t committed = 0;

    std::optional<std::int64_t> lowest() const {
        for (const auto& [offset, terminal] : seen)
            if (!terminal) return offset;
        return std::nullopt;
    }
    std::int64_t committable() const {
        const std::int64_t offset = lowest().value_or(seen.empty() ? 0 : seen.rbegin()->first + 1);
        return offset > committed ? offset : -1;
    }
    std::size_t pending() const {
        const auto from = lowest();
        std::size_t count = 0;
        for (const auto& [offset, terminal] : seen) count += from && offset >= *from;
        return count;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(frontier_of_a_partition)

BOOST_AUTO_TEST_CASE(nothing_was_fetched) {
    BOOST_TEST(committable(frontier{}) == -1);
    BOOST_TEST(committable(frontier{17}) == -1);
    BOOST_TEST(frontier{}.pending() == 0u);
    BOOST_TEST(!frontier{}.oldest().has_value());
}

BOOST_AUTO_TEST_CASE(in_order) {
    frontier tested;
    for (std::int64_t offset = 0; offset < 10; ++offset) tested.fetched(offset);
    for (std::int64_t offset = 0; offset < 10; ++offset) {
        BOOST_TEST(tested.oldest().value() == offset);
        tested.terminal(offset);
        BOOST_TEST(committable(tested) == offset + 1);
        BOOST_TEST(tested.pending() == static_cast<std::size_t>(9 - offset));
    }
}

BOOST_AUTO_TEST_CASE(never_past_a_pending_record) {
    frontier tested;
    for (std::int64_t offset = 100; offset < 110; ++offset) tested.fetched(offset);
    tested.committed(100);
    for (std::int64_t offset = 109; offset > 100; --offset) {
        tested.terminal(offset);
        BOOST_TEST(committable(tested) == -1);
    }
    BOOST_TEST(tested.pending() == 10u);
    tested.terminal(100);
    BOOST_TEST(committable(tested) == 110);
    BOOST_TEST(tested.pending() == 0u);
}

BOOST_AUTO_TEST_CASE(gaps_are_never_counted_on) {
    frontier tested;
    for (const std::int64_t offset : {3LL, 7LL, 8LL, 1'000LL, 5'000'000'000LL}) tested.fetched(offset);
    tested.terminal(3);
    BOOST_TEST(committable(tested) == 7);  // the next that was seen, not 4
    tested.terminal(1'000);
    tested.terminal(7);
    BOOST_TEST(committable(tested) == 8);
    tested.terminal(8);
    BOOST_TEST(committable(tested) == 5'000'000'000LL);
    tested.terminal(5'000'000'000LL);
    BOOST_TEST(committable(tested) == 5'000'000'001LL);
}

BOOST_AUTO_TEST_CASE(terminal_twice_and_unknown_offsets_change_nothing) {
    frontier tested;
    for (const std::int64_t offset : {10, 12, 14}) tested.fetched(offset);
    for (const std::int64_t offset : {-1, 0, 9, 11, 13, 15, 1'000'000}) tested.terminal(offset);
    BOOST_TEST(committable(tested) == 10);
    BOOST_TEST(tested.pending() == 3u);
    tested.terminal(12);
    tested.terminal(12);
    tested.terminal(10);
    tested.terminal(10);
    BOOST_TEST(committable(tested) == 14);
    BOOST_TEST(tested.pending() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_committed_is_not_committed_again) {
    frontier tested{5};
    tested.fetched(5);
    BOOST_TEST(committable(tested) == -1);
    tested.terminal(5);
    BOOST_TEST(committable(tested) == 6);
    tested.committed(6);
    BOOST_TEST(committable(tested) == -1);
    tested.committed(2);  // an older answer
    BOOST_TEST(committable(tested) == -1);
}

BOOST_AUTO_TEST_CASE(agrees_with_a_plain_model_in_random_lives) {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        std::mt19937 random{seed};
        frontier tested;
        naive_frontier model;
        std::vector<std::int64_t> open;
        std::int64_t next = random() % 100;
        for (int event = 0; event < 400; ++event) {
            switch (random() % 5) {
            case 0:
            case 1:
                tested.fetched(next);
                model.seen.emplace(next, false);
                open.push_back(next);
                next += random() % 4 == 0 ? 1 + random() % 50 : 1;
                break;
            case 2:
            case 3:
                if (!open.empty()) {
                    const std::size_t which = random() % open.size();
                    tested.terminal(open[which]);
                    model.seen[open[which]] = true;
                    if (random() % 4 != 0) open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));  // otherwise perhaps twice
                }
                break;
            case 4:
                if (const auto offset = tested.committable()) {
                    tested.committed(*offset);
                    model.committed = *offset;
                } else {
                    tested.terminal(static_cast<std::int64_t>(random() % 1'000) + next);  // unknown
                }
                break;
            }
            BOOST_REQUIRE_MESSAGE(committable(tested) == model.committable(), "seed " << seed << " event " << event);
            BOOST_REQUIRE_MESSAGE(tested.pending() == model.pending(), "seed " << seed << " event " << event);
            BOOST_REQUIRE_MESSAGE(tested.oldest() == model.lowest(), "seed " << seed << " event " << event);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
