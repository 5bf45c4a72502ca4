#pragma once
// A JSON Schema under construction, and its text: indented, what fits on a line on one line.

#include <gulo/base/buffer.hpp>
#include <gulo/codec/json_writer.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::json_detail {

inline std::string quoted(std::string_view text) {
    buffer out;
    json_writer writer{out};
    writer.finish(write_string(writer, writer.begin(1), text, 0));
    return std::string{out.view()};
}

/// An object, an array, or anything else as the text it is.
class schema_node {
public:
    static schema_node literal(std::string text) {
        schema_node made;
        made.text_ = std::move(text);
        return made;
    }
    static schema_node text(std::string_view content) { return literal(quoted(content)); }
    static schema_node number(std::size_t value) { return literal(std::to_string(value)); }
    static schema_node array() {
        schema_node made;
        made.is_array_ = true;
        return made;
    }
    static schema_node of_type(std::string_view name) {
        schema_node made;
        made.set("type", text(name));
        return made;
    }

    schema_node& set(std::string_view key, schema_node value) {
        keys_.emplace_back(key);
        values_.push_back(std::move(value));
        return *this;
    }
    schema_node& add(schema_node value) {
        values_.push_back(std::move(value));
        return *this;
    }
    void set_first(std::string_view key, schema_node value) {
        keys_.emplace(keys_.begin(), key);
        values_.insert(values_.begin(), std::move(value));
    }
    void append(schema_node other) {
        for (std::size_t index = 0; index < other.keys_.size(); ++index) set(other.keys_[index], std::move(other.values_[index]));
    }

    schema_node* find(std::string_view key) {
        for (std::size_t index = 0; index < keys_.size(); ++index)
            if (keys_[index] == key) return &values_[index];
        return nullptr;
    }
    bool is_text(std::string_view content) const { return text_ == quoted(content); }
    bool is_literal() const { return !text_.empty(); }
    bool empty() const { return values_.empty(); }

    std::string print() const {
        std::string out;
        print(out, 0, 0);
        out += '\n';
        return out;
    }

private:
    static constexpr std::size_t line_width = 120;

    // On one line, as far as it takes to see whether it fits.
    void print_short(std::string& out) const {
        if (is_literal()) {
            out += text_;
            return;
        }
        out += is_array_ ? '[' : '{';
        for (std::size_t index = 0; index < values_.size() && out.size() <= line_width; ++index) {
            if (index != 0) out += ", ";
            if (!is_array_) out.append(quoted(keys_[index])).append(": ");
            values_[index].print_short(out);
        }
        out += is_array_ ? ']' : '}';
    }

    void print(std::string& out, std::size_t indent, std::size_t behind) const {
        std::string line;
        print_short(line);
        const bool has_defined = !is_array_ && !is_literal() && holds_nodes();
        if (is_literal() || values_.empty() || (!has_defined && indent + behind + line.size() < line_width)) {
            out += line;
            return;
        }
        out += is_array_ ? '[' : '{';
        for (std::size_t index = 0; index < values_.size(); ++index) {
            out.append(index == 0 ? "\n" : ",\n").append(indent + 2, ' ');
            std::string key;
            if (!is_array_) key = quoted(keys_[index]) + ": ";
            out += key;
            values_[index].print(out, indent + 2, key.size());
        }
        out.append("\n").append(indent, ' ') += is_array_ ? ']' : '}';
    }

    // An object of objects stands on lines of its own, so that a change of one field is a change of one line.
    bool holds_nodes() const {
        for (const auto& each : values_)
            if (!each.is_literal() && !each.is_array_) return true;
        return false;
    }

    std::string text_;
    bool is_array_ = false;
    std::vector<std::string> keys_;
    std::vector<schema_node> values_;
};

}  // namespace gulo::json_detail
