#pragma once
// What the tests of this room share: captured logs and outcomes that can be waited for with a bound.

#include <gulo/kafka.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kafka_test {

using namespace std::chrono_literals;

/// Guards what other threads write, and waits until it looks as wanted.
class watched {
public:
    template <class Change>
    void change(Change&& change) {
        const std::lock_guard lock{mutex_};
        change();
        changed_.notify_all();
    }

    /// Waits for `holds`, at most `bound`.
    template <class Predicate>
    bool wait(std::chrono::milliseconds bound, Predicate&& holds) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, bound, holds);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
};

/// A log sink that keeps what it gets.
struct captured_log {
    struct line {
        gulo::severity level;
        std::string text;
    };

    gulo::log_sink sink() {
        return [this](const gulo::log_entry& entry) { state.change([&] { lines.push_back({entry.level, std::string{entry.message}}); }); };
    }

    std::size_t count(gulo::severity least, std::string_view text) {
        std::size_t found = 0;
        state.wait(0ms, [&] {
            for (const line& each : lines) found += each.level >= least && each.text.find(text) != std::string::npos ? 1 : 0;
            return true;
        });
        return found;
    }

    bool wait_for(gulo::severity least, std::string_view text, std::chrono::milliseconds bound) {
        return state.wait(bound, [&] {
            for (const line& each : lines)
                if (each.level >= least && each.text.find(text) != std::string::npos) return true;
            return false;
        });
    }

    std::string all() {
        std::string text;
        state.wait(0ms, [&] {
            for (const line& each : lines) text += each.text + '\n';
            return true;
        });
        return text;
    }

    watched state;
    std::vector<line> lines;
};

/// A listener that counts, and keeps receipts and errors in their order.
struct outcomes final : gulo::delivery_listener, gulo::failure_listener {
    struct failed_record {
        std::string topic;
        std::optional<std::string> key;
        std::optional<std::string> value;
        std::vector<std::pair<std::string, std::optional<std::string>>> headers;
        gulo::error why;
    };

    void delivered(const gulo::receipt& where) noexcept override {
        state.change([&] { receipts.push_back(where); });
    }
    void not_delivered(const gulo::error& why) noexcept override {
        state.change([&] { errors.push_back(why); });
    }
    void publishing_failed(const gulo::outgoing_record& record, const gulo::error& why) noexcept override {
        failed_record copy{std::string{record.topic}, {}, {}, {}, why};
        if (record.key) copy.key = *record.key;
        if (record.value) copy.value = *record.value;
        for (const auto& header : record.headers) {
            copy.headers.emplace_back(header.name, std::nullopt);
            if (header.value) copy.headers.back().second = *header.value;
        }
        state.change([&] { failures.push_back(copy); });
    }

    bool wait_for_receipts(std::size_t count, std::chrono::milliseconds bound = 10s) {
        return state.wait(bound, [&] { return receipts.size() >= count; });
    }
    bool wait_for_errors(std::size_t count, std::chrono::milliseconds bound = 10s) {
        return state.wait(bound, [&] { return errors.size() >= count; });
    }

    watched state;
    std::vector<gulo::receipt> receipts;
    std::vector<gulo::error> errors;
    std::vector<failed_record> failures;
};

inline gulo::outgoing_record record(std::string_view topic, std::optional<std::string_view> key, std::optional<std::string_view> value,
                                    std::span<const gulo::header_view> headers = {}) {
    gulo::outgoing_record made;
    made.topic = topic;
    made.key = key;
    made.value = value;
    made.headers = headers;
    return made;
}

inline gulo::transport_environment environment(captured_log& log, gulo::failure_listener* failures = nullptr) {
    gulo::transport_environment made;
    made.log = log.sink();
    made.failures = failures;
    made.service = "gulo-test";
    return made;
}

inline gulo::consumer_settings settings(std::string group) {
    gulo::consumer_settings made;
    made.group = std::move(group);
    return made;
}

/// A member that answers every assignment, and keeps copies of what it reads.
struct member {
    struct read_record {
        std::string topic;
        std::int32_t partition;
        std::int64_t offset;
        std::optional<std::string> key;
        std::optional<std::string> value;
        std::vector<std::pair<std::string, std::optional<std::string>>> headers;
    };

    /// Polls until `holds`, at most `bound`.
    template <class Predicate>
    bool poll_until(std::chrono::milliseconds bound, Predicate&& holds) {
        const auto deadline = std::chrono::steady_clock::now() + bound;
        while (!holds()) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            poll(50ms);
        }
        return true;
    }

    void poll(std::chrono::milliseconds wait) {
        inbox.clear();
        consumer->poll(inbox, 1'000, wait);
        for (auto& event : inbox.events) std::visit([this](auto& each) { handle(each); }, event);
        for (const gulo::kafka_record& each : inbox.records) {
            read_record copy{std::string{each.topic()}, each.partition(), each.offset(), {}, {}, {}};
            if (each.key()) copy.key = *each.key();
            if (each.value()) copy.value = *each.value();
            each.for_each_header([&](const gulo::header_view& header) {
                copy.headers.emplace_back(header.name, std::nullopt);
                if (header.value) copy.headers.back().second = *header.value;
            });
            records.push_back(std::move(copy));
        }
        positions.insert(positions.end(), inbox.positions.begin(), inbox.positions.end());
        inbox.clear();
    }

    void handle(gulo::partitions_assigned& event) {
        consumer->assign(event.partitions);
        assigned.insert(assigned.end(), event.partitions.begin(), event.partitions.end());
        ++assignments;
    }
    void handle(gulo::partitions_revoked& event) {
        release(event.partitions);
        ++revocations;
    }
    void handle(gulo::partitions_lost& event) {
        release(event.partitions);
        ++losses;
    }
    void handle(gulo::commit_finished& event) { commits.push_back(event); }
    void handle(gulo::offset_lost& event) { lost_offsets.push_back(event); }
    void handle(gulo::consumer_failed& event) { failures.push_back(event); }

    void release(const std::vector<gulo::topic_partition>& partitions) {
        consumer->release(partitions);
        for (const auto& each : partitions) std::erase(assigned, each);
    }

    std::unique_ptr<gulo::kafka_consumer> consumer;
    gulo::consumer_inbox<gulo::kafka_record> inbox{};
    std::vector<read_record> records{};
    std::vector<gulo::topic_partition> assigned{};
    std::vector<gulo::commit_finished> commits{};
    std::vector<gulo::consumer_failed> failures{};
    std::vector<gulo::offset_lost> lost_offsets{};
    std::vector<gulo::partition_offset> positions{};
    int assignments = 0;
    int revocations = 0;
    int losses = 0;
};

}  // namespace kafka_test
