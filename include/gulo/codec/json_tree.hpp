#pragma once
// Any JSON document, taken apart: for the few places that do not know its type.

#include <gulo/codec/json.hpp>
#include <gulo/codec/json_decimal.hpp>
#include <gulo/codec/json_skip.hpp>
#include <gulo/codec/json_text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::json_detail {

/// A value: numbers with all their digits, objects with their keys in order. Read by `json::decode<json_tree>`.
class json_tree {
public:
    json_tree() = default;

    json_kind kind() const noexcept { return kind_; }
    /// Of a string its content, of a number and a word what stands there.
    const std::string& text() const noexcept { return text_; }
    const std::vector<json_tree>& values() const noexcept { return values_; }
    const std::vector<std::string>& keys() const noexcept { return keys_; }

    const json_tree* find(std::string_view key) const noexcept {
        for (std::size_t index = keys_.size(); index > 0; --index)
            if (keys_[index - 1] == key) return &values_[index - 1];
        return nullptr;
    }
    bool is_text(std::string_view content) const noexcept { return kind_ == json_kind::string && text_ == content; }
    bool is_word(std::string_view word) const noexcept { return (kind_ == json_kind::boolean || kind_ == json_kind::null) && text_ == word; }

    friend bool operator==(const json_tree&, const json_tree&) = default;

private:
    template <class, class>
    friend struct json_rule;

    json_kind kind_ = json_kind::null;
    std::string text_ = "null";
    std::vector<std::string> keys_;
    std::vector<json_tree> values_;
};

template <class Codec>
struct json_rule<json_tree, Codec> : unbounded_form<> {
    static char* write(json_writer& writer, char* at, const json_tree&, std::size_t extra) { return write_literal(writer.reserve(at, 4 + extra), "null"); }

    static const char* read(json_reader& reader, const char* at, json_tree& value) {
        const char* const start = at = reader.skip_space(at);
        value = {};
        value.kind_ = kind_at(reader, at);
        if (value.kind_ == json_kind::string) return read_string(reader, at, value.text_);
        if (value.kind_ != json_kind::array && value.kind_ != json_kind::object) {
            at = skip_value(reader, at);
            if (at != nullptr) value.text_.assign(start, at);
            return at;
        }
        value.text_.clear();
        const char bracket = value.kind_ == json_kind::array ? ']' : '}';
        at = reader.open(at, bracket == ']' ? '[' : '{', "a value");
        if (at == nullptr) return nullptr;
        for (bool more = !reader.is(at, bracket); more; more = reader.next(at, bracket)) {
            if (bracket == '}') {
                if (!reader.is(at, '"')) return reader.malformed(at, "expected a key");
                at = read_string(reader, at, value.keys_.emplace_back());
                if (at == nullptr) return nullptr;
                at = skip_colon(reader, at);
                if (at == nullptr) return nullptr;
            }
            at = read(reader, at, value.values_.emplace_back());
            if (at == nullptr) return nullptr;
        }
        return at == nullptr ? nullptr : reader.close(at);
    }
};

}  // namespace gulo::json_detail
