#define BOOST_TEST_MODULE host_upcast
#include <boost/test/unit_test.hpp>

#include <gulo/gulo.hpp>
#include <gulo/testing.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

// A service that knows three versions of a message, and records of all of them (E7).
namespace {

struct order_placed_v1 {
    static constexpr std::string_view topic = "orders", message_name = "order_placed";
    int number = 0;
};
struct order_placed_v2 {
    static constexpr std::string_view topic = "orders", message_name = "order_placed";
    static constexpr int version = 2;
    std::string number;
};
struct order_placed {
    static constexpr std::string_view topic = "orders";
    static constexpr int version = 3;
    std::string number;
    std::string currency;
};
/// What the next release will publish.
struct order_placed_v4 {
    static constexpr std::string_view topic = "orders", message_name = "order_placed";
    static constexpr int version = 4;
    std::string number;
    std::string currency;
    std::vector<std::string> tags;
};
struct careful_order {
    static constexpr std::string_view topic = "orders", message_name = "order_placed";
    static constexpr int version = 3;
    static constexpr bool refuses_newer_versions = true;
    std::string number;
};

order_placed_v2 from_v1_to_v2(const order_placed_v1& older) {
    if (older.number < 0) throw std::runtime_error{"negative"};
    return {"no. " + std::to_string(older.number)};
}
order_placed from_v2_to_v3(order_placed_v2&& older) { return {std::move(older.number), "EUR"}; }

struct ledger {
    std::vector<std::string> seen;
};
void write_down(const order_placed& order, ledger& book, const gulo::context& about) {
    book.seen.push_back(order.number + " " + order.currency + " " + std::to_string(about.version()));
}
void write_carefully(const careful_order& order, ledger& book) { book.seen.push_back(order.number); }

struct bench {
    gulo::virtual_clock clock;
    std::shared_ptr<gulo::memory_broker> broker = [this] {
        auto made = std::make_shared<gulo::memory_broker>(clock);
        made->log.create_topic("orders", 1);
        return made;
    }();
    gulo::testing::recorder recorder;
    ledger book;

    template <class Message>
    void publish(const Message& message, gulo::header_style style = gulo::header_style::compact) {
        gulo::application other{gulo::publishes<Message>, gulo::in_memory{broker}, gulo::settings{.headers = style, .time = &clock}};
        other.publish(message);
    }
    void put(std::string_view value, std::span<const gulo::header_view> headers = {}) {
        BOOST_REQUIRE(broker->log.append({.topic = "orders", .value = value, .headers = headers}).has_value());
    }
    template <class... Parts>
    void run(Parts&&... parts) {
        gulo::consumer_settings reading{.group = "books"};
        reading.max_attempts = 1;
        gulo::application app{std::forward<Parts>(parts)..., book, reading, gulo::settings{.time = &clock}, recorder.on(gulo::in_memory{broker})};
        gulo::testing::stage stage{recorder, clock, app};
        stage.settle();
    }
    void read_all() { run(gulo::handlers<write_down>, gulo::subscribes<order_placed>, gulo::upcasts<from_v2_to_v3, from_v1_to_v2>); }

    std::string reason_parked() {
        const auto parked = broker->log.records("orders.dlq");
        if (parked.size() != 1) return std::to_string(parked.size()) + " records parked";
        for (const gulo::header_view& header : parked.front()->headers())
            if (header.name == gulo::consume::dead_letter_header::exception_message) return std::string{header.value.value_or("")};
        return "no reason given";
    }
};

using texts = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(upcasts, bench)

BOOST_AUTO_TEST_CASE(older_versions_are_read_as_what_they_were_and_converted_step_by_step) {
    publish(order_placed_v1{7});
    publish(order_placed_v2{"8"}, gulo::header_style::named);
    publish(order_placed{"9", "USD"});
    publish(order_placed_v1{10}, gulo::header_style::named);
    read_all();
    BOOST_TEST((book.seen == texts{"no. 7 EUR 1", "8 EUR 2", "9 USD 3", "no. 10 EUR 1"}));
}

BOOST_AUTO_TEST_CASE(a_version_of_two_numbers_is_that_of_the_first) {
    const std::array named{gulo::header_view{"event_type", "order_placed"}, gulo::header_view{"event_version", "2.0"}};
    const std::array compact{gulo::header_view{"gulo", "type=order_placed;id=1;version=2.0"}};
    put(R"({"number":"7"})", named);
    put(R"({"number":"8"})", compact);
    read_all();
    BOOST_TEST((book.seen == texts{"7 EUR 2", "8 EUR 2"}));
}

BOOST_AUTO_TEST_CASE(a_newer_version_is_read_as_the_newest_that_is_known) {
    publish(order_placed_v4{"11", "GBP", {"gift"}});
    read_all();
    BOOST_TEST((book.seen == texts{"11 GBP 4"}));
}

BOOST_AUTO_TEST_CASE(a_message_may_refuse_newer_versions) {
    publish(order_placed{"9", "USD"});
    publish(order_placed_v4{"11", "GBP", {"gift"}});
    run(gulo::handlers<write_carefully>, gulo::subscribes<careful_order>);
    BOOST_TEST((book.seen == texts{"9"}));
    BOOST_TEST(reason_parked() == "the record is version 4 of order_placed, and versions up to 3 are known here; deploy the newer one of this service first");
}

BOOST_AUTO_TEST_CASE(a_record_that_tells_nothing_is_taken_for_the_newest) {
    put(R"({"number":"12","currency":"CHF"})");
    read_all();
    BOOST_TEST((book.seen == texts{"12 CHF 1"}));
}

BOOST_AUTO_TEST_CASE(an_older_version_that_does_not_fit_is_parked_with_the_version_in_the_reason) {
    const std::array headers{gulo::header_view{"event_type", "order_placed"}, gulo::header_view{"event_version", "2"}};
    put(R"({"number":12})", headers);
    read_all();
    BOOST_TEST(book.seen.empty());
    BOOST_TEST(reason_parked() == "line 1, column 11, at number: expected a string, found 12 (read as version 2)");
}

BOOST_AUTO_TEST_CASE(what_an_upcast_throws_is_a_failure_of_the_handling) {
    publish(order_placed_v1{-1});
    read_all();
    BOOST_TEST(book.seen.empty());
    BOOST_TEST(reason_parked() == "negative");
}

BOOST_AUTO_TEST_CASE(a_version_without_an_upcast_is_read_as_the_newest) {
    publish(order_placed_v1{7});
    publish(order_placed_v2{"8"});
    run(gulo::handlers<write_down>, gulo::subscribes<order_placed>, gulo::upcasts<from_v2_to_v3>);
    BOOST_TEST((book.seen == texts{"8 EUR 2"}));
    BOOST_TEST(reason_parked() == "line 1, column 11, at number: expected a string, found 7");
}

BOOST_AUTO_TEST_CASE(upcasts_may_stand_in_a_component_and_work_in_other_formats) {
    struct bookkeeping : gulo::component<gulo::handlers<write_down>, gulo::subscribes<order_placed>, gulo::upcasts<from_v1_to_v2, from_v2_to_v3>> {};
    {
        gulo::application other{gulo::publishes<order_placed_v1>, gulo::wire<gulo::metadata_envelope>, gulo::in_memory{broker}, gulo::settings{.time = &clock}};
        other.publish(order_placed_v1{13});
    }
    run(bookkeeping{}, gulo::wire<gulo::metadata_envelope>);
    BOOST_TEST((book.seen == texts{"no. 13 EUR 1"}));
}

BOOST_AUTO_TEST_SUITE_END()
