#define BOOST_TEST_MODULE host_executor
#include <boost/test/unit_test.hpp>

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

// Handlers that run where the user says.
namespace {

using namespace std::chrono_literals;

struct order {
    static constexpr std::string_view topic = "orders";
    int number = 0;
};

struct desk {
    std::vector<int> orders;
};

void take(const order& each, desk& at) { at.orders.push_back(each.number); }

struct fixture {
    std::vector<std::function<void()>> tasks;
    desk at;
    std::shared_ptr<gulo::memory_broker> broker = std::make_shared<gulo::memory_broker>();

    gulo::consumer_settings settings() {
        gulo::consumer_settings made;
        made.group = "g";
        made.executor = [this](std::function<void()> task) { tasks.push_back(std::move(task)); };
        return made;
    }
    void put(const char* key, const char* value) { static_cast<void>(broker->log.append({"orders", 0, key, value, {}, std::nullopt})); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(handlers_run_when_and_in_the_order_that_the_executor_wants, fixture) {
    gulo::application app{gulo::handlers<take>, gulo::subscribes<order>, gulo::in_memory{broker}, at, settings()};
    gulo::service serving{app};
    put("a", R"({"number":1})");
    put("b", R"({"number":2})");
    put("a", R"({"number":3})");
    for (int round = 0; round < 3; ++round) serving.step(0ms);
    BOOST_TEST(tasks.size() == 2u);  // the third waits for the first, which has its key
    BOOST_TEST(at.orders.empty());
    tasks[1]();
    tasks[0]();
    serving.step(0ms);
    BOOST_REQUIRE(tasks.size() == 3u);
    tasks[2]();
    BOOST_TEST((at.orders == std::vector<int>{2, 1, 3}));
    serving.stop();
}

// The executor outlives the service and does not know that.
BOOST_FIXTURE_TEST_CASE(a_task_that_comes_after_the_end_does_nothing, fixture) {
    {
        gulo::application app{gulo::handlers<take>, gulo::subscribes<order>, gulo::in_memory{broker}, at, settings()};
        gulo::service serving{app};
        put("a", R"({"number":1})");
        put("b", R"({"number":2})");
        for (int round = 0; round < 3; ++round) serving.step(0ms);
        BOOST_REQUIRE(tasks.size() == 2u);
        tasks[0]();
        serving.abandon();
        BOOST_TEST(!serving.step(0ms));
    }
    tasks[1]();
    BOOST_TEST((at.orders == std::vector<int>{1}));
    // Nothing was committed by the one that was abandoned.
    BOOST_TEST(broker->log.committed("g", {"orders", 0}).value_or(0) == 0);
}

BOOST_FIXTURE_TEST_CASE(an_orderly_end_gives_back_what_has_not_begun, fixture) {
    {
        gulo::application app{gulo::handlers<take>, gulo::subscribes<order>, gulo::in_memory{broker}, at, settings()};
        gulo::service serving{app};
        put("a", R"({"number":1})");
        put("b", R"({"number":2})");
        for (int round = 0; round < 3; ++round) serving.step(0ms);
        tasks[0]();
        serving.begin_stop();
        BOOST_TEST(serving.step(0ms));
        tasks[1]();  // is told that nothing may begin any more
        while (serving.step(10ms)) {}
    }
    BOOST_TEST((at.orders == std::vector<int>{1}));
    BOOST_TEST(broker->log.committed("g", {"orders", 0}).value() == 1);
}

// Another member may have handled it meanwhile.
BOOST_FIXTURE_TEST_CASE(c3_a_record_of_a_lost_partition_is_not_parked, fixture) {
    gulo::application app{gulo::handlers<take>, gulo::subscribes<order>, gulo::in_memory{broker}, at, settings()};
    gulo::service serving{app};
    put("a", "no JSON");
    for (int round = 0; round < 3; ++round) serving.step(0ms);
    BOOST_REQUIRE(tasks.size() == 1u);
    tasks[0]();
    serving.step(0ms);
    BOOST_REQUIRE(tasks.size() == 2u);  // it is to be parked
    broker->groups.expel_all("g");
    serving.step(0ms);
    tasks[1]();
    BOOST_TEST(broker->log.records("orders.dlq").empty());
    serving.step(0ms);
    BOOST_TEST(app.count().dead_lettered == 0u);

    // It comes again, to whom it belongs now.
    for (int round = 0; round < 10 && tasks.size() == 2u; ++round) serving.step(0ms);
    for (std::size_t done = 2; done < tasks.size(); ++done) {
        tasks[done]();
        serving.step(0ms);
    }
    BOOST_TEST(broker->log.records("orders.dlq").size() == 1u);
    serving.stop();
}
