#define BOOST_TEST_MODULE scenario
#include <boost/test/unit_test.hpp>

#include "services.hpp"

#include <gulo/testing.hpp>

#include GULO_SCENARIO_LOG

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

// The whole way of a message, the same on every log: GULO_SCENARIO_LOG is the header of the one at hand.
namespace {

using namespace scenario;
using namespace std::chrono_literals;

boost::test_tools::assertion_result there_is_a_log(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result is_there{log_under_test::missing().empty()};
    is_there.message() << log_under_test::missing();
    return is_there;
}

using transport_type = decltype(std::declval<const log_under_test&>().transport(""));
using header_texts = std::vector<std::pair<std::string, std::optional<std::string>>>;

gulo::transport_environment bare_environment() {
    gulo::transport_environment made;
    made.clock = &gulo::real_clock::instance();
    made.service = "foreign";
    return made;
}

struct read_record {
    std::optional<std::string> key;
    std::optional<std::string> value;
    header_texts headers;

    std::string header(std::string_view name) const {
        std::string found = "(none)";
        for (const auto& [each, text] : headers)
            if (each == name) found = text.value_or("(null)");
        return found;
    }
};

struct fixture {
    log_under_test log{all_topics};
    gulo::testing::recorder recorder;
    order_book book;
    till here;

    gulo::testing::recording<transport_type> on(const std::string& group) { return recorder.on(log.transport(group)); }

    gulo::consumer_settings quickly(const std::string& group) {
        gulo::consumer_settings made = log.transport(group).settings();
        made.first_backoff = 20ms;
        return made;
    }

    /// Publishes as somebody who knows nothing of Gulo.
    void put(std::optional<std::string_view> key, std::optional<std::string_view> value, std::vector<gulo::header_view> headers = {}) {
        auto foreign = on("foreign");
        foreign.start(bare_environment());
        gulo::outgoing_record record;
        record.topic = order_placed::topic;
        record.key = key;
        record.value = value;
        record.headers = headers;
        foreign.out().publish(record, nullptr);
        BOOST_REQUIRE(foreign.out().flush(20s));
        foreign.out().close();
    }

    /// The records of a topic from its beginning, at least `count`.
    std::vector<read_record> read(const std::string& topic, std::size_t count) {
        auto transport = log.transport("reader");
        transport.start(bare_environment());
        const auto consumer = transport.subscribe({topic}, transport.settings());
        gulo::consumer_inbox<typename transport_type::consumer_type::record_type> inbox;
        std::vector<read_record> all;
        const auto until = std::chrono::steady_clock::now() + 30s;
        while (all.size() < count && std::chrono::steady_clock::now() < until) {
            inbox.clear();
            consumer->poll(inbox, 100, 100ms);
            for (const gulo::consumer_event& event : inbox.events)
                if (const auto* const given = std::get_if<gulo::partitions_assigned>(&event)) consumer->assign(given->partitions);
            for (const auto& record : inbox.records) {
                read_record copy;
                if (record.key()) copy.key = *record.key();
                if (record.value()) copy.value = *record.value();
                record.for_each_header([&](const gulo::header_view& header) {
                    copy.headers.emplace_back(header.name, header.value ? std::optional<std::string>{*header.value} : std::nullopt);
                });
                all.push_back(std::move(copy));
            }
        }
        inbox.clear();
        consumer->close(10s);
        BOOST_TEST(all.size() == count);
        return all;
    }
};

/// Is `parked` the record with these headers, and only ours behind them?
void check_parked(const read_record& parked, const std::optional<std::string>& key, const std::optional<std::string>& value, const header_texts& headers) {
    BOOST_TEST((parked.key == key));
    BOOST_TEST((parked.value == value));
    BOOST_REQUIRE(parked.headers.size() == headers.size() + 13);
    for (std::size_t index = 0; index < headers.size(); ++index) BOOST_TEST((parked.headers[index] == headers[index]));
    for (std::size_t index = headers.size(); index < parked.headers.size(); ++index) BOOST_TEST(parked.headers[index].first.starts_with("gulo-"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(every_log, *boost::unit_test::precondition(there_is_a_log))

BOOST_FIXTURE_TEST_CASE(a_command_becomes_an_event_that_another_service_handles, fixture) {
    gulo::application orders{gulo::handlers<place, note>,
                             gulo::publishes<order_placed>,
                             gulo::subscribes<invoice_sent>,
                             book,
                             on("orders"),
                             gulo::settings{.service_name = "order-service"}};
    gulo::application billing{gulo::handlers<charge>,
                              gulo::subscribes<order_placed>,
                              gulo::publishes<invoice_sent>,
                              here,
                              on("billing"),
                              gulo::settings{.service_name = "billing-service"}};
    gulo::testing::stage stage{recorder, orders, billing};
    const std::vector<std::string> customers{"ada", "grace", "barbara", "größe, \"quoted\"", ""};
    for (int round = 0; round < 20; ++round)
        for (std::size_t index = 0; index < customers.size(); ++index)
            BOOST_TEST(orders.send(place_order{customers[index], 1.5}) == static_cast<int>(index) + 1 + round * 5);
    stage.settle();

    // Every event once, and those of one key in their order.
    BOOST_TEST(here.calls.size() == 100u);
    for (const std::string& each : customers) {
        const auto numbers = here.numbers_of(each);
        BOOST_TEST(numbers.size() == 20u);
        BOOST_TEST(std::ranges::is_sorted(numbers));
    }
    BOOST_TEST(book.invoiced.size() == 100u);

    const auto placed = recorder.published<order_placed>();
    const auto sent = recorder.published<invoice_sent>();
    BOOST_REQUIRE(placed.size() == 100u);
    BOOST_REQUIRE(sent.size() == 100u);
    std::map<int, gulo::metadata> about_order;
    for (const auto& each : placed) {
        BOOST_TEST(each.record.key.value() == each.message.customer);
        BOOST_TEST(each.record.where.has_value());
        BOOST_TEST(each.record.about.source == "order-service");
        about_order[each.message.number] = each.record.about;
    }
    // Ids go along with the events.
    for (const auto& each : sent) {
        const gulo::metadata& cause = about_order.at(each.message.number);
        BOOST_TEST(each.record.key.value() == each.message.customer);
        BOOST_TEST(each.record.about.correlation_id == cause.correlation_id);
        BOOST_TEST(each.record.about.causation_id == cause.id);
        BOOST_TEST(each.record.about.source == "billing-service");
    }
    for (const till::call& each : here.calls) {
        BOOST_TEST(each.message_id == about_order.at(each.number).id);
        BOOST_TEST(each.correlation_id == about_order.at(each.number).correlation_id);
        BOOST_TEST(each.source == "order-service");
        BOOST_TEST(each.attempt == 1);
    }
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_keeps_failing_is_called_three_times_and_its_record_parked, fixture) {
    here.unpayable.insert(2);
    gulo::application orders{gulo::handlers<place>, gulo::publishes<order_placed>, book, on("orders")};
    gulo::application billing{gulo::handlers<charge>, gulo::subscribes<order_placed>, gulo::publishes<invoice_sent>, here, on("billing"), quickly("billing")};
    gulo::testing::stage stage{recorder, orders, billing};
    for (int index = 0; index < 3; ++index) orders.send(place_order{"ada", 2.25});
    stage.settle();

    // Its successor waited for it, and was handled then.
    BOOST_TEST((here.numbers_of("ada") == std::vector<int>{1, 2, 2, 2, 3}));
    for (int attempt = 1; attempt <= 3; ++attempt) BOOST_TEST(here.calls[static_cast<std::size_t>(attempt)].attempt == attempt);
    BOOST_TEST(recorder.published<invoice_sent>().size() == 2u);
    BOOST_TEST(billing.count().dead_lettered == 1u);
    BOOST_TEST(billing.count().retried == 2u);

    const auto original = recorder.published<order_placed>().at(1);
    const auto parked = read("orders.dlq", 1);
    BOOST_REQUIRE(parked.size() == 1u);
    check_parked(parked[0], original.record.key, original.record.value, original.record.headers);
    BOOST_TEST(parked[0].header("gulo-original-topic") == "orders");
    BOOST_TEST(parked[0].header("gulo-original-partition") == std::to_string(original.record.where->partition));
    BOOST_TEST(parked[0].header("gulo-original-offset") == std::to_string(original.record.where->offset));
    BOOST_TEST(parked[0].header("gulo-consumer-group").ends_with("billing"));
    BOOST_TEST(parked[0].header("gulo-handler") == "order_placed");
    BOOST_TEST(parked[0].header("gulo-exception-type").ends_with("card_refused"));
    BOOST_TEST(parked[0].header("gulo-exception-message") == "the card of ada was refused");
    BOOST_TEST(parked[0].header("gulo-attempts") == "3");
    BOOST_TEST(parked[0].header("gulo-trace-id") == original.record.about.correlation_id);
    BOOST_TEST(parked[0].header("gulo-replay-count") == "0");
    BOOST_TEST(std::stoll(parked[0].header("gulo-first-failure-time")) > 1'500'000'000'000);
    BOOST_TEST(std::stoll(parked[0].header("gulo-last-failure-time")) >= std::stoll(parked[0].header("gulo-first-failure-time")));
}

BOOST_FIXTURE_TEST_CASE(records_of_strangers_are_handled_or_parked_byte_for_byte, fixture) {
    using namespace std::string_view_literals;
    gulo::application billing{gulo::handlers<charge>, gulo::subscribes<order_placed>, gulo::publishes<invoice_sent>, here, on("billing"), quickly("billing")};
    gulo::testing::stage stage{recorder, billing};
    // One key, so that nothing after an undecodable record is handled if that one is in the way.
    const std::vector<gulo::header_view> odd{{"empty", ""sv}, {"null", std::nullopt}, {"twice", "1"sv}, {"twice", "2"sv}, {"binary", "\0\xff\n;=%"sv}};
    put("ada", "{\"customer\":\"ada\",\"number\":");
    put("ada", "\xff\xfe\0 not text"sv, odd);
    put("ada", R"({"customer":"ada","number":1,"amount":2})", {{"event_type", "order_lost"sv}, {"event_id", "7"sv}});
    put("ada", std::nullopt);
    put("ada", R"({"customer":"ada","number":8,"amount":2.5})");
    put(std::nullopt, R"({ "amount": 2.5, "unknown": [1, {}], "number": 9, "customer": "nobody" })", {{"correlation_id", "abc"sv}});
    stage.settle();

    BOOST_TEST((here.numbers_of("ada") == std::vector<int>{8}));
    BOOST_TEST((here.numbers_of("nobody") == std::vector<int>{9}));
    BOOST_TEST(here.calls.size() == 2u);
    BOOST_TEST(billing.count().passed == 1u);  // the tombstone
    BOOST_TEST(billing.count().dead_lettered == 3u);
    const auto sent = recorder.published<invoice_sent>();
    BOOST_REQUIRE(sent.size() == 2u);
    const auto for_nobody = std::ranges::find_if(sent, [](const auto& each) { return each.message.number == 9; });
    BOOST_TEST(for_nobody->record.about.correlation_id == "abc");

    auto parked = read("orders.dlq", 3);
    BOOST_REQUIRE(parked.size() == 3u);
    std::ranges::sort(parked, {}, [](const read_record& each) { return std::stoll(each.header("gulo-original-offset")); });
    check_parked(parked[0], "ada", "{\"customer\":\"ada\",\"number\":", {});
    BOOST_TEST(parked[0].header("gulo-exception-type") == make_error_code(gulo::errc::malformed_document).message());
    BOOST_TEST(parked[0].header("gulo-attempts") == "1");
    header_texts odd_texts;
    for (const auto& [name, value] : odd) odd_texts.emplace_back(name, value ? std::optional<std::string>{*value} : std::nullopt);
    check_parked(parked[1], "ada", std::string{"\xff\xfe\0 not text"sv}, odd_texts);
    check_parked(parked[2], "ada", R"({"customer":"ada","number":1,"amount":2})", {{"event_type", "order_lost"}, {"event_id", "7"}});
    BOOST_TEST(parked[2].header("gulo-exception-message").find("no handler for type order_lost on topic orders") != std::string::npos);
    BOOST_TEST(parked[2].header("gulo-handler") == "");
}

BOOST_FIXTURE_TEST_CASE(a_consumer_that_starts_again_goes_on_where_it_ended, fixture) {
    gulo::application orders{gulo::handlers<place>, gulo::publishes<order_placed>, book, on("orders")};
    for (int index = 0; index < 10; ++index) orders.send(place_order{"ada", 1});
    {
        gulo::application billing{gulo::handlers<charge>, gulo::subscribes<order_placed>, gulo::publishes<invoice_sent>, here, on("billing")};
        gulo::testing::stage stage{recorder, billing};
        stage.settle();
        BOOST_TEST(here.calls.size() == 10u);
    }
    for (int index = 0; index < 10; ++index) orders.send(place_order{"ada", 1});
    gulo::application again{gulo::handlers<charge>, gulo::subscribes<order_placed>, gulo::publishes<invoice_sent>, here, on("billing")};
    gulo::testing::stage stage{recorder, again};
    stage.settle();
    BOOST_TEST(here.calls.size() == 20u);
    for (int number = 1; number <= 20; ++number) BOOST_TEST(here.calls[static_cast<std::size_t>(number) - 1].number == number);

    // Another group has its own offsets: it begins at the beginning.
    till elsewhere;
    gulo::application audit{gulo::handlers<charge>, gulo::subscribes<order_placed>, gulo::publishes<invoice_sent>, elsewhere, on("audit")};
    gulo::testing::stage other{recorder, audit};
    other.settle();
    BOOST_TEST(elsewhere.calls.size() == 20u);
    BOOST_TEST(here.calls.size() == 20u);
}

BOOST_AUTO_TEST_SUITE_END()
