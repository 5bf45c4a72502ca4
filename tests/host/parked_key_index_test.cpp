#define BOOST_TEST_MODULE host_parked_key_index
#include <boost/test/unit_test.hpp>

#include <gulo/host/key_followers.hpp>
#include <gulo/host/parked_key_index.hpp>
#include <gulo/transport/memory_reader.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// R7: an index that has fewer partitions than its source, made by hand: two source partitions read the same.
namespace {

using gulo::topic_partition;

class one_partition_each final : public gulo::publisher {
public:
    void publish(const gulo::outgoing_record&, gulo::delivery_listener*) noexcept override {}
    bool flush(std::chrono::milliseconds) noexcept override { return true; }
    void close() noexcept override {}
    std::optional<std::int32_t> prepare_topic(const gulo::side_topic&) noexcept override { return 1; }
};

struct fixture {
    static constexpr auto index_topic = "orders.g.parked-keys";
    inline static const gulo::retry_rule rule{.then = gulo::last_resort::park_key};
    inline static const gulo::retry_rule* const rules[] = {&rule};

    gulo::memory_log log;
    one_partition_each out;
    gulo::delivery_entry entry = make_entry();
    gulo::retry_topics topics{{&entry, 1}, "g"};
    gulo::reading_key_index<gulo::memory_reader> index{std::make_unique<gulo::memory_reader>(log), topics, out};
    topic_partition first{"orders", 0};
    topic_partition second{"orders", 1};

    fixture() { log.create_topic(index_topic, 1); }

    static gulo::delivery_entry make_entry() {
        gulo::delivery_entry made{};
        made.topic = "orders";
        made.rules = rules;
        return made;
    }
    void park(const char* key, const char* parking) { BOOST_REQUIRE(log.append({index_topic, 0, key, parking, {}, std::nullopt}).has_value()); }
    std::vector<std::string> heard_by(const topic_partition& source) {
        std::vector<gulo::parked_key_index::entry> entries;
        std::vector<topic_partition> known;
        std::vector<gulo::error> faults;
        index.poll(entries, known, faults, {});
        std::vector<std::string> found;
        for (const auto& each : entries)
            if (each.source == source) found.push_back(each.key + (each.is_resolved ? "-" : "+"));
        return found;
    }
};

using texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(r7_an_old_entry_is_no_news_when_another_source_begins_to_read_the_index, fixture) {
    park("a", "7");
    BOOST_REQUIRE(log.append({index_topic, 0, "b", std::nullopt, {}, std::nullopt}).has_value());
    park("b", "9");
    index.follow(first);
    BOOST_TEST(heard_by(first) == (texts{"a+", "b-", "b+"}), boost::test_tools::per_element());
    index.follow(second);
    park("c", "11");
    BOOST_TEST(heard_by(first) == texts{"c+"}, boost::test_tools::per_element());
    index.unfollow(second);
    index.follow(second);
    BOOST_TEST(heard_by(second) == (texts{"a+", "b-", "b+", "c+"}), boost::test_tools::per_element());
    park("d", "12");
    BOOST_TEST(heard_by(first) == texts{"d+"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(r7_a_resolution_has_to_have_seen_the_last_record_that_followed) {
    const topic_partition source{"orders", 3};
    gulo::key_followers followers;
    BOOST_TEST(followers.are_replayed(source, "a", 7, {}));
    const int one = 1;
    const int other = 2;
    followers.begun(source, "a", 7, &one);
    BOOST_TEST(!followers.are_replayed(source, "a", 7, {{1, 100}}));  // nobody knows where it will be
    followers.ended(source, "a", 7, &one, 1, 20);
    BOOST_TEST(!followers.are_replayed(source, "a", 7, {{0, 100}}));
    BOOST_TEST(!followers.are_replayed(source, "a", 7, {{1, 20}}));
    BOOST_TEST(followers.are_replayed(source, "a", 6, {{1, 20}}));
    BOOST_TEST(followers.are_replayed(source, "b", 7, {{1, 20}}));
    BOOST_TEST(followers.are_replayed(source, "a", 7, {{1, 21}}));
    followers.begun(source, "a", 9, &one);
    followers.ended(source, "a", 9, &one, -1, -1);
    BOOST_TEST(followers.are_replayed(source, "a", 9, {}));

    // The partition was lost and came again, while a record of before was still being written.
    followers.begun(source, "a", 9, &one);
    followers.forget(source);
    followers.begun(source, "a", 9, &other);
    followers.ended(source, "a", 9, &one, 1, 30);
    BOOST_TEST(!followers.are_replayed(source, "a", 9, {{1, 100}}));
    followers.ended(source, "a", 9, &other, 1, 31);
    BOOST_TEST(followers.are_replayed(source, "a", 9, {{1, 100}}));
}

BOOST_AUTO_TEST_CASE(r7_offsets_as_text_survive_and_nonsense_is_passed) {
    const gulo::replayed_offsets offsets{{0, 12}, {7, 9'000'000'000}};
    BOOST_TEST(gulo::to_text(offsets) == "0:12 7:9000000000");
    BOOST_CHECK(gulo::replayed_offsets_from(gulo::to_text(offsets)) == offsets);
    BOOST_CHECK((gulo::replayed_offsets_from(" x:1 2: :3 4 5:6:7  8:9") == gulo::replayed_offsets{{8, 9}}));
    BOOST_TEST(gulo::replayed_offsets_from("").empty());
}
