#include <gulo/transport/in_memory.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

using namespace gulo;
using namespace std::chrono_literals;

// What brokers do to logs and groups: gaps, truncation, expelled members.
namespace {

struct member {
    member(memory_broker& broker) : consumer{broker.log, broker.groups, {"t"}, settings()} {}

    static consumer_settings settings() {
        consumer_settings made;
        made.group = "g";
        return made;
    }

    /// Polls once and answers as a pipeline with nothing under way does; gives the offsets that were read.
    std::vector<std::int64_t> poll() {
        consumer_inbox<memory_record> inbox;
        consumer.poll(inbox, 100, 0ms);
        for (const consumer_event& each : inbox.events) {
            if (const auto* const given = std::get_if<partitions_assigned>(&each)) consumer.assign(given->partitions), ++assigned;
            if (const auto* const taken = std::get_if<partitions_revoked>(&each)) consumer.release(taken->partitions), ++revoked;
            if (const auto* const gone = std::get_if<partitions_lost>(&each)) consumer.release(gone->partitions), ++lost;
            if (const auto* const answer = std::get_if<commit_finished>(&each)) refused += answer->cause.has_value() ? 1 : 0;
        }
        std::vector<std::int64_t> offsets;
        for (const memory_record& each : inbox.records) offsets.push_back(each.offset());
        return offsets;
    }

    void commit(std::int64_t offset) {
        const partition_offset wanted[]{{{"t", 0}, offset}};
        consumer.commit(wanted);
    }

    memory_consumer consumer;
    int assigned = 0;
    int revoked = 0;
    int lost = 0;
    int refused = 0;
};

struct fixture {
    memory_broker broker;
    const topic_partition t{"t", 0};

    fixture() { broker.log.create_topic("t", 1); }
    void append(int count) {
        for (int index = 0; index < count; ++index) static_cast<void>(broker.log.append({"t", 0, "k", "v", {}, std::nullopt}));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(in_memory_faults, fixture)

BOOST_AUTO_TEST_CASE(gaps_are_passed_and_offsets_count_on) {
    append(3);
    broker.log.append_gap(t, 2);
    append(2);
    broker.log.remove(t, 1);
    broker.log.remove(t, 99);
    BOOST_TEST(broker.log.end(t) == 7);
    BOOST_TEST((broker.log.read(t, 1) == nullptr));
    BOOST_TEST(broker.log.read_next(t, 1)->offset() == 2);
    BOOST_TEST(broker.log.records("t").size() == 4u);
    member one{broker};
    one.poll();
    BOOST_TEST((one.poll() == std::vector<std::int64_t>{0, 2, 5, 6}));
    broker.log.append_gap(t);
    BOOST_TEST(one.poll().empty());
    append(1);
    BOOST_TEST((one.poll() == std::vector<std::int64_t>{8}));
}

BOOST_AUTO_TEST_CASE(a_truncated_log_gives_its_offsets_out_again_and_consumers_go_on_there) {
    append(10);
    member one{broker};
    one.poll();
    BOOST_TEST(one.poll().size() == 10u);
    one.commit(10);
    broker.log.truncate(t, 6);
    BOOST_TEST(broker.log.committed("g", t).value() == 6);
    one.commit(9);  // known from before
    BOOST_TEST(broker.log.committed("g", t).value() == 6);
    append(2);
    BOOST_TEST((one.poll() == std::vector<std::int64_t>{6, 7}));
    one.commit(8);
    BOOST_TEST(broker.log.committed("g", t).value() == 8);
    broker.log.truncate(t, 0);
    append(1);
    BOOST_TEST((one.poll() == std::vector<std::int64_t>{0}));
}

BOOST_AUTO_TEST_CASE(an_expelled_member_hears_of_its_loss_and_comes_back) {
    append(4);
    member one{broker};
    one.poll();
    one.poll();
    broker.groups.expel("g", one.consumer.id());
    broker.groups.expel("g", one.consumer.id());
    one.commit(4);  // it does not know yet
    BOOST_TEST(!broker.log.committed("g", t).value_or(0));
    one.poll();
    BOOST_TEST(one.lost == 1);
    BOOST_TEST(one.refused == 1);
    one.poll();
    BOOST_TEST(one.assigned == 2);
    BOOST_TEST(one.poll().size() == 4u);
}

BOOST_AUTO_TEST_CASE(the_others_get_what_an_expelled_member_had) {
    member one{broker};
    member other{broker};
    for (int round = 0; round < 3; ++round) one.poll(), other.poll();
    broker.groups.expel("g", one.consumer.id());
    other.poll();
    other.poll();
    BOOST_TEST(broker.groups.owns("g", other.consumer.id(), t));
    BOOST_TEST(!broker.groups.owns("g", one.consumer.id(), t));
}

// A release that answers an earlier revocation says nothing about a loss that the member has not heard of.
BOOST_AUTO_TEST_CASE(a_member_expelled_while_it_gives_back_comes_back_once) {
    append(2);
    member one{broker};
    one.poll();
    broker.groups.rebalance("g");
    consumer_inbox<memory_record> inbox;
    one.consumer.poll(inbox, 1, 0ms);
    BOOST_REQUIRE(std::holds_alternative<partitions_revoked>(inbox.events.at(0)));
    broker.groups.expel("g", one.consumer.id());
    one.consumer.release(std::get<partitions_revoked>(inbox.events[0]).partitions);
    BOOST_TEST(!broker.groups.owns("g", one.consumer.id(), t));
    one.poll();
    one.poll();
    BOOST_TEST(one.lost == 1);
    BOOST_TEST(one.assigned == 2);
    BOOST_TEST(one.poll().size() == 2u);
    BOOST_TEST(broker.groups.owns("g", one.consumer.id(), t));
}

BOOST_AUTO_TEST_CASE(no_record_comes_between_a_revocation_and_its_answer) {
    append(2);
    member one{broker};
    one.poll();
    broker.groups.rebalance("g");
    consumer_inbox<memory_record> inbox;
    one.consumer.poll(inbox, 10, 0ms);
    BOOST_REQUIRE(inbox.events.size() == 1u);
    inbox.clear();
    one.consumer.set_reading(t, true);
    one.consumer.poll(inbox, 10, 0ms);
    BOOST_TEST(inbox.records.empty());
}

BOOST_AUTO_TEST_SUITE_END()
