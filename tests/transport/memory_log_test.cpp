#include <gulo/transport/memory_log.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace gulo;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

namespace {

outgoing_record record(std::string_view topic, std::optional<std::string_view> key = "k"sv, std::optional<std::string_view> value = "v"sv) {
    return {topic, any_partition, key, value, {}, std::nullopt};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(in_memory_log)

BOOST_AUTO_TEST_CASE(offsets_count_up_per_partition) {
    memory_log log;
    log.create_topic("t", 2);
    for (std::int64_t offset = 0; offset < 5; ++offset)
        for (std::int32_t partition = 0; partition < 2; ++partition) {
            auto out = record("t");
            out.partition = partition;
            const auto where = log.append(out);
            BOOST_REQUIRE(where.has_value());
            BOOST_TEST(where->topic == "t");
            BOOST_TEST(where->partition == partition);
            BOOST_TEST(where->offset == offset);
        }
    BOOST_TEST(log.end({"t", 0}) == 5);
    BOOST_TEST(log.records("t").size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_key_goes_where_kafka_puts_it_and_no_key_goes_in_turn) {
    memory_log log;
    log.create_topic("t", 3);
    for (const auto key : {"21"sv, "foobar"sv, "abc"sv, ""sv}) BOOST_TEST(log.append(record("t", key))->partition == partition_for_key(key, 3));
    std::vector<std::int32_t> turns;
    for (int count = 0; count < 6; ++count) turns.push_back(log.append(record("t", std::nullopt))->partition);
    BOOST_TEST((turns == std::vector<std::int32_t>{0, 1, 2, 0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(null_and_empty_are_kept_apart_and_bytes_are_bytes) {
    memory_log log;
    log.create_topic("t", 1);
    const std::string octets("\0\xff\r\n", 4);
    std::string name = "same";
    const std::vector<header_view> headers{{name, "1"}, {name, std::nullopt}, {"empty", ""}, {"", octets}, {name, "2"}};
    log.append({"t", 0, std::nullopt, std::nullopt, headers, std::nullopt});
    log.append({"t", 0, ""sv, ""sv, {}, std::nullopt});
    log.append({"t", 0, octets, octets, {}, std::nullopt});
    name.assign("gone");  // everything was copied
    const auto first = log.read({"t", 0}, 0);
    BOOST_TEST(!first->key().has_value());
    BOOST_TEST(!first->value().has_value());  // a tombstone
    BOOST_REQUIRE(first->headers().size() == 5);
    BOOST_TEST(first->headers()[0].name == "same");
    BOOST_TEST(first->headers()[0].value.value() == "1");
    BOOST_TEST(!first->headers()[1].value.has_value());
    BOOST_TEST(first->headers()[2].value.value().empty());
    BOOST_TEST(first->headers()[3].name.empty());
    BOOST_TEST(first->headers()[3].value.value() == octets);
    BOOST_TEST(first->headers()[4].value.value() == "2");
    const auto second = log.read({"t", 0}, 1);
    BOOST_TEST(second->key().value().empty());
    BOOST_TEST(second->value().value().empty());
    BOOST_TEST(log.read({"t", 0}, 2)->value().value() == octets);
}

BOOST_AUTO_TEST_CASE(time_is_the_records_own_or_the_clocks) {
    virtual_clock clock;
    memory_log log{clock};
    clock.advance(90s);
    auto out = record("t");
    BOOST_CHECK(log.append(out)->time == clock.wall_time());
    out.time = timestamp{std::chrono::microseconds{7}};
    BOOST_CHECK(log.append(out)->time == *out.time);
}

BOOST_AUTO_TEST_CASE(topics_come_into_being_and_keep_their_partitions) {
    memory_log log;
    log.create_topic("made", 7);
    log.create_topic("made", 2);
    log.create_topic("least", 0);
    log.append(record("used"));
    BOOST_TEST(log.partition_count("made") == 7);
    BOOST_TEST(log.partition_count("least") == 1);
    BOOST_TEST(log.partition_count("used") == memory_log::default_partitions);
    BOOST_TEST((log.topics() == std::vector<std::string>{"least", "made", "used"}));
}

BOOST_AUTO_TEST_CASE(a_partition_that_does_not_exist_is_refused_and_reads_as_empty) {
    memory_log log;
    log.create_topic("t", 2);
    for (const std::int32_t partition : {2, 99, -2}) {
        auto out = record("t");
        out.partition = partition;
        const auto where = log.append(out);
        BOOST_REQUIRE(!where.has_value());
        BOOST_CHECK(where.error().code == errc::invalid_topic);
        BOOST_TEST(where.error().message.find(std::to_string(partition)) != std::string::npos);
        BOOST_TEST(log.end({"t", partition}) == 0);
        BOOST_TEST(log.read({"t", partition}, 0) == nullptr);
    }
    log.append(record("t"));
    for (std::int32_t partition = 0; partition < 2; ++partition) {
        BOOST_TEST(log.read({"t", partition}, -1) == nullptr);
        BOOST_TEST(log.read({"t", partition}, 1) == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(a_refused_topic_fails_until_it_is_allowed_again) {
    memory_log log;
    const error why{errc::not_authorized, "topic t: no write access"};
    log.refuse("t", why);
    BOOST_CHECK(log.append(record("t")).error() == why);
    BOOST_TEST(log.append(record("u")).has_value());
    log.refuse("t", std::nullopt);
    BOOST_TEST(log.append(record("t"))->offset == 0);
}

BOOST_AUTO_TEST_CASE(groups_commit_apart) {
    memory_log log;
    BOOST_TEST(!log.committed("g", {"t", 0}).has_value());
    log.commit("g", {"t", 0}, 5);
    log.commit("h", {"t", 0}, 0);
    log.commit("g", {"t", 1}, 9);
    log.commit("g", {"t", 0}, 6);
    BOOST_TEST(log.committed("g", {"t", 0}).value() == 6);
    BOOST_TEST(log.committed("h", {"t", 0}).value() == 0);
    BOOST_TEST(log.committed("g", {"t", 1}).value() == 9);
    BOOST_TEST(!log.committed("h", {"t", 1}).has_value());
}

BOOST_AUTO_TEST_CASE(listeners_hear_of_appends_while_their_handle_lives) {
    memory_log log;
    int heard = 0;
    auto handle = log.on_append([&] { ++heard; });
    log.append(record("t"));
    log.append(record("t"));
    log.refuse("t", error{errc::delivery_failed, "no"});
    log.append(record("t"));
    BOOST_TEST(heard == 2);
    handle.reset();
    log.append(record("u"));
    BOOST_TEST(heard == 2);
}

BOOST_AUTO_TEST_CASE(two_threads_append_without_losing_or_repeating_an_offset) {
    memory_log log;
    log.create_topic("t", 3);
    const auto write = [&] {
        for (int count = 0; count < 3'000; ++count) log.append(record("t", std::to_string(count)));
    };
    std::thread other{write};
    write();
    other.join();
    const auto all = log.records("t");
    BOOST_TEST(all.size() == 6'000u);
    std::set<std::pair<std::int32_t, std::int64_t>> places;
    for (const auto& each : all) places.emplace(each->partition(), each->offset());
    BOOST_TEST(places.size() == 6'000u);
    for (std::int32_t partition = 0; partition < 3; ++partition) BOOST_TEST(places.contains({partition, log.end({"t", partition}) - 1}));
}

BOOST_AUTO_TEST_SUITE_END()
