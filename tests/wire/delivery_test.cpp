#define BOOST_TEST_MODULE wire_delivery
#include <boost/test/unit_test.hpp>

#include "records.hpp"

#include <gulo/gulo.hpp>
#include <gulo/host/dead_letters.hpp>
#include <gulo/host/describe.hpp>
#include <gulo/testing.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

// Each format from a handler's return value to another handler, and everything that can happen to a record on the way.
namespace {

using namespace wire_test;
using namespace std::chrono_literals;

namespace delivery_case {

struct place_order {
    std::string name;
};
struct order_placed {
    static constexpr std::string_view topic = "orders";
    static constexpr int version = 2;
    static constexpr auto priority = gulo::priority::high;
    std::string name;
    const std::string& partition_key() const { return name; }
};
struct order_cancelled {
    static constexpr std::string_view topic = "orders";
    std::string name;
    const std::string& partition_key() const { return name; }
};
struct order_shipped {
    static constexpr std::string_view topic = "shipments";
    std::string name;
};

struct seen_message {
    std::string what, id, correlation, causation, tenant, source;
    int version;
    gulo::priority priority;
    gulo::timestamp time;
};
struct office {
    std::vector<seen_message> seen{};
    int failures = 0;  // how many calls fail

    void note(std::string what, const gulo::context& about) {
        seen.push_back({std::move(what), std::string{about.message_id()}, std::string{about.correlation_id()}, std::string{about.causation_id()},
                        std::string{about.tenant()}, std::string{about.source()}, about.version(), about.priority(), about.time()});
        if (failures-- > 0) throw std::runtime_error{"not now"};
    }
    std::string names() const {
        std::string made;
        for (const seen_message& each : seen) made += each.what + " ";
        return made;
    }
};

order_placed place(const place_order& command) { return {command.name}; }
order_shipped ship(const order_placed& order, const gulo::context& about, office& at) {
    at.note("placed " + order.name, about);
    return {order.name};
}
void cancel(const order_cancelled& order, const gulo::context& about, office& at) { at.note("cancelled " + order.name, about); }
void receive(const order_shipped& order, const gulo::context& about, office& at) { at.note("shipped " + order.name, about); }
void forget(const gulo::tombstone<order_placed>& gone, office& at) { at.seen.push_back({"gone " + gone.key.value_or(""), {}, {}, {}, {}, {}, 1, {}, {}}); }

struct bench {
    gulo::virtual_clock clock;
    std::shared_ptr<gulo::memory_broker> broker = std::make_shared<gulo::memory_broker>(clock);
    gulo::testing::recorder recorder;
    office at;
    gulo::consumer_settings consuming{.group = "shop", .first_backoff = 1ms, .workers = 0, .clock_skew = 0ms};

    bench() {
        for (const char* topic : {"orders", "shipments", "orders.dlq"}) broker->log.create_topic(topic, 1);
    }

    void put(const written_record& record, std::string_view topic = "orders") {
        const auto headers = record.views();
        gulo::outgoing_record out;
        out.topic = topic;
        if (record.key) out.key = *record.key;
        out.value = record.value;
        out.headers = headers;
        BOOST_REQUIRE(broker->log.append(out).has_value());
    }
    template <class Format, class Message>
    void put_as(const Message& message, gulo::outgoing_metadata about = {.tenant = "acme", .source = "stranger"}) {
        about.type = gulo::message_name<Message>;
        if (about.id.empty()) about.id = "id-1";
        put(write<Format>(message, about, message.name));
    }

    template <class... Parts>
    void serve(Parts&&... parts) {
        gulo::application app{gulo::handlers<ship, cancel>,
                              gulo::subscribes<order_placed, order_cancelled>,
                              gulo::publishes<order_shipped>,
                              at,
                              consuming,
                              gulo::settings{.service_name = "shop", .time = &clock},
                              recorder.on(gulo::in_memory{broker}),
                              std::forward<Parts>(parts)...};
        gulo::testing::stage stage{recorder, clock, app};
        stage.settle();
    }

    struct letter {
        std::string reason, kind, value;
        std::vector<std::pair<std::string, std::string>> own;
    };
    std::vector<letter> letters() {
        std::vector<letter> found;
        for (const auto& each : broker->log.records("orders.dlq")) {
            letter made{{}, {}, std::string{each->value().value_or("")}, {}};
            for (const auto& header : each->headers()) {
                if (header.name == "gulo-exception-message") made.reason = *header.value;
                else if (header.name == "gulo-exception-type") made.kind = *header.value;
                else if (!gulo::consume::dead_letter_headers::is_ours(header.name)) made.own.emplace_back(header.name, *header.value);
            }
            found.push_back(std::move(made));
        }
        return found;
    }
};

std::string header(const gulo::stored_record& record, std::string_view name) {
    const gulo::header_list list{record.headers()};
    return std::string{gulo::header_source{list}.find(name).value_or("")};
}

// From a command to the handler of what was returned, over the log.
template <class Format>
void end_to_end(bench& with, bool carries_all) {
    gulo::application app{gulo::handlers<place, ship, cancel>,
                          gulo::subscribes<order_placed, order_cancelled>,
                          gulo::publishes<order_shipped, order_cancelled>,
                          gulo::publishes<order_placed>,
                          gulo::handles_twice<order_placed, order_cancelled>,
                          with.at,
                          with.consuming,
                          gulo::settings{.service_name = "shop", .time = &with.clock},
                          with.recorder.on(gulo::in_memory{with.broker}),
                          gulo::wire<Format>};
    gulo::testing::stage stage{with.recorder, with.clock, app};
    const gulo::timestamp begun = with.clock.wall_time();
    app.publish(order_cancelled{"ada"});  // handled here, and again when it comes back
    app.send(place_order{"ada"});
    with.clock.advance(1s);
    with.at.seen.clear();
    stage.settle();
    BOOST_TEST(with.at.names() == "cancelled ada placed ada ");
    BOOST_REQUIRE(with.at.seen.size() == 2u);
    const seen_message& placed = with.at.seen[1];
    BOOST_TEST(placed.version == (carries_all ? 2 : 1));
    BOOST_CHECK(placed.priority == (carries_all ? gulo::priority::high : gulo::priority::medium));
    BOOST_TEST(placed.source == (carries_all ? "shop" : ""));
    BOOST_CHECK(placed.time == begun);
    BOOST_TEST(with.letters().empty());

    const auto sent = with.recorder.published<order_placed>();
    BOOST_REQUIRE(sent.size() == 1u);
    BOOST_TEST(sent[0].record.about.id == placed.id);
    BOOST_TEST(sent[0].message.name == "ada");
    BOOST_TEST(sent[0].record.key.value() == "ada");
    BOOST_TEST(with.recorder.published<order_cancelled>().size() == 1u);
    const auto shipped = with.recorder.published<order_shipped>();  // by the handler, when it was sent and when it came back
    BOOST_REQUIRE(shipped.size() == 2u);
    BOOST_TEST(shipped[1].record.about.type == "order_shipped");
    if (carries_all) BOOST_TEST(shipped[1].record.about.correlation_id == placed.correlation);
}

}  // namespace delivery_case

using namespace delivery_case;

BOOST_FIXTURE_TEST_SUITE(formats, bench)

BOOST_AUTO_TEST_CASE(default_format_end_to_end) { end_to_end<gulo::default_format>(*this, true); }
BOOST_AUTO_TEST_CASE(compact_header_end_to_end) { end_to_end<gulo::compact_header>(*this, true); }
BOOST_AUTO_TEST_CASE(named_headers_end_to_end) { end_to_end<gulo::named_headers>(*this, true); }
BOOST_AUTO_TEST_CASE(event_envelope_end_to_end) { end_to_end<gulo::event_envelope>(*this, false); }
BOOST_AUTO_TEST_CASE(metadata_envelope_end_to_end) { end_to_end<gulo::metadata_envelope>(*this, true); }
BOOST_AUTO_TEST_CASE(cloudevents_binary_end_to_end) { end_to_end<gulo::cloudevents_binary>(*this, true); }
BOOST_AUTO_TEST_CASE(cloudevents_structured_end_to_end) { end_to_end<gulo::cloudevents_structured>(*this, true); }

BOOST_AUTO_TEST_CASE(with_workers_as_well) {
    consuming.workers = 2;
    end_to_end<gulo::cloudevents_structured>(*this, true);
}

BOOST_AUTO_TEST_CASE(plain_messages_of_a_stranger) {
    gulo::application app{
        gulo::handlers<receive>,        gulo::subscribes<order_shipped>, at, consuming, gulo::settings{.time = &clock}, recorder.on(gulo::in_memory{broker}),
        gulo::wire<gulo::plain_message>};
    gulo::testing::stage stage{recorder, clock, app};
    put({"k", R"({"name":"x"})", {}}, "shipments");
    put({"k", R"({"name":"y"})", {{"event_type", "their own idea of a name"}}}, "shipments");  // plain means: no header is looked at
    stage.settle();
    BOOST_TEST(at.names() == "shipped x shipped y ");
}

BOOST_AUTO_TEST_CASE(metadata_come_in_and_go_out_again) {
    gulo::outgoing_metadata about{.id = "id-7",
                                  .correlation_id = "corr",
                                  .causation_id = "before",
                                  .tenant = "acme",
                                  .source = "stranger",
                                  .trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                                  .trace_state = "v=1"};
    about.time = gulo::timestamp{1'700'000'000s};
    put_as<gulo::cloudevents_structured>(order_placed{"a"}, about);
    put_as<gulo::cloudevents_binary>(order_placed{"a"}, about);
    put_as<gulo::metadata_envelope>(order_placed{"a"}, about);
    serve(gulo::wire<gulo::cloudevents, gulo::metadata_envelope>, gulo::wire_of<order_shipped, gulo::metadata_envelope>);
    BOOST_REQUIRE(at.seen.size() == 3u);
    for (std::size_t each = 0; each < 3; ++each) {
        BOOST_TEST(at.seen[each].id == "id-7");
        BOOST_TEST(at.seen[each].correlation == "corr");
        BOOST_TEST(at.seen[each].causation == (each < 2 ? "before" : ""));
        BOOST_TEST(at.seen[each].tenant == "acme");
        BOOST_TEST(at.seen[each].source == "stranger");
        BOOST_CHECK(at.seen[each].time == about.time);
        const auto out = recorder.published<order_shipped>().at(each).record;
        BOOST_TEST(out.about.correlation_id == "corr");
        BOOST_TEST(out.about.tenant == "acme");
        BOOST_TEST(out.about.source == "shop");
        BOOST_TEST(out.about.trace_parent == about.trace_parent);
        BOOST_TEST(out.about.trace_state == "v=1");
        BOOST_TEST(out.value->starts_with(R"({"metadata":{)"));
    }
}

BOOST_AUTO_TEST_CASE(a_trace_that_is_none_is_not_handed_on) {
    put_as<gulo::named_headers>(order_placed{"a"}, {.trace_parent = "garbage", .trace_state = "v=1"});
    serve();
    BOOST_TEST(recorder.published<order_shipped>().at(0).record.headers.size() == 1u);
}

BOOST_AUTO_TEST_CASE(several_formats_on_one_topic) {
    put_as<gulo::event_envelope>(order_placed{"a"});
    put_as<gulo::compact_header>(order_cancelled{"b"});
    put_as<gulo::cloudevents_binary>(order_placed{"c"});
    put_as<gulo::named_headers>(order_cancelled{"d"});
    put_as<gulo::metadata_envelope>(order_placed{"e"});
    put_as<gulo::cloudevents_structured>(order_cancelled{"f"});
    serve(gulo::wire<gulo::event_envelope, gulo::default_format, gulo::cloudevents, gulo::metadata_envelope>);
    BOOST_TEST(at.names() == "placed a cancelled b placed c cancelled d placed e cancelled f ");
    BOOST_TEST(letters().empty());
}

BOOST_AUTO_TEST_CASE(messages_of_one_topic_share_what_is_accepted) {
    put_as<gulo::event_envelope>(order_cancelled{"a"});
    put_as<gulo::compact_header>(order_cancelled{"b"});
    serve(gulo::wire_of<order_placed, gulo::event_envelope>);
    BOOST_TEST(at.names() == "cancelled a cancelled b ");
}

BOOST_AUTO_TEST_CASE(c8_a_format_that_is_not_accepted_is_dead_lettered_as_it_is) {
    const written_record record = write<gulo::metadata_envelope>(order_placed{"a"}, {.type = "order_placed", .id = "1", .trace_parent = "t"}, "a");
    put(record);
    consuming.unknown = gulo::unknown_type::ignore;  // concerns types
    serve(gulo::wire<gulo::event_envelope>);
    BOOST_TEST(at.seen.empty());
    BOOST_REQUIRE(letters().size() == 1u);
    BOOST_TEST(letters()[0].kind == "the record is in a wire format that its topic does not accept");
    BOOST_TEST(letters()[0].reason ==
               "the record is the envelope {metadata, payload}, but topic orders accepts only the envelope {event_id, event_type, occurred_at, data}; to "
               "accept it, add "
               "gulo::metadata_envelope to gulo::wire or gulo::wire_of");
    BOOST_TEST(letters()[0].value == record.value);
    BOOST_TEST((letters()[0].own == record.headers));
}

BOOST_AUTO_TEST_CASE(c8_by_default_events_are_refused_by_name) {
    put_as<gulo::cloudevents_binary>(order_placed{"a"});
    put_as<gulo::cloudevents_structured>(order_placed{"a"});
    serve();
    BOOST_TEST(at.seen.empty());
    BOOST_REQUIRE(letters().size() == 2u);
    BOOST_TEST(
        letters()[0].reason.starts_with("the record is a CloudEvent in binary mode, but topic orders accepts only the message with the header \"gulo\", or "));
    BOOST_TEST(letters()[0].reason.ends_with("add gulo::cloudevents_binary to gulo::wire or gulo::wire_of"));
    BOOST_TEST(letters()[1].reason.starts_with("the record is a CloudEvent in structured mode, but"));
}

BOOST_AUTO_TEST_CASE(c8_by_default_what_cannot_be_decoded_tells_which_envelope_it_may_be) {
    gulo::application app{gulo::handlers<ship>,           gulo::subscribes<order_placed>,      gulo::publishes<order_shipped>, at, consuming,
                          gulo::settings{.time = &clock}, recorder.on(gulo::in_memory{broker})};
    gulo::testing::stage stage{recorder, clock, app};
    put_as<gulo::event_envelope>(order_placed{"a"});
    put({"k", R"({"specversion":"1.0","id":"1","source":"/","type":"order_placed","data":{"name":"a"}})", {}});
    put({"k", R"({"title":"a"})", {}});
    stage.settle();
    BOOST_REQUIRE(letters().size() == 3u);
    BOOST_TEST(letters()[0].reason.find("; the record is the envelope {event_id, event_type, occurred_at, data}, but topic orders accepts only") !=
               std::string::npos);
    BOOST_TEST(letters()[1].reason.find("; the record is a CloudEvent in structured mode, but topic") != std::string::npos);
    BOOST_TEST(letters()[2].reason.find("the record is") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(c8_what_cannot_be_decoded_inside_of_an_envelope) {
    put({"k", R"({"event_type":"order_placed","event_id":"1","data":{"name":5}})", {}});
    put({"k", R"({"event_type":"order_placed","event_id":"1","data":{"na)", {}});
    put({"k", R"({"event_id":"1","data":{"name":"x"}})", {}});
    put({"k", R"({"event_type":"order_lost","data":{}})", {}});
    serve(gulo::wire<gulo::event_envelope>);
    BOOST_TEST(at.seen.empty());
    const auto found = letters();
    BOOST_REQUIRE(found.size() == 4u);
    BOOST_TEST(found[0].reason.find("at name: expected a string, found 5") != std::string::npos);
    BOOST_TEST(found[0].reason.ends_with("(the message in the envelope {event_id, event_type, occurred_at, data})"));
    BOOST_TEST(found[1].kind == "the document is malformed");
    BOOST_TEST(found[2].reason.ends_with(R"(it has no "event_type")"));
    BOOST_TEST(found[2].kind == "the document does not fit the type it is read into");
    BOOST_TEST(found[3].reason.starts_with("no handler for type order_lost on topic orders"));
    BOOST_TEST(found[3].kind == "no handler is registered for this type of message");
}

BOOST_AUTO_TEST_CASE(c8_unknown_types_in_an_envelope_follow_the_policy) {
    put({"k", R"({"event_type":"order_lost","data":{}})", {}});
    consuming.unknown = gulo::unknown_type::ignore;
    serve(gulo::wire<gulo::event_envelope>);
    BOOST_TEST(letters().empty());
}

BOOST_AUTO_TEST_CASE(a_topic_with_one_type_reads_no_type_but_opens_the_envelope) {
    consuming.topics["orders"].one_type = true;
    put({"k", R"({"event_type":"whatever","data":{"name":"a"}})", {}});
    gulo::application app{gulo::handlers<ship>,           gulo::subscribes<order_placed>,       gulo::publishes<order_shipped>,  at, consuming,
                          gulo::settings{.time = &clock}, recorder.on(gulo::in_memory{broker}), gulo::wire<gulo::event_envelope>};
    gulo::testing::stage stage{recorder, clock, app};
    stage.settle();
    BOOST_TEST(at.names() == "placed a ");
}

BOOST_AUTO_TEST_CASE(a_replay_for_another_group_is_passed) {
    written_record record = write<gulo::event_envelope>(order_placed{"a"}, {.type = "order_placed", .id = "1"}, "a");
    record.headers.emplace_back("gulo-target-group", "others");
    put(record);
    record.headers.back().second = "shop";
    record.value = "no envelope at all";
    put(record);
    serve(gulo::wire<gulo::event_envelope>);
    BOOST_TEST(at.seen.empty());
    BOOST_TEST(letters().size() == 1u);
}

BOOST_AUTO_TEST_CASE(tombstones_find_their_handlers) {
    gulo::application app{gulo::handlers<ship, cancel, forget>,
                          gulo::subscribes<order_placed, order_cancelled>,
                          gulo::publishes<order_shipped>,
                          at,
                          consuming,
                          gulo::settings{.time = &clock},
                          recorder.on(gulo::in_memory{broker}),
                          gulo::wire<gulo::cloudevents, gulo::event_envelope>};
    gulo::testing::stage stage{recorder, clock, app};
    const std::vector<gulo::header_view> cancelled{{"ce_specversion", "1.0"}, {"ce_id", "1"}, {"ce_source", "/"}, {"ce_type", "order_cancelled"}};
    const std::vector<gulo::header_view> placed{{"ce_specversion", "1.0"}, {"ce_id", "1"}, {"ce_source", "/"}, {"ce_type", "order_placed"}};
    BOOST_REQUIRE(broker->log.append({.topic = "orders", .key = "a", .headers = cancelled}).has_value());  // nobody asks for those
    BOOST_REQUIRE(broker->log.append({.topic = "orders", .key = "b", .headers = placed}).has_value());
    BOOST_REQUIRE(broker->log.append({.topic = "orders", .key = "c"}).has_value());
    stage.settle();
    BOOST_TEST(at.names() == "gone b gone c ");
    BOOST_TEST(app.count().passed == 1u);
}

BOOST_AUTO_TEST_CASE(dead_letters_and_replays_keep_envelopes_byte_for_byte) {
    const written_record record = write<gulo::metadata_envelope>(order_placed{"a"}, {.type = "order_placed", .id = "1", .correlation_id = "corr"}, "a");
    put(record);
    at.failures = 3;
    serve(gulo::wire<gulo::metadata_envelope>);
    BOOST_REQUIRE(letters().size() == 1u);
    BOOST_TEST(letters()[0].value == record.value);
    const auto dead = broker->log.records("orders.dlq").at(0);
    BOOST_TEST(header(*dead, "gulo-trace-id") == "corr");

    gulo::in_memory transport{broker};
    transport.start({});
    gulo::dead_letters<gulo::in_memory> box{transport, "orders.dlq"};
    const gulo::replay_options options{.progress = "replay", .per_second = 1'000'000, .first = 0, .time = &clock};
    BOOST_TEST(box.replay({.message_type = "order_cancelled"}, options).replayed == 0u);
    const gulo::replay_options again{.progress = "replay-2", .per_second = 1'000'000, .first = 0, .time = &clock};
    BOOST_TEST(box.replay({.message_type = "order_placed"}, again).replayed == 1u);
    BOOST_TEST(*broker->log.records("orders").back()->value() == record.value);
    at.seen.clear();
    serve(gulo::wire<gulo::metadata_envelope>);
    BOOST_TEST(at.names() == "placed a ");
}

BOOST_AUTO_TEST_CASE(retry_topics_read_the_formats_of_their_source) {
    const written_record record = write<gulo::cloudevents_structured>(order_placed{"a"}, {.type = "order_placed", .id = "id-9"}, "a");
    put(record);
    at.failures = 1;
    constexpr auto rule = gulo::on<std::runtime_error>.then_later(1s);
    serve(gulo::wire<gulo::cloudevents>, gulo::retries<rule>);
    BOOST_TEST(at.names() == "placed a placed a ");
    BOOST_TEST(at.seen.at(1).id == "id-9");
    const auto delayed = broker->log.records("orders.shop.retry-1s");
    BOOST_REQUIRE(delayed.size() == 1u);
    BOOST_TEST(*delayed[0]->value() == record.value);
    BOOST_TEST(header(*delayed[0], "content-type") == "application/cloudevents+json");
}

BOOST_AUTO_TEST_CASE(parked_keys_keep_their_envelopes) {
    put_as<gulo::event_envelope>(order_placed{"a"});
    put_as<gulo::event_envelope>(order_cancelled{"a"});
    at.failures = 1;
    constexpr auto rule = gulo::on<std::runtime_error>.then_park_key();
    serve(gulo::wire<gulo::event_envelope>, gulo::retries<rule>);
    BOOST_TEST(at.names() == "placed a ");
    const auto parked = broker->log.records("orders.shop.parked");
    BOOST_REQUIRE(parked.size() == 2u);
    BOOST_TEST(*parked[1]->value() == *broker->log.records("orders").at(1)->value());
}

BOOST_AUTO_TEST_CASE(exactly_once_writes_the_format_too) {
    put_as<gulo::event_envelope>(order_placed{"a"});
    put({"k", R"({"metadata":{"event_type":"order_placed"},"payload":{"name":"b"}})", {}});
    serve(gulo::exactly_once{.transactional_id = "shop-0"}, gulo::wire_of<order_placed, gulo::event_envelope>, gulo::wire<gulo::cloudevents>);
    const auto out = recorder.published<order_shipped>();
    BOOST_REQUIRE(out.size() == 1u);
    BOOST_TEST(out[0].record.headers.at(0).first == "ce_specversion");
    BOOST_TEST(out[0].record.about.causation_id == "id-1");
    BOOST_REQUIRE(letters().size() == 1u);
    BOOST_TEST(letters()[0].reason.starts_with("the record is the envelope {metadata, payload}, but topic orders accepts only"));
}

BOOST_AUTO_TEST_CASE(publish_all_writes_the_format_too) {
    gulo::application app{gulo::publishes<order_shipped>, gulo::settings{.time = &clock}, recorder.on(gulo::in_memory{broker}),
                          gulo::wire<gulo::event_envelope>};
    app.publish_all(order_shipped{"a"}, order_shipped{"b"});
    BOOST_TEST(recorder.published<order_shipped>().size() == 2u);
    BOOST_TEST(recorder.records().at(1).value->starts_with(R"({"event_id":")"));
}

struct says_itself {
    static constexpr auto wire = gulo::wire<gulo::event_envelope>;
    static constexpr std::string_view message_name = "UserCreated";
    std::string name;
};
struct says_more {
    static constexpr auto wire = gulo::wire<gulo::metadata_envelope, gulo::default_format>;
    std::string name;
};

BOOST_AUTO_TEST_CASE(a_message_says_its_format_itself_and_the_application_has_the_last_word) {
    BOOST_TEST(gulo::topic_name<says_itself> == "events.usercreated");
    BOOST_TEST(gulo::topic_name<says_more> == "integration-events.says_more");
    const auto begins = [&](auto... parts) {
        const gulo::testing::recorder own;
        gulo::application app{gulo::publishes<says_itself, says_more>, own.on(gulo::in_memory{}), parts...};
        app.publish(says_itself{"a"});
        app.publish(says_more{"a"});
        return own.records().at(0).value->substr(0, 11) + " " + own.records().at(1).value->substr(0, 11);
    };
    BOOST_TEST(begins() == R"({"event_id" {"metadata")");
    BOOST_TEST(begins(gulo::wire<gulo::plain_message>) == R"({"event_id" {"metadata")");
    BOOST_TEST(begins(gulo::wire_of<says_itself, gulo::cloudevents_structured>) == R"({"specversi {"metadata")");
}

struct part_of_it : gulo::component<gulo::publishes<order_shipped>, gulo::wire_of<order_shipped, gulo::event_envelope>> {};

BOOST_AUTO_TEST_CASE(a_component_states_formats) {
    gulo::application app{part_of_it{}, recorder.on(gulo::in_memory{broker}), gulo::settings{.time = &clock}};
    app.publish(order_shipped{"a"});
    BOOST_TEST(recorder.records().at(0).value->starts_with(R"({"event_id":")"));
}

BOOST_AUTO_TEST_CASE(describe_tells_what_is_accepted) {
    gulo::application app{gulo::handlers<ship, cancel>, gulo::subscribes<order_placed, order_cancelled>, gulo::publishes<order_shipped>, at, consuming,
                          gulo::in_memory{broker},      gulo::wire_of<order_placed, gulo::cloudevents>};
    BOOST_TEST(
        gulo::describe(app).starts_with("subscribes  order_placed  from  orders  as  a CloudEvent in structured mode, or a CloudEvent in binary mode\n"
                                        "subscribes  order_cancelled  from  orders\n"));
}

BOOST_AUTO_TEST_CASE(a_failure_to_publish_names_type_and_id_from_inside_of_the_envelope) {
    std::vector<std::string> told;
    broker->log.refuse("shipments", gulo::error{gulo::errc::not_authorized, "no right to write"});
    gulo::application app{gulo::publishes<order_shipped>, gulo::in_memory{broker}, gulo::wire<gulo::metadata_envelope>,
                          gulo::settings{.log = [&](const gulo::log_entry& entry) {
                              for (const gulo::log_field& field : entry.fields)
                                  if (field.name == "type") told.emplace_back(field.value);
                          }}};
    app.publish(order_shipped{"a"});
    BOOST_TEST((told == std::vector<std::string>{"order_shipped"}));
}

// A codec that makes no JSON, in a format that takes any.
struct shouting : gulo::json {
    static constexpr std::string_view content_type = "text/x-shout";
    template <class T>
    static void encode_to(const T& value, gulo::buffer& out) {
        out.append("!");
        out.append(value.name);
    }
};

BOOST_AUTO_TEST_CASE(binary_events_take_any_codec) {
    gulo::outbox box;
    box.begin("t", "topic", {});
    gulo::cloudevents_binary::write<shouting>(box, {.type = "t", .id = "1"}, order_shipped{"a"});
    box.end_value();
    box.for_each([](const gulo::publication& out) {
        BOOST_TEST(out.value == "!a");
        BOOST_TEST(out.headers[5].name == "content-type");
        BOOST_TEST(out.headers[5].value.value() == "text/x-shout");
    });
    BOOST_TEST((gulo::the_codec_makes_json<gulo::event_envelope, gulo::json>));
    BOOST_TEST(!(gulo::the_codec_makes_json<gulo::event_envelope, shouting>));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
