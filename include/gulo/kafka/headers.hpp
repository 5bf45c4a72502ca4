#pragma once
// Record headers to and from librdkafka's form.

#include <gulo/kafka/handles.hpp>
#include <gulo/transport/record.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace gulo::kafka_detail {

/// librdkafka takes a null pointer for "null", not for "empty".
inline const char* never_null(std::string_view text) noexcept { return text.data() != nullptr ? text.data() : ""; }

inline headers_handle make_headers(std::span<const header_view> headers) {
    headers_handle made{rd_kafka_headers_new(headers.size())};
    for (const header_view& header : headers)
        rd_kafka_header_add(made.get(), never_null(header.name), static_cast<ssize_t>(header.name.size()), header.value ? never_null(*header.value) : nullptr,
                            header.value ? static_cast<ssize_t>(header.value->size()) : 0);
    return made;
}

/// Calls `visit(header_view)` for every header of a message; one whose headers are malformed has none. The first
/// call parses them and keeps the result in the message: one thread at a time.
template <class Visitor>
void visit_headers(const rd_kafka_message_t* message, Visitor&& visit) {
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t at = 0; rd_kafka_header_get_all(headers, at, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++at) {
        header_view header{name, std::nullopt};
        if (value != nullptr) header.value = std::string_view{static_cast<const char*>(value), size};
        visit(std::as_const(header));
    }
}

/// A producer may have written any number: what lies before 1970 or after the year 9999 is taken for these.
inline timestamp time_of(const rd_kafka_message_t* message) noexcept {
    const std::int64_t milliseconds = rd_kafka_message_timestamp(message, nullptr);
    return timestamp{std::chrono::milliseconds{std::clamp<std::int64_t>(milliseconds, 0, 253'402'300'799'999)}};
}

inline std::optional<std::string_view> key_of(const rd_kafka_message_t* message) noexcept {
    if (message->key == nullptr) return std::nullopt;
    return std::string_view{static_cast<const char*>(message->key), message->key_len};
}

inline std::optional<std::string_view> value_of(const rd_kafka_message_t* message) noexcept {
    if (message->payload == nullptr) return std::nullopt;
    return std::string_view{static_cast<const char*>(message->payload), message->len};
}

}  // namespace gulo::kafka_detail
