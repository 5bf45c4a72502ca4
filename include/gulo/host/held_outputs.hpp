#pragma once
// What the handlers of one record published, kept in memory until a transaction takes it.

#include <gulo/base/error.hpp>
#include <gulo/mediator/outbox.hpp>
#include <gulo/transport/record.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gulo {

/// Records in one piece of memory, which owns everything that they consist of. Movable.
class held_outputs {
public:
    held_outputs() = default;

    bool is_empty() const noexcept { return memory_ == nullptr; }

    /// Calls `visit(const outgoing_record&)` for each record, in order. Its views live as long as this object, those of the
    /// headers during the call.
    template <class Visit>
    void for_each(Visit&& visit) const {
        const char* at = memory_.get();
        std::vector<header_view> headers;
        for (auto left = at != nullptr ? number(at) : 0; left != 0; --left) {
            outgoing_record record;
            record.topic = *text(at);
            record.partition = static_cast<std::int32_t>(number(at));
            record.key = text(at);
            record.value = text(at);
            if (const auto time = number64(at); time != no_time) record.time = timestamp{std::chrono::microseconds{time}};
            headers.clear();
            for (auto more = number(at); more != 0; --more) {
                const std::string_view name = *text(at);
                headers.push_back({name, text(at)});
            }
            record.headers = headers;
            visit(static_cast<const outgoing_record&>(record));
        }
    }

    /// Copies what `for_each_record` shows to its visitor, twice the same.
    template <class ForEachRecord>
    static held_outputs copy(ForEachRecord&& for_each_record) {
        std::size_t size = sizeof(std::uint32_t);
        std::uint32_t count = 0;
        for_each_record([&](const outgoing_record& record) {
            size += 6 * sizeof(std::uint32_t) + record.topic.size() + length(record.key) + length(record.value) + sizeof(std::int64_t);
            for (const header_view& header : record.headers) size += 2 * sizeof(std::uint32_t) + header.name.size() + length(header.value);
            ++count;
        });
        held_outputs made;
        made.memory_.reset(new char[size]);
        char* to = made.memory_.get();
        write(to, count);
        for_each_record([&](const outgoing_record& record) {
            write(to, record.topic);
            write(to, static_cast<std::uint32_t>(record.partition));
            write(to, record.key);
            write(to, record.value);
            const std::int64_t time = record.time ? record.time->time_since_epoch().count() : no_time;
            std::memcpy(to, &time, sizeof time);
            to += sizeof time;
            write(to, static_cast<std::uint32_t>(record.headers.size()));
            for (const header_view& header : record.headers) {
                write(to, header.name);
                write(to, header.value);
            }
        });
        return made;
    }

private:
    static constexpr std::int64_t no_time = INT64_MIN;
    static constexpr std::uint32_t no_text = UINT32_MAX;

    static std::size_t length(std::optional<std::string_view> part) noexcept { return part ? part->size() : 0; }

    static void write(char*& to, std::uint32_t value) noexcept {
        std::memcpy(to, &value, sizeof value);
        to += sizeof value;
    }
    static void write(char*& to, std::optional<std::string_view> part) noexcept {
        write(to, part ? static_cast<std::uint32_t>(part->size()) : no_text);
        if (!part || part->empty()) return;
        std::memcpy(to, part->data(), part->size());
        to += part->size();
    }
    static void write(char*& to, std::string_view part) noexcept { write(to, std::optional<std::string_view>{part}); }

    static std::uint32_t number(const char*& at) noexcept {
        std::uint32_t value;
        std::memcpy(&value, at, sizeof value);
        at += sizeof value;
        return value;
    }
    static std::int64_t number64(const char*& at) noexcept {
        std::int64_t value;
        std::memcpy(&value, at, sizeof value);
        at += sizeof value;
        return value;
    }
    static std::optional<std::string_view> text(const char*& at) noexcept {
        const std::uint32_t size = number(at);
        if (size == no_text) return std::nullopt;
        const std::string_view found{at, size};
        at += size;
        return found;
    }

    std::unique_ptr<char[]> memory_;
};

/// Copies outputs for a transaction, and refuses those that the broker would refuse for their size (rule X1), because
/// that would abort the transaction.
class output_keeper {
public:
    explicit output_keeper(std::size_t largest) noexcept : largest_{largest} {}

    std::optional<error> keep(outbox& messages, held_outputs& into) const {
        return keep_all(
            [&](auto&& visit) {
                messages.for_each([&](const publication& message) {
                    visit(outgoing_record{message.topic, any_partition, message.key, message.value, message.headers, message.time});
                });
            },
            into);
    }

private:
    template <class ForEachRecord>
    std::optional<error> keep_all(ForEachRecord&& for_each_record, held_outputs& into) const {
        std::optional<error> refused;
        for_each_record([&](const outgoing_record& record) {
            std::size_t size = record.key.value_or("").size() + record.value.value_or("").size();
            for (const header_view& header : record.headers) size += header.name.size() + header.value.value_or("").size();
            if (size <= largest_ || refused) return;
            refused = error{errc::message_too_large, "a record for topic " + std::string{record.topic} + " has " + std::to_string(size) +
                                                         " octets, and at most " + std::to_string(largest_) +
                                                         " are taken; send less, or raise message.max.bytes here (options) and max.message.bytes of the topic"};
        });
        if (!refused) into = held_outputs::copy(for_each_record);
        return refused;
    }

    std::size_t largest_;
};

}  // namespace gulo
