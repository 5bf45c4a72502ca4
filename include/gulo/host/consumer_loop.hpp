#pragma once
// The thin shell around the consuming pipeline: polls the transport, executes the pipeline's actions.

#include <gulo/consume/pipeline.hpp>
#include <gulo/host/record_work.hpp>
#include <gulo/host/worker_pool.hpp>
#include <gulo/observe/health.hpp>
#include <gulo/observe/log_router.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace gulo {

/// Drives one consumer until it is stopped and everything is finished. All functions but `wake` belong to one thread.
template <group_consumer Consumer>
class consumer_loop {
public:
    using record_type = typename Consumer::record_type;

    consumer_loop(std::unique_ptr<Consumer> consumer, engine& shared, const delivery_router& router, publisher& out, counters& count,
                  log_router& log, health& state, const consumer_settings& settings)
        : consumer_{std::move(consumer)},
          log_{log},
          health_{state},
          environment_{std::make_shared<work_environment>(work_environment{
              shared, router, out, count, settings, std::make_shared<completions>([this] { consumer_->wake(); }), {}})},
          pipeline_{consume::limits{.high_mark = settings.high_mark, .commit_interval = settings.commit_interval, .drain_bound = settings.drain_bound},
                    retry_rule{settings.max_attempts, settings.first_backoff, settings.longest_backoff}},
          fetch_limit_{std::min(settings.batch, pipeline_.fetch_limit())},
          workers_{settings.workers} {}
    consumer_loop(const consumer_loop&) = delete;
    consumer_loop& operator=(const consumer_loop&) = delete;

    ~consumer_loop() {
        environment_->done->close();
        if (left_running_ != 0) {
            workers_.abandon();
            // Handlers that never returned still look at these. Kept where tools that look for leaks find them.
            kept_for_good* const kept = new kept_for_good{environment_, std::move(works_)};
            kept->before = last_kept_.exchange(kept);
        }
    }

    /// Does what there is to do, waiting at most `wait` for the transport. False when the loop has ended.
    bool step(std::chrono::milliseconds wait) {
        if (ended_) return false;
        const instant before = now();
        if (const auto due = pipeline_.next_due())
            wait = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*due - before), std::chrono::milliseconds{0}, wait);
        inbox_.clear();
        consumer_->poll(inbox_, fetch_limit_, wait);
        const instant after = now();
        for (consumer_event& event : inbox_.events) std::visit([&](auto& what) { on(what, after); }, event);
        take_records(after);
        take_completions(after);
        pipeline_.tick(after);
        execute(after);
        return !ended_;
    }

    /// Begins the orderly end (rules S1 to S6); `step` goes on until it returns false.
    void stop() {
        for (const auto& [partition, claim] : claims_) claim->may_begin = false;
        pipeline_.stop(now());
        execute(now());
    }

    /// Ends a waiting `step`, from any thread.
    void wake() { consumer_->wake(); }

    bool is_idle() const { return pipeline_.idle(); }
    bool is_assigned(const topic_partition& partition) const { return claims_.contains(partition); }
    bool has_assignment() const noexcept { return !claims_.empty(); }
    std::optional<instant> next_due() const { return pipeline_.next_due(); }
    std::uint64_t progress() const noexcept { return progress_; }
    bool has_failed() const noexcept { return failed_; }

    /// The offsets up to which partitions were committed by this loop, also of those that it has given back since.
    const std::map<topic_partition, std::int64_t>& committed() const noexcept { return committed_; }

    /// How many handlers were still running when the loop ended (rule S8).
    std::size_t left_running() const noexcept { return left_running_; }

private:
    using work = record_work<record_type>;

    struct kept_for_good {
        std::shared_ptr<work_environment> environment;
        std::vector<std::unique_ptr<work>> works;
        kept_for_good* before = nullptr;
    };
    static inline std::atomic<kept_for_good*> last_kept_{nullptr};

    instant now() const noexcept { return environment_->shared.time->now(); }

    // ---- events of the transport

    void on(partitions_assigned& event, instant at) {
        ++progress_;
        pipeline_.assigned(event.partitions, at);
        execute(at);
        log(severity::information, "partitions assigned", {{"partitions", names(event.partitions)}});
    }
    void on(partitions_revoked& event, instant at) {
        ++progress_;
        for (const topic_partition& each : event.partitions)
            if (const auto found = claims_.find(each); found != claims_.end()) found->second->may_begin = false;
        pipeline_.revoked(event.partitions, at);
        execute(at);
    }
    void on(partitions_lost& event, instant at) {
        ++progress_;
        log(severity::warning, "partitions lost; they were given to another consumer", {{"partitions", names(event.partitions)}});
        withdraw(event.partitions);
        pipeline_.lost(event.partitions, at);
        execute(at);
    }
    void on(commit_finished& event, instant at) {
        ++progress_;
        if (event.cause)
            log(severity::warning, "offsets were not committed", {{"reason", event.cause->message}});
        else {
            for (const partition_offset& each : event.offsets) committed_[each.partition] = each.offset;
            health_.recover(consume::trouble::log_reset);
        }
        pipeline_.committed(event.offsets, !event.cause, at);
    }
    void on(consumer_failed& event, instant) {
        log(event.fatal ? severity::error : severity::warning, event.fatal ? "the consumer has failed" : "the consumer has trouble",
            {{"reason", event.cause.message}});
        health_.degrade("consumer", event.cause.message);
        failed_ = failed_ || event.fatal;
    }

    void take_records(instant at) {
        if (!inbox_.records.empty() && !failed_) health_.recover("consumer");
        for (record_type& record : inbox_.records) {
            ++progress_;
            if (current_.partition != record.partition() || current_.topic != record.topic())
                current_ = {std::string{record.topic()}, record.partition()};
            const auto claim = claims_.find(current_);
            if (claim == claims_.end()) continue;
            auto id = pipeline_.fetched(current_, record.offset(), record.key(), at);
            if (!id) {  // its partition is given back, or begins again
                execute(at);
                id = pipeline_.fetched(current_, record.offset(), record.key(), at);
            }
            if (!id) continue;
            ++environment_->count.received;
            if (works_.size() <= id->slot) works_.resize(id->slot + 1);
            works_[id->slot] = std::make_unique<work>(std::move(record), claim->second);
        }
        inbox_.records.clear();
        execute(at);
    }

    void take_completions(instant at) {
        finished_.clear();
        environment_->done->take(finished_);
        for (completion& done : finished_) {
            ++progress_;
            work& what = *works_[done.record.slot];
            what.ended();
            if (done.parking) {
                if (done.how == consume::outcome::handled) {
                    ++environment_->count.dead_lettered;
                    report(severity::warning, "a record went to its dead-letter topic", what, what.history().message);
                } else {
                    report(severity::error, "a record could not be written to its dead-letter topic", what, done.message);
                }
                pipeline_.parked(done.record, done.how == consume::outcome::handled, at);
                if (pipeline_.all_parked()) health_.recover(consume::trouble::dead_letters);
            } else {
                note(done, what);
                pipeline_.finished(done.record, done.how, at, done.rule);
            }
        }
    }

    void note(completion& done, work& what) {
        switch (done.how) {
        case consume::outcome::handled: ++environment_->count.handled; return;
        case consume::outcome::passed: ++environment_->count.passed; return;
        case consume::outcome::cancelled: return;
        case consume::outcome::failed:
        case consume::outcome::unstored:
        case consume::outcome::rejected:
        case consume::outcome::blocked: break;
        }
        consume::failure_history& history = what.history();
        history.last = environment_->shared.time->wall_time();
        if (history.first == timestamp{}) history.first = history.last;
        history.type = std::move(done.type);
        history.message = std::move(done.message);
        report(severity::warning, words_for(done.how), what, history.message);
    }

    // ---- actions of the pipeline

    void execute(instant at) {
        while (!pipeline_.actions().empty()) {
            actions_.clear();
            actions_.swap(pipeline_.actions());
            for (consume::action& each : actions_) std::visit([&](auto& what) { perform(what, at); }, each);
        }
    }

    void perform(const consume::run_handlers& action, instant) {
        if (action.attempt > 1) ++environment_->count.retried;
        work* const what = works_[action.record.slot].get();
        workers_.run([what, environment = environment_.get(), action] { what->handle(*environment, action.record, action.attempt); });
    }
    void perform(const consume::park_record& action, instant) {
        work* const what = works_[action.record.slot].get();
        workers_.run([what, environment = environment_.get(), action] { what->park(*environment, action.record, action.attempts); });
    }
    void perform(const consume::discard_record& action, instant) {
        ++environment_->count.discarded;
        work& what = *works_[action.record.slot];
        report(severity::warning, "a record was discarded, as its retry rule says", what, what.history().message);
    }
    void perform(const consume::forget_record& action, instant) { works_[action.record.slot].reset(); }
    void perform(const consume::assign_partitions& action, instant) {
        for (const topic_partition& each : action.partitions) claims_[each] = std::make_shared<partition_claim>();
        consumer_->assign(action.partitions);
    }
    void perform(const consume::release_partitions& action, instant) {
        withdraw(action.partitions);
        consumer_->release(action.partitions);
        if (pipeline_.all_parked()) health_.recover(consume::trouble::dead_letters);
        log(severity::information, "partitions released", {{"partitions", names(action.partitions)}});
    }
    void perform(const consume::read_partition& action, instant) { consumer_->set_reading(action.partition, action.reading); }
    void perform(const consume::commit_offsets& action, instant) { consumer_->commit(action.offsets); }
    void perform(const consume::request_cancellation&, instant) {
        log(severity::warning, "handlers are still running past the bound of the shutdown; they are asked to stop", {});
        environment_->stop.request_stop();
    }
    void perform(const consume::leave_group&, instant) {
        for (const auto& each : works_) {
            if (!each || !each->is_under_way()) continue;
            ++left_running_;
            report(severity::error, "a record was still being handled when the service ended; it will be delivered again", *each, "");
        }
        // What they publish from now on would be published again with the next delivery (rule C3).
        for (const auto& [partition, claim] : claims_) claim->withdrawn = true;
        consumer_->close(std::chrono::seconds{10});
        ended_ = true;
    }
    void perform(const consume::report_trouble& action, instant) {
        log(severity::error, action.text, {});
        health_.degrade(action.cause, action.text);
    }

    void withdraw(const std::vector<topic_partition>& partitions) {
        for (const topic_partition& each : partitions)
            if (const auto found = claims_.find(each); found != claims_.end()) {
                found->second->may_begin = false;
                found->second->withdrawn = true;
                claims_.erase(found);
            }
    }

    // ---- words

    static std::string_view words_for(consume::outcome how) noexcept {
        switch (how) {
        case consume::outcome::failed: return "a record was not handled";
        case consume::outcome::unstored: return "what a record's handlers published was not stored; they are called again";
        default: return "a record cannot be handled";
        }
    }

    void log(severity level, std::string_view text, const std::vector<log_field>& fields) { log_.write({level, text, fields}); }

    static const std::string& names(const std::vector<topic_partition>& partitions) {
        static thread_local std::string text;
        text.clear();
        for (const topic_partition& each : partitions) text += (text.empty() ? "" : " ") + each.topic + "[" + std::to_string(each.partition) + "]";
        return text;
    }

    void report(severity level, std::string_view text, const work& what, std::string_view reason) {
        const std::string partition = std::to_string(what.record().partition());
        const std::string offset = std::to_string(what.record().offset());
        log(level, text, {{"topic", what.record().topic()}, {"partition", partition}, {"offset", offset}, {"reason", reason}});
    }

    std::unique_ptr<Consumer> consumer_;
    log_router& log_;
    health& health_;
    std::shared_ptr<work_environment> environment_;
    consume::pipeline pipeline_;
    std::size_t fetch_limit_;
    std::vector<std::unique_ptr<work>> works_;
    std::map<topic_partition, std::shared_ptr<partition_claim>> claims_;
    std::map<topic_partition, std::int64_t> committed_;
    consumer_inbox<record_type> inbox_;
    std::vector<completion> finished_;
    std::vector<consume::action> actions_;
    topic_partition current_;
    std::uint64_t progress_ = 0;
    std::size_t left_running_ = 0;
    bool failed_ = false;
    bool ended_ = false;
    worker_pool workers_;  // last: its threads end before what they use
};

}  // namespace gulo
