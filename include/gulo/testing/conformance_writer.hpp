#pragma once
// Publishes records as the conformance suite wants them, and waits for their outcomes.

#include <gulo/testing/conformance_log.hpp>
#include <gulo/testing/conformance_record.hpp>
#include <gulo/testing/conformance_result.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo::testing {

/// What becomes of several publications, each told for itself.
class conformance_outcomes {
public:
    struct outcome final : delivery_listener {
        explicit outcome(conformance_outcomes& all) : all_{all} {}
        void delivered(const receipt& place) noexcept override { note(&place, nullptr); }
        void not_delivered(const error& why) noexcept override { note(nullptr, &why); }

        int times = 0;
        std::optional<receipt> where;
        std::optional<error> why_not;

    private:
        void note(const receipt* place, const error* why) noexcept {
            const std::lock_guard lock{all_.mutex_};
            ++times;
            if (place != nullptr) where = *place;
            if (why != nullptr) why_not = *why;
            all_.changed_.notify_all();
        }
        conformance_outcomes& all_;
    };

    outcome& add() {
        const std::lock_guard lock{mutex_};
        return each_.emplace_back(*this);
    }

    /// False when some outcome is missing past the bound.
    bool wait(std::chrono::milliseconds bound) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, bound, [this] {
            for (const outcome& one : each_)
                if (one.times == 0) return false;
            return true;
        });
    }

    const std::deque<outcome>& all() const noexcept { return each_; }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<outcome> each_;
};

template <conformance_log Log>
class conformance_writer {
public:
    conformance_writer(Log& log, const conformance_options& options) : conformance_writer{log.transport("conformance-writer"), options} {}
    conformance_writer(transport_of<Log> transport, const conformance_options& options) : transport_{std::move(transport)}, options_{options} {
        transport_environment environment;
        environment.clock = &real_clock::instance();
        environment.service = "conformance";
        transport_.start(environment);
    }
    conformance_writer(const conformance_writer&) = delete;
    conformance_writer& operator=(const conformance_writer&) = delete;
    ~conformance_writer() {
        transport_.out().close();
        outcomes_.wait(options_.bound);  // they are told on threads of the transport
    }

    void put(std::string_view topic, std::optional<std::string_view> key, std::optional<std::string_view> value, std::vector<header_view> headers = {},
             std::int32_t partition = any_partition) {
        outgoing_record record;
        record.topic = topic;
        record.partition = partition;
        record.key = key;
        record.value = value;
        record.headers = headers;
        transport_.out().publish(record, &outcomes_.add());
    }

    /// Waits for every outcome; fails the case when one is missing or not good.
    void settle() {
        transport_.out().flush(options_.bound);
        expect(outcomes_.wait(options_.bound), "P2: a publication never had an outcome");
        for (const auto& each : outcomes_.all())
            expect(each.where.has_value(), "P2: a record was not delivered: " + (each.why_not ? each.why_not->message : ""));
    }

    conformance_outcomes& outcomes() noexcept { return outcomes_; }
    publisher& out() { return transport_.out(); }

private:
    conformance_outcomes outcomes_;
    transport_of<Log> transport_;
    conformance_options options_;
};

}  // namespace gulo::testing
