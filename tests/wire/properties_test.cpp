// Every category of types through every wire format: a thousand messages each, with what travels beside them. A message
// that does not come back is made small.

#include "records.hpp"

#include "../codec/categories.hpp"

#include <gulo/testing/property.hpp>
#include <gulo/testing/same_value.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace {

using namespace wire_test;

namespace property_case {

template <class T>
struct letter {
    std::string id;
    std::string tenant;
    std::string source;
    std::string key;
    std::uint16_t version = 0;
    T message;
};

// The message as a text that is passed through, so that each format is compiled once and not once for each type.
struct parcel {
    std::string_view type;
    std::string id;
    std::string_view tenant, source, key;
    int version = 1;
    gulo::raw_json message;
};

template <class Format>
bool comes_back(const parcel& sent) {
    gulo::outgoing_metadata about{.type = sent.type, .id = sent.id, .tenant = sent.tenant, .source = sent.source};
    about.version = sent.version;
    const written_record record = write<Format>(sent.message, about, sent.key);
    const reading back = read<gulo::default_format, gulo::cloudevents, gulo::metadata_envelope, gulo::event_envelope>(record);
    if (!back.is_open || back.format != Format::name || record.key != sent.key || back.payload != sent.message.text()) return false;
    constexpr bool is_plain = std::is_same_v<Format, gulo::plain_message>;
    constexpr bool carries_all = !is_plain && !std::is_same_v<Format, gulo::event_envelope>;
    return (is_plain || (back.about.type == sent.type && back.about.id == sent.id)) &&
           (!carries_all || (back.about.tenant == sent.tenant && back.about.version == sent.version));
}

void survive(std::string_view format, bool (*travel)(const parcel&)) {
    categories::for_each_type(
        [&]<class T>() {
            const auto outcome = gulo::testing::for_all<letter<T>>([&](const letter<T>& sent) {
                const std::string document = gulo::json::encode(sent.message);
                if (!travel({gulo::message_name<T>, "i" + sent.id, sent.tenant, sent.source, sent.key, sent.version + 1, gulo::raw_json{document}}))
                    return false;
                return gulo::testing::same_value(sent.message, gulo::json::decode<T>(document));
            });
            BOOST_TEST(outcome.holds, format << ": " << outcome.text);
            BOOST_TEST(outcome.cases == 1000u);
        },
        categories::all{});
}
template <class Format>
void survives_in() {
    survive(Format::name, &comes_back<Format>);
}

}  // namespace property_case

using namespace property_case;

BOOST_AUTO_TEST_SUITE(properties)

BOOST_AUTO_TEST_CASE(compact_header) { survives_in<gulo::compact_header>(); }
BOOST_AUTO_TEST_CASE(named_headers) { survives_in<gulo::named_headers>(); }
BOOST_AUTO_TEST_CASE(plain_message) { survives_in<gulo::plain_message>(); }
BOOST_AUTO_TEST_CASE(event_envelope) { survives_in<gulo::event_envelope>(); }
BOOST_AUTO_TEST_CASE(metadata_envelope) { survives_in<gulo::metadata_envelope>(); }
BOOST_AUTO_TEST_CASE(cloudevents_binary) { survives_in<gulo::cloudevents_binary>(); }
BOOST_AUTO_TEST_CASE(cloudevents_structured) { survives_in<gulo::cloudevents_structured>(); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
