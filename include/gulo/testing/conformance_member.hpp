#pragma once
// A member of a group that the conformance suite drives by hand, without the library's own consumer loop.

#include <gulo/testing/conformance_log.hpp>
#include <gulo/testing/conformance_record.hpp>
#include <gulo/testing/conformance_result.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gulo::testing {

/// Answers assignments and revocations at once, unless told not to.
template <conformance_log Log>
class conformance_member {
public:
    conformance_member(Log& log, const conformance_options& options, const std::string& topic, const std::string& group,
                       first_start start = first_start::earliest)
        : options_{options}, transport_{log.transport(group)} {
        transport_environment environment;
        environment.clock = &real_clock::instance();
        environment.service = "conformance";
        transport_.start(environment);
        consumer_settings settings = transport_.settings();
        settings.start = start;
        consumer_ = transport_.subscribe({topic}, settings);
    }
    ~conformance_member() { leave(); }

    void leave() {
        if (!consumer_) return;
        inbox_.clear();
        consumer_->close(std::chrono::seconds{5});
        consumer_.reset();
        transport_.out().close();
    }

    void poll(std::chrono::milliseconds wait = std::chrono::milliseconds{20}) {
        inbox_.clear();
        consumer_->poll(inbox_, 100, wait);
        for (consumer_event& each : inbox_.events) std::visit([this](auto& what) { this->on(what); }, each);
        for (const auto& each : inbox_.records) records.push_back(conformance_record::copy(each));
        inbox_.clear();
    }

    /// Polls until `holds`; false when it does not within the bound.
    template <class Predicate>
    bool poll_until(Predicate&& holds) {
        const auto end = std::chrono::steady_clock::now() + options_.bound;
        while (!holds()) {
            if (std::chrono::steady_clock::now() >= end) return false;
            poll();
        }
        return true;
    }

    /// Goes on for the time in which something that must not happen would be seen.
    void poll_on() {
        const auto end = std::chrono::steady_clock::now() + options_.grace;
        while (std::chrono::steady_clock::now() < end) poll();
    }

    void assign() {
        consumer_->assign(offered);
        assigned = offered;
    }
    void release() {
        consumer_->release(taken);
        std::erase_if(assigned, [this](const auto& each) { return std::ranges::find(taken, each) != taken.end(); });
    }

    /// Commits and waits for the answer; nothing when none came.
    std::optional<commit_finished> commit(const topic_partition& partition, std::int64_t offset) {
        const std::size_t before = commits.size();
        const partition_offset wanted[]{{partition, offset}};
        consumer_->commit(wanted);
        if (!poll_until([&] { return commits.size() > before; })) return std::nullopt;
        return commits.back();
    }

    auto& consumer() noexcept { return *consumer_; }
    transport_of<Log>& transport() noexcept { return transport_; }

    bool answers = true;
    std::vector<conformance_record> records{};
    std::vector<topic_partition> offered{};
    std::vector<topic_partition> assigned{};
    std::vector<topic_partition> taken{};
    std::vector<commit_finished> commits{};
    int assignments = 0;
    int revocations = 0;
    int losses = 0;

private:
    void on(partitions_assigned& event) {
        ++assignments;
        offered = event.partitions;
        if (answers) assign();
    }
    void on(partitions_revoked& event) {
        ++revocations;
        taken = event.partitions;
        if (answers) release();
    }
    void on(partitions_lost& event) {
        ++losses;
        taken = event.partitions;
        if (answers) release();
    }
    void on(commit_finished& event) { commits.push_back(event); }
    // Where the log does not reach back to, reading goes on where it begins.
    void on(offset_lost& event) {
        const partition_offset place[]{{event.partition, event.first}};
        consumer_->seek(place);
    }
    void on(consumer_failed&) {}

    conformance_options options_;
    transport_of<Log> transport_;
    std::unique_ptr<typename transport_of<Log>::consumer_type> consumer_;
    consumer_inbox<typename transport_of<Log>::consumer_type::record_type> inbox_;
};

/// The records of a topic from its beginning, `count` of them at least and all that come within the grace time.
template <conformance_log Log>
std::vector<conformance_record> read_all(Log& log, const conformance_options& options, const std::string& topic, std::size_t count) {
    conformance_member<Log> reader{log, options, topic, "conformance-reader-of-" + topic};
    reader.poll_until([&] { return reader.records.size() >= count; });
    if (reader.records.size() >= count) reader.poll_on();
    return std::move(reader.records);
}

}  // namespace gulo::testing
