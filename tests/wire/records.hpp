#pragma once
// Records as a format writes them, without an application around.

#include <gulo/codec/json.hpp>
#include <gulo/codec/open_record.hpp>
#include <gulo/mediator/outbox.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wire_test {

struct written_record {
    std::optional<std::string> key{};
    std::string value{};
    std::vector<std::pair<std::string, std::string>> headers{};

    std::vector<gulo::header_view> views() const {
        std::vector<gulo::header_view> made;
        for (const auto& [name, text] : headers) made.push_back({name, text});
        return made;
    }

    /// Headers as lines, an empty one, and the value.
    std::string text() const {
        std::string made;
        for (const auto& [name, content] : headers) made += name + ": " + content + "\n";
        return made + "\n" + value;
    }
};

template <class Format, class Message>
written_record write(const Message& message, const gulo::outgoing_metadata& about, std::optional<std::string_view> key = std::nullopt) {
    gulo::outbox box;
    box.text().append("what was written before");
    box.begin(about.type, "a topic", about.time);
    if (key) {
        box.text().append(*key);
        box.end_key();
    }
    Format::template write<gulo::json>(box, about, message);
    box.end_value();
    written_record made;
    box.for_each([&](const gulo::publication& out) {
        if (out.key) made.key.emplace(*out.key);
        made.value = out.value;
        for (const gulo::header_view& header : out.headers) made.headers.emplace_back(header.name, header.value.value());
    });
    return made;
}

/// What a reader of these formats makes of a record: type, payload and metadata, or why it is refused.
struct reading {
    bool is_open = false;
    std::string format{};
    std::string payload{};
    gulo::metadata about{};
    std::string refusal{};
    gulo::errc kind{};
};

template <class... Formats>
reading read(const std::vector<gulo::header_view>& views, std::optional<std::string_view> value) {
    std::vector<const gulo::wire_reader*> formats;
    for (const gulo::wire_reader* each : gulo::wire<Formats...>.readers()) formats.push_back(each);
    std::ranges::sort(formats, {}, &gulo::wire_reader::rank);
    const gulo::header_list list{views};
    const gulo::header_source headers{list};
    gulo::opened_record opened;
    reading made;
    made.is_open = gulo::open_in(formats, headers, value, opened);
    if (made.is_open) {
        made.format = opened.format;
        made.payload = opened.payload();
        made.about = opened.about(headers);
        BOOST_TEST(made.about.type == opened.type());
    } else if (opened.fault) {
        made.refusal = opened.fault->message;
        made.kind = opened.fault->code;
    } else {
        made.refusal = gulo::describe_other_format("orders", formats, headers, value);
        made.kind = gulo::errc::unaccepted_format;
    }
    return made;
}

template <class... Formats>
reading read(const written_record& record) {
    return read<Formats...>(record.views(), record.value);
}
template <class... Formats>
reading read_value(std::string_view value) {
    return read<Formats...>(std::vector<gulo::header_view>{}, value);
}

}  // namespace wire_test
