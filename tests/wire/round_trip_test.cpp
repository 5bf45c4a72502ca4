// Random messages with random metadata come back from each format, as far as it can carry them.

#include "records.hpp"

#include "../codec/sample.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace wire_test;

namespace round_trip_case {

constexpr int rounds = 1'000;

// GULO_TEST_SEED repeats a run.
std::uint64_t seed() {
    const char* const given = std::getenv("GULO_TEST_SEED");
    const std::uint64_t value = given != nullptr ? std::strtoull(given, nullptr, 10) : 20261121;
    BOOST_TEST_MESSAGE("seed " << value);
    return value;
}

struct owned_metadata {
    std::string type, id, correlation, causation, tenant, source, entity, trace_parent, trace_state, key;
    gulo::timestamp time{};
    int version = 1;
    gulo::priority priority = gulo::priority::medium;

    gulo::outgoing_metadata view() const {
        return {.type = type,
                .id = id,
                .correlation_id = correlation,
                .causation_id = causation,
                .tenant = tenant,
                .source = source,
                .entity_type = entity,
                .trace_parent = trace_parent,
                .trace_state = trace_state,
                .time = time,
                .version = version,
                .priority = priority};
    }
};

// With `octets`, also what is no UTF-8: everything may stand in a header.
std::string text(sample::random& random, bool octets) {
    static const std::string hostile[] = {";", "=", "%", "%41", "\r\n", "\xff", "\xc3", std::string{"\0", 1}, ",", "\"}", "\\u0000", std::string(300, 'x')};
    std::string made = random.text();
    while (random.below(3) == 0) {
        const std::string& more = hostile[random.below(std::size(hostile))];
        if (octets || static_cast<unsigned char>(more.front()) < 0x80) made += more;
    }
    return made;
}

owned_metadata some_metadata(sample::random& random, bool octets) {
    owned_metadata made;
    made.type = "t" + text(random, octets);
    made.id = "i" + text(random, octets);
    if (random.flip()) made.correlation = text(random, octets);
    if (random.flip()) made.causation = text(random, octets);
    if (random.flip()) made.tenant = text(random, octets);
    if (random.flip()) made.source = text(random, octets);
    if (random.flip()) made.entity = text(random, octets);
    made.key = text(random, octets);
    made.time = gulo::timestamp{std::chrono::microseconds{random.next() % 4'000'000'000'000'000}};
    if (random.flip()) made.version = static_cast<int>(1 + random.below(1'000'000));
    made.priority = static_cast<gulo::priority>(random.below(4));
    if (random.flip()) {
        made.trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0" + std::to_string(random.below(10));
        made.trace_state = text(random, octets);
    }
    return made;
}

std::string time_text(gulo::timestamp time) {
    gulo::buffer out;
    gulo::detail::append_time(out, time);
    return std::string{out.view()};
}

// What cannot be carried is what a reader takes for not told.
enum class part { type, id, correlation, causation, tenant, source, time, version, priority, trace };

template <class Format>
struct carries {
    template <part What>
    static constexpr bool value = true;
};
template <>
struct carries<gulo::plain_message> {
    template <part What>
    static constexpr bool value = false;
};
template <>
struct carries<gulo::compact_header> {
    template <part What>
    static constexpr bool value = What != part::time;  // the record's own
};
template <>
struct carries<gulo::event_envelope> {
    template <part What>
    static constexpr bool value = What == part::type || What == part::id || What == part::time || What == part::trace;
};
template <>
struct carries<gulo::metadata_envelope> {
    template <part What>
    static constexpr bool value = What != part::causation;
};

template <class Format>
constexpr bool is_cloudevent = std::is_same_v<Format, gulo::cloudevents_binary> || std::is_same_v<Format, gulo::cloudevents_structured>;

template <class Format, class... Readers>
void survive(bool octets) {
    sample::random random{seed()};
    for (int round = 0; round < rounds; ++round) {
        const owned_metadata sent = some_metadata(random, octets);
        const sample::message message = random.some_message();
        const written_record record = write<Format>(message, sent.view(), sent.key);
        const reading back = read<Readers...>(record);
        BOOST_TEST_REQUIRE(back.is_open, back.refusal << "\n" << record.text());
        BOOST_TEST(back.format == Format::name);
        const auto decoded = gulo::json::try_decode<sample::message>(back.payload);
        BOOST_TEST_REQUIRE(decoded.has_value(), decoded.error().message << "\n" << record.text());
        BOOST_TEST((*decoded == message), record.text());

        const auto told = [&]<part What>(const std::string& value) { return carries<Format>::template value<What> ? value : std::string{}; };
        std::string correlation = told.template operator()<part::correlation>(sent.correlation);
        if (std::is_same_v<Format, gulo::compact_header> && correlation.empty()) correlation = sent.causation.empty() ? sent.id : sent.causation;
        BOOST_TEST(back.about.type == told.template operator()<part::type>(sent.type));
        BOOST_TEST(back.about.id == told.template operator()<part::id>(sent.id));
        BOOST_TEST(back.about.correlation_id == correlation);
        BOOST_TEST(back.about.causation_id == told.template operator()<part::causation>(sent.causation));
        BOOST_TEST(back.about.tenant == told.template operator()<part::tenant>(sent.tenant));
        BOOST_TEST(back.about.source ==
                   (is_cloudevent<Format> ? gulo::cloudevents_detail::source_of(sent.source) : told.template operator()<part::source>(sent.source)));
        BOOST_TEST(back.about.time == told.template operator()<part::time>(time_text(sent.time)));
        BOOST_TEST(back.about.version == (carries<Format>::template value<part::version> ? sent.version : 1));
        BOOST_CHECK(back.about.priority == (carries<Format>::template value<part::priority> ? sent.priority : gulo::priority::medium));
        BOOST_TEST(back.about.trace_parent == told.template operator()<part::trace>(sent.trace_parent));
        BOOST_TEST(back.about.trace_state == told.template operator()<part::trace>(sent.trace_state));
    }
}

}  // namespace round_trip_case

using namespace round_trip_case;

BOOST_AUTO_TEST_SUITE(round_trip)

BOOST_AUTO_TEST_CASE(compact_header) { survive<gulo::compact_header, gulo::compact_header>(true); }
BOOST_AUTO_TEST_CASE(named_headers) { survive<gulo::named_headers, gulo::named_headers>(true); }
BOOST_AUTO_TEST_CASE(plain_message) { survive<gulo::plain_message, gulo::plain_message>(true); }
BOOST_AUTO_TEST_CASE(event_envelope) { survive<gulo::event_envelope, gulo::event_envelope>(false); }
BOOST_AUTO_TEST_CASE(metadata_envelope) { survive<gulo::metadata_envelope, gulo::metadata_envelope>(false); }
BOOST_AUTO_TEST_CASE(cloudevents_binary) { survive<gulo::cloudevents_binary, gulo::cloudevents_binary>(false); }
BOOST_AUTO_TEST_CASE(cloudevents_structured) { survive<gulo::cloudevents_structured, gulo::cloudevents_structured>(false); }

// A reader of all formats takes none for another.
BOOST_AUTO_TEST_CASE(each_format_is_recognised_among_all) {
    survive<gulo::compact_header, gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(true);
    survive<gulo::named_headers, gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(true);
    survive<gulo::plain_message, gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(true);
    survive<gulo::event_envelope, gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(false);
    survive<gulo::metadata_envelope, gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(false);
    survive<gulo::cloudevents_binary, gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(false);
    survive<gulo::cloudevents_structured, gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(false);
}

// Headers of events and JSON are UTF-8: what is none is replaced, and nothing else changes.
BOOST_AUTO_TEST_CASE(octets_that_are_not_utf8_are_replaced_where_the_format_is_utf8) {
    gulo::outgoing_metadata about{.type = "t", .id = "i"};
    about.tenant = "a\xff\xc3(é";
    struct nothing {
        int x = 0;
    };
    const std::string replaced = "a\xef\xbf\xbd\xef\xbf\xbd(é";
    BOOST_TEST(read<gulo::metadata_envelope>(write<gulo::metadata_envelope>(nothing{}, about)).about.tenant == replaced);
    BOOST_TEST(read<gulo::cloudevents>(write<gulo::cloudevents_binary>(nothing{}, about)).about.tenant == replaced);
    BOOST_TEST(read<gulo::cloudevents>(write<gulo::cloudevents_structured>(nothing{}, about)).about.tenant == replaced);
    BOOST_TEST(read<gulo::named_headers>(write<gulo::named_headers>(nothing{}, about)).about.tenant == about.tenant);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
