#include <gulo/transport/in_memory.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace gulo;
using namespace std::chrono_literals;

namespace {

struct outcomes final : delivery_listener, failure_listener {
    std::vector<std::string> told;

    void delivered(const receipt& where) noexcept override { told.push_back(where.topic + "@" + std::to_string(where.offset)); }
    void not_delivered(const error& why) noexcept override { told.push_back("failed: " + why.message); }
    void publishing_failed(const outgoing_record& record, const error& why) noexcept override {
        told.push_back("lost " + std::string{record.topic} + ": " + why.message);
    }
};

outgoing_record record() { return {"t", any_partition, "k", "v", {}, std::nullopt}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(in_memory_transport)

BOOST_AUTO_TEST_CASE(every_record_has_one_outcome) {
    in_memory transport;
    outcomes told;
    transport.start({.log = {}, .failures = &told, .clock = nullptr, .service = "s"});
    transport.out().publish(record(), &told);
    transport.out().publish(record(), nullptr);
    BOOST_TEST(transport.out().flush(0ms));
    transport.log().refuse("t", error{errc::delivery_failed, "refused"});
    transport.out().publish(record(), &told);
    transport.out().publish(record(), nullptr);
    BOOST_TEST((told.told == std::vector<std::string>{"t@0", "failed: refused", "lost t: refused"}));
    BOOST_TEST(transport.log().records("t").size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_closed_publisher_refuses_and_says_so) {
    in_memory transport;
    outcomes told;
    transport.start({.log = {}, .failures = &told, .clock = nullptr, .service = "s"});
    transport.out().close();
    transport.out().publish(record(), &told);
    transport.out().publish(record(), nullptr);
    BOOST_REQUIRE(told.told.size() == 2);
    BOOST_TEST(told.told[0].starts_with("failed: "));
    BOOST_TEST(told.told[1].starts_with("lost t: "));
    BOOST_TEST(transport.log().records("t").empty());
}

BOOST_AUTO_TEST_CASE(without_a_failure_listener_nothing_breaks) {
    in_memory transport;
    transport.log().refuse("t", error{errc::delivery_failed, "refused"});
    transport.out().publish(record(), nullptr);
    BOOST_TEST(transport.log().records("t").empty());
}

BOOST_AUTO_TEST_CASE(transports_share_a_broker_by_pointer) {
    const auto broker = std::make_shared<memory_broker>();
    in_memory first{broker, "one"};
    in_memory second{broker, "two"};
    in_memory apart;
    first.out().publish(record(), nullptr);
    BOOST_TEST(second.log().records("t").size() == 1u);
    BOOST_TEST(apart.log().records("t").empty());
    BOOST_TEST(first.settings().group == "one");
    BOOST_TEST(first.describe().find("one") != std::string::npos);
    const in_memory moved = std::move(first);
    BOOST_TEST(moved.log().records("t").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
