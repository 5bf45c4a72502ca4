#pragma once
// A record that is being handled, as the mediator sees it.

#include <gulo/base/clock.hpp>
#include <gulo/codec/wire_format.hpp>
#include <gulo/message/header.hpp>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>

namespace gulo {

/// A record on its way to handlers. All views are valid while it is handled.
struct incoming {
    std::string_view topic;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    timestamp time{};
    std::optional<std::string_view> key;
    std::optional<std::string_view> value;
    header_source headers;
    int attempt = 1;  ///< 1 with the first delivery (rule R1)
    std::optional<instant> deadline;
    const std::stop_token* stop = nullptr;  ///< lives as long as the handling
    const opened_record* opened = nullptr;  ///< what its wire format tells; null: the value is the message, the headers its metadata
};

}  // namespace gulo
