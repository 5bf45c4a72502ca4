#pragma once
// The wire format of strangers: the message as value, and nothing else.

#include <gulo/codec/wire_format.hpp>

#include <optional>
#include <string_view>

namespace gulo {

/// Nothing tells the type, so that the topic does: it has to carry one type only. What nobody else claims is taken for it. With any codec.
struct plain_message {
    static constexpr std::string_view name = "the message by itself";
    static constexpr std::string_view type_name = "gulo::plain_message";
    static constexpr int rank = 90;

    template <class Codec, class Record, class Message>
    static void write(Record& record, const outgoing_metadata&, const Message& message) {
        Codec::encode_to(message, record.text());
    }

    static opening open(const header_source&, std::optional<std::string_view> value, opened_record& into) {
        into.format = name;
        into.told_by_headers = true;
        into.told.payload = value.value_or("");
        return opening::opened;
    }
};

}  // namespace gulo
