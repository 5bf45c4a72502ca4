#pragma once
// Runs tasks where somebody else says, and still ends in order.

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace gulo {

/// Hands tasks to an executor that is not ours: it may run them on any thread, at any time, in any order. Tasks must
/// not throw. A task that the executor runs after `close` does nothing.
class lent_executor {
public:
    using task = std::function<void()>;
    using executor = std::function<void(task)>;

    explicit lent_executor(executor runs) : runs_{std::move(runs)} {}

    /// False without an executor.
    explicit operator bool() const noexcept { return static_cast<bool>(runs_); }

    void run(task what) {
        runs_([gate = gate_, what = std::move(what)] {
            if (!gate->enter()) return;
            what();
            gate->leave();
        });
    }

    /// From now on nothing begins any more.
    void close() {
        const std::lock_guard lock{gate_->mutex};
        gate_->closed = true;
    }

    /// Waits until nothing runs. After `close`.
    void wait() {
        std::unique_lock lock{gate_->mutex};
        gate_->left.wait(lock, [this] { return gate_->inside == 0; });
    }

private:
    // Outlives this object as long as the executor keeps a task.
    struct gate {
        std::mutex mutex;
        std::condition_variable left;
        std::size_t inside = 0;
        bool closed = false;

        bool enter() {
            const std::lock_guard lock{mutex};
            if (!closed) ++inside;
            return !closed;
        }
        void leave() {
            const std::lock_guard lock{mutex};
            --inside;
            left.notify_all();
        }
    };

    executor runs_;
    std::shared_ptr<gate> gate_ = std::make_shared<gate>();
};

}  // namespace gulo
