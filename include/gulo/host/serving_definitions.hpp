#pragma once
// The functions of gulo::serving.

#include <gulo/base/current_failure.hpp>
#include <gulo/base/error.hpp>
#include <gulo/consume/limits.hpp>
#include <gulo/host/consumer_check.hpp>
#include <gulo/host/delivery_router.hpp>
#include <gulo/host/handler_in_place.hpp>
#include <gulo/host/serving.hpp>
#include <gulo/host/side_topics.hpp>
#include <gulo/mediator/engine.hpp>
#include <gulo/observe/counters.hpp>
#include <gulo/observe/log_router.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#if GULO_DEFINES

namespace gulo {

GULO_DECL serving::at_work::at_work(log_router& to) : log{to} {}
GULO_DECL serving::at_work::~at_work() = default;

GULO_DECL serving::serving(const serving_parts& parts, const std::optional<consumer_settings>& settings) : work_{std::make_shared<at_work>(parts.log)} {
    work_->router = std::make_unique<delivery_router>(parts.deliveries, settings ? std::string_view{settings->group} : std::string_view{},
                                                      settings ? settings->topics : delivery_router::topic_settings{});
    if (parts.deliveries.empty() || parts.out == nullptr) return;
    check_consumer_settings(*settings, work_->router->subscribed());
    host_detail::prepare_side_topics(work_->router->later(), *parts.out, work_->health, work_->log);
    work_->drain_bound = settings->drain_bound;
    work_->loop = parts.open(
        parts.transport, {parts.shared, *work_->router, parts.count, work_->log, work_->health, *settings, *parts.out, parts.once, parts.write_transactions});
}

GULO_DECL serving::~serving() { stop(); }

GULO_DECL void serving::start() {
    const std::lock_guard lock{stop_mutex_};
    if (stopped_) throw failure{{errc::shutting_down, "the service was stopped and has left its group; make a new one to consume again"}};
    if (!work_->loop || thread_.joinable()) return;
    work_->has_thread = true;
    thread_ = std::thread{[work = work_] { work->consume(); }};
}

GULO_DECL void serving::at_work::consume() {
    try {
        while (loop->step(std::chrono::milliseconds{500})) {
            if (stopping.exchange(false)) loop->stop();
            if (hurrying.exchange(false)) loop->hurry();
            if (loop->has_failed()) failed = true;
        }
    } catch (const handler_given_up&) {  // nothing of all this is this thread's any more
        return;
    } catch (...) { has_broken(); }
    const std::lock_guard lock{mutex};
    has_ended = true;
    changed.notify_all();
}

GULO_DECL void serving::at_work::stop_here() {
    try {
        loop->stop();
        while (loop->step(std::chrono::milliseconds{100}))
            if (hurrying.exchange(false)) loop->hurry();
    } catch (...) { has_broken(); }
}

// In a catch block. Out of memory, at worst: what is not committed comes again.
GULO_DECL void serving::at_work::has_broken() {
    failed = true;
    try {
        const auto [type, reason] = detail::current_failure();
        health.degrade("consumer", reason);
        log.write({severity::error, "the consumer has ended", std::array{log_field{"reason", reason}}});
        loop->abandon();
    } catch (...) {  // nothing is left that could be done
    }
}

GULO_DECL void serving::stop() {
    const std::lock_guard lock{stop_mutex_};
    if (!work_->loop) return;
    if (thread_.joinable()) {
        work_->stopping = true;
        work_->loop->ask_to_end();
        work_->loop->wake();
        if (ends_in_time()) {
            thread_.join();
        } else {
            keep_for_good();
            thread_.detach();
        }
    } else if (!stopped_) {
        work_->stop_here();
    }
    stopped_ = true;
}

// The loop keeps its bounds by itself, unless a handler has its thread. False: one that does not heed its stop token (rule C12).
GULO_DECL bool serving::ends_in_time() {
    using namespace std::chrono_literals;
    std::unique_lock lock{work_->mutex};
    const auto has_ended = [this] { return work_->has_ended; };
    work_->changed.wait_for(lock, std::min<std::chrono::milliseconds>(work_->drain_bound, 24h), [this] { return work_->has_ended || work_->is_hurried; });
    while (!work_->has_ended) {
        if (!work_->loop->is_in_handler()) {
            work_->changed.wait_for(lock, 100ms, has_ended);
            continue;
        }
        lock.unlock();
        work_->loop->cancel();
        lock.lock();
        if (work_->changed.wait_for(lock, consume::limits{}.cancel_bound, has_ended)) break;
        if (work_->loop->give_up_handler()) return false;
    }
    return true;
}

// Where tools that look for leaks find it.
GULO_DECL void serving::keep_for_good() {
    struct kept {
        std::shared_ptr<at_work> work;
        kept* before;
    };
    static std::atomic<kept*> last{nullptr};
    kept* const made = new kept{work_, nullptr};
    made->before = last.exchange(made);
}

GULO_DECL void serving::hurry() {
    work_->hurrying = true;
    if (!work_->has_thread) return;
    {
        const std::lock_guard lock{work_->mutex};
        work_->is_hurried = true;
        work_->changed.notify_all();
    }
    work_->loop->ask_to_end();
    work_->loop->wake();
    if (work_->loop->is_in_handler()) work_->loop->cancel();
}

GULO_DECL void serving::begin_stop() {
    if (work_->loop) work_->loop->stop();
}

GULO_DECL void serving::abandon() {
    const std::lock_guard lock{stop_mutex_};
    stopped_ = true;
    work_->loop.reset();
}

}  // namespace gulo

#endif
