#pragma once
// An application at work on the log under test, one round at a time, on the thread of the suite.

#include <gulo/host/application.hpp>
#include <gulo/host/open_record_loop.hpp>
#include <gulo/host/service.hpp>
#include <gulo/mediator/context.hpp>
#include <gulo/testing/conformance_log.hpp>
#include <gulo/testing/conformance_result.hpp>
#include <gulo/testing/seeded_executor.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gulo::testing {

/// What the suite's application handles and publishes.
struct conformance_job {
    static constexpr std::string_view topic = "conformance.jobs";
    std::int64_t number = 0;
};
struct conformance_done {
    static constexpr std::string_view topic = "conformance.done";
    std::int64_t number = 0;
};

/// What the handler does beside noting its call.
struct conformance_desk {
    struct call {
        std::int64_t number;
        std::string key;
        std::int32_t partition;
        std::int64_t offset;
        int attempt;
    };
    std::vector<call> calls{};
    std::function<void(const conformance_job&, const context&)> work{};

    std::vector<std::int64_t> numbers(std::string_view key) const {
        std::vector<std::int64_t> found;
        for (const call& each : calls)
            if (each.key == key) found.push_back(each.number);
        return found;
    }
    std::size_t times(std::int64_t number) const { return static_cast<std::size_t>(std::ranges::count(calls, number, &call::number)); }
};

inline conformance_done do_conformance_job(const conformance_job& job, const context& about, conformance_desk& desk) {
    const incoming& record = *about.received();
    desk.calls.push_back({job.number, std::string{record.key.value_or("")}, record.partition, record.offset, record.attempt});
    if (desk.work) desk.work(job, about);
    return {job.number};
}

inline consumer_settings conformance_settings() {
    consumer_settings made;
    made.first_backoff = std::chrono::milliseconds{5};
    made.commit_interval = std::chrono::milliseconds{20};
    return made;
}

/// A process that consumes. Handlers run inside `step`, in an order that changes with the seed.
template <conformance_log Log>
class conformance_worker {
    using application_type = decltype(application{handlers<do_conformance_job>, subscribes<conformance_job>, publishes<conformance_done>,
                                                  std::declval<transport_of<Log>>(), std::declval<conformance_desk&>(), consumer_settings{}});

public:
    conformance_worker(Log& log, const conformance_options& options, conformance_desk& desk, const std::string& group,
                       consumer_settings settings = conformance_settings(), std::uint64_t seed = 1)
        : options_{options},
          tasks_{seed},
          application_{handlers<do_conformance_job>,      subscribes<conformance_job>, publishes<conformance_done>, log.transport(group), desk,
                       with_executor(std::move(settings))},
          service_{application_} {}
    ~conformance_worker() {
        if (gone_) return;
        begin_stop();
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (step() && std::chrono::steady_clock::now() < end) {}
        if (!ended_) crash();
    }

    /// One round. False when it has ended.
    bool step(std::chrono::milliseconds wait = std::chrono::milliseconds{5}) {
        if (gone_ || ended_) return false;
        ended_ = !service_.step(tasks_.waiting() == 0 || holds ? wait : std::chrono::milliseconds{0});
        if (!holds && !ended_) tasks_.run_one();
        return !ended_;
    }

    template <class Predicate>
    bool step_until(Predicate&& reached) {
        const auto end = std::chrono::steady_clock::now() + options_.bound;
        while (!reached()) {
            if (std::chrono::steady_clock::now() >= end) return false;
            step();
        }
        return true;
    }
    void step_on(std::chrono::milliseconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end) step();
    }

    /// Runs one of the handlers that wait to begin.
    bool run_one() { return tasks_.run_one(); }
    std::size_t waiting() const noexcept { return tasks_.waiting(); }

    void begin_stop() { service_.begin_stop(); }
    bool has_ended() const noexcept { return ended_; }

    /// Gone without finishing, committing or giving back.
    void crash() {
        if (!std::exchange(gone_, true)) service_.abandon();
    }

    bool has_assignment() const { return !gone_ && service_.loop()->has_assignment(); }
    /// Everything that it holds is done and committed.
    bool is_idle() const { return service_.loop()->is_idle(); }
    std::int64_t committed(std::int32_t partition) const {
        const auto& all = service_.loop()->committed();
        const auto found = all.find({std::string{conformance_job::topic}, partition});
        return found != all.end() ? found->second : 0;
    }
    std::int64_t committed() const {
        std::int64_t sum = 0;
        for (const auto& [partition, offset] : service_.loop()->committed()) sum += offset;
        return sum;
    }
    const counters& count() const { return application_.count(); }
    bool is_degraded() const { return service_.health().is_degraded(); }

    bool holds = false;  ///< handlers wait until `run_one`

private:
    consumer_settings with_executor(consumer_settings settings) {
        settings.executor = tasks_.executor();
        return settings;
    }

    conformance_options options_;
    seeded_executor tasks_;
    application_type application_;
    service<application_type> service_;
    bool ended_ = false;
    bool gone_ = false;
};

}  // namespace gulo::testing
