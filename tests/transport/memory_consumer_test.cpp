#include <gulo/transport/memory_consumer.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

using namespace gulo;
using namespace std::chrono_literals;

namespace {

/// A consumer that answers assignments at once.
class reader {
public:
    reader(memory_log& log, memory_groups& groups, consumer_settings settings = {.group = "g"}) : consumer{log, groups, {"t"}, settings} {}

    memory_consumer consumer;
    std::vector<topic_partition> owned;
    std::vector<commit_finished> commits;

    /// What one poll that does not wait brings, as "0@3 " for partition 0, offset 3.
    std::string poll(std::size_t most = 100, std::chrono::milliseconds wait = 0ms) {
        inbox_.clear();
        consumer.poll(inbox_, most, wait);
        for (const consumer_event& event : inbox_.events) {
            if (const auto* const given = std::get_if<partitions_assigned>(&event)) {
                owned = given->partitions;
                consumer.assign(owned);
            } else if (const auto* const taken = std::get_if<partitions_revoked>(&event)) {
                owned.clear();
                consumer.release(taken->partitions);
            } else if (const auto* const answer = std::get_if<commit_finished>(&event)) {
                commits.push_back(*answer);
            }
        }
        std::string text;
        for (const memory_record& each : inbox_.records) text += std::to_string(each.partition()) + "@" + std::to_string(each.offset()) + " ";
        return text;
    }
    void commit(std::int32_t partition, std::int64_t offset) {
        const std::vector<partition_offset> offsets{{{"t", partition}, offset}};
        consumer.commit(offsets);
        poll();
    }
    const std::vector<memory_record>& records() const { return inbox_.records; }

private:
    consumer_inbox<memory_record> inbox_;
};

struct fixture {
    virtual_clock clock;
    memory_log log{clock};
    memory_groups groups{log};

    fixture() { log.create_topic("t", 2); }
    void append(std::int32_t partition, int count = 1) {
        for (; count > 0; --count) log.append({"t", partition, "k", "v", {}, std::nullopt});
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(in_memory_consumer, fixture)

BOOST_AUTO_TEST_CASE(nothing_comes_before_the_assignment_is_answered) {
    append(0);
    memory_consumer consumer{log, groups, {"t"}, {.group = "g"}};
    consumer_inbox<memory_record> inbox;
    consumer.poll(inbox, 10, 0ms);
    BOOST_REQUIRE(inbox.events.size() == 1);
    BOOST_TEST(inbox.records.empty());
    inbox.clear();
    consumer.poll(inbox, 10, 0ms);
    BOOST_TEST(inbox.events.empty());
    BOOST_TEST(inbox.records.empty());
    const std::vector<topic_partition> mine{{"t", 0}};
    consumer.assign(mine);
    consumer.poll(inbox, 10, 0ms);
    BOOST_TEST(inbox.records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(reads_everything_once_partitions_in_turn_at_most_as_many_as_wanted) {
    append(0, 4);
    append(1, 2);
    reader one{log, groups};
    BOOST_TEST(one.poll().empty());
    BOOST_TEST(one.poll(3) == "0@0 1@0 0@1 ");
    BOOST_TEST(one.poll(100) == "1@1 0@2 0@3 ");
    BOOST_TEST(one.poll().empty());
    append(1);
    BOOST_TEST(one.poll() == "1@2 ");
}

BOOST_AUTO_TEST_CASE(no_partition_starves_when_little_is_wanted_at_once) {
    append(0, 100);
    append(1, 100);
    reader one{log, groups};
    one.poll();
    std::string got;
    for (int count = 0; count < 4; ++count) got += one.poll(1);
    BOOST_TEST(got == "0@0 1@0 0@1 1@1 ");
}

BOOST_AUTO_TEST_CASE(a_record_shows_what_was_written) {
    const std::vector<header_view> headers{{"a", "1"}, {"b", std::nullopt}};
    clock.advance(5s);
    log.append({"t", 1, std::nullopt, "value", headers, std::nullopt});
    log.append({"t", 1, "", std::nullopt, {}, std::nullopt});
    reader one{log, groups};
    one.poll();
    BOOST_REQUIRE(one.poll() == "1@0 1@1 ");
    const memory_record& first = one.records()[0];
    BOOST_TEST(first.topic() == "t");
    BOOST_TEST(!first.key().has_value());
    BOOST_TEST(first.value().value() == "value");
    BOOST_CHECK(first.time() == clock.wall_time());
    int seen = 0;
    first.for_each_header([&](const header_view& header) {
        BOOST_TEST(header.name == (seen == 0 ? "a" : "b"));
        BOOST_TEST(header.value.has_value() == (seen++ == 0));
    });
    BOOST_TEST(seen == 2);
    BOOST_TEST(one.records()[1].key().value().empty());
    BOOST_TEST(!one.records()[1].value().has_value());
}

BOOST_AUTO_TEST_CASE(resumes_from_what_was_committed) {
    append(0, 5);
    {
        reader one{log, groups};
        one.poll();
        BOOST_TEST(one.poll() == "0@0 0@1 0@2 0@3 0@4 ");
        one.commit(0, 3);
        BOOST_REQUIRE(one.commits.size() == 1);
        BOOST_TEST(!one.commits[0].cause.has_value());
        BOOST_CHECK((one.commits[0].offsets == std::vector<partition_offset>{{{"t", 0}, 3}}));
    }
    reader again{log, groups};
    again.poll();
    BOOST_TEST(again.poll() == "0@3 0@4 ");
}

BOOST_AUTO_TEST_CASE(a_first_start_at_the_end_is_settled_and_kept) {
    append(0, 3);
    {
        reader one{log, groups, {.group = "g", .start = first_start::latest}};
        one.poll();
        BOOST_TEST(log.committed("g", {"t", 0}).value() == 3);
        BOOST_TEST(one.poll().empty());
        append(0);
        BOOST_TEST(one.poll() == "0@3 ");
    }
    append(0);  // while nobody is there
    reader again{log, groups, {.group = "g", .start = first_start::latest}};
    again.poll();
    BOOST_TEST(again.poll() == "0@3 0@4 ");
}

BOOST_AUTO_TEST_CASE(a_rebalance_on_join_and_on_leave) {
    append(0, 2);
    append(1, 2);
    reader one{log, groups};
    one.poll();
    BOOST_TEST(one.owned.size() == 2u);
    BOOST_TEST(one.poll(2) == "0@0 1@0 ");
    one.commit(0, 1);
    {
        reader two{log, groups};
        BOOST_TEST(one.poll().empty());  // revoked: nothing more is fetched
        BOOST_TEST(one.owned.empty());
        BOOST_TEST(one.poll().empty());
        two.poll();
        BOOST_TEST((one.owned == std::vector<topic_partition>{{"t", 0}}));
        BOOST_TEST((two.owned == std::vector<topic_partition>{{"t", 1}}));
        BOOST_TEST(one.poll() == "0@1 ");
        BOOST_TEST(two.poll() == "1@0 1@1 ");  // was not committed by the first
        two.commit(1, 2);
    }
    one.poll();
    one.poll();
    BOOST_TEST(one.owned.size() == 2u);
    BOOST_TEST(one.poll() == "0@1 ");
}

BOOST_AUTO_TEST_CASE(a_commit_by_another_than_the_owner_is_refused) {
    reader one{log, groups};
    one.poll();
    reader two{log, groups};
    one.poll();
    one.poll();
    two.poll();
    BOOST_REQUIRE((two.owned == std::vector<topic_partition>{{"t", 1}}));
    one.commit(1, 77);
    BOOST_REQUIRE(one.commits.size() == 1);
    BOOST_REQUIRE(one.commits[0].cause.has_value());
    BOOST_CHECK(one.commits[0].cause->code == errc::stale_assignment);
    BOOST_TEST(log.committed("g", {"t", 1}).value() == 0);
}

BOOST_AUTO_TEST_CASE(set_reading_stops_and_goes_on_at_the_same_place) {
    append(0, 2);
    append(1, 2);
    reader one{log, groups};
    one.poll();
    BOOST_TEST(one.poll(2) == "0@0 1@0 ");
    one.consumer.set_reading({"t", 0}, false);
    append(0);
    BOOST_TEST(one.poll() == "1@1 ");
    BOOST_TEST(one.poll().empty());
    one.consumer.set_reading({"t", 0}, true);
    BOOST_TEST(one.poll() == "0@1 0@2 ");
    one.consumer.set_reading({"t", 99}, false);  // not assigned: nothing
}

BOOST_AUTO_TEST_CASE(a_closed_consumer_has_left_and_is_silent) {
    append(0);
    reader one{log, groups};
    one.poll();
    one.consumer.close(1s);
    one.consumer.close(1s);
    BOOST_TEST(one.poll().empty());
    reader two{log, groups};
    two.poll();
    BOOST_TEST(two.owned.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_wake_is_not_lost_when_it_comes_before_the_poll) {
    reader one{log, groups};
    one.poll();
    const auto start = std::chrono::steady_clock::now();
    one.consumer.wake();
    BOOST_TEST(one.poll(10, 20s).empty());
    BOOST_CHECK(std::chrono::steady_clock::now() - start < 10s);
}

BOOST_AUTO_TEST_CASE(an_append_and_a_wake_end_a_waiting_poll) {
    reader one{log, groups};
    one.poll();
    one.poll();
    const auto start = std::chrono::steady_clock::now();
    std::atomic<bool> done{false};
    std::thread other{[&] {
        append(1);
        while (!done) {
            one.consumer.wake();
            std::this_thread::yield();
        }
    }};
    std::string got;
    while (got.empty() && std::chrono::steady_clock::now() - start < 20s) got = one.poll(10, 20s);
    BOOST_TEST(one.poll(10, 20s).empty());  // ended by the wake
    done = true;
    other.join();
    BOOST_TEST(got == "1@0 ");
    BOOST_CHECK(std::chrono::steady_clock::now() - start < 15s);
}

BOOST_AUTO_TEST_CASE(two_threads_consume_what_a_third_writes_without_losing_any) {
    constexpr int total = 4'000;
    std::atomic<int> handled{0};
    std::atomic<bool> wrong{false};
    const auto until = std::chrono::steady_clock::now() + 60s;
    const auto consume = [&] {
        reader mine{log, groups};
        std::vector<std::int64_t> next{-1, -1};
        while (handled < total && std::chrono::steady_clock::now() < until) {
            const auto owned_before = mine.owned;
            mine.poll(64, 20ms);
            if (mine.owned != owned_before) next = {-1, -1};
            for (const memory_record& each : mine.records()) {
                auto& expected = next[static_cast<std::size_t>(each.partition())];
                if (expected != -1 && each.offset() != expected) wrong = true;
                expected = each.offset() + 1;
                const std::vector<partition_offset> offsets{{{"t", each.partition()}, expected}};
                mine.consumer.commit(offsets);
                ++handled;
            }
        }
    };
    std::thread first{consume};
    std::thread second{consume};
    append(0, total / 2);
    append(1, total / 2);
    first.join();
    second.join();
    BOOST_TEST(!wrong);
    BOOST_TEST(handled == total);
    BOOST_TEST(log.committed("g", {"t", 0}).value() == total / 2);
    BOOST_TEST(log.committed("g", {"t", 1}).value() == total / 2);
}

BOOST_AUTO_TEST_SUITE_END()
