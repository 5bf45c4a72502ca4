// What a published record looks like: topic, key, value, headers, and what becomes of failures.

#include <gulo/gulo.hpp>
#include <gulo/testing/recorder.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace publication_case {

struct item_created {
    static constexpr std::string_view topic = "items-events";
    static constexpr std::string_view entity_type = "item";
    static constexpr int version = 3;
    int aggregate_id = 0;
    std::string name;
};
struct OrderPaidIntegrationEvent {
    std::string tenant;
    std::optional<std::string> partition_key() const { return tenant.empty() ? std::nullopt : std::optional{tenant}; }
};
struct create_item {
    int id = 0;
};
item_created create(const create_item& command) { return {command.id, "a name"}; }

std::optional<std::string> header(const gulo::testing::published_record& record, std::string_view name) {
    for (const auto& [key, value] : record.headers)
        if (key == name) return value;
    return std::nullopt;
}

}  // namespace publication_case

using namespace publication_case;

BOOST_AUTO_TEST_SUITE(publication)

BOOST_AUTO_TEST_CASE(topic_key_and_value_come_from_the_struct) {
    const gulo::testing::recorder recorder;
    gulo::application app{gulo::handlers<create>, gulo::publishes<item_created, OrderPaidIntegrationEvent>, recorder.on(gulo::in_memory{})};
    app.send(create_item{17});
    app.publish(OrderPaidIntegrationEvent{"acme"});
    app.publish(OrderPaidIntegrationEvent{""});
    const auto records = recorder.records();
    BOOST_REQUIRE(records.size() == 3U);
    BOOST_TEST(records[0].topic == "items-events");
    BOOST_TEST(records[0].key.value() == "17");
    BOOST_TEST(records[0].value.value() == R"({"aggregate_id":17,"name":"a name"})");
    BOOST_TEST(records[1].topic == "integration-events.order_paid");
    BOOST_TEST(records[1].key.value() == "acme");
    BOOST_TEST(!records[2].key.has_value());
}

// Objects with static or thread storage may publish in their destructors, when the thread's own outboxes are gone.
BOOST_AUTO_TEST_CASE(a_thread_may_publish_to_its_very_end) {
    const gulo::testing::recorder recorder;
    gulo::application app{gulo::handlers<create>, gulo::publishes<item_created>, recorder.on(gulo::in_memory{})};
    std::thread{[&] {
        struct last {
            decltype(app)* publish_to;
            ~last() { publish_to->send(create_item{2}); }
        };
        static thread_local const last words{&app};
        static_cast<void>(words.publish_to);
        app.send(create_item{1});
    }}.join();
    BOOST_REQUIRE(recorder.records().size() == 2U);
    BOOST_TEST(recorder.records()[1].key.value() == "2");
}

BOOST_AUTO_TEST_CASE(the_compact_form_is_one_header) {
    const gulo::testing::recorder recorder;
    gulo::application app{gulo::handlers<create>, gulo::publishes<item_created>, recorder.on(gulo::in_memory{}), gulo::settings{.service_name = "shop"}};
    app.send(create_item{1});
    const auto records = recorder.records();
    BOOST_REQUIRE(records[0].headers.size() == 1U);
    BOOST_TEST(records[0].headers[0].first == "gulo");
    BOOST_TEST(records[0].headers[0].second->starts_with("type=item_created;id="));
    BOOST_TEST(records[0].about.version == 3);
    BOOST_TEST(records[0].about.source == "shop");
}

BOOST_AUTO_TEST_CASE(the_named_form_has_the_headers_that_other_services_know) {
    const gulo::testing::recorder recorder;
    gulo::virtual_clock clock;
    gulo::application app{gulo::handlers<create>, gulo::publishes<item_created>, recorder.on(gulo::in_memory{}),
                          gulo::settings{.headers = gulo::header_style::named, .time = &clock}};
    app.send(create_item{1});
    const auto record = recorder.records().at(0);
    BOOST_TEST(header(record, "event_type").value() == "item_created");
    BOOST_TEST(header(record, "entity_type").value() == "item");
    BOOST_TEST(header(record, "timestamp").value() == "2000-01-01T00:00:00.000000Z");
    BOOST_TEST(header(record, "correlation_id").has_value());
    BOOST_TEST(header(record, "event_version").value() == "3");
    BOOST_TEST(!header(record, "gulo").has_value());
    BOOST_TEST(record.about.id == header(record, "event_id").value());
}

BOOST_AUTO_TEST_CASE(p2_a_failure_does_not_fail_the_operation_but_is_logged_counted_and_handed_over) {
    std::vector<std::string> failed, logged;
    gulo::in_memory transport;
    transport.log().refuse("items-events", gulo::error{gulo::errc::not_authorized, "topic items-events may not be written"});
    gulo::application app{
        gulo::handlers<create>, gulo::publishes<item_created>, std::move(transport),
        gulo::settings{.log = [&](const gulo::log_entry& entry) { logged.emplace_back(entry.message); },
                       .on_publish_failure = [&](const gulo::outgoing_record& record,
                                                 const gulo::error& why) { failed.push_back(std::string{record.value.value()} + why.message); }}};
    app.send(create_item{5});
    BOOST_REQUIRE(failed.size() == 1U);
    BOOST_TEST(failed[0] == R"({"aggregate_id":5,"name":"a name"}topic items-events may not be written)");
    BOOST_REQUIRE(logged.size() == 1U);
    BOOST_TEST(app.count().publish_failures == 1U);
}

BOOST_AUTO_TEST_CASE(p2_confirmed_waits_and_throws) {
    gulo::in_memory transport;
    transport.log().refuse("items-events", gulo::error{gulo::errc::not_authorized, "topic items-events may not be written"});
    gulo::application app{gulo::handlers<create>, gulo::publishes<item_created>, std::move(transport)};
    BOOST_CHECK_EXCEPTION(app.send(create_item{5}, gulo::confirmed), gulo::failure,
                          [](const gulo::failure& error) { return error.code() == gulo::errc::not_authorized; });
    BOOST_CHECK_THROW(app.publish(item_created{}, gulo::confirmed), gulo::failure);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
