#pragma once
// Puts a returned message into the outbox, in its wire format.

#include <gulo/codec/default_format.hpp>
#include <gulo/handler/wire_of_message.hpp>
#include <gulo/mediator/cascade.hpp>
#include <gulo/message/key.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/message/topic.hpp>

#include <string_view>
#include <type_traits>

namespace gulo::detail {

/// What travels with a message whose frame is `about`.
template <class Message>
outgoing_metadata metadata_of(const frame& about, const metadata& origin, const Message& message) {
    outgoing_metadata told{.type = message_name<Message>,
                           .id = about.id(),
                           .correlation_id = correlation_id(about),
                           .causation_id = about.cause() != nullptr ? about.cause()->id() : std::string_view{},
                           .tenant = origin.tenant,
                           .source = about.run().shared().service,
                           .entity_type = {},
                           .trace_parent = {},
                           .trace_state = {},
                           .time = about.run().time(),
                           .version = message_version<Message>,
                           .priority = message_priority(message)};
    if constexpr (requires { std::string_view{Message::entity_type}; }) told.entity_type = Message::entity_type;
    if (is_trace_parent(origin.trace_parent)) {
        told.trace_parent = origin.trace_parent;
        told.trace_state = origin.trace_state;
    }
    return told;
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
        const outgoing_metadata told = metadata_of(about, run.origin_metadata(), message);
        using choice = wire_for<Codec, Message>;
        using written = typename choice::type::written;
        if constexpr (!std::is_same_v<written, default_format>) written::template write<typename choice::codec>(out, told, message);
        else if (run.shared().headers == header_style::compact) compact_header::write<typename choice::codec>(out, told, message);
        else named_headers::write<typename choice::codec>(out, told, message);
        out.end_value();
    } catch (...) {
        out.roll_back(before);
        throw;
    }
}

}  // namespace gulo::detail
