#pragma once
// Reading a topic to its end, and publishing batches with an outcome: what replays are made of.

#include <gulo/base/error.hpp>
#include <gulo/transport/log_reader.hpp>
#include <gulo/transport/publisher.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace gulo::host_detail {

inline void rest(std::chrono::milliseconds duration) { std::this_thread::sleep_for(duration); }

/// Waits as long as so many records are worth at a rate.
inline void keep_pace(std::size_t records, std::size_t per_second) { rest(std::chrono::milliseconds{records * 1'000 / std::max<std::size_t>(1, per_second)}); }

/// Records on their way, and the first thing that went wrong with any.
class replay_batch {
public:
    explicit replay_batch(publisher& out) : out_{out} {}
    replay_batch(const replay_batch&) = delete;
    replay_batch& operator=(const replay_batch&) = delete;

    void publish(const outgoing_record& record) {
        ++size_;
        out_.publish(record, new listener{shared_});
    }
    std::size_t size() const noexcept { return size_; }

    /// Waits for every outcome, at most `bound`; gives the first error, or errc::delivery_unknown past the bound.
    std::optional<error> wait(std::chrono::milliseconds bound) {
        std::unique_lock lock{shared_->mutex};
        if (!shared_->changed.wait_for(lock, bound, [&] { return shared_->done == size_; }))
            return error{errc::delivery_unknown, "a replayed record was not acknowledged within " + std::to_string(bound.count()) + " ms"};
        return shared_->fault;
    }

private:
    // Outlives the batch where an outcome comes past the bound.
    struct outcomes {
        std::mutex mutex;
        std::condition_variable changed;
        std::size_t done = 0;
        std::optional<error> fault;
    };
    class listener final : public delivery_listener {
    public:
        explicit listener(std::shared_ptr<outcomes> to) : to_{std::move(to)} {}
        void delivered(const receipt&) noexcept override { finish(nullptr); }
        void not_delivered(const error& why) noexcept override { finish(&why); }

    private:
        void finish(const error* why) noexcept {
            {
                const std::lock_guard lock{to_->mutex};
                ++to_->done;
                try {
                    if (why != nullptr && !to_->fault) to_->fault = *why;
                } catch (...) { to_->fault.emplace(); }
                to_->changed.notify_all();
            }
            delete this;
        }
        std::shared_ptr<outcomes> to_;
    };

    publisher& out_;
    std::shared_ptr<outcomes> shared_ = std::make_shared<outcomes>();
    std::size_t size_ = 0;
};

/// Gives `take` every record of a topic up to the ends that it has while reading, from what `progress` has committed or,
/// where that is empty, from the beginning; until `take` returns false. Throws gulo::failure when nothing comes for `bound`.
template <log_reader Reader, class Take>
void read_to_end(Reader& reader, const std::string& topic, const std::string& progress, std::chrono::milliseconds bound, Take&& take) {
    const auto count = reader.partition_count(topic, bound);
    if (!count) throw failure{count.error()};
    std::set<topic_partition> open;
    for (std::int32_t index = 0; index < *count; ++index) {
        const topic_partition partition{topic, index};
        std::int64_t from = 0;
        if (!progress.empty()) {
            const auto committed = reader.committed(progress, partition, bound);
            if (!committed) throw failure{committed.error()};
            from = committed->value_or(0);
        }
        open.insert(partition);
        reader.begin(partition, from);
    }
    reader_inbox<typename Reader::record_type> inbox;
    auto last = std::chrono::steady_clock::now();
    bool wanted = true;
    std::string fault;
    while (wanted && !open.empty()) {
        inbox.clear();
        reader.poll(inbox, 1'000, std::chrono::milliseconds{100});
        if (!inbox.faults.empty()) fault = inbox.faults.back().message;
        for (const auto& record : inbox.records) {
            if (!open.contains({topic, record.partition()})) continue;
            wanted = wanted && take(record);
            if (!wanted) break;
        }
        for (const topic_partition& each : inbox.at_end) open.erase(each);
        const auto now = std::chrono::steady_clock::now();
        if (!inbox.records.empty() || !inbox.at_end.empty()) last = now;
        else if (now - last > bound)
            throw failure{{errc::timed_out, "topic \"" + topic + "\" could not be read to its end: nothing came for " + std::to_string(bound.count()) + " ms" +
                                                (fault.empty() ? "" : " (" + fault + ")")}};
    }
    inbox.clear();
    for (std::int32_t index = 0; index < *count; ++index) reader.stop({topic, index});
}

}  // namespace gulo::host_detail
