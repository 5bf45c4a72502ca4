#pragma once
// Puts a returned message into the outbox: encoded, with its key and its metadata.

#include <gulo/mediator/cascade.hpp>
#include <gulo/message/key.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/message/topic.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gulo::detail {

/// The compact header: what a reader can't know otherwise. The time is the record's own; a correlation id that is the
/// id of the cause, or of the message itself, is left out.
template <class Message>
void write_compact_header(outbox& out, const frame& about, const metadata& origin) {
    const std::size_t begin = out.begin_header();
    buffer& text = out.text();
    append_compact_field(text, begin, "type", message_name<Message>);
    append_compact_field(text, begin, "id", about.id());
    const std::string_view correlation = correlation_id(about);
    const std::string_view causation = about.cause() != nullptr ? about.cause()->id() : std::string_view{};
    if (correlation != (causation.empty() ? about.id() : causation)) append_compact_field(text, begin, "correlation", correlation);
    append_compact_field(text, begin, "causation", causation);
    append_compact_field(text, begin, "tenant", origin.tenant);
    append_compact_field(text, begin, "source", about.run().shared().service);
    if constexpr (message_version<Message> != 1) {
        char digits[12];
        const auto end = std::to_chars(digits, digits + sizeof digits, message_version<Message>).ptr;
        append_compact_field(text, begin, "version", {digits, static_cast<std::size_t>(end - digits)});
    }
    out.end_header(header_names::compact, begin);
}

/// A wall-clock time as RFC 3339 in UTC with microseconds.
inline void append_time(buffer& out, timestamp time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto digits = [&out](std::uint64_t value, int count) {
        char* const begin = out.prepare(static_cast<std::size_t>(count));
        for (int index = count; index > 0; --index, value /= 10) begin[index - 1] = static_cast<char>('0' + value % 10);
        out.commit(static_cast<std::size_t>(count));
    };
    auto rest = static_cast<std::uint64_t>((time - day).count());
    const std::uint64_t microsecond = rest % 1'000'000;
    rest /= 1'000'000;
    digits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    out.push_back('-');
    digits(static_cast<unsigned>(date.month()), 2);
    out.push_back('-');
    digits(static_cast<unsigned>(date.day()), 2);
    out.push_back('T');
    digits(rest / 3600, 2);
    out.push_back(':');
    digits(rest / 60 % 60, 2);
    out.push_back(':');
    digits(rest % 60, 2);
    out.push_back('.');
    digits(microsecond, 6);
    out.push_back('Z');
}

/// One header for each part, under the names that other systems use.
template <class Message>
void write_named_headers(outbox& out, const frame& about, const metadata& origin) {
    const auto write = [&out](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        const std::size_t begin = out.begin_header();
        out.text().append(value);
        out.end_header(name, begin);
    };
    write(header_names::type, message_name<Message>);
    write(header_names::id, about.id());
    if constexpr (requires { std::string_view{Message::entity_type}; }) write(header_names::entity_type, Message::entity_type);
    const std::size_t begin = out.begin_header();
    append_time(out.text(), about.run().time());
    out.end_header(header_names::time, begin);
    write(header_names::correlation, correlation_id(about));
    if (about.cause() != nullptr) write(header_names::causation, about.cause()->id());
    write(header_names::tenant, origin.tenant);
    write(header_names::source, about.run().shared().service);
    if constexpr (message_version<Message> != 1) {
        char digits[12];
        const auto end = std::to_chars(digits, digits + sizeof digits, message_version<Message>).ptr;
        write(header_names::version, {digits, static_cast<std::size_t>(end - digits)});
    }
}

/// Appends the message, whose frame is `about`, to the cascade's outbox.
template <class Codec, class Message>
void collect(const Message& message, const frame& about) {
    cascade& run = about.run();
    outbox& out = run.messages();
    const outbox::mark before = out.here();
    try {
        out.begin(message_name<Message>, topic_name<Message>, run.time());
        if (append_partition_key(out.text(), message)) out.end_key();
        if (run.shared().headers == header_style::compact)
            write_compact_header<Message>(out, about, run.origin_metadata());
        else
            write_named_headers<Message>(out, about, run.origin_metadata());
        Codec::encode(message, out.text());
        out.end_value();
    } catch (...) {
        out.roll_back(before);
        throw;
    }
}

}  // namespace gulo::detail
