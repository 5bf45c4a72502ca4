#pragma once
// The way from a cascade's outbox to the transport, with an outcome for every message.

#include <gulo/codec/open_record.hpp>
#include <gulo/host/settings.hpp>
#include <gulo/mediator/engine.hpp>
#include <gulo/observe/counters.hpp>
#include <gulo/observe/log_router.hpp>
#include <gulo/transport/publisher.hpp>

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

namespace detail {

inline outgoing_record to_record(const publication& message) {
    return {message.topic, any_partition, message.key, message.value, message.headers, message.time};
}

/// Waits for the outcomes of several records.
class confirmation_waiter final : public delivery_listener {
public:
    explicit confirmation_waiter(std::size_t expected) : open_{expected} {}

    void delivered(const receipt& where) noexcept override {
        finish([&] { receipts_.push_back(where); });
    }
    void not_delivered(const error& why) noexcept override {
        finish([&] {
            if (!first_error_) first_error_ = why;
        });
    }

    /// Blocks until every outcome is known; the transport bounds that time. Throws gulo::failure with the first error.
    std::vector<receipt> wait() {
        std::unique_lock lock{mutex_};
        finished_.wait(lock, [&] { return open_ == 0; });
        if (first_error_) throw failure{*first_error_};
        return std::move(receipts_);
    }

private:
    template <class Note>
    void finish(Note&& note) noexcept {
        const std::lock_guard lock{mutex_};
        try {
            note();
        } catch (...) { first_error_.emplace(); }
        if (--open_ == 0) finished_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable finished_;
    std::size_t open_;
    std::vector<receipt> receipts_;
    std::optional<error> first_error_;
};

}  // namespace detail

/// Hands what cascades publish to a transport, and what could not be delivered to log, counter and hook (rule P2).
/// Thread-safe.
class publishing final : public outlet, public failure_listener {
public:
    publishing(counters& count, log_router& log, publish_failure_hook hook) : count_{count}, log_{log}, hook_{std::move(hook)} {}

    /// Before anything is released; null again: what is released is dropped silently.
    void connect(publisher* out) noexcept { out_ = out; }

    void release(outbox& messages) override {
        if (out_ == nullptr) return;
        count_.published += messages.size();
        messages.for_each([&](const publication& message) { out_->publish(detail::to_record(message), nullptr); });
    }

    void release_confirmed(outbox& messages) override {
        if (out_ == nullptr) return;
        count_.published += messages.size();
        detail::confirmation_waiter waiter{messages.size()};
        messages.for_each([&](const publication& message) { out_->publish(detail::to_record(message), &waiter); });
        try {
            waiter.wait();
        } catch (...) {
            ++count_.publish_failures;
            throw;
        }
    }

    void publishing_failed(const outgoing_record& record, const error& why) noexcept override {
        ++count_.publish_failures;
        try {
            const header_list headers{record.headers};
            const metadata about = read_any_metadata(header_source{headers}, record.value);
            const log_field fields[] = {{"topic", record.topic},
                                        {"type", about.type},
                                        {"message_id", about.id},
                                        {"key", record.key.value_or(std::string_view{})},
                                        {"reason", why.message}};
            log_.write({severity::error, "a message was not published", fields});
        } catch (...) {  // the hook below is worth more than the log
        }
        // A hook that publishes in its turn is not called for that again, or a transport that refuses at once would never let it end.
        static thread_local bool inside_hook = false;
        if (!hook_ || inside_hook) return;
        inside_hook = true;
        try {
            hook_(record, why);
        } catch (...) {  // promised in the hook's description
        }
        inside_hook = false;
    }

private:
    counters& count_;
    log_router& log_;
    publish_failure_hook hook_;
    publisher* out_ = nullptr;
};

}  // namespace gulo
