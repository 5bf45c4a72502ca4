#pragma once
// A record fetched from Kafka, as its consumer hands it out.

#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/headers.hpp>
#include <gulo/transport/record.hpp>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace gulo {

/// Owns librdkafka's message; its views are valid as long as it. Movable, also to another thread, and destroyed
/// there; it has to be destroyed before its consumer's `close` ends, or the consumer is left open for good.
class kafka_record {
public:
    /// Takes over `message`; `topic` lives as long as the message; `outstanding` counts the records of a consumer.
    kafka_record(rd_kafka_message_t* message, std::string_view topic, std::atomic<std::int64_t>& outstanding) noexcept
        : message_{message}, outstanding_{&outstanding}, topic_{topic} {}

    kafka_record(kafka_record&& other) noexcept : message_{std::exchange(other.message_, nullptr)}, outstanding_{other.outstanding_}, topic_{other.topic_} {}

    kafka_record& operator=(kafka_record&& other) noexcept {
        std::swap(message_, other.message_);
        std::swap(outstanding_, other.outstanding_);
        std::swap(topic_, other.topic_);
        return *this;
    }

    ~kafka_record() {
        if (message_ == nullptr) return;
        rd_kafka_message_destroy(message_);
        outstanding_->fetch_sub(1, std::memory_order_release);
    }

    std::string_view topic() const noexcept { return topic_; }
    std::int32_t partition() const noexcept { return message_->partition; }
    std::int64_t offset() const noexcept { return message_->offset; }
    timestamp time() const noexcept { return kafka_detail::time_of(message_); }

    /// None: no key. Not the same as an empty one.
    std::optional<std::string_view> key() const noexcept { return kafka_detail::key_of(message_); }

    /// None: a tombstone.
    std::optional<std::string_view> value() const noexcept { return kafka_detail::value_of(message_); }

    /// Calls `visit(header_view)` for each header in their order, duplicates too. The first call parses them, so
    /// only one thread at a time. Headers that are malformed count as none.
    template <class Visitor>
    void for_each_header(Visitor&& visit) const {
        kafka_detail::visit_headers(message_, std::forward<Visitor>(visit));
    }

private:
    rd_kafka_message_t* message_;
    std::atomic<std::int64_t>* outstanding_;
    std::string_view topic_;
};

}  // namespace gulo
