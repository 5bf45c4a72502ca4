#pragma once
// Threads that run handlers.

#include <gulo/base/error.hpp>
#include <gulo/host/lent_executor.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace gulo {

/// Runs tasks on `workers` threads, or at once in the calling thread when there are none; or, instead of both, where an
/// executor that is given says. Tasks must not throw.
class worker_pool {
public:
    using task = std::function<void()>;

    /// Throws gulo::failure (errc::invalid_configuration) when there are not enough threads to be had.
    explicit worker_pool(std::size_t workers, lent_executor::executor elsewhere = {}) : elsewhere_{std::move(elsewhere)} {
        if (elsewhere_) return;
        threads_.reserve(workers);
        try {
            while (threads_.size() < workers) threads_.emplace_back([this] { work(); });
        } catch (const std::exception& why) {
            finish();
            join();
            throw failure{{errc::invalid_configuration, "only " + std::to_string(threads_.size()) + " of " + std::to_string(workers) +
                                                            " threads for handlers could be started (" + why.what() +
                                                            "); set consumer_settings::workers to fewer, or let the process have more threads and memory"}};
        }
    }
    worker_pool(const worker_pool&) = delete;
    worker_pool& operator=(const worker_pool&) = delete;

    /// Waits for running tasks; what has not begun is dropped. A task that never ends is waited for: see `abandon`.
    ~worker_pool() {
        finish();
        join();
        if (!abandoned_) elsewhere_.wait();
    }

    void run(task what) {
        if (elsewhere_) return elsewhere_.run(std::move(what));
        if (threads_.empty()) return what();
        {
            const std::lock_guard lock{shared_->mutex};
            shared_->tasks.push_back(std::move(what));
        }
        shared_->available.notify_one();
    }

    /// Lets threads whose tasks do not end go on by themselves. What such a task refers to must never be destroyed.
    void abandon() {
        finish();
        abandoned_ = true;
        for (std::thread& each : threads_) each.detach();
        threads_.clear();
    }

private:
    struct state {
        std::mutex mutex;
        std::condition_variable available;
        std::deque<task> tasks;
        bool finished = false;
    };

    void finish() {
        elsewhere_.close();
        {
            const std::lock_guard lock{shared_->mutex};
            shared_->finished = true;
            shared_->tasks.clear();
        }
        shared_->available.notify_all();
    }

    void join() {
        for (std::thread& each : threads_)
            if (each.joinable()) each.join();
    }

    void work() {
        const std::shared_ptr<state> shared = shared_;
        while (true) {
            task next;
            {
                std::unique_lock lock{shared->mutex};
                shared->available.wait(lock, [&] { return shared->finished || !shared->tasks.empty(); });
                if (shared->finished) return;
                next = std::move(shared->tasks.front());
                shared->tasks.pop_front();
            }
            next();
        }
    }

    std::shared_ptr<state> shared_ = std::make_shared<state>();
    std::vector<std::thread> threads_;
    lent_executor elsewhere_;
    bool abandoned_ = false;
};

}  // namespace gulo
