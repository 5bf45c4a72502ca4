#pragma once
// What a consumer loop does in addition to be exactly once: the shell around consume::transactions.

#include <gulo/base/uuid.hpp>
#include <gulo/consume/pipeline.hpp>
#include <gulo/consume/transaction.hpp>
#include <gulo/host/completions.hpp>
#include <gulo/host/exactly_once.hpp>
#include <gulo/host/transaction_thread.hpp>
#include <gulo/observe/health.hpp>
#include <gulo/observe/log_router.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gulo {

/// How a service writes its transactions.
struct transaction_setup {
    exactly_once settings;
    std::string id;  ///< never empty
    std::chrono::milliseconds timeout;
    std::function<std::unique_ptr<transaction_writer>()> make_writer;

    /// The settings of the writer; a missing id is made up once, so that a writer that is built anew fences the one before.
    static transaction_settings writer_settings(const exactly_once& wanted) {
        const bool is_stable = !wanted.transactional_id.empty();
        const std::chrono::milliseconds usual{is_stable ? 60'000 : 10'000};
        return {is_stable ? wanted.transactional_id : "gulo-" + uuid::make().to_string(), wanted.timeout.count() > 0 ? wanted.timeout : usual};
    }
};

/// A loop without transactions: at least once.
struct no_transactions {};

/// Owned by a consumer loop, on whose thread everything happens but the writer's own work.
template <transactional_consumer Consumer>
class transaction_loop {
public:
    transaction_loop(transaction_setup setup, Consumer& consumer, consume::pipeline& pipeline, std::chrono::milliseconds drain_bound, log_router& log,
                     health& state)
        : setup_{std::move(setup)},
          consumer_{consumer},
          pipeline_{pipeline},
          log_{log},
          health_{state},
          writer_{[this] { consumer_.wake(); }},
          machine_{consume::transaction_limits{.id = setup_.id,
                                               .timeout = setup_.timeout,
                                               .interval = setup_.settings.interval,
                                               .max_records = setup_.settings.max_records,
                                               .drain_bound = drain_bound}},
          first_{setup_.make_writer()},
          keeper_{first_->largest_record()} {
        machine_.start();
    }

    const output_keeper& keeper() const noexcept { return keeper_; }
    bool is_holding() const noexcept { return machine_.is_holding(); }
    bool is_idle() const noexcept { return machine_.is_idle(); }
    bool has_failed() const noexcept { return failed_; }
    std::optional<instant> next_due() const { return machine_.next_due(); }

    void assigned(const std::vector<topic_partition>& partitions) { machine_.assigned(partitions); }
    void revoking(const std::vector<topic_partition>& partitions) { machine_.revoking(partitions); }
    void given_up(const std::vector<topic_partition>& partitions, instant at) { machine_.given_up(partitions, at); }
    void want(const std::vector<partition_offset>& offsets) { machine_.want(offsets); }
    void stop() noexcept { machine_.stop(); }

    /// Before the pipeline hears of it: keeps the outputs of a record that is finished.
    template <class Record>
    void take(completion& done, const Record& record) {
        if (done.how != consume::outcome::handled && done.how != consume::outcome::passed) return;
        const std::optional<int> attempts = pipeline_.attempts_at(done.record);
        if (!attempts) return;
        consume::output_ticket ticket = 0;
        if (!done.outputs.is_empty()) ticket = keep(std::move(done.outputs));
        machine_.finished(name_of(record), {record.offset(), ticket, *attempts, done.parking});
    }

    /// What the pipeline is to be told instead of running the handlers of a record that made a transaction fail.
    template <class Record>
    std::optional<completion> instead_of_handling(consume::record_id id, const Record& record) {
        consume::charge* const charge = machine_.has_charges() ? machine_.charged(name_of(record), record.offset()) : nullptr;
        if (charge == nullptr || charge->served) return std::nullopt;
        charge->served = true;
        pipeline_.recall(id, charge->attempts, charge->times);
        completion instead;
        instead.record = id;
        instead.fail(charge->why);
        if (charge->parking) instead.how = consume::outcome::rejected;
        return instead;
    }
    template <class Record>
    std::optional<completion> instead_of_parking(consume::record_id id, const Record& record) {
        consume::charge* const charge = machine_.has_charges() ? machine_.charged(name_of(record), record.offset()) : nullptr;
        if (charge == nullptr || !charge->parking) return std::nullopt;
        charge->parking = false;  // told once; then it is parked in earnest
        completion instead;
        instead.record = id;
        instead.parking = true;
        instead.fail(charge->why);
        return instead;
    }

    /// Does what there is to do. `hold` stops work from being begun, `rewound` gives partitions their new epoch; both then
    /// execute the pipeline's actions, as `execute` does.
    template <class Host>
    void run(Host& host, instant at) {
        answers_.clear();
        writer_.take(answers_);
        for (const transaction_thread::answer& each : answers_) {
            ++progress_;
            switch (each.of) {
            case transaction_thread::step::opened: machine_.opened(each.result, at); break;
            case transaction_thread::step::written: machine_.written(each.result, at); break;
            case transaction_thread::step::aborted: machine_.aborted(each.result, at); break;
            }
        }
        if (machine_.is_holding() && pipeline_.running() == 0) machine_.quiet(at);
        // Rewound partitions first: what the pipeline says of the time before means nothing any more.
        execute(host, at);
        pipeline_.for_each_frontier([&](const topic_partition& partition, std::int64_t offset) { machine_.passed(partition, offset, at); });
        do {
            collected_ = false;
            machine_.advance(at);
            execute(host, at);
        } while (collected_);
        writer_.run(commands_);
    }

    /// Rule S4: what is open now is aborted.
    void end(std::chrono::milliseconds bound) {
        if (machine_.is_open()) commands_.emplace_back(transaction_thread::abort{});
        writer_.run(commands_);
        writer_.finish(bound);
    }

    std::uint64_t progress() const noexcept { return progress_; }

private:
    template <class Host>
    void execute(Host& host, instant at) {
        while (!machine_.actions().empty()) {
            actions_.clear();
            actions_.swap(machine_.actions());
            for (consume::transaction_action& each : actions_) std::visit([&](auto& what) { perform(what, host, at); }, each);
        }
    }

    template <class Host>
    void perform(const consume::open_writer&, Host&, instant) {
        commands_.emplace_back(transaction_thread::open{first_ ? std::move(first_) : setup_.make_writer()});
    }
    template <class Host>
    void perform(const consume::begin_transaction&, Host&, instant) {
        commands_.emplace_back(transaction_thread::begin{});
    }
    template <class Host>
    void perform(const consume::write_outputs& action, Host&, instant) {
        commands_.emplace_back(transaction_thread::write{release(action.outputs), action.outputs});
    }
    template <class Host>
    void perform(const consume::drop_outputs& action, Host&, instant) {
        release(action.outputs);
    }
    template <class Host>
    void perform(const consume::collect_offsets&, Host& host, instant at) {
        pipeline_.commit_all();
        host.execute(at);
        collected_ = true;
    }
    template <class Host>
    void perform(const consume::commit_transaction& action, Host&, instant) {
        commands_.emplace_back(transaction_thread::commit{action.offsets, consumer_.membership()});
    }
    template <class Host>
    void perform(const consume::abort_transaction&, Host&, instant) {
        commands_.emplace_back(transaction_thread::abort{});
    }
    template <class Host>
    void perform(const consume::offsets_settled& action, Host& host, instant at) {
        ++progress_;
        if (action.stored) {
            host.stored(action.offsets);
            health_.recover(trouble);
        }
        pipeline_.committed(action.offsets, action.stored, at);
        host.execute(at);
    }
    template <class Host>
    void perform(const consume::hold_work&, Host& host, instant) {
        host.hold();
    }
    template <class Host>
    void perform(const consume::rewind_partitions& action, Host& host, instant at) {
        ++progress_;
        const std::vector<partition_offset> stored = host.rewind(action.partitions, at);
        if (!action.unsettled.empty()) tell_outcome(action.unsettled, stored);
    }
    template <class Host>
    void perform(const consume::give_up& action, Host&, instant) {
        failed_ = true;
        log_.write({severity::error, action.text, {}});
        health_.degrade(trouble, action.text);
    }
    template <class Host>
    void perform(const consume::tell& action, Host&, instant) {
        log_.write({action.level, action.text, {}});
        health_.degrade(trouble, action.text);
    }

    void tell_outcome(const std::vector<partition_offset>& wanted, const std::vector<partition_offset>& stored) {
        bool known = false;
        bool committed = true;
        for (const partition_offset& each : wanted)
            for (const partition_offset& found : stored)
                if (found.partition == each.partition) {
                    known = true;
                    committed = committed && found.offset >= each.offset;
                }
        log_.write({severity::warning,
                    !known      ? "the transaction of unknown outcome: its offsets could not be read; its records are read from where the group stands"
                    : committed ? "the transaction of unknown outcome was committed"
                                : "the transaction of unknown outcome was not committed; its records are handled again",
                    {}});
    }

    // Records of one partition mostly come one after the other.
    template <class Record>
    const topic_partition& name_of(const Record& record) {
        if (name_.partition != record.partition() || name_.topic != record.topic()) name_ = {std::string{record.topic()}, record.partition()};
        return name_;
    }

    consume::output_ticket keep(held_outputs outputs) {
        if (free_.empty()) {
            held_.emplace_back();
            free_.push_back(held_.size() - 1);
        }
        const std::size_t slot = free_.back();
        free_.pop_back();
        held_[slot] = std::move(outputs);
        return (++turn_ << 32) | (slot + 1);
    }
    held_outputs release(consume::output_ticket ticket) {
        const std::size_t slot = static_cast<std::size_t>(ticket & 0xffffffffu) - 1;
        free_.push_back(slot);
        return std::exchange(held_[slot], {});
    }

    static constexpr std::string_view trouble = "transactions";

    transaction_setup setup_;
    Consumer& consumer_;
    consume::pipeline& pipeline_;
    log_router& log_;
    health& health_;
    transaction_thread writer_;
    consume::transactions machine_;
    std::unique_ptr<transaction_writer> first_;
    output_keeper keeper_;
    std::vector<consume::transaction_action> actions_;
    std::vector<transaction_thread::command> commands_;
    std::vector<transaction_thread::answer> answers_;
    std::vector<held_outputs> held_;
    std::vector<std::size_t> free_;
    topic_partition name_;
    std::uint64_t turn_ = 0;
    std::uint64_t progress_ = 0;
    bool collected_ = false;
    bool failed_ = false;
};

}  // namespace gulo
