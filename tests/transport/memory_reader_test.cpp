// Reading the in-memory log outside of a group.

#include <gulo/transport/in_memory.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;

struct bench {
    gulo::memory_log log;
    gulo::memory_reader reader{log};
    gulo::reader_inbox<gulo::memory_record> inbox;

    bench() {
        log.create_topic("t", 2);
        for (int index = 0; index < 5; ++index) put(0);
        put(1);
    }
    void put(std::int32_t partition) { BOOST_REQUIRE(log.append({"t", partition, "k", "v", {}, std::nullopt}).has_value()); }
    std::vector<std::int64_t> offsets(std::int32_t partition) const {
        std::vector<std::int64_t> found;
        for (const auto& each : inbox.records)
            if (each.partition() == partition) found.push_back(each.offset());
        return found;
    }
};

using numbers = std::vector<std::int64_t>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(memory_reader, bench)

BOOST_AUTO_TEST_CASE(it_reads_from_where_it_is_told_and_tells_the_end_again_after_more) {
    reader.begin({"t", 0}, 3);
    reader.poll(inbox, 100, 0ms);
    BOOST_CHECK((offsets(0) == numbers{3, 4}));
    BOOST_TEST(inbox.at_end.size() == 1u);
    inbox.clear();
    reader.poll(inbox, 100, 0ms);
    BOOST_TEST(inbox.records.empty());
    BOOST_TEST(inbox.at_end.empty());
    put(0);
    reader.poll(inbox, 100, 0ms);
    BOOST_CHECK((offsets(0) == numbers{5}));
    BOOST_TEST(inbox.at_end.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_gap_is_not_the_end) {
    log.remove({"t", 0}, 0);
    log.remove({"t", 0}, 3);
    reader.begin({"t", 0}, 0);
    reader.poll(inbox, 100, 0ms);
    BOOST_CHECK((offsets(0) == numbers{1, 2, 4}));
    BOOST_TEST(inbox.at_end.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_log_that_was_truncated_is_read_on_from_its_end) {
    reader.begin({"t", 0}, 0);
    reader.poll(inbox, 100, 0ms);
    inbox.clear();
    log.truncate({"t", 0}, 2);
    reader.poll(inbox, 100, 0ms);
    put(0);
    reader.poll(inbox, 100, 0ms);
    BOOST_CHECK((offsets(0) == numbers{2}));
}

BOOST_AUTO_TEST_CASE(it_brings_no_more_than_it_is_asked_for) {
    reader.begin({"t", 0}, 0);
    reader.begin({"t", 1}, 0);
    reader.poll(inbox, 2, 0ms);
    BOOST_TEST(inbox.records.size() == 2u);
    inbox.clear();
    reader.stop({"t", 0});
    reader.poll(inbox, 100, 0ms);
    BOOST_CHECK((offsets(0) == numbers{}));
}

BOOST_AUTO_TEST_CASE(it_commits_for_a_group_only_when_told_so) {
    reader.begin({"t", 0}, 0);
    reader.poll(inbox, 100, 0ms);
    BOOST_CHECK(!reader.committed("g", {"t", 0}, 1s).value());
    const gulo::partition_offset offsets[] = {{{"t", 0}, 4}};
    BOOST_TEST(reader.commit("g", offsets, 1s).has_value());
    BOOST_CHECK(reader.committed("g", {"t", 0}, 1s).value() == 4);
    BOOST_TEST(reader.partition_count("t", 1s).value() == 2);
    BOOST_TEST(reader.partition_count("none", 1s).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
