#pragma once
// An application at work: its consumer, its thread, its orderly end.

#include <gulo/host/consumer_check.hpp>
#include <gulo/host/consumer_loop.hpp>
#include <gulo/host/delivery_router.hpp>
#include <gulo/observe/health.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace gulo {

/// Consumes what an application subscribes to. The application has to outlive it. Either `start` and `stop`, which use
/// a thread, or `step` from the caller's own loop.
template <class Application>
class service {
    using transport_type = std::remove_cvref_t<decltype(std::declval<Application&>().transport())>;
    using loop_type = consumer_loop<typename transport_type::consumer_type>;

public:
    /// Throws gulo::failure when the application consumes and its settings cannot work. Joins the group at once.
    explicit service(Application& application) : service{application, application.has_transport ? std::optional{application.consuming()} : std::nullopt} {}

    service(Application& application, std::optional<consumer_settings> settings) : application_{application}, router_{deliveries_} {
        if (deliveries_.empty() || !application_.transport().is_enabled()) return;
        check_consumer_settings(*settings);
        loop_ = std::make_unique<loop_type>(application_.transport().subscribe(router_.topics(), *settings), application_.shared(), router_,
                                            application_.transport().out(), application_.count(), application_.log(), health_, *settings);
    }
    service(const service&) = delete;
    service& operator=(const service&) = delete;
    ~service() { stop(); }

    /// Runs the consumer on a thread of its own. Once: after `stop` it throws gulo::failure (errc::shutting_down), because
    /// the group was left; make a new service.
    void start() {
        const std::lock_guard lock{stop_mutex_};
        if (stopped_) throw failure{{errc::shutting_down, "the service was stopped and has left its group; make a new one to consume again"}};
        if (!loop_ || thread_.joinable()) return;
        thread_ = std::thread{[this] {
            try {
                while (loop_->step(std::chrono::milliseconds{500})) {
                    if (stopping_.exchange(false)) loop_->stop();
                    if (loop_->has_failed()) failed_ = true;
                }
            } catch (...) {  // out of memory, at worst: what is not committed comes again
                const auto [type, reason] = detail::current_failure();
                health_.degrade("consumer", reason);
                application_.log().write({severity::error, "the consumer has ended", std::array{log_field{"reason", reason}}});
                failed_ = true;
            }
        }};
    }

    /// Finishes what runs, commits and leaves the group (rules S1 to S6), within the settings' bounds. Blocks; any
    /// thread but a handler's, also more than once. A handler that ignores its stop token goes on by itself
    /// (`left_running`): it must not outlive the application; gulo::run leaves the process then.
    void stop() {
        const std::lock_guard lock{stop_mutex_};
        if (!loop_) return;
        if (thread_.joinable()) {
            stopping_ = true;
            loop_->wake();
            thread_.join();
        } else if (!stopped_) {
            loop_->stop();
            while (loop_->step(std::chrono::milliseconds{100})) {}
        }
        stopped_ = true;
    }

    /// One round of the consumer, for callers that did not `start`. False when there is nothing to consume any more.
    bool step(std::chrono::milliseconds wait) { return loop_ && loop_->step(wait); }

    /// Null when the application does not consume.
    const loop_type* loop() const noexcept { return loop_.get(); }
    const gulo::health& health() const noexcept { return health_; }
    bool has_failed() const noexcept { return failed_; }
    std::size_t left_running() const noexcept { return loop_ ? loop_->left_running() : 0; }

private:
    Application& application_;
    const decltype(Application::deliveries()) deliveries_ = Application::deliveries();
    delivery_router router_;
    gulo::health health_;
    std::unique_ptr<loop_type> loop_;
    std::thread thread_;
    std::mutex stop_mutex_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> failed_{false};
    bool stopped_ = false;
};

}  // namespace gulo
