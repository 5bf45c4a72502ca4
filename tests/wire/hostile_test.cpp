// Envelopes that are cut, turned round, doubled or wrong: a clear refusal or the right reading, never anything else.

#include "records.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace wire_test;
using gulo::errc;

namespace hostile_case {

struct order {
    std::string id;
    int n = 0;
};

const gulo::outgoing_metadata about{.type = "order", .id = "\"i\\\n", .correlation_id = "é", .causation_id = "c", .tenant = "t", .source = "s", .version = 3};

template <class... Formats>
std::string refusal(std::string_view value, const std::vector<gulo::header_view>& headers = {}) {
    const reading found = read<Formats...>(headers, value);
    return found.is_open ? "accepted as " + found.format : found.refusal;
}

const std::vector<gulo::header_view> declared{{"content-type", "application/cloudevents+json; charset=UTF-8"}};

// Cut at every octet: never accepted, and always with a reason.
template <class Format>
void cut_everywhere() {
    const written_record whole = write<Format>(order{"o\"1", 5}, about, "k");
    BOOST_REQUIRE(read<Format>(whole).is_open);
    for (std::size_t size = 0; size < whole.value.size(); ++size) {
        const reading cut = read<Format>(whole.views(), std::string_view{whole.value}.substr(0, size));
        BOOST_TEST(!cut.is_open, whole.value.substr(0, size));
        BOOST_TEST(cut.refusal.size() > 10u);
    }
}

// Any octet another one: accepted with a payload that stands in the record, or refused with a reason.
template <class Format>
void change_everywhere() {
    written_record record = write<Format>(order{"o\"1", 5}, about, "k");
    for (char& at : record.value)
        for (const char other : {'"', '\\', '{', '}', ',', ':', ' ', '0', '\0', '\xff', 'n', '['}) {
            const char before = std::exchange(at, other);
            const reading found = read<Format>(record);
            if (!found.is_open) BOOST_TEST(!found.refusal.empty());
            read<gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(record);
            at = before;
        }
    for (std::size_t which = 0; which < record.headers.size(); ++which) {
        written_record other = record;
        other.headers.erase(other.headers.begin() + static_cast<std::ptrdiff_t>(which));
        read<Format>(other);
        other = record;
        other.headers[which].second.clear();
        read<Format>(other);
        other = record;
        other.headers.push_back(record.headers[which]);
        read<Format>(other);
    }
}

}  // namespace hostile_case

using namespace hostile_case;

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(cut_at_every_octet) {
    cut_everywhere<gulo::event_envelope>();
    cut_everywhere<gulo::metadata_envelope>();
    cut_everywhere<gulo::cloudevents_structured>();
}

BOOST_AUTO_TEST_CASE(every_octet_changed) {
    change_everywhere<gulo::compact_header>();
    change_everywhere<gulo::named_headers>();
    change_everywhere<gulo::event_envelope>();
    change_everywhere<gulo::metadata_envelope>();
    change_everywhere<gulo::cloudevents_structured>();
    change_everywhere<gulo::cloudevents_binary>();
}

BOOST_AUTO_TEST_CASE(event_envelopes) {
    using format = gulo::event_envelope;
    const auto refused = [](std::string_view value) { return refusal<format>(value); };
    BOOST_TEST(refused(R"({"event_id":"1","data":{}})").ends_with(R"(: it has no "event_type")"));
    BOOST_TEST(refused(R"({"event_id":"1","event_type":"","data":{}})").ends_with(R"(: it has no "event_type")"));
    BOOST_TEST(refused(R"({"event_id":"1","event_type":null,"data":{}})").ends_with(R"(: it has no "event_type")"));
    BOOST_TEST(refused(R"({"event_id":"1","event_type":"t"})").ends_with(R"(: it has no "data")"));
    BOOST_TEST(refused(R"({"event_id":"1","event_type":7,"data":{}})").ends_with("line 1, column 30, at event_type: expected a string, found 7"));
    BOOST_TEST(refused(R"({"event_id":{},"event_type":"t","data":{}})").ends_with("at event_id: expected a string, found an object"));
    BOOST_TEST(refused(R"({"event_id":"1","event_id":"2","event_type":"t","data":{}})").ends_with(R"(the key "event_id" occurs twice)"));
    BOOST_TEST(refused(R"({"event_type":"t","data":{},"data":{}})").ends_with(R"(the key "data" occurs twice)"));
    BOOST_TEST(refused(R"({"event_type":"t","data":{"x":01}})").find("line 1") != std::string::npos);
    BOOST_TEST(refused(R"({"event_type":"t","data":{}} {})").find("expected the end of the document") != std::string::npos);
    BOOST_TEST(refused("\xef\xbb\xbf{}").find("byte order mark") != std::string::npos);
    BOOST_TEST(refused("").starts_with("the record is empty, but topic orders accepts only"));
    BOOST_TEST(refused("[1]").starts_with("the record is the message by itself, but"));

    const reading other_way = read_value<format>(" {\t\"data\" : [1, {\"data\":2}] ,\n\"more\":{\"event_type\":1},\"event\\u005ftype\":\"a\\u0062\\\"\" } ");
    BOOST_TEST_REQUIRE(other_way.is_open, other_way.refusal);
    BOOST_TEST(other_way.payload == R"([1, {"data":2}])");
    BOOST_TEST(other_way.about.type == "ab\"");
    BOOST_TEST(other_way.about.id.empty());
    BOOST_TEST(read_value<format>(R"({"event_type":"t","data":null})").payload == "null");
    const reading numbers = read_value<format>(R"({"event_id":17,"event_type":"t","occurred_at":1709210096.5,"data":{}})");
    BOOST_TEST_REQUIRE(numbers.is_open, numbers.refusal);
    BOOST_TEST(numbers.about.id == "17");
    BOOST_TEST(numbers.about.time.empty());
}

BOOST_AUTO_TEST_CASE(metadata_envelopes) {
    using format = gulo::metadata_envelope;
    const auto refused = [](std::string_view value) { return refusal<format>(value); };
    BOOST_TEST(refused(R"({"metadata":{"event_id":"1"},"payload":{}})").ends_with(R"(: it has no "event_type")"));
    BOOST_TEST(refused(R"({"metadata":{"event_type":"t"}})").ends_with(R"(: it has no "payload")"));
    BOOST_TEST(refused(R"({"metadata":[],"payload":{}})").ends_with("at metadata: expected an object, found an array"));
    BOOST_TEST(refused(R"({"metadata":null,"payload":{}})").ends_with(R"(: it has no "event_type")"));
    BOOST_TEST(refused(R"({"metadata":{"event_type":"t","tenant_id":true},"payload":{}})").ends_with("at tenant_id: expected a string, found true"));
    const reading numbers = read_value<format>(
        R"({"metadata":{"event_id":1,"event_type":"t","timestamp":1709210096,"source_service":-2,"tenant_id":3.5,"correlation_id":4,"priority":1},"payload":{}})");
    BOOST_TEST_REQUIRE(numbers.is_open, numbers.refusal);
    BOOST_TEST(numbers.about.id + " " + numbers.about.source + " " + numbers.about.tenant + " " + numbers.about.correlation_id + numbers.about.time ==
               "1 -2 3.5 4");
    BOOST_CHECK(numbers.about.priority == gulo::priority::medium);
    BOOST_TEST(refused(R"({"metadata":{"event_type":"t","event_type":"u"},"payload":{}})").ends_with(R"(the key "event_type" occurs twice)"));
    BOOST_TEST(refused(R"({"metadata":{"event_type":"t"},"metadata":{"event_type":"u"},"payload":{}})").find("occurs twice") != std::string::npos);
    BOOST_TEST(refused(R"({"metadata":{"event_type":"t","event_version":{}},"payload":{}})").find("at event_version") != std::string::npos);

    const auto version = [](std::string_view text) {
        return read_value<format>(R"({"payload":{},"metadata":{"event_type":"t","event_version":)" + std::string{text} + "}}").about.version;
    };
    BOOST_TEST(version("\"2.0\"") == 2);
    BOOST_TEST(version("\"2\"") == 2);
    BOOST_TEST(version("2") == 2);
    BOOST_TEST(version("2.0") == 2);
    for (const std::string_view odd : {"\"\"", "\"v2\"", "\"2x\"", "0", "-1", "true", "null", "99999999999999999999", "1e9"})
        BOOST_TEST(version(odd) == 1, odd);

    const reading found = read_value<format>(
        R"({"payload":{"a":1},"trace":[],"metadata":{"priority":"CRITICAL","event_type":"inventory.low_stock","tenant_id":null,"custom":{"x":[1]}}})");
    BOOST_TEST_REQUIRE(found.is_open, found.refusal);
    BOOST_TEST(found.about.type == "inventory.low_stock");
    BOOST_TEST(found.about.tenant.empty());
    BOOST_CHECK(found.about.priority == gulo::priority::critical);
    BOOST_TEST(found.payload == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(events_in_structured_mode) {
    using format = gulo::cloudevents_structured;
    const auto refused = [](std::string_view value) { return refusal<format>(value, declared); };
    BOOST_TEST(refused(R"({"id":"1","source":"/","type":"t","data":{}})").ends_with(R"(: it has no "specversion")"));
    BOOST_TEST(refused(R"({"specversion":"0.3","id":"1","source":"/","type":"t","data":{}})").ends_with("its specversion is 0.3; 1.0 is understood"));
    BOOST_TEST(refused(R"({"specversion":1.0,"id":"1","source":"/","type":"t","data":{}})").ends_with("at specversion: expected a string, found 1.0"));
    BOOST_TEST(refused(R"({"specversion":"1.0","source":"/","type":"t","data":{}})").ends_with(R"(: it has no "id")"));
    BOOST_TEST(refused(R"({"specversion":"1.0","id":"1","type":"t","data":{}})").ends_with(R"(: it has no "source")"));
    BOOST_TEST(refused(R"({"specversion":"1.0","id":"1","source":"/","data":{}})").ends_with(R"(: it has no "type")"));
    for (const std::string_view none : {"", R"(,"data_base64":null)"}) {
        const reading empty = read<format>(declared, R"({"specversion":"1.0","id":"1","source":"/","type":"t")" + std::string{none} + "}");
        BOOST_TEST_REQUIRE(empty.is_open, empty.refusal);
        BOOST_TEST(empty.payload == "{}");
    }
    const auto payload = [](std::string_view data) {
        return read<format>(declared, R"({"specversion":"1.0","id":1,"source":2,"time":3,"type":"t",)" + std::string{data} + "}").payload;
    };
    BOOST_TEST(payload(R"("data":1,"data_base64":null)") == "1");
    BOOST_TEST(payload(R"("data":null,"data_base64":"e30=")") == "{}");
    BOOST_TEST(payload(R"("data":null)") == "null");
    BOOST_TEST(
        refused(R"({"specversion":"1.0","id":"1","source":"/","type":"t","data":1,"data_base64":"e30="})").ends_with(R"(it has "data" and "data_base64")"));
    BOOST_TEST(refused(R"({"specversion":"1.0","id":"1","source":"/","type":"t","data_base64":"e30"})").find("is not base64") != std::string::npos);
    BOOST_TEST(refused("[]").find("expected an object") != std::string::npos);
    BOOST_TEST(refused("").find("a CloudEvent in structured mode") != std::string::npos);

    const std::string_view event = R"({"specversion":"1.0","id":"1","source":"/","type":"t","correlationid":17,"sampledrate":5,"data_base64":"eyJhIjoxfQ=="})";
    const reading found = read<format>(declared, event);
    BOOST_TEST_REQUIRE(found.is_open, found.refusal);
    BOOST_TEST(found.payload == R"({"a":1})");
    BOOST_TEST(found.about.correlation_id == "17");

    // Without the header, and with what else it may be.
    BOOST_TEST(read_value<format>(event).is_open);
    BOOST_TEST(refusal<format>(event, {{"content-type", "application/json"}}) == "accepted as a CloudEvent in structured mode");
    BOOST_TEST(refusal<format>(event, {{"content-type", "APPLICATION/CloudEvents+JSON"}}) == "accepted as a CloudEvent in structured mode");
    BOOST_TEST(refusal<format>(event, {{"content-type", "application/cloudevents+avro"}}).ends_with("application/cloudevents+json is understood"));
    BOOST_TEST(refusal<format>(event, {{"content-type", "application/cloudevents-batch+json"}}).ends_with("application/cloudevents+json is understood"));
    BOOST_TEST(refusal<format>(event, {{"content-type", "application/cloudevents+jsonx"}}).ends_with("application/cloudevents+json is understood"));
    // Headers as in binary mode may stand beside it.
    BOOST_TEST(
        (read<gulo::cloudevents>({{"ce_specversion", "1.0"}, {"ce_type", "u"}, {"content-type", "application/cloudevents+json"}}, event).about.type == "t"));
}

BOOST_AUTO_TEST_CASE(the_source_of_an_event_is_a_uri_reference) {
    const std::pair<std::string_view, std::string_view> sources[]{{"", "unknown"},
                                                                  {"shop", "shop"},
                                                                  {"my shop", "my%20shop"},
                                                                  {"a%20b", "a%20b"},
                                                                  {"100%", "100%25"},
                                                                  {"a%2", "a%252"},
                                                                  {"%zz%4A", "%25zz%4A"},
                                                                  {"a[0]", "a%5B0%5D"},
                                                                  {"a#b#c", "a#b%23c"},
                                                                  {"urn:shop:1", "urn:shop:1"},
                                                                  {"1shop:eu", "1shop%3Aeu"},
                                                                  {":eu", "%3Aeu"},
                                                                  {"my shop:eu/a:b", "my%20shop%3Aeu/a:b"},
                                                                  {"/a:b", "/a:b"},
                                                                  {"https://shop.example:8080/a?b#c", "https://shop.example:8080/a?b#c"},
                                                                  {"https://u:p@shop:eu:80/@", "https://u:p@shop%3Aeu:80/@"},
                                                                  {"//a@b@c:x/", "//a@b%40c%3Ax/"}};
    for (const auto& [service, source] : sources) BOOST_TEST(gulo::cloudevents_detail::source_of(service) == source);
}

BOOST_AUTO_TEST_CASE(events_in_binary_mode) {
    using format = gulo::cloudevents_binary;
    const std::vector<gulo::header_view> good{{"ce_specversion", "1.0"}, {"ce_id", "1"}, {"ce_source", "/"}, {"ce_type", "t"}};
    BOOST_TEST(refusal<format>("{}", good) == "accepted as a CloudEvent in binary mode");
    const std::string names[] = {"id", "source", "type"};
    for (std::size_t which = 1; which < 4; ++which) {
        auto headers = good;
        headers[which].value = "";
        BOOST_TEST(refusal<format>("{}", headers).ends_with(": it has no \"" + names[which - 1] + "\""));
        headers[which].value = std::nullopt;
        BOOST_TEST(refusal<format>("{}", headers).ends_with(": it has no \"" + names[which - 1] + "\""));
        headers.erase(headers.begin() + static_cast<std::ptrdiff_t>(which));
        BOOST_TEST(refusal<format>("{}", headers).ends_with(": it has no \"" + names[which - 1] + "\""));
    }
    auto headers = good;
    headers[0].value = "0.3";
    BOOST_TEST(refusal<format>("{}", headers).ends_with("its specversion is 0.3; 1.0 is understood"));
    headers = good;
    headers.push_back({"ce_type", "u"});
    BOOST_TEST(refusal<format>("{}", headers).ends_with(R"(the header "ce_type" occurs twice)"));
    headers = good;
    headers.push_back({"ce_unknown", "\xff"});
    headers.push_back({"ce_", std::nullopt});
    BOOST_TEST(refusal<format>("no json", headers) == "accepted as a CloudEvent in binary mode");
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_format_that_was_seen_and_the_remedy) {
    const written_record k = write<gulo::event_envelope>(order{}, about);
    BOOST_TEST(read<gulo::metadata_envelope>(k).refusal ==
               "the record is the envelope {event_id, event_type, occurred_at, data}, but topic orders accepts only the envelope {metadata, payload}; to "
               "accept it, add "
               "gulo::event_envelope to gulo::wire or gulo::wire_of");
    BOOST_CHECK(read<gulo::metadata_envelope>(k).kind == errc::unaccepted_format);
    const auto seen = [](const written_record& record) {
        const std::string refused = read<gulo::metadata_envelope>(record).refusal;
        return refused.substr(0, refused.find(", but"));
    };
    BOOST_TEST(seen(write<gulo::cloudevents_binary>(order{}, about)) == "the record is a CloudEvent in binary mode");
    BOOST_TEST(seen(write<gulo::cloudevents_structured>(order{}, about)) == "the record is a CloudEvent in structured mode");
    BOOST_TEST(seen(write<gulo::compact_header>(order{}, about)) == "the record is the message with the header \"gulo\"");
    BOOST_TEST(seen(write<gulo::named_headers>(order{}, about)) == "the record is the message with headers such as \"event_type\"");
    BOOST_TEST(seen(write<gulo::plain_message>(order{}, about)) == "the record is the message by itself");
    BOOST_TEST(
        (read<gulo::event_envelope, gulo::cloudevents>(write<gulo::plain_message>(order{}, about))
             .refusal.find("accepts only a CloudEvent in structured mode, or a CloudEvent in binary mode, or the envelope {event_id") != std::string::npos));
}

// What says plainly what it is goes before what has to be guessed, and that before headers that others add to anything.
BOOST_AUTO_TEST_CASE(the_order_of_asking) {
    const auto seen = [](const std::vector<gulo::header_view>& headers, std::string_view value) {
        const reading found =
            read<gulo::plain_message, gulo::named_headers, gulo::event_envelope, gulo::metadata_envelope, gulo::cloudevents, gulo::compact_header>(headers,
                                                                                                                                                   value);
        return found.is_open ? found.format : found.refusal;
    };
    constexpr std::string_view both = R"({"event_type":"t","data":{},"metadata":{"event_type":"t"},"payload":{}})";
    constexpr std::string_view event = R"({"event_type":"t","data":{},"event_id":"1"})";
    constexpr std::string_view cloud = R"({"specversion":"1.0","id":"1","source":"/","type":"t","data":{},"event_type":"t"})";
    const gulo::header_view compact{"gulo", "type=t"}, named{"event_type", "t"}, binary{"ce_specversion", "1.0"};
    BOOST_TEST(seen({compact, named, binary}, both) == gulo::compact_header::name);
    BOOST_TEST(seen({named}, cloud) == gulo::cloudevents_structured::name);
    BOOST_TEST(seen({named, {"ce_id", "1"}, {"ce_source", "/"}, {"ce_type", "t"}, binary}, event) == gulo::cloudevents_binary::name);
    BOOST_TEST(seen({named}, both) == gulo::metadata_envelope::name);
    BOOST_TEST(seen({named}, event) == gulo::event_envelope::name);
    BOOST_TEST(seen({named}, R"({"event_type":"t"})") == gulo::named_headers::name);
    BOOST_TEST(seen({{"event_id", "1"}}, "{}") == gulo::named_headers::name);
    BOOST_TEST(seen({{"entity_type", "order"}}, R"({"metadata":{},"event_type":5})") == gulo::plain_message::name);
    BOOST_TEST(seen({}, "{\"cut") == gulo::plain_message::name);
}

BOOST_AUTO_TEST_CASE(nesting_without_end_is_refused) {
    for (const std::string_view deep : {"[", "{\"a\":"}) {
        std::string value = R"({"specversion":"1.0","event_type":"t","metadata":{"event_type":"t","x":)";
        for (int level = 0; level < 100'000; ++level) value += deep;
        BOOST_TEST(refusal<gulo::event_envelope>(value).find("nested more than") != std::string::npos);
        BOOST_TEST(refusal<gulo::metadata_envelope>(value).find("nested more than") != std::string::npos);
        BOOST_TEST(refusal<gulo::cloudevents>(value, declared).find("nested more than") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_large_message_is_not_copied) {
    const std::string text(8'000'000, 'x');
    const std::string value = R"({"data":{"text":")" + text + R"("},"event_type":"t"})";
    const gulo::header_source none;
    gulo::opened_record opened;
    BOOST_CHECK(gulo::event_envelope::open(none, value, opened) == gulo::opening::opened);
    BOOST_TEST((opened.payload().data() == value.data() + 8));
    BOOST_TEST(opened.payload().size() == text.size() + 11);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
