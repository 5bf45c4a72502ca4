#pragma once
// What librdkafka may take too long for, on a thread of its own.

#include <chrono>
#include <exception>
#include <future>
#include <thread>
#include <utility>

namespace gulo::kafka_detail {

/// Waits for the end of `what` until `deadline`; then it goes on by itself. Where no thread is to be had it is not run: for
/// the destruction of clients, which are left as they are then. `what` is copied and must not throw.
template <class What>
void run_beside(What what, std::chrono::steady_clock::time_point deadline) noexcept {
    try {
        std::promise<void> ended;
        const std::future<void> end = ended.get_future();
        std::thread{[what = std::move(what), ended = std::move(ended)]() mutable {
            what();
            ended.set_value();
        }}.detach();
        end.wait_until(deadline);
    } catch (const std::exception&) {  // by std::thread
    }
}

}  // namespace gulo::kafka_detail
