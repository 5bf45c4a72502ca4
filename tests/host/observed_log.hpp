#pragma once
// The in-memory transport for tests of the host: what the consumer is told is written down, and the outcomes of what is
// published can be held back or refused.

#include <gulo/transport/in_memory.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace host_test {

using namespace std::chrono_literals;

/// What happened, in order, and waiting for it. Thread-safe.
class happenings {
public:
    void add(std::string what) {
        const std::lock_guard lock{mutex_};
        all_.push_back(std::move(what));
        changed_.notify_all();
    }

    /// Waits until `holds(all)`, at most `bound`.
    template <class Predicate>
    bool wait(Predicate&& holds, std::chrono::milliseconds bound = 20s) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, bound, [&] { return holds(std::as_const(all_)); });
    }
    bool wait_for(std::string_view what, std::size_t times = 1, std::chrono::milliseconds bound = 20s) {
        return wait([&](const std::vector<std::string>& all) { return static_cast<std::size_t>(std::ranges::count(all, what)) >= times; }, bound);
    }

    std::vector<std::string> all() const {
        const std::lock_guard lock{mutex_};
        return all_;
    }
    std::size_t count(std::string_view part) const {
        const std::lock_guard lock{mutex_};
        return static_cast<std::size_t>(std::ranges::count_if(all_, [&](const std::string& each) { return each.find(part) != each.npos; }));
    }
    std::string text() const {
        std::string text;
        for (const std::string& each : all()) text += each + "\n";
        return text;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> all_;
};

/// Keeps log entries as `level message name=value …`.
inline gulo::log_sink keep(happenings& log) {
    return [&log](const gulo::log_entry& entry) {
        std::string line = std::string{to_string(entry.level)} + " " + std::string{entry.message};
        for (const gulo::log_field& field : entry.fields) line += " " + std::string{field.name} + "=" + std::string{field.value};
        log.add(std::move(line));
    };
}

/// Publishes at once, or when the test says so.
class holding_publisher final : public gulo::publisher {
public:
    explicit holding_publisher(gulo::memory_log& log, happenings& seen) : log_{log}, seen_{seen} {}

    void publish(const gulo::outgoing_record& record, gulo::delivery_listener* listener) noexcept override {
        held kept{std::string{record.topic}, {}, {}, {}, listener};
        if (record.key) kept.key = *record.key;
        if (record.value) kept.value = *record.value;
        for (const gulo::header_view& header : record.headers)
            kept.headers.emplace_back(header.name, header.value ? std::optional<std::string>{*header.value} : std::nullopt);
        const std::string what = "publish " + kept.topic;
        {
            const std::lock_guard lock{mutex_};
            if (holding_) held_.push_back(std::exchange(kept, {}));
        }
        seen_.add(what);
        if (!kept.topic.empty()) finish(kept, std::nullopt);
    }
    bool flush(std::chrono::milliseconds) noexcept override {
        seen_.add("flush");
        return true;
    }
    void close() noexcept override { seen_.add("close publisher"); }

    void hold() {
        const std::lock_guard lock{mutex_};
        holding_ = true;
    }
    std::size_t held_back() const {
        const std::lock_guard lock{mutex_};
        return held_.size();
    }
    /// Acknowledges the oldest record that is held back, or refuses it with `why`.
    void answer(std::optional<gulo::error> why = std::nullopt) {
        held oldest;
        {
            const std::lock_guard lock{mutex_};
            BOOST_REQUIRE(!held_.empty());
            oldest = std::move(held_.front());
            held_.pop_front();
        }
        finish(oldest, std::move(why));
    }

private:
    struct held {
        std::string topic;
        std::optional<std::string> key;
        std::optional<std::string> value;
        std::vector<std::pair<std::string, std::optional<std::string>>> headers;
        gulo::delivery_listener* listener = nullptr;
    };

    void finish(const held& what, std::optional<gulo::error> why) {
        if (why) {
            if (what.listener != nullptr) what.listener->not_delivered(*why);
            return;
        }
        std::vector<gulo::header_view> headers;
        for (const auto& [name, value] : what.headers) headers.push_back({name, value ? std::optional<std::string_view>{*value} : std::nullopt});
        gulo::outgoing_record record;
        record.topic = what.topic;
        if (what.key) record.key = *what.key;
        if (what.value) record.value = *what.value;
        record.headers = headers;
        const auto where = log_.append(record);
        if (what.listener != nullptr) what.listener->delivered(where.value());
    }

    gulo::memory_log& log_;
    happenings& seen_;
    mutable std::mutex mutex_;
    bool holding_ = false;
    std::deque<held> held_;
};

/// A member of a group that writes down what the loop asks of it.
class observed_consumer {
public:
    using record_type = gulo::memory_record;

    observed_consumer(std::unique_ptr<gulo::memory_consumer> inner, happenings& seen) : inner_{std::move(inner)}, seen_{seen} {}

    void poll(gulo::consumer_inbox<record_type>& inbox, std::size_t most, std::chrono::milliseconds wait) {
        // The loop asks for more when it is done with what came.
        if (std::exchange(revoking_, false)) seen_.add("revocation noticed");
        inner_->poll(inbox, most, wait);
        for (const gulo::consumer_event& each : inbox.events) revoking_ = revoking_ || std::holds_alternative<gulo::partitions_revoked>(each);
    }
    void wake() { inner_->wake(); }
    void assign(std::span<const gulo::topic_partition> partitions) {
        inner_->assign(partitions);
        seen_.add("assign");
    }
    void release(std::span<const gulo::topic_partition> partitions) {
        seen_.add("release");
        inner_->release(partitions);
    }
    void set_reading(const gulo::topic_partition& partition, bool on) {
        inner_->set_reading(partition, on);
        seen_.add(on ? "read again" : "stop reading");
    }
    void commit(std::span<const gulo::partition_offset> offsets) {
        inner_->commit(offsets);
        for (const auto& each : offsets) seen_.add("commit " + std::to_string(each.offset));
    }
    void seek(std::span<const gulo::partition_offset> where) { inner_->seek(where); }
    void close(std::chrono::milliseconds bound) {
        seen_.add("leave group");
        inner_->close(bound);
    }

private:
    std::unique_ptr<gulo::memory_consumer> inner_;
    happenings& seen_;
    bool revoking_ = false;
};

/// The transport. The test keeps what it shares with it.
class observed_log {
public:
    using consumer_type = observed_consumer;

    explicit observed_log(std::shared_ptr<gulo::memory_broker> broker, happenings& seen, std::string group = "workers")
        : inner_{broker, std::move(group)}, out_{std::make_shared<holding_publisher>(broker->log, seen)}, seen_{&seen} {}

    std::shared_ptr<holding_publisher> publisher_at_work() const { return out_; }

    bool enabled = true;

    bool is_enabled() const { return enabled; }
    bool is_connected() const { return true; }
    gulo::consumer_settings settings() const { return inner_.settings(); }
    std::string service_name() const { return "observed"; }
    std::string describe() const { return "observed"; }
    void start(const gulo::transport_environment&) { seen_->add("start"); }
    gulo::publisher& out() {
        seen_->add("out");
        return *out_;
    }
    std::unique_ptr<observed_consumer> subscribe(const std::vector<std::string>& topics, const gulo::consumer_settings& settings) {
        seen_->add("subscribe");
        return std::make_unique<observed_consumer>(inner_.subscribe(topics, settings), *seen_);
    }

private:
    gulo::in_memory inner_;
    std::shared_ptr<holding_publisher> out_;
    happenings* seen_;
};

static_assert(gulo::log_transport<observed_log>);

}  // namespace host_test
