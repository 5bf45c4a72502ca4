#include <gulo/transport/memory_group.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

using namespace gulo;

namespace {

struct fixture {
    memory_log log;
    memory_groups groups{log};
    int woken = 0;

    memory_groups::member_id join(const std::string& group, std::vector<std::string> topics) {
        return groups.join(group, std::move(topics), [this] { ++woken; });
    }
    /// The partitions of the next event when it is an assignment, as "t0 t1 ".
    std::string assigned(memory_groups::member_id id, const std::string& group = "g") { return partitions<partitions_assigned>(id, group); }
    std::string revoked(memory_groups::member_id id, const std::string& group = "g") { return partitions<partitions_revoked>(id, group); }
    bool quiet(memory_groups::member_id id) { return !groups.take_event("g", id).has_value(); }

private:
    template <class Event>
    std::string partitions(memory_groups::member_id id, const std::string& group) {
        const auto event = groups.take_event(group, id);
        if (!event) return "(nothing)";
        const auto* const found = std::get_if<Event>(&*event);
        if (found == nullptr) return "(something else)";
        std::string text;
        for (const auto& each : found->partitions) text += each.topic + std::to_string(each.partition) + " ";
        return text;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(in_memory_groups, fixture)

BOOST_AUTO_TEST_CASE(one_member_gets_everything) {
    log.create_topic("a", 2);
    log.create_topic("b", 1);
    const auto one = join("g", {"a", "b"});
    BOOST_TEST(woken > 0);
    BOOST_TEST(assigned(one) == "a0 a1 b0 ");
    BOOST_TEST(quiet(one));
    BOOST_TEST(groups.owns("g", one, {"a", 1}));
    BOOST_TEST(!groups.owns("g", one, {"a", 2}));
    BOOST_TEST(!groups.owns("h", one, {"a", 1}));
}

BOOST_AUTO_TEST_CASE(a_join_deals_out_ranges_anew_once_all_have_given_back) {
    log.create_topic("t", 5);
    const auto one = join("g", {"t"});
    BOOST_TEST(assigned(one) == "t0 t1 t2 t3 t4 ");
    const auto two = join("g", {"t"});
    BOOST_TEST(revoked(one) == "t0 t1 t2 t3 t4 ");
    BOOST_TEST(quiet(two));
    BOOST_TEST(groups.owns("g", one, {"t", 4}));  // until it has given back
    groups.release("g", one);
    BOOST_TEST(assigned(one) == "t0 t1 t2 ");
    BOOST_TEST(assigned(two) == "t3 t4 ");
    BOOST_TEST(!groups.owns("g", one, {"t", 4}));
    BOOST_TEST(groups.owns("g", two, {"t", 4}));
}

BOOST_AUTO_TEST_CASE(a_join_during_a_rebalance_waits_for_the_same_one) {
    log.create_topic("t", 3);
    const auto one = join("g", {"t"});
    assigned(one);
    const auto two = join("g", {"t"});
    const auto three = join("g", {"t"});
    BOOST_TEST(revoked(one) == "t0 t1 t2 ");
    BOOST_TEST(quiet(one));  // asked once
    groups.release("g", one);
    BOOST_TEST(assigned(one) == "t0 ");
    BOOST_TEST(assigned(two) == "t1 ");
    BOOST_TEST(assigned(three) == "t2 ");
}

BOOST_AUTO_TEST_CASE(a_leave_hands_its_partitions_to_the_others) {
    log.create_topic("t", 4);
    const auto one = join("g", {"t"});
    assigned(one);
    const auto two = join("g", {"t"});
    revoked(one);
    groups.release("g", one);
    assigned(one);
    BOOST_TEST(assigned(two) == "t2 t3 ");
    groups.leave("g", one);
    BOOST_TEST(revoked(two) == "t2 t3 ");
    groups.release("g", two);
    BOOST_TEST(assigned(two) == "t0 t1 t2 t3 ");
    groups.leave("g", one);  // twice
    BOOST_TEST(quiet(two));
    groups.leave("g", two);
}

BOOST_AUTO_TEST_CASE(a_leave_during_a_rebalance_lets_it_finish) {
    log.create_topic("t", 2);
    const auto one = join("g", {"t"});
    assigned(one);
    const auto two = join("g", {"t"});
    revoked(one);
    groups.leave("g", one);  // instead of releasing
    BOOST_TEST(assigned(two) == "t0 t1 ");
}

BOOST_AUTO_TEST_CASE(more_members_than_partitions) {
    log.create_topic("t", 1);
    const auto one = join("g", {"t"});
    assigned(one);
    const auto two = join("g", {"t"});
    revoked(one);
    groups.release("g", one);
    BOOST_TEST(assigned(one) == "t0 ");
    BOOST_TEST(assigned(two) == "");
    groups.leave("g", one);
    BOOST_TEST(revoked(two) == "");
    groups.release("g", two);
    BOOST_TEST(assigned(two) == "t0 ");
}

BOOST_AUTO_TEST_CASE(members_with_different_topics_get_their_own) {
    log.create_topic("a", 2);
    log.create_topic("b", 2);
    const auto one = join("g", {"a"});
    assigned(one);
    const auto two = join("g", {"a", "b"});
    revoked(one);
    groups.release("g", one);
    BOOST_TEST(assigned(one) == "a0 ");
    BOOST_TEST(assigned(two) == "a1 b0 b1 ");
}

BOOST_AUTO_TEST_CASE(groups_do_not_disturb_each_other) {
    log.create_topic("t", 1);
    const auto one = join("g", {"t"});
    const auto other = join("h", {"t"});
    BOOST_TEST(assigned(one) == "t0 ");
    BOOST_TEST(assigned(other, "h") == "t0 ");
    groups.leave("h", other);
    BOOST_TEST(quiet(one));
}

BOOST_AUTO_TEST_SUITE_END()
