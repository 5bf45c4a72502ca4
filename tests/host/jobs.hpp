#pragma once
// A small service for tests of the host: jobs come in, the test says what handling one does.

#include "observed_log.hpp"

#include <gulo/gulo.hpp>
#include <gulo/host/service.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace host_test {

struct job {
    static constexpr std::string_view topic = "jobs";
    std::string worker;
    int number = 0;
    const std::string& partition_key() const { return worker; }
};

struct job_done {
    static constexpr std::string_view topic = "done";
    std::string worker;
    int number = 0;
    const std::string& partition_key() const { return worker; }
};

/// What handling a job does.
struct workshop {
    std::function<std::optional<job_done>(const job&, const gulo::context&)> behave;
};

inline std::optional<job_done> work(const job& each, const gulo::context& about, workshop& shop) { return shop.behave(each, about); }

/// A job in the log, as another service would have published it.
inline void put(gulo::memory_broker& broker, const std::string& worker, int number) {
    const std::string value = gulo::json::encode(job{worker, number});
    gulo::outgoing_record record;
    record.topic = job::topic;
    record.key = worker;
    record.value = value;
    BOOST_REQUIRE(broker.log.append(record).has_value());
}

inline std::string named(const job& each) { return each.worker + std::to_string(each.number); }

inline gulo::consumer_settings settings(std::size_t workers) {
    gulo::consumer_settings made;
    made.group = "workers";
    made.workers = workers;
    made.first_backoff = 1ms;
    made.commit_interval = 1ms;
    return made;
}

/// One partition, so that offsets are easy to talk about.
inline std::shared_ptr<gulo::memory_broker> broker_with_jobs(const gulo::clock& time = gulo::real_clock::instance()) {
    auto broker = std::make_shared<gulo::memory_broker>(time);
    broker->log.create_topic(job::topic, 1);
    return broker;
}

inline std::optional<std::int64_t> committed(const gulo::memory_broker& broker) { return broker.log.committed("workers", {std::string{job::topic}, 0}); }

/// A door that stays closed until it is opened. Thread-safe.
class door {
public:
    void open() {
        const std::lock_guard lock{mutex_};
        open_ = true;
        opened_.notify_all();
    }
    bool pass(std::chrono::milliseconds bound = 20s) {
        std::unique_lock lock{mutex_};
        return opened_.wait_for(lock, bound, [&] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable opened_;
    bool open_ = false;
};

}  // namespace host_test
