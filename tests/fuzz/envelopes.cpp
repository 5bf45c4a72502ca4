// Wire formats: records of strangers are opened without harm, an envelope that is opened is JSON for Boost.JSON too, and
// what one format wrote is known among all and read as it was.

#include "codec/reference.hpp"
#include "fuzz_input.hpp"

#include <gulo/codec/cloudevents.hpp>
#include <gulo/codec/event_envelope.hpp>
#include <gulo/codec/json.hpp>
#include <gulo/codec/metadata_envelope.hpp>
#include <gulo/codec/open_record.hpp>
#include <gulo/mediator/outbox.hpp>
#include <gulo/testing/random_value.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace {

constexpr std::array names{gulo::header_names::compact,
                           gulo::header_names::type,
                           gulo::header_names::id,
                           gulo::header_names::version,
                           gulo::header_names::time,
                           std::string_view{"content-type"},
                           std::string_view{"ce_id"},
                           std::string_view{"ce_type"},
                           std::string_view{"ce_source"},
                           std::string_view{"ce_specversion"},
                           std::string_view{"ce_eventversion"},
                           gulo::header_names::trace_parent};

bool is_well_formed(std::string_view text) {
    bool cannot_tell = false;
    return reference::parse(text, &cannot_tell).has_value() || cannot_tell;
}

void check_opened(const gulo::opened_record& opened, std::string_view value) {
    const bool is_envelope =
        opened.format == gulo::cloudevents_structured::name || opened.format == gulo::metadata_envelope::name || opened.format == gulo::event_envelope::name;
    if (!is_envelope) return;
    if (!is_well_formed(value)) fuzz::fail("an envelope that is no JSON was opened", value);
    const bool is_json = opened.told.base64.empty() && (opened.told.content_type.empty() || gulo::detail::is_json_media_type(opened.told.content_type));
    if (is_json && !opened.payload().empty() && !is_well_formed(opened.payload())) fuzz::fail("the message inside is no JSON", opened.payload());
}

void read_hostile(fuzz::input_source input) {
    std::vector<gulo::header_view> headers;
    for (std::size_t count = input.below(8); count > 0; --count) {
        gulo::header_view header;
        const std::size_t name = input.below(names.size() + 2);
        header.name = name < names.size() ? names[name] : input.text(input.below(20));
        const std::size_t size = input.below(60);
        if (size != 59) header.value = input.text(size);
        headers.push_back(header);
    }
    const std::string_view value = input.text(4096);
    const gulo::header_list list{headers};
    const gulo::header_source source{list};
    for (const gulo::wire_reader* each : gulo::known_wire_formats) {
        const std::array one{each};
        gulo::opened_record opened;
        if (gulo::open_in(one, source, value, opened)) {
            check_opened(opened, value);
            if (opened.about(source).version < 1) fuzz::fail("a version below 1", value);
        } else if (opened.fault && opened.fault->message.empty()) {
            fuzz::fail("a refusal without a reason", value);
        }
        if (gulo::describe_other_format("orders", one, source, value).size() > 1000) fuzz::fail("an endless reason", value);
    }
    gulo::read_any_metadata(source, value);
    gulo::opened_record opened;
    if (gulo::open_in(gulo::known_wire_formats, source, std::nullopt, opened)) opened.about(source);
}

template <class Format>
void round_trip(fuzz::input_source input) {
    // Valid UTF-8 comes back from every format.
    const auto text = [&](std::string_view first) { return std::string{first} + gulo::testing::detail::random_text(input); };
    const std::string type = text("t"), id = text("i"), tenant = text(""), cause = text("");
    gulo::outgoing_metadata about{.type = type, .id = id, .causation_id = cause, .tenant = tenant};
    about.version = static_cast<int>(1 + input.below(9));
    about.priority = static_cast<gulo::priority>(input.below(4));
    const auto message = gulo::testing::random_value<categories::variants>(input);
    gulo::outbox box;
    box.begin(about.type, "a topic", about.time);
    Format::template write<gulo::json>(box, about, message);
    box.end_value();
    box.for_each([&](const gulo::publication& out) {
        const gulo::header_list list{out.headers};
        const gulo::header_source source{list};
        gulo::opened_record opened;
        if (!gulo::open_in(gulo::known_wire_formats, source, out.value, opened)) fuzz::fail("what was written is not opened", out.value);
        if (opened.format != Format::name) fuzz::fail("taken for another format", opened.format);
        if (opened.payload() != gulo::json::encode(message)) fuzz::fail("another message came back", opened.payload());
        const gulo::metadata back = opened.about(source);
        if (back.type != type || back.id != id) fuzz::fail("another type or id came back", back.type + " " + back.id);
        if (Format::name != gulo::event_envelope::name && (back.tenant != tenant || back.version != about.version))
            fuzz::fail("another tenant or version came back", out.value);
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    read_hostile({data, size});
    if (size == 0) return 0;
    const fuzz::input_source rest{data + 1, size - 1};
    switch (data[0] % 6) {
    case 0: round_trip<gulo::compact_header>(rest); break;
    case 1: round_trip<gulo::named_headers>(rest); break;
    case 2: round_trip<gulo::event_envelope>(rest); break;
    case 3: round_trip<gulo::metadata_envelope>(rest); break;
    case 4: round_trip<gulo::cloudevents_binary>(rest); break;
    default: round_trip<gulo::cloudevents_structured>(rest); break;
    }
    return 0;
}
