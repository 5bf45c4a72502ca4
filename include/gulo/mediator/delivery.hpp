#pragma once
// The entry points through which received records reach handlers.

#include <gulo/base/error.hpp>
#include <gulo/codec/wire_format.hpp>
#include <gulo/handler/retry_rule.hpp>
#include <gulo/mediator/engine.hpp>
#include <gulo/mediator/incoming.hpp>

#include <optional>
#include <span>
#include <string_view>

namespace gulo {

/// One subscribed message: its topic, its wire name, and the function that decodes a record and calls the handlers.
/// The function returns an error for a record that cannot be decoded and throws what a handler throws; what the
/// handlers publish is added to `messages`; when it throws, `rule` is the retry rule that fits, or null, and valid until
/// the next failure on the thread. `rules` are all that can fit.
struct delivery_entry {
    std::string_view topic;
    std::string_view type;
    std::optional<error> (*deliver)(engine& shared, const incoming& record, outbox& messages, const retry_rule*& rule);
    /// The retry rules that may decide about it, so that their topics can be made before any record needs them.
    std::span<const retry_rule* const> rules{};
    /// The same as `deliver` for a record without a value; null when no handler asks for deletions.
    std::optional<error> (*deliver_tombstone)(engine& shared, const incoming& record, outbox& messages, const retry_rule*& rule) = nullptr;
    /// The formats in which records of it are accepted; none: those of gulo::default_format.
    std::span<const wire_reader* const> formats{};
};

}  // namespace gulo
