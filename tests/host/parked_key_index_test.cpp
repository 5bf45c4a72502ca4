#define BOOST_TEST_MODULE host_parked_key_index
#include <boost/test/unit_test.hpp>

#include <gulo/host/key_followers.hpp>
#include <gulo/host/parked_key_index.hpp>
#include <gulo/transport/memory_reader.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// R7: an index that has fewer partitions than its source, made by hand: two source partitions read the same.
namespace {

using namespace std::chrono_literals;

using gulo::topic_partition;

/// Its topics have one partition. Outcomes come when the test says so, or with its end.
class answering_later final : public gulo::publisher {
public:
    ~answering_later() override { answer(gulo::error{gulo::errc::shutting_down, "closed"}); }

    bool is_full = false;

    void publish(const gulo::outgoing_record& record, gulo::delivery_listener* listener) noexcept override {
        published_.push_back(std::string{record.key.value()} + "=" + std::string{record.value.value()});
        under_way_.push_back(listener);
        if (is_full) answer(gulo::error{gulo::errc::queue_full, "full"});
    }
    bool flush(std::chrono::milliseconds) noexcept override { return true; }
    void close() noexcept override {}
    std::optional<std::int32_t> prepare_topic(const gulo::side_topic&) noexcept override { return 1; }

    /// Everything is stored, or not, because of `why`.
    void answer(const std::optional<gulo::error>& why = std::nullopt) {
        for (gulo::delivery_listener* const each : std::exchange(under_way_, {})) {
            if (each == nullptr) continue;
            if (why) each->not_delivered(*why);
            else each->delivered({});
        }
    }
    std::vector<std::string> take_published() { return std::exchange(published_, {}); }

private:
    std::vector<std::string> published_;
    std::vector<gulo::delivery_listener*> under_way_;
};

struct fixture {
    static constexpr auto index_topic = "orders.g.parked-keys";
    inline static const gulo::retry_rule rule{.then = gulo::last_resort::park_key};
    inline static const gulo::retry_rule* const rules[] = {&rule};

    gulo::memory_log log;
    answering_later out;
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

/// Follows its first source, and writes to the index.
struct writing : fixture {
    gulo::instant now{std::chrono::hours{1}};
    std::vector<gulo::error> faults;

    writing() {
        index.follow(first);
        heard_by(first);
    }
    texts written_out() {
        index.write_out(faults, now);
        return out.take_published();
    }
    texts written_out_after(std::chrono::milliseconds time) {
        now += time;
        return written_out();
    }
    void refuse() { out.answer(gulo::error{gulo::errc::timed_out, "the broker is away"}); }
    /// An entry of this key waits, because it was refused.
    void have_refused(const char* key, std::int64_t parking) {
        index.write(first, key, parking);
        written_out();
        refuse();
        BOOST_TEST(written_out().empty());
    }
};

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

BOOST_FIXTURE_TEST_CASE(r7_an_entry_is_written_until_it_is_stored, writing) {
    index.write(first, "a", 9);
    BOOST_TEST(written_out() == texts{"a=9"}, boost::test_tools::per_element());
    BOOST_TEST(written_out_after(1h).empty());  // under way
    for (int attempt = 0; attempt < 3; ++attempt) {
        refuse();
        BOOST_TEST(written_out().empty());
        BOOST_TEST(written_out_after(999ms).empty());
        BOOST_TEST(written_out_after(1ms) == texts{"a=9"}, boost::test_tools::per_element());
    }
    BOOST_REQUIRE(faults.size() == 1u);
    BOOST_TEST(faults[0].message == "the broker is away");
    out.answer();
    for (int hour = 0; hour < 3; ++hour) BOOST_TEST(written_out_after(1h).empty());
}

BOOST_FIXTURE_TEST_CASE(r7_of_the_entries_of_a_key_the_newest_is_written, writing) {
    have_refused("a", 9);
    index.write(first, "a", 12);
    index.write(first, "b", 4);
    index.write(first, "b", 5);
    BOOST_TEST(written_out() == (texts{"a=12", "b=5"}), boost::test_tools::per_element());
    refuse();
    written_out();
    BOOST_TEST(written_out_after(1s) == (texts{"a=12", "b=5"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(r7_an_entry_that_is_no_longer_true_is_not_written_again, writing) {
    for (const char* const key : {"a", "b", "c", "d", "e"}) have_refused(key, 9);
    now += 1h;
    index.supersede({first, "a", 9, true});             // resolved
    index.supersede({first, "b", std::nullopt, true});  // whatever its parking was
    index.supersede({first, "c", 12});                  // parked anew
    index.supersede({first, "d", 7, true});             // an older parking was resolved
    index.supersede({first, "e", 9});                   // another record follows it
    BOOST_TEST(written_out() == (texts{"d=9", "e=9"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(r7_nothing_is_written_for_a_source_that_is_not_followed, writing) {
    index.write(first, "a", 9);
    written_out();
    index.write(first, "b", 9);
    index.unfollow(first);
    refuse();
    index.write(first, "c", 9);
    for (int second = 0; second < 3; ++second) BOOST_TEST(written_out_after(1s).empty());
}

BOOST_FIXTURE_TEST_CASE(r7_outcomes_may_come_when_the_index_is_gone, writing) {
    {
        gulo::reading_key_index<gulo::memory_reader> other{std::make_unique<gulo::memory_reader>(log), topics, out};
        std::vector<gulo::parked_key_index::entry> entries;
        std::vector<topic_partition> known;
        other.follow(first);
        other.poll(entries, known, faults, now);
        other.write(first, "a", 9);
        other.write_out(faults, now);
    }
    BOOST_TEST(out.take_published().size() == 1u);
    refuse();
    BOOST_TEST(written_out_after(1h).empty());
}

// It makes everybody wait who publishes.
BOOST_FIXTURE_TEST_CASE(r7_a_full_queue_is_not_tried_with_each_entry, writing) {
    have_refused("a", 9);
    have_refused("b", 9);
    out.is_full = true;
    BOOST_TEST(written_out_after(1s) == texts{"a=9"}, boost::test_tools::per_element());
    index.write(first, "c", 9);
    for (int second = 0; second < 29; ++second) BOOST_TEST(written_out_after(1s).empty());
    out.is_full = false;
    texts written;
    for (int second = 0; second < 3; ++second) std::ranges::copy(written_out_after(1s), std::back_inserter(written));
    std::ranges::sort(written);
    BOOST_TEST(written == (texts{"a=9", "b=9", "c=9"}), boost::test_tools::per_element());
}

// What stands further behind may say otherwise.
BOOST_FIXTURE_TEST_CASE(r7_nothing_is_written_before_an_index_was_read_to_its_end, writing) {
    index.unfollow(first);
    for (int entry = 0; entry < 10'001; ++entry) park("a", "7");
    index.follow(first);
    BOOST_TEST(heard_by(first).size() == 10'000u);
    index.write(first, "a", 7);
    BOOST_TEST(written_out().empty());
    BOOST_TEST(heard_by(first).size() == 1u);
    heard_by(first);
    BOOST_TEST(written_out() == texts{"a=7"}, boost::test_tools::per_element());
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
