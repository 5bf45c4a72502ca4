#pragma once
// A service at work: its consumer, its thread, its orderly end.

#include <gulo/base/separate.hpp>
#include <gulo/host/record_loop.hpp>
#include <gulo/mediator/delivery.hpp>
#include <gulo/observe/health.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace gulo {

/// What a service works with; all of it outlives the service.
struct serving_parts {
    engine& shared;
    counters& count;
    log_router& log;
    std::span<const delivery_entry> deliveries;
    publisher* out = nullptr;  ///< null: there is no transport, or it is switched off
    void* transport = nullptr;
    std::unique_ptr<record_loop> (*open)(void* transport, const record_loop_parts& parts) = nullptr;
    const exactly_once* once = nullptr;  ///< null: at least once
    std::function<std::unique_ptr<transaction_writer>(const transaction_settings&)> write_transactions{};
};

/// Consumes what an application subscribes to: gulo::service without the application's type. Either `start` and `stop`,
/// which use a thread, or `step` from the caller's own loop.
class serving {
public:
    /// Throws gulo::failure when the settings cannot work. Joins the group at once.
    serving(const serving_parts& parts, const std::optional<consumer_settings>& settings);
    serving(const serving&) = delete;
    serving& operator=(const serving&) = delete;
    virtual ~serving();

    /// Runs the consumer on a thread of its own. Once: after `stop` it throws gulo::failure (errc::shutting_down), because
    /// the group was left; make a new service.
    void start();

    /// Finishes what runs, commits and leaves the group (rules S1 to S6), within the settings' bounds. Blocks; any
    /// thread but a handler's, also more than once. A handler that ignores its stop token goes on by itself
    /// (`left_running`): it must not outlive the application; gulo::run leaves the process then. If it has the polling thread
    /// (`workers = 0`), nothing more is committed, and the group is left when it notices that nobody polls.
    void stop();

    /// For a second signal: handlers that run are asked to stop at once, what is finished is committed, and `stop`, which
    /// may be waiting in another thread, returns soon. Does not block, unless what a handler does when it is asked to stop
    /// does; any thread.
    void hurry();

    /// Begins the orderly end for callers of `step`, who go on until it returns false. `stop` is this and waiting.
    void begin_stop();

    /// Ends as a process does that is killed: nothing is finished, committed or given back in order. For tests that
    /// `step`; no handler may be running.
    void abandon();

    /// One round of the consumer, for callers that did not `start`, one thread at a time. False when there is nothing to
    /// consume any more. Throws what the transport throws; only `abandon` or the destructor may follow then.
    bool step(std::chrono::milliseconds wait) { return work_->loop && work_->loop->step(wait); }

    /// Null when the application does not consume.
    const record_loop* loop() const noexcept { return work_->loop.get(); }
    /// What is wrong at the moment, and was. Any thread.
    const gulo::health& health() const noexcept { return work_->health; }
    /// The partitions that are held at the moment, with the age of the oldest pending record of each, for metrics and alarms
    /// (rule C11); at most a second old while the consumer goes round. Any thread, until `stop` or `abandon`; does not block.
    std::vector<partition_status> partitions() const { return work_->loop ? work_->loop->partitions() : std::vector<partition_status>{}; }
    /// Whether the consumer has ended because it cannot go on; health says why. Any thread.
    bool has_failed() const noexcept { return work_->failed; }
    /// How many handlers had not returned at the end. After `stop`.
    std::size_t left_running() const noexcept { return work_->loop ? work_->loop->left_running() : 0; }

private:
    /// All that its thread touches. Never destroyed when a handler on that thread does not end.
    struct at_work {
        explicit at_work(log_router& to);
        ~at_work();

        void consume();
        void stop_here();
        void has_broken();

        log_router& log;
        std::unique_ptr<delivery_router> router;
        gulo::health health;
        std::unique_ptr<record_loop> loop;
        std::chrono::milliseconds drain_bound{};
        std::atomic<bool> stopping{false};
        std::atomic<bool> hurrying{false};
        std::atomic<bool> failed{false};
        std::atomic<bool> has_thread{false};
        std::mutex mutex;
        std::condition_variable changed;
        bool is_hurried = false;
        bool has_ended = false;
    };

    bool ends_in_time();
    void keep_for_good();

    std::shared_ptr<at_work> work_;
    std::thread thread_;
    std::mutex stop_mutex_;
    bool stopped_ = false;
};

}  // namespace gulo

#if GULO_DEFINES
#include <gulo/host/serving_definitions.hpp>
#endif
