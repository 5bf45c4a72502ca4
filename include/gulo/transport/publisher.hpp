#pragma once
// The publishing half of a transport.

#include <gulo/base/error.hpp>
#include <gulo/transport/record.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gulo {

/// Is told the outcome of one record. Exactly one of the two functions is called, once, from any thread,
/// and must neither throw nor block. The object has to live until then.
class delivery_listener {
public:
    virtual void delivered(const receipt& where) noexcept = 0;
    virtual void not_delivered(const error& why) noexcept = 0;

protected:
    ~delivery_listener() = default;
};

/// Is told about every record that was published without a listener and could not be delivered (rule P2).
/// The record's views are valid during the call only. From any thread; must neither throw nor block.
class failure_listener {
public:
    virtual void publishing_failed(const outgoing_record& record, const error& why) noexcept = 0;

protected:
    ~failure_listener() = default;
};

/// A topic that a service needs beside one of its source topics, with as many partitions.
struct side_topic {
    enum class kind : std::uint8_t {
        retry,        ///< delayed records; kept for at least a week and four times the delay
        parking,      ///< records of parked keys; kept for ever
        parked_keys,  ///< the index of these; compacted
    };
    kind what = kind::retry;
    std::string_view name{};
    std::string_view source{};
    std::chrono::milliseconds delay{};
};

/// Writes records to the log of a transport. All functions may be called from any thread.
class publisher {
public:
    virtual ~publisher() = default;

    /// Queues `record`, copying what it keeps. Returns at once, except that a full local queue makes it wait up to
    /// the transport's bound; then the outcome is errc::queue_full (rule P3). Never throws on account of the broker:
    /// every record has one outcome, told to `listener`, or on failure to the failure listener when that is null.
    virtual void publish(const outgoing_record& record, delivery_listener* listener) noexcept = 0;

    /// Makes the topic `target` for the dead letters of `source` where the transport can and it is missing (rule D3), and
    /// tells how many partitions it has; nothing when that cannot be found out. Asked before each dead letter, where handlers
    /// run; may block some seconds, so the transport remembers the answer, also that there is none.
    virtual std::optional<std::int32_t> prepare_dead_letters(std::string_view source, std::string_view target) noexcept {
        static_cast<void>(source);
        static_cast<void>(target);
        return std::nullopt;
    }

    /// Makes a topic where the transport can and it is missing, and tells how many partitions it has; nothing when that
    /// cannot be found out, or when the topic would lose records because it is kept in another way than its kind needs.
    /// Asked at the start of a service and before each record for it, where handlers run; may block some seconds, so the
    /// transport remembers the answer, also that there is none.
    virtual std::optional<std::int32_t> prepare_topic(const side_topic& wanted) noexcept {
        static_cast<void>(wanted);
        return std::nullopt;
    }

    /// Waits until everything published so far has its outcome, at most `bound`. False: something is still under way.
    virtual bool flush(std::chrono::milliseconds bound) noexcept = 0;

    /// Gives every record that is still under way the outcome errc::delivery_unknown or errc::shutting_down (rule P8)
    /// and refuses further ones. Blocks briefly.
    virtual void close() noexcept = 0;
};

}  // namespace gulo
