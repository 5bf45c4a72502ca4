#pragma once
// Encoded messages that wait until the cascade which produced them has succeeded.

#include <gulo/base/buffer.hpp>
#include <gulo/base/clock.hpp>
#include <gulo/message/header.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// A message as it leaves: all views belong to the outbox.
struct publication {
    std::string_view type;
    std::string_view topic;
    std::optional<std::string_view> key;
    std::string_view value;
    std::span<const header_view> headers;
    timestamp time{};
};

/// Collects publications in order (rule P1: nothing leaves before the whole local cascade returned). Reused, it does
/// not allocate. Not thread-safe.
class outbox {
public:
    /// A point to fall back to.
    struct mark {
        std::size_t entries;
        std::size_t headers;
        std::size_t text;
    };

    mark here() const noexcept { return {entries_.size(), headers_.size(), text_.size()}; }

    /// Drops everything that was added after `point`.
    void roll_back(mark point) noexcept {
        entries_.resize(point.entries);
        headers_.resize(point.headers);
        text_.truncate(point.text);
    }

    void clear() noexcept { roll_back({0, 0, 0}); }
    bool empty() const noexcept { return entries_.empty(); }
    std::size_t size() const noexcept { return entries_.size(); }

    /// Begins a publication; its key, headers and value follow in this order. `type`, `topic` and the names of headers
    /// have to live as long as the outbox.
    void begin(std::string_view type, std::string_view topic, timestamp time) {
        entries_.push_back({type, topic, time, {text_.size(), 0}, false, headers_.size(), 0, {text_.size(), 0}});
    }

    /// Where the parts of the publication at hand are written.
    buffer& text() noexcept { return text_; }

    /// What was appended to `text` since `begin` is the key.
    void end_key() noexcept {
        entry& last = entries_.back();
        last.key.size = text_.size() - last.key.begin;
        last.has_key = true;
        last.value.begin = text_.size();
    }

    /// What was appended to `text` since `begin_header` returned `begin` is the value of a header.
    std::size_t begin_header() const noexcept { return text_.size(); }
    void end_header(std::string_view name, std::size_t begin) {
        headers_.push_back({name, {begin, text_.size() - begin}});
        ++entries_.back().header_count;
        entries_.back().value.begin = text_.size();
    }

    void header(std::string_view name, std::string_view value) {
        const std::size_t begin = begin_header();
        text_.append(value);
        end_header(name, begin);
    }

    /// The key of the publication at hand. It stands in `text`, so what is written there may move it.
    std::optional<std::string_view> key() const noexcept {
        if (!entries_.back().has_key) return std::nullopt;
        return view(entries_.back().key);
    }

    /// What was appended to `text` since then is the value.
    void end_value() noexcept { entries_.back().value.size = text_.size() - entries_.back().value.begin; }

    /// Calls `visit(const publication&)` for each publication in order.
    template <class Visit>
    void for_each(Visit&& visit) {
        for (const entry& each : entries_) {
            views_.clear();
            for (std::size_t index = 0; index < each.header_count; ++index) {
                const stored_header& header = headers_[each.first_header + index];
                views_.push_back({header.name, view(header.value)});
            }
            publication out{each.type, each.topic, std::nullopt, view(each.value), views_, each.time};
            if (each.has_key) out.key = view(each.key);
            visit(std::as_const(out));
        }
    }

private:
    struct range {
        std::size_t begin;
        std::size_t size;
    };
    struct stored_header {
        std::string_view name;
        range value;
    };
    struct entry {
        std::string_view type;
        std::string_view topic;
        timestamp time;
        range key;
        bool has_key;
        std::size_t first_header;
        std::size_t header_count;
        range value;
    };

    std::string_view view(range where) const noexcept { return text_.view().substr(where.begin, where.size); }

    buffer text_;
    std::vector<entry> entries_;
    std::vector<stored_header> headers_;
    std::vector<header_view> views_;
};

}  // namespace gulo
