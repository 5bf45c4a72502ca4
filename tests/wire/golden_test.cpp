// The octets of each format, as docs/wire_formats.md shows them.

#include "records.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

using namespace wire_test;
using namespace std::chrono_literals;

namespace golden_case {

struct order_placed {
    std::string order_id;
    int lines = 0;
};

const order_placed order{"o-17", 3};

// Everything that can travel.
gulo::outgoing_metadata full() {
    return {.type = "order_placed",
            .id = "01a1f0c2-0000-7000-8000-000000000017",
            .correlation_id = "corr-789",
            .causation_id = "01a1f0c2-0000-7000-8000-000000000001",
            .tenant = "acme",
            .source = "shop",
            .entity_type = "order",
            .trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            .trace_state = "vendor=1",
            .time = gulo::timestamp{std::chrono::sys_days{2026y / 11 / 21} + 9h + 30min + 250ms},
            .version = 2,
            .priority = gulo::priority::high};
}

// What a first message of a service without a name has.
gulo::outgoing_metadata bare() {
    gulo::outgoing_metadata about = full();
    about.correlation_id = about.id;
    about.causation_id = about.tenant = about.source = about.entity_type = about.trace_parent = about.trace_state = {};
    about.version = 1;
    about.priority = gulo::priority::medium;
    return about;
}

// The page has long lines, broken nowhere: what is shown is what is written.
bool documentation_shows(const std::string& text) {
    std::ifstream file{GULO_DOCUMENTATION};
    const std::string page{std::istreambuf_iterator<char>{file}, {}};
    BOOST_REQUIRE(!page.empty());
    return page.find("```text\n" + text + "\n```") != std::string::npos;
}

}  // namespace golden_case

using namespace golden_case;

BOOST_AUTO_TEST_SUITE(golden)

BOOST_AUTO_TEST_CASE(compact_header) {
    const std::string expected =
        "gulo: type=order_placed;id=01a1f0c2-0000-7000-8000-000000000017;correlation=corr-789;causation=01a1f0c2-0000-7000-8000-000000000001;"
        "tenant=acme;source=shop;version=2;priority=high\n"
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
        "tracestate: vendor=1\n"
        "\n"
        R"({"order_id":"o-17","lines":3})";
    BOOST_TEST(write<gulo::compact_header>(order, full(), "o-17").text() == expected);
    BOOST_TEST(documentation_shows(expected));
    BOOST_TEST(write<gulo::compact_header>(order, bare()).text() ==
               "gulo: type=order_placed;id=01a1f0c2-0000-7000-8000-000000000017\n"
               "\n"
               R"({"order_id":"o-17","lines":3})");
}

BOOST_AUTO_TEST_CASE(named_headers) {
    const std::string expected =
        "event_type: order_placed\n"
        "event_id: 01a1f0c2-0000-7000-8000-000000000017\n"
        "entity_type: order\n"
        "timestamp: 2026-11-21T09:30:00.250000Z\n"
        "correlation_id: corr-789\n"
        "causation_id: 01a1f0c2-0000-7000-8000-000000000001\n"
        "tenant_id: acme\n"
        "source_service: shop\n"
        "event_version: 2\n"
        "priority: high\n"
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
        "tracestate: vendor=1\n"
        "\n"
        R"({"order_id":"o-17","lines":3})";
    BOOST_TEST(write<gulo::named_headers>(order, full(), "o-17").text() == expected);
    BOOST_TEST(documentation_shows(expected));
    BOOST_TEST(write<gulo::named_headers>(order, bare()).text() ==
               "event_type: order_placed\n"
               "event_id: 01a1f0c2-0000-7000-8000-000000000017\n"
               "timestamp: 2026-11-21T09:30:00.250000Z\n"
               "correlation_id: 01a1f0c2-0000-7000-8000-000000000017\n"
               "\n"
               R"({"order_id":"o-17","lines":3})");
}

BOOST_AUTO_TEST_CASE(plain_message) {
    const std::string expected =
        "\n"
        R"({"order_id":"o-17","lines":3})";
    BOOST_TEST(write<gulo::plain_message>(order, full(), "o-17").text() == expected);
    BOOST_TEST(documentation_shows(expected.substr(1)));
}

BOOST_AUTO_TEST_CASE(event_envelope) {
    const std::string expected =
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
        "tracestate: vendor=1\n"
        "\n"
        R"({"event_id":"01a1f0c2-0000-7000-8000-000000000017","event_type":"order_placed","occurred_at":"2026-11-21T09:30:00.250000Z",)"
        R"("data":{"order_id":"o-17","lines":3}})";
    BOOST_TEST(write<gulo::event_envelope>(order, full(), "o-17").text() == expected);
    BOOST_TEST(documentation_shows(expected));
    BOOST_TEST(write<gulo::event_envelope>(order, bare()).headers.empty());
}

BOOST_AUTO_TEST_CASE(metadata_envelope) {
    const std::string expected =
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
        "tracestate: vendor=1\n"
        "\n"
        R"({"metadata":{"event_id":"01a1f0c2-0000-7000-8000-000000000017","event_type":"order_placed","event_version":"2.0",)"
        R"("timestamp":"2026-11-21T09:30:00.250000Z","source_service":"shop","tenant_id":"acme","correlation_id":"corr-789","priority":"high"},)"
        R"("payload":{"order_id":"o-17","lines":3}})";
    BOOST_TEST(write<gulo::metadata_envelope>(order, full(), "o-17").text() == expected);
    BOOST_TEST(documentation_shows(expected));
    BOOST_TEST(write<gulo::metadata_envelope>(order, bare()).text() ==
               "\n"
               R"({"metadata":{"event_id":"01a1f0c2-0000-7000-8000-000000000017","event_type":"order_placed","event_version":"1.0",)"
               R"("timestamp":"2026-11-21T09:30:00.250000Z","source_service":null,"tenant_id":null,)"
               R"("correlation_id":"01a1f0c2-0000-7000-8000-000000000017","priority":"medium"},"payload":{"order_id":"o-17","lines":3}})");
}

BOOST_AUTO_TEST_CASE(cloudevents_binary) {
    const std::string expected =
        "ce_specversion: 1.0\n"
        "ce_id: 01a1f0c2-0000-7000-8000-000000000017\n"
        "ce_source: shop\n"
        "ce_type: order_placed\n"
        "ce_time: 2026-11-21T09:30:00.250000Z\n"
        "content-type: application/json\n"
        "ce_correlationid: corr-789\n"
        "ce_causationid: 01a1f0c2-0000-7000-8000-000000000001\n"
        "ce_tenantid: acme\n"
        "ce_eventversion: 2\n"
        "ce_priority: high\n"
        "ce_traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
        "ce_tracestate: vendor=1\n"
        "ce_partitionkey: o-17\n"
        "\n"
        R"({"order_id":"o-17","lines":3})";
    BOOST_TEST(write<gulo::cloudevents_binary>(order, full(), "o-17").text() == expected);
    BOOST_TEST(write<gulo::cloudevents>(order, full(), "o-17").text() == expected);
    BOOST_TEST(documentation_shows(expected));
    BOOST_TEST(write<gulo::cloudevents_binary>(order, bare(), "").text() ==
               "ce_specversion: 1.0\n"
               "ce_id: 01a1f0c2-0000-7000-8000-000000000017\n"
               "ce_source: unknown\n"
               "ce_type: order_placed\n"
               "ce_time: 2026-11-21T09:30:00.250000Z\n"
               "content-type: application/json\n"
               "ce_correlationid: 01a1f0c2-0000-7000-8000-000000000017\n"
               "\n"
               R"({"order_id":"o-17","lines":3})");
}

BOOST_AUTO_TEST_CASE(cloudevents_structured) {
    const std::string expected =
        "content-type: application/cloudevents+json\n"
        "\n"
        R"({"specversion":"1.0","id":"01a1f0c2-0000-7000-8000-000000000017","source":"shop","type":"order_placed","time":"2026-11-21T09:30:00.250000Z",)"
        R"("datacontenttype":"application/json","correlationid":"corr-789","causationid":"01a1f0c2-0000-7000-8000-000000000001","tenantid":"acme",)"
        R"("eventversion":2,"priority":"high","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"vendor=1",)"
        R"("partitionkey":"o-17","data":{"order_id":"o-17","lines":3}})";
    BOOST_TEST(write<gulo::cloudevents_structured>(order, full(), "o-17").text() == expected);
    BOOST_TEST(documentation_shows(expected));
    BOOST_TEST(
        write<gulo::cloudevents_structured>(order, bare(), "").text() ==
        "content-type: application/cloudevents+json\n"
        "\n"
        R"({"specversion":"1.0","id":"01a1f0c2-0000-7000-8000-000000000017","source":"unknown","type":"order_placed","time":"2026-11-21T09:30:00.250000Z",)"
        R"("datacontenttype":"application/json","correlationid":"01a1f0c2-0000-7000-8000-000000000017","data":{"order_id":"o-17","lines":3}})");
}

BOOST_AUTO_TEST_CASE(a_source_is_a_uri_reference) {
    gulo::outgoing_metadata about = full();
    about.source = "Größe & Co/\x01\"100%";
    const auto headers = write<gulo::cloudevents_binary>(order, about).headers;
    BOOST_TEST(headers.at(2).second == "Gr%C3%B6%C3%9Fe%20&%20Co/%01%22100%25");
}

BOOST_AUTO_TEST_CASE(a_long_key_is_written_from_the_memory_that_grows) {
    const std::string key(5'000, 'k');
    BOOST_TEST(write<gulo::cloudevents_binary>(order, full(), key).headers.back().second == key);
    BOOST_TEST(write<gulo::cloudevents_structured>(order, full(), key).value.find(R"("partitionkey":")" + key + '"') != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
