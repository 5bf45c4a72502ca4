#define BOOST_TEST_MODULE testing_recorder
#include <boost/test/unit_test.hpp>

#include "orders.hpp"

#include <memory>
#include <optional>

// What a recorder keeps of what is published.
namespace {

using namespace kit_test;
using gulo::errc;

}  // namespace

BOOST_AUTO_TEST_CASE(records_are_kept_in_order_with_topic_key_headers_and_receipt) {
    gulo::testing::recorder recorder;
    gulo::application app{gulo::handlers<place>, gulo::publishes<order_placed>, gulo::publishes<order_billed>, recorder.on(gulo::in_memory{}),
                          gulo::settings{.service_name = "shop"}};
    BOOST_TEST(app.send(place_order{"ada", 1}) == 1);
    app.send(place_order{"grace", 2});
    app.publish(order_billed{3});
    app.send(place_order{"ada", 4});

    const auto all = recorder.records();
    BOOST_REQUIRE(all.size() == 4u);
    BOOST_TEST(all[0].topic == "orders");
    BOOST_TEST(all[0].key.value() == "ada");
    BOOST_TEST(all[0].value.value() == R"({"customer":"ada","number":1})");
    BOOST_TEST(all[0].about.type == "order_placed");
    BOOST_TEST(all[0].about.source == "shop");
    BOOST_TEST(!all[0].about.id.empty());
    BOOST_TEST(all[0].about.id != all[1].about.id);
    BOOST_REQUIRE(all[0].headers.size() == 1u);
    BOOST_TEST(all[0].headers[0].first == "gulo");
    BOOST_REQUIRE(all[0].where.has_value());
    BOOST_TEST(all[0].where->topic == "orders");
    BOOST_TEST(all[0].where->offset == 0);
    BOOST_TEST(all[3].where->partition == all[0].where->partition);
    BOOST_TEST(all[3].where->offset > 0);
    BOOST_TEST(all[2].topic == "bills");
    BOOST_TEST(!all[2].key.has_value());
    BOOST_TEST(recorder.under_way() == 0u);

    const auto placed = recorder.published<order_placed>();
    BOOST_REQUIRE(placed.size() == 3u);
    BOOST_TEST(placed[0].message.number == 1);
    BOOST_TEST(placed[1].message.number == 2);
    BOOST_TEST(placed[2].message.number == 4);
    BOOST_TEST(placed[1].record.key.value() == "grace");
    BOOST_TEST(recorder.published<order_billed>().size() == 1u);
}

BOOST_AUTO_TEST_CASE(named_headers_are_kept_as_they_are) {
    gulo::testing::recorder recorder;
    gulo::application app{gulo::publishes<order_billed>, recorder.on(gulo::in_memory{}), gulo::settings{.headers = gulo::header_style::named}};
    app.publish(order_billed{1});
    const auto all = recorder.records();
    BOOST_REQUIRE(all.size() == 1u);
    std::map<std::string, std::string> headers;
    for (const auto& [name, value] : all[0].headers) headers[name] = value.value();
    BOOST_TEST(headers["event_type"] == "order_billed");
    BOOST_TEST(headers["event_id"] == all[0].about.id);
    BOOST_TEST(all[0].about.type == "order_billed");
}

BOOST_AUTO_TEST_CASE(a_failure_is_kept_and_still_told_to_the_application) {
    auto broker = std::make_shared<gulo::memory_broker>();
    broker->log.refuse("bills", gulo::error{errc::not_authorized, "no right to write"});
    gulo::testing::recorder recorder;
    std::vector<std::string> told;
    gulo::application app{gulo::publishes<order_billed>, recorder.on(gulo::in_memory{broker}),
                          gulo::settings{.on_publish_failure = [&](const gulo::outgoing_record& lost, const gulo::error& why) {
                              told.push_back(std::string{lost.topic} + " " + std::string{lost.value.value()} + " " + why.message);
                          }}};
    app.publish(order_billed{1});
    BOOST_TEST((told == std::vector<std::string>{"bills {\"number\":1} no right to write"}));
    BOOST_CHECK_THROW(app.publish(order_billed{2}, gulo::confirmed), gulo::failure);
    BOOST_TEST(told.size() == 1u);  // the second one's outcome had a listener
    const auto all = recorder.records();
    BOOST_REQUIRE(all.size() == 2u);
    for (const auto& each : all) {
        BOOST_TEST(!each.where.has_value());
        BOOST_REQUIRE(each.why_not.has_value());
        BOOST_TEST((each.why_not->code == errc::not_authorized));
    }
    BOOST_TEST(recorder.under_way() == 0u);
    BOOST_TEST(recorder.ends({"bills"}).empty());
}

BOOST_AUTO_TEST_CASE(clear_forgets_and_copies_share) {
    gulo::testing::recorder recorder;
    const gulo::testing::recorder copy = recorder;
    gulo::application app{gulo::publishes<order_billed>, recorder.on(gulo::in_memory{})};
    app.publish(order_billed{1});
    BOOST_TEST(copy.records().size() == 1u);
    copy.clear();
    BOOST_TEST(recorder.records().empty());
    app.publish(order_billed{2});
    BOOST_REQUIRE(copy.published<order_billed>().size() == 1u);
    BOOST_TEST(copy.published<order_billed>()[0].message.number == 2);
}

namespace {

/// Answers nothing until it is told to.
class silent_log {
public:
    using consumer_type = gulo::memory_consumer;

    struct silent_publisher final : gulo::publisher {
        void publish(const gulo::outgoing_record&, gulo::delivery_listener* listener) noexcept override { listeners.push_back(listener); }
        bool flush(std::chrono::milliseconds) noexcept override { return true; }
        void close() noexcept override {}
        std::vector<gulo::delivery_listener*> listeners;
    };

    bool is_enabled() const { return true; }
    bool is_connected() const { return true; }
    gulo::consumer_settings settings() const { return inner_.settings(); }
    std::string service_name() const { return {}; }
    std::string describe() const { return {}; }
    void start(const gulo::transport_environment&) {}
    gulo::publisher& out() { return *silent; }
    std::unique_ptr<consumer_type> subscribe(const std::vector<std::string>& topics, const gulo::consumer_settings& settings) {
        return inner_.subscribe(topics, settings);
    }

    std::shared_ptr<silent_publisher> silent = std::make_shared<silent_publisher>();

private:
    gulo::in_memory inner_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_outcome_may_come_later_even_after_clear) {
    gulo::testing::recorder recorder;
    silent_log log;
    const auto out = log.silent;
    gulo::application app{gulo::publishes<order_billed>, recorder.on(std::move(log))};
    app.publish(order_billed{1});
    app.publish(order_billed{2});
    BOOST_TEST(recorder.under_way() == 2u);
    out->listeners[1]->delivered({"bills", 3, 7, {}});
    BOOST_TEST(recorder.under_way() == 1u);
    BOOST_TEST(recorder.records()[1].where->offset == 7);
    recorder.clear();
    app.publish(order_billed{3});
    out->listeners[0]->delivered({"bills", 0, 0, {}});  // of a record that was forgotten
    BOOST_TEST(recorder.under_way() == 1u);
    BOOST_TEST(!recorder.records()[0].where.has_value());
    out->listeners[2]->not_delivered({errc::shutting_down, "closed"});
    BOOST_TEST(recorder.under_way() == 0u);
}
