#pragma once
// The thin shell around the consuming pipeline: polls the transport, executes the pipeline's actions.

#include <gulo/base/error.hpp>
#include <gulo/consume/pipeline.hpp>
#include <gulo/host/arrivals.hpp>
#include <gulo/host/fetched_records.hpp>
#include <gulo/host/handler_in_place.hpp>
#include <gulo/host/inline_handling.hpp>
#include <gulo/host/kept_records.hpp>
#include <gulo/host/parked_key_index.hpp>
#include <gulo/host/parked_key_watch.hpp>
#include <gulo/host/polling_turn.hpp>
#include <gulo/host/record_loop.hpp>
#include <gulo/host/record_reports.hpp>
#include <gulo/host/record_work.hpp>
#include <gulo/host/transaction_loop.hpp>
#include <gulo/host/worker_pool.hpp>
#include <gulo/observe/health.hpp>
#include <gulo/observe/log_router.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace gulo {

/// Drives one consumer until it is stopped and everything is finished.
/// With `Transactions` = transaction_loop<Consumer> it is exactly once; otherwise at least once.
template <group_consumer Consumer, class Transactions = no_transactions>
class consumer_loop final : public record_loop {
    static constexpr bool transactional = !std::is_same_v<Transactions, no_transactions>;
    friend Transactions;

public:
    using record_type = typename Consumer::record_type;

    consumer_loop(std::unique_ptr<Consumer> consumer, engine& shared, const delivery_router& router, publisher& out, counters& count, log_router& log,
                  health& state, const consumer_settings& settings, std::unique_ptr<parked_key_index> keys = nullptr)
        : consumer_{std::move(consumer)},
          health_{state},
          reports_{log, state, count},
          environment_{std::make_shared<work_environment>(work_environment{shared,
                                                                           router,
                                                                           out,
                                                                           count,
                                                                           settings,
                                                                           std::make_shared<completions>([this] { consumer_->wake(); }),
                                                                           std::make_shared<handler_deadlines>(settings.handler_deadline),
                                                                           {}})},
          pipeline_{consume::limits{.high_mark = settings.high_mark,
                                    .commit_interval = settings.commit_interval,
                                    .commits_by_time = !transactional,
                                    .drain_bound = settings.drain_bound,
                                    .stall_alarm = settings.stall_alarm,
                                    .when_offset_is_lost = settings.when_offset_is_lost,
                                    .topics = settings.topics,
                                    .sources = router.later().sources()},
                    retry_rule{settings.max_attempts, settings.first_backoff, settings.longest_backoff}},
          fetch_limit_{(std::min)(settings.batch, pipeline_.fetch_limit())},
          has_no_other_threads_{settings.workers == 0 && !settings.executor},
          keys_{std::move(keys), router.later(), pipeline_, reports_, state},
          workers_{settings.workers, settings.executor} {}

    /// Exactly once. Throws gulo::failure when the transport has no transactions at run time.
    consumer_loop(std::unique_ptr<Consumer> consumer, engine& shared, const delivery_router& router, publisher& out, counters& count, log_router& log,
                  health& state, const consumer_settings& settings, transaction_setup setup)
        requires transactional
        : consumer_loop{std::move(consumer), shared, router, out, count, log, state, settings_for(settings, setup.settings)} {
        transactions_.emplace(std::move(setup), *consumer_, pipeline_, settings.drain_bound, log, state);
        environment_->keeper = transactions_->keeper();
    }

    ~consumer_loop() override {
        environment_->done->close();
        if (left_running_ != 0) {
            workers_.abandon();
            kept_.keep_for_good(environment_);
        }
    }

    bool step(std::chrono::milliseconds wait) override {
        if (ended_) return false;
        const instant before = now();
        wait = environment_->deadlines->shortened(wait);
        if (const auto due = next_due()) wait = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*due - before), std::chrono::milliseconds{0}, wait);
        if (keys_.is_awaited()) wait = (std::min)(wait, std::chrono::milliseconds{10});
        const bool has_work = fetched_.has_more() || !tasks_.empty();
        fetched_.make_room();
        consumer_->poll(fetched_.inbox(), has_work ? 0 : fetch_limit_, has_work ? std::chrono::milliseconds{0} : wait);
        const instant polled = now();
        turn_.begin(polled);
        for (consumer_event& event : fetched_.inbox().events) std::visit([&](auto& what) { on(what, polled); }, event);
        // Before the records: one that was written after its key was freed does not follow it any more.
        progress_ += keys_.poll(polled);
        execute(polled);  // what the pipeline forgets because of events is gone before another record gets its place
        take_records(polled);
        run_tasks();
        const instant after = now();  // handlers may have run: a back-off begins with their end
        if (!fetched_.has_more()) come_to_an_end_of_records(after);
        take_completions(after);
        ask_late_handlers(after);
        pipeline_.tick(after);
        execute(after);
        run_tasks();
        if (was_paused_ && !pipeline_.is_paused()) health_.recover(consume::trouble::paused_subscription);
        was_paused_ = pipeline_.is_paused();
        if (!ended_) tell_status(after);
        if constexpr (transactional)
            if (!ended_) transactions_->run(*this, after);
        return !ended_;
    }

    void stop() override {
        claims_.hold();
        if constexpr (transactional) transactions_->stop();
        fetched_.drop_all();
        pipeline_.stop(now());
        execute(now());
    }

    void hurry() override {
        stop();
        pipeline_.hurry(now());
        execute(now());
    }

    void wake() override { consumer_->wake(); }
    std::vector<partition_status> partitions() const override { return status_.read(now()); }

    void ask_to_end() noexcept override { place_.ask_to_end(); }
    bool is_in_handler() const noexcept override { return place_.is_inside(); }
    void cancel() override {
        if (environment_->stop.request_stop())
            reports_.say(severity::warning, "handlers are still running past the bound of the shutdown; they are asked to stop");
        environment_->deadlines->stop_all();
    }
    bool give_up_handler() override {
        if (!place_.give_up()) return false;
        environment_->done->close();
        if (inline_.is_calling()) report_left(fetched_.taken());
        leave_what_runs();
        return true;
    }
    void abandon() override {
        place_.leave();
        claims_.hold();
        cancel();
        const auto until = std::chrono::steady_clock::now() + environment_->settings.drain_bound;
        for (note_ends(); kept_.is_any_under_way() && std::chrono::steady_clock::now() < until; note_ends())
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        leave_what_runs();
        fetched_.drop_all();
        ended_ = true;
    }

    bool is_idle() const override {
        if constexpr (transactional)
            if (!transactions_->is_idle()) return false;
        return !fetched_.has_more() && pipeline_.idle();
    }
    bool is_assigned(const topic_partition& partition) const override { return claims_.contains(partition); }
    bool has_assignment() const override { return !claims_.empty(); }
    std::optional<instant> next_due() const override {
        std::optional<instant> due = pipeline_.next_due();
        if constexpr (transactional)
            if (const auto other = transactions_->next_due(); other && (!due || *other < *due)) due = other;
        return due;
    }
    std::uint64_t progress() const override {
        if constexpr (transactional) return progress_ + transactions_->progress();
        else return progress_;
    }
    bool has_failed() const override {
        if constexpr (transactional) return failed_ || transactions_->has_failed();
        else return failed_;
    }

    const std::map<topic_partition, std::int64_t>& committed() const override { return committed_; }

    std::size_t left_running() const override { return left_running_; }

private:
    using work = record_work<record_type>;

    instant now() const noexcept { return environment_->shared.time->now(); }

    // ---- events of the transport

    void on(partitions_assigned& event, instant at) {
        ++progress_;
        if (!failed_) health_.recover("consumer");
        pipeline_.assigned(event.partitions, at);
        execute(at);
        keys_.assigned(event.partitions);
        execute(at);
        reports_.say(severity::information, "partitions assigned", event.partitions);
    }
    void on(partitions_revoked& event, instant at) {
        ++progress_;
        claims_.hold(event.partitions);
        fetched_.drop(event.partitions);
        if constexpr (transactional) transactions_->revoking(event.partitions);
        pipeline_.revoked(event.partitions, at);
        execute(at);
    }
    void on(partitions_lost& event, instant at) {
        ++progress_;
        reports_.say(severity::warning, "partitions lost; they were given to another consumer", event.partitions);
        claims_.give_up(event.partitions);
        fetched_.drop(event.partitions);
        pipeline_.lost(event.partitions, at);
        execute(at);
    }
    void on(commit_finished& event, instant at) {
        ++progress_;
        if (event.cause) reports_.say(severity::warning, "offsets were not committed", {{"reason", event.cause->message}});
        else {
            for (const partition_offset& each : event.offsets) committed_[each.partition] = each.offset;
            health_.recover(consume::trouble::log_reset);
        }
        pipeline_.committed(event.offsets, !event.cause, at);
    }
    void on(offset_lost& event, instant at) {
        ++progress_;
        // The client has come to a gap that lies behind what it has brought.
        if (fetched_.has_of(event.partition)) return fetched_.set_aside(std::move(event));
        const std::uint64_t before = pipeline_.epoch();
        pipeline_.offset_lost(event, at);
        if (pipeline_.epoch() != before) renew(event.partition);
        execute(at);
    }
    void on(consumer_failed& event, instant) {
        reports_.say(event.fatal ? severity::error : severity::warning, event.fatal ? "the consumer has failed" : "the consumer has trouble",
                     {{"reason", event.cause.message}});
        health_.degrade("consumer", event.cause.message);
        failed_ = failed_ || event.fatal;
    }

    void take_records(instant at) {
        if (place_.is_ending()) return fetched_.drop_all();
        if constexpr (transactional)
            if (transactions_->is_holding()) return fetched_.drop_all();  // they are read again
        if (!fetched_.has_more()) return;
        if (!failed_) health_.recover("consumer");
        std::uint64_t received = 0;
        const std::shared_ptr<partition_claim>* claim = nullptr;
        while (fetched_.has_more()) {
            record_type& record = fetched_.take();
            ++progress_;
            if (claim == nullptr || current_.partition != record.partition() || current_.topic != record.topic()) {
                inline_.finish(at);
                look_at({std::string{record.topic()}, record.partition()});
                claim = claims_.find(current_);
                if (claim == nullptr) continue;
                if (!transactional && has_no_other_threads_ && through_ == nullptr) inline_.turn_to(current_, *claim);
            }
            if (inline_.handle(record, at, [this](consume::record_id id, std::unique_ptr<work> what) { kept_.keep(id, std::move(what)); })) {
                ++received;
                if (turn_.is_over() || place_.is_ending()) break;
                continue;
            }
            host_detail::arrived_record came;
            if (through_ != nullptr)
                came = host_detail::arrive_through(*through_, record, environment_->router.later().longest_delay(), environment_->settings.clock_skew, at,
                                                   environment_->shared.time->wall_time());
            else if (may_park_keys_) host_detail::read_replay(record, environment_->settings.group, came.how);
            auto id = pipeline_.fetched(current_, record.offset(), record.key(), at, came.how);
            if (!id) {  // its partition is given back, or begins again
                execute(at);
                id = pipeline_.fetched(current_, record.offset(), record.key(), at, came.how);
                if (id) renew(current_);
            }
            inline_.look_again();
            if (!id) continue;
            ++received;
            kept_.keep(*id, std::make_unique<work>(std::move(record), *claim, std::move(came.before)));
        }
        inline_.finish(at);
        environment_->count.received += received;
        execute(at);
        if (place_.is_ending()) fetched_.drop_all();
    }

    // Positions and gaps lie behind the records that came with them.
    void come_to_an_end_of_records(instant at) {
        pipeline_.positioned(fetched_.inbox().positions, at);
        std::vector<offset_lost> behind = fetched_.take_set_aside();
        fetched_.drop_all();
        for (offset_lost& each : behind) on(each, at);
    }

    void run(worker_pool::task what) {
        if (has_no_other_threads_) return tasks_.push_back(std::move(what));
        place_.enter();  // an executor may call on this thread what it is given
        workers_.run(std::move(what));
        place_.leave();
    }

    // While the pipeline stops, those that are left only say that they were not begun.
    void run_tasks() {
        while (!tasks_.empty() && (!place_.is_ending() || pipeline_.is_stopping())) {
            const worker_pool::task next = std::move(tasks_.front());
            tasks_.pop_front();
            place_.enter();
            next();
            place_.leave();
            if (turn_.is_over() && !pipeline_.is_stopping()) return;
        }
    }

    void report_left(const record_type& record) {
        ++left_running_;
        reports_.say(severity::error, "a record was still being handled when the service ended; it will be delivered again", record, "");
    }
    void leave_what_runs() {
        kept_.tell_under_way([this](const record_type& each) { report_left(each); });
        // What they publish from now on would be published again with the next delivery (rule C3).
        claims_.disown();
    }
    // Without the pipeline, which may have been left in the middle of something.
    void note_ends() {
        for (const completion& done : finished_) kept_.ended(done.record);
        environment_->done->take(finished_);
        for (const completion& done : finished_) kept_.ended(done.record);
    }

    // What was fetched and finished so far is of a log that is no more.
    void renew(const topic_partition& partition) {
        claims_.renew(partition);
        if constexpr (transactional) transactions_->assigned({partition});
    }

    void take_completions(instant at) {
        environment_->done->take(finished_);
        for (completion& done : finished_) {
            ++progress_;
            work& what = kept_[done.record];
            what.ended();
            if constexpr (transactional) transactions_->take(done, what.record());
            if (done.parking && done.to == consume::parking_place::parking_topic)
                keys_.ended(what.record(), what.parks().parking, done.stored_partition, done.stored_offset);
            if (!pipeline_.attempts_at(done.record)) {  // of an older assignment: it counts for nothing (rule C3)
                if (done.parking) pipeline_.parked(done.record, false, at);
                else pipeline_.finished(done.record, done.how, at);
            } else if (done.parking) {
                take_parking(done, what, at);
            } else {
                reports_.ended(done, what.record(), what.history(), environment_->shared.time->wall_time());
                pipeline_.finished(done.record, done.how, at, done.rule);
            }
        }
        finished_.clear();
    }

    void look_at(topic_partition partition) {
        current_ = std::move(partition);
        through_ = environment_->router.later().find(current_.topic);
        may_park_keys_ = environment_->router.later().parking_of(current_.topic) != nullptr;
    }

    void take_parking(completion& done, work& what, instant at) {
        const bool stored = done.how == consume::outcome::handled;
        if (done.code == errc::message_too_large)
            if (const auto smaller = what.smaller_letter(environment_->settings.oversize)) {
                reports_.say(severity::warning, "a dead letter is too large for its topic; it is tried in a smaller form", what.record(), done.message);
                return perform(*smaller, at);
            }
        if (done.to == consume::parking_place::retry_topic && done.how == consume::outcome::failed) {
            reports_.not_delayed(what.record(), done.message);
            return pipeline_.not_forwarded(done.record, at);
        }
        if (stored) {
            reports_.moved(done.to, what.record(), what.history().message);
        } else {
            reports_.not_moved(done.to, what.record(), done.message);
            if (done.code == errc::message_too_large && environment_->settings.oversize == oversize_policy::stop) failed_ = true;
        }
        pipeline_.parked(done.record, stored, at);
        if (pipeline_.all_parked()) health_.recover(consume::trouble::dead_letters);
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
        work* const what = &kept_[action.record];
        if constexpr (transactional)
            if (auto instead = transactions_->instead_of_handling(action.record, what->record())) return environment_->done->add(*std::move(instead));
        run([what, environment = environment_.get(), action] { what->handle(*environment, action.record, action.attempt); });
    }
    void perform(const consume::park_record& action, instant) {
        work* const what = &kept_[action.record];
        if constexpr (transactional)
            if (auto instead = transactions_->instead_of_parking(action.record, what->record())) return environment_->done->add(*std::move(instead));
        if (action.to == consume::parking_place::parking_topic) keys_.begun(what->record(), action.parking);
        run([what, environment = environment_.get(), action] { what->park(*environment, action); });
    }
    void perform(const consume::discard_record& action, instant) {
        ++environment_->count.discarded;
        work& what = kept_[action.record];
        reports_.say(severity::warning, "a record was discarded, as its retry rule says", what.record(), what.history().message);
    }
    void perform(const consume::forget_record& action, instant) { kept_.forget(action.record); }
    void perform(const consume::assign_partitions& action, instant) {
        claims_.add(action.partitions);
        fetched_.drop(action.partitions);
        if constexpr (transactional) {
            if (rewinding_) return static_cast<void>(rewound_ = consumer_->rewind(action.partitions));
            transactions_->assigned(action.partitions);
        }
        consumer_->assign(action.partitions);
    }
    void perform(const consume::release_partitions& action, instant at) {
        claims_.give_up(action.partitions);
        fetched_.drop(action.partitions);
        if constexpr (transactional) transactions_->given_up(action.partitions, at);
        consumer_->release(action.partitions);
        if (pipeline_.all_parked()) health_.recover(consume::trouble::dead_letters);
        reports_.say(severity::information, "partitions released", action.partitions);
    }
    void perform(const consume::read_partition& action, instant) { consumer_->set_reading(action.partition, action.reading); }
    void perform(const consume::commit_offsets& action, instant) {
        if constexpr (transactional) transactions_->want(action.offsets);
        else consumer_->commit(action.offsets);
    }
    void perform(const consume::seek_partition& action, instant) { consumer_->seek({&action.where, 1}); }
    void perform(const consume::request_cancellation&, instant) { cancel(); }
    void perform(const consume::leave_group&, instant) {
        leave_what_runs();
        if constexpr (transactional) transactions_->end(std::chrono::seconds{5});
        fetched_.drop_all();  // a client does not end while somebody has its records
        consumer_->close(std::chrono::seconds{10});
        partitions_.clear();
        status_.write(partitions_, now());
        ended_ = true;
    }
    void perform(const consume::follow_parked_keys& action, instant) { keys_.follow(action.source); }
    void perform(const consume::unfollow_parked_keys& action, instant) { keys_.unfollow(action.source); }
    void perform(const consume::report_trouble& action, instant) {
        reports_.say(severity::error, action.text);
        health_.degrade(action.cause, action.text);
    }
    void perform(const consume::trouble_over& action, instant) { health_.recover(action.cause); }

    void ask_late_handlers(instant at) {
        for (const consume::record_id late : environment_->deadlines->stop_late(at))
            reports_.say(severity::warning, "a handler is past its deadline; it is asked to stop", kept_[late].record(), "handler_deadline");
    }

    // Not with every round, because it looks at every partition.
    void tell_status(instant at) {
        if (at < next_status_) return;
        next_status_ = at + std::chrono::milliseconds{100};
        pipeline_.tell_status(partitions_, at);
        status_.write(partitions_, at);
    }

    // ---- what transactions ask for

    static consumer_settings settings_for(consumer_settings settings, const exactly_once& wanted) {
        settings.high_mark = (std::max)(settings.high_mark, wanted.high_mark);
        return settings;
    }
    void stored(const std::vector<partition_offset>& offsets) {
        for (const partition_offset& each : offsets) committed_[each.partition] = each.offset;
        health_.recover(consume::trouble::log_reset);
    }
    void hold() { claims_.hold(); }
    std::vector<partition_offset> rewind(const std::vector<topic_partition>& partitions, instant at) {
        rewound_.clear();
        if (partitions.empty()) return {};
        claims_.disown(partitions);
        rewinding_ = true;
        pipeline_.assigned(partitions, at);
        execute(at);
        rewinding_ = false;
        reports_.say(severity::information, "partitions are read again from their committed offsets", partitions);
        return rewound_;
    }

    std::unique_ptr<Consumer> consumer_;
    health& health_;
    record_reports reports_;
    std::shared_ptr<work_environment> environment_;
    consume::pipeline pipeline_;
    std::size_t fetch_limit_;
    kept_records<record_type> kept_;
    handler_in_place place_;
    inline_handling<record_type> inline_{*environment_, pipeline_, place_};
    bool has_no_other_threads_;
    polling_turn turn_{*environment_->shared.time};
    std::deque<worker_pool::task> tasks_;  // for the polling thread
    partition_claims claims_;
    std::map<topic_partition, std::int64_t> committed_;
    fetched_records<record_type> fetched_;
    std::vector<completion> finished_;
    std::vector<consume::action> actions_;
    topic_partition current_;
    const retry_topics::topic* through_ = nullptr;  // when `current_` is of a retry topic
    bool may_park_keys_ = false;
    parked_key_watch keys_;
    consume::status_board status_;
    std::vector<partition_status> partitions_;
    instant next_status_{};
    bool was_paused_ = false;
    std::uint64_t progress_ = 0;
    std::size_t left_running_ = 0;
    bool failed_ = false;
    bool ended_ = false;
    bool rewinding_ = false;
    std::vector<partition_offset> rewound_;
    std::optional<Transactions> transactions_;
    worker_pool workers_;  // last: its threads end before what they use
};

}  // namespace gulo
