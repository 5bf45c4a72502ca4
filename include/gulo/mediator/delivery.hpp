#pragma once
// The entry points through which received records reach handlers.

#include <gulo/base/error.hpp>
#include <gulo/handler/retry_rule.hpp>
#include <gulo/mediator/engine.hpp>
#include <gulo/mediator/incoming.hpp>

#include <optional>
#include <string_view>

namespace gulo {

/// One subscribed message: its topic, its wire name, and the function that decodes a record and calls the handlers.
/// The function returns an error for a record that cannot be decoded and throws what a handler throws; what the
/// handlers publish is added to `messages`; when it throws, `rule` is the retry rule that fits, or null.
struct delivery_entry {
    std::string_view topic;
    std::string_view type;
    std::optional<error> (*deliver)(engine& shared, const incoming& record, outbox& messages, const retry_rule*& rule);
};

}  // namespace gulo
