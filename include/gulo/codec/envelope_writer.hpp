#pragma once
// Writes what stands around a message in a JSON envelope.

#include <gulo/base/buffer.hpp>
#include <gulo/base/clock.hpp>
#include <gulo/codec/json_writer.hpp>
#include <gulo/message/time_text.hpp>

#include <string_view>

namespace gulo {

/// Appends to a buffer.
class envelope_writer {
public:
    explicit envelope_writer(buffer& out) : out_{out} {}

    /// As it stands.
    envelope_writer& raw(std::string_view json) {
        out_.append(json);
        return *this;
    }

    /// A string in quotes. `value` must not stand in the buffer itself.
    envelope_writer& text(std::string_view value) {
        json_detail::json_writer writer{out_};
        writer.finish(json_detail::write_string(writer, writer.begin(1), value, 0));
        return *this;
    }

    /// The same, but null for an empty text.
    envelope_writer& text_or_null(std::string_view value) { return value.empty() ? raw("null") : text(value); }

    /// `,"name":"value"`; nothing for an empty value. `name` needs no escaping.
    envelope_writer& member(std::string_view name, std::string_view value) {
        if (value.empty()) return *this;
        return raw(",\"").raw(name).raw("\":").text(value);
    }

    envelope_writer& time(timestamp value) {
        out_.push_back('"');
        detail::append_time(out_, value);
        out_.push_back('"');
        return *this;
    }

private:
    buffer& out_;
};

}  // namespace gulo
