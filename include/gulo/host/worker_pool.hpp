#pragma once
// Threads that run handlers.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace gulo {

/// Runs tasks on `workers` threads, or at once in the calling thread when there are none. Tasks must not throw.
class worker_pool {
public:
    using task = std::function<void()>;

    explicit worker_pool(std::size_t workers) {
        threads_.reserve(workers);
        for (std::size_t index = 0; index < workers; ++index) threads_.emplace_back([this] { work(); });
    }
    worker_pool(const worker_pool&) = delete;
    worker_pool& operator=(const worker_pool&) = delete;

    /// Waits for running tasks; what has not begun is dropped. A task that never ends is waited for: see `abandon`.
    ~worker_pool() {
        finish();
        for (std::thread& each : threads_)
            if (each.joinable()) each.join();
    }

    void run(task what) {
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
        {
            const std::lock_guard lock{shared_->mutex};
            shared_->finished = true;
            shared_->tasks.clear();
        }
        shared_->available.notify_all();
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
};

}  // namespace gulo
