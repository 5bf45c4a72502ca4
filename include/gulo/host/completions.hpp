#pragma once
// How workers and delivery reports tell the consumer loop that something ended.

#include <gulo/base/error.hpp>
#include <gulo/consume/pipeline.hpp>
#include <gulo/host/held_outputs.hpp>
#include <gulo/transport/publisher.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace gulo {

/// The end of the work on a record, or of its parking.
struct completion {
    consume::record_id record;
    bool parking = false;
    consume::parking_place to{};                       ///< of parking
    consume::outcome how = consume::outcome::handled;  ///< of parking: handled means stored
    std::string type;                                  ///< of what went wrong
    std::string message;
    const retry_rule* rule = nullptr;        ///< for a failed record; null: the service's own
    std::unique_ptr<retry_rule> own_rule{};  ///< where `rule` points, when a function decided it
    errc code{};                             ///< of parking that failed
    std::int32_t stored_partition = -1;      ///< in the parking topic
    std::int64_t stored_offset = -1;
    held_outputs outputs{};  ///< in exactly-once mode: what enters a transaction

    void fail(error why) {
        how = consume::outcome::failed;
        type = make_error_code(why.code).message();
        message = std::move(why.message);
        code = why.code;
    }
};

/// Filled from any thread, emptied by the loop. `wake` is called when there is something after there was nothing: waking
/// costs more than all the rest.
class completions {
public:
    explicit completions(std::function<void()> wake) : wake_{std::move(wake)} {}

    void add(completion done) {
        const std::lock_guard lock{mutex_};
        done_.push_back(std::move(done));
        if (wake_ && done_.size() == 1) wake_();
    }

    void take(std::vector<completion>& into) {
        const std::lock_guard lock{mutex_};
        into.swap(done_);
    }

    /// The loop has ended; nothing is woken any more.
    void close() {
        const std::lock_guard lock{mutex_};
        wake_ = nullptr;
    }

private:
    std::mutex mutex_;
    std::vector<completion> done_;
    std::function<void()> wake_;
};

/// Waits for the delivery of everything that the handlers of one record published, and completes the record then
/// (rule C1). Owns itself: it is gone after its last outcome, whether or not the loop still exists.
class output_tracker final : public delivery_listener {
public:
    static output_tracker* make(std::shared_ptr<completions> to, completion when_done, std::size_t outputs) {
        return new output_tracker{std::move(to), std::move(when_done), outputs};
    }
    /// Of a record for the parking topic, whose place the completion tells; one for `index` may go with it.
    static output_tracker* make(std::shared_ptr<completions> to, completion when_done, std::size_t outputs, std::string index) {
        output_tracker* const made = make(std::move(to), std::move(when_done), outputs);
        made->index_ = std::move(index);
        return made;
    }

    void delivered(const receipt& where) noexcept override {
        if (!index_.empty() && !where.topic.ends_with(index_)) {
            done_.stored_partition = where.partition;
            done_.stored_offset = where.offset;
        }
        one_less();
    }

    void not_delivered(const error& why) noexcept override {
        if (can_never_be_stored(why.code)) hopeless_ = true;
        if (!failed_.exchange(true)) {
            try {
                done_.type = make_error_code(why.code).message();
                done_.code = why.code;
                done_.message = why.message;
            } catch (...) {  // the outcome below is what counts
            }
        }
        one_less();
    }

private:
    output_tracker(std::shared_ptr<completions> to, completion when_done, std::size_t outputs)
        : to_{std::move(to)}, done_{std::move(when_done)}, open_{outputs} {}

    // Everything else may pass: a broker that is away, a queue that is full.
    static constexpr bool can_never_be_stored(errc code) noexcept {
        return code == errc::message_too_large || code == errc::invalid_topic || code == errc::not_authorized;
    }

    void one_less() noexcept {
        if (open_.fetch_sub(1) != 1) return;
        if (failed_) done_.how = hopeless_ ? consume::outcome::failed : consume::outcome::unstored;
        to_->add(std::move(done_));
        delete this;
    }

    std::shared_ptr<completions> to_;
    completion done_;
    std::string index_;
    std::atomic<std::size_t> open_;
    std::atomic<bool> failed_{false};
    std::atomic<bool> hopeless_{false};
};

}  // namespace gulo
