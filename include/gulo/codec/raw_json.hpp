#pragma once
// JSON text that nobody takes apart: checked, and passed on as it came.

#include <gulo/base/result.hpp>
#include <gulo/codec/json_mapping.hpp>
#include <gulo/codec/json_options.hpp>
#include <gulo/codec/json_skip.hpp>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace gulo {

/// One well-formed JSON value as text, byte for byte as it was received: numbers with all their digits, objects with
/// their keys in order and even twice. White space inside stays, around it is cut off. As a field it is whatever the
/// document has there; a missing field is an error, null is the text "null".
///
///     struct forwarded { std::string to; gulo::raw_json body; };
class raw_json {
public:
    /// The value null.
    raw_json() = default;

    /// Checks the text. Throws gulo::failure when it isn't one well-formed value, or nested more than 64 deep.
    explicit raw_json(std::string text) : raw_json{parse(std::move(text)).value()} {}

    /// The same without an exception.
    static result<raw_json> parse(std::string text);

    /// Valid as long as this object, and until it is assigned to.
    const std::string& text() const noexcept { return text_; }

    /// Equal texts. {"a":1} and { "a": 1 } are not.
    friend bool operator==(const raw_json&, const raw_json&) = default;

private:
    template <class, class>
    friend struct json_detail::json_rule;

    std::string text_ = "null";
};

namespace json_detail {

template <class Codec>
struct json_rule<raw_json, Codec> : unbounded_form<> {
    static char* write(json_writer& writer, char* at, const raw_json& value, std::size_t extra) {
        // What was moved from has no text.
        const std::string_view text = value.text_.empty() ? std::string_view{"null"} : value.text_;
        at = writer.reserve(at, text.size() + extra);
        std::memcpy(at, text.data(), text.size());
        return at + text.size();
    }

    static const char* read(json_reader& reader, const char* at, raw_json& value) {
        at = reader.skip_space(at);
        const char* const end = skip_value(reader, at);
        if (end != nullptr) value.text_.assign(at, end);
        return end;
    }
};

}  // namespace json_detail

inline result<raw_json> raw_json::parse(std::string text) {
    json_detail::json_reader reader{text, json_detail::resolved({}, {}).max_depth};
    const char* const at = reader.begin();
    raw_json value;
    if (at == nullptr || !reader.finish(json_detail::json_rule<raw_json>::read(reader, at, value))) return reader.failure();
    return value;
}

}  // namespace gulo
