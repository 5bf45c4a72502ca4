#pragma once
// One record on its way through handlers: decoded, handled, its outputs published.

#include <gulo/base/current_failure.hpp>
#include <gulo/base/error.hpp>
#include <gulo/consume/dead_letter.hpp>
#include <gulo/host/completions.hpp>
#include <gulo/host/delivery_router.hpp>
#include <gulo/host/handler_deadlines.hpp>
#include <gulo/host/parking.hpp>
#include <gulo/host/partition_claims.hpp>
#include <gulo/host/publishing.hpp>
#include <gulo/mediator/cascade.hpp>
#include <gulo/mediator/engine.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace gulo {

/// What every work on a record shares. Outlives all of it.
struct work_environment {
    engine& shared;
    const delivery_router& router;
    publisher& out;
    counters& count;
    consumer_settings settings;
    std::shared_ptr<completions> done;
    std::shared_ptr<handler_deadlines> deadlines;
    std::stop_source stop;
    std::stop_token stopped = stop.get_token();
    std::optional<output_keeper> keeper{};  ///< in exactly-once mode: outputs are kept for a transaction, not published
};

/// A record from its fetching until nothing of it is under way. One thread at a time works on it.
template <fetched_record Record>
class record_work {
public:
    record_work(Record record, std::shared_ptr<const partition_claim> claim, std::unique_ptr<const consume::journey> before = nullptr)
        : record_{std::move(record)}, claim_{std::move(claim)}, before_{std::move(before)} {
        if (before_ && before_->first_failure) history_.first = *before_->first_failure;
    }

    const Record& record() const noexcept { return record_; }
    consume::failure_history& history() noexcept { return history_; }

    /// From the begin of handling or parking until the loop has taken the completion. Not while it waits for a thread.
    bool is_under_way() const noexcept { return under_way_; }
    void ended() noexcept { under_way_ = false; }

    /// Calls the handlers and publishes what they return. The completion comes when the outputs are stored, or at once
    /// when there are none. Cancelled without a call when nothing of the partition may begin any more (rules C4, S1).
    void handle(const work_environment& environment, consume::record_id id, int attempt) {
        completion done;
        done.record = id;
        if (!claim_->may_begin) {
            done.how = consume::outcome::cancelled;
            return environment.done->add(std::move(done));
        }
        under_way_ = true;
        const detail::borrowed_outbox outputs;
        {
            const handler_deadlines::running until{*environment.deadlines, id, *environment.shared.time, environment.stopped};
            try {
                done.how = deliver(environment, record_, environment.router.entries_of(record_.topic()), before_.get(), attempt, *outputs, done, until,
                                   history_.handler);
            } catch (...) {
                note_failure(environment, done);
                if (until.is_late()) done.message = "the handler was asked to stop at its deadline: " + done.message;
            }
        }
        conclude(environment, std::move(done), *outputs);
    }

    /// What follows when the handlers have been called: their outputs are published, or there is nothing more to do.
    void conclude(const work_environment& environment, completion done, outbox& outputs) {
        under_way_ = true;
        // A record whose partition was taken away is somebody else's by now, and so are its outputs (rule C3).
        const bool publishes = !claim_->withdrawn && done.how == consume::outcome::handled && !outputs.empty() && environment.shared.out != nullptr;
        if (!publishes) return environment.done->add(std::move(done));
        environment.count.published += outputs.size();
        if (environment.keeper) {
            if (auto refused = environment.keeper->keep(outputs, done.outputs)) done.fail(*std::move(refused));
            return environment.done->add(std::move(done));
        }
        output_tracker* const tracker = output_tracker::make(environment.done, std::move(done), outputs.size());
        outputs.for_each([&](const publication& output) { environment.out.publish(detail::to_record(output), tracker); });
    }

    /// Writes the record to its dead-letter, retry or parking topic, byte for byte (rules D1, D2, R6, R7). Not when it is
    /// somebody else's by now, who may have handled it (rule C3).
    void park(const work_environment& environment, const consume::park_record& how) {
        parks_ = how;
        if (claim_->withdrawn) {
            completion done;
            done.record = how.record;
            done.parking = true;
            done.to = how.to;
            done.how = consume::outcome::cancelled;
            return environment.done->add(std::move(done));
        }
        under_way_ = true;
        host_detail::parking_job<Record>{record_, before_.get(), history_, how, form_}.run(environment);
    }

    /// How it was parked last.
    const consume::park_record& parks() const noexcept { return parks_; }

    /// After a dead letter was too large: how it is to be parked next, or nothing when there is no smaller form (rule D3).
    std::optional<consume::park_record> smaller_letter(oversize_policy policy) {
        using host_detail::letter_form;
        if (parks_.to != consume::parking_place::dead_letters) return std::nullopt;
        if (form_ == letter_form::whole) form_ = letter_form::without_diagnostics;
        else if (form_ == letter_form::without_diagnostics && policy == oversize_policy::stub) form_ = letter_form::stub;
        else return std::nullopt;
        return parks_;
    }

    /// To be called inside a catch block: what `deliver` threw becomes the end of the work.
    static void note_failure(const work_environment& environment, completion& done) {
        std::tie(done.type, done.message) = detail::current_failure();
        if (done.rule != nullptr) done.rule = (done.own_rule = std::make_unique<retry_rule>(*done.rule)).get();
        done.how = environment.stopped.stop_requested() ? consume::outcome::cancelled : consume::outcome::failed;
    }

    /// Decodes a record and calls its handlers; throws what they throw. `handler` becomes the message that was handled.
    static consume::outcome deliver(const work_environment& environment, const Record& record, const delivery_router::topic_entries* entries,
                                    const consume::journey* before, int attempt, outbox& outputs, completion& done, const handler_deadlines::running& until,
                                    std::string& handler) {
        const header_source headers{record};
        incoming message{record.topic(), record.partition(), record.offset(),    record.time(), record.key(), record.value(), headers,
                         attempt,        until.deadline(),   &until.stop_token()};
        if (before != nullptr) {
            message.topic = before->from.topic;
            message.partition = before->from.partition;
            message.offset = before->from.offset;
            message.time = before->from.time;
        }
        if (!message.value) return deliver_tombstone(environment, message, outputs, done, handler);
        if (entries != nullptr && !entries->formats.empty()) [[unlikely]]
            return deliver_opened(environment, *entries, message, outputs, done, handler);
        return deliver_to(environment.router.find(entries, message.topic, headers, environment.settings.group), environment, message, outputs, done, handler);
    }

private:
    [[gnu::noinline]] static consume::outcome deliver_opened(const work_environment& environment, const delivery_router::topic_entries& entries,
                                                             incoming& message, outbox& outputs, completion& done, std::string& handler) {
        opened_record opened;
        message.opened = &opened;
        return deliver_to(environment.router.find(entries, message.topic, message.headers, message.value, environment.settings.group, opened), environment,
                          message, outputs, done, handler);
    }

    [[gnu::always_inline]] static inline consume::outcome deliver_to(delivery_router::match found, const work_environment& environment, const incoming& message,
                                                                     outbox& outputs, completion& done, std::string& handler) {
        if (found.is_for_others) return consume::outcome::passed;
        if (found.entry == nullptr) {
            done.type = make_error_code(found.kind).message();
            done.message = std::move(found.problem);
            if (found.kind != errc::unknown_message_type) return consume::outcome::rejected;
            switch (unknown_policy(environment.settings, message.topic)) {
            case unknown_type::ignore: return consume::outcome::passed;
            case unknown_type::stop: return consume::outcome::blocked;
            case unknown_type::dead_letter: break;
            }
            return consume::outcome::rejected;
        }
        handler = found.entry->type;
        if (const auto fault = found.entry->deliver(environment.shared, message, outputs, done.rule)) {
            done.type = make_error_code(fault->code).message();
            done.message = fault->message + about_format(message);
            return consume::outcome::rejected;
        }
        return consume::outcome::handled;
    }

    /// For a message that cannot be decoded: what else the record may be.
    static std::string about_format(const incoming& message) {
        if (message.opened != nullptr) return " (the message in " + std::string{message.opened->format} + ")";
        const wire_reader* const seen = format_seen(message.headers, message.value);
        const auto usual = wire_choice<default_format>::readers();
        if (seen == nullptr || std::ranges::find(usual, seen) != usual.end()) return {};
        return "; " + describe_other_format(message.topic, usual, message.headers, message.value);
    }

    static consume::outcome deliver_tombstone(const work_environment& environment, const incoming& message, outbox& outputs, completion& done,
                                              std::string& handler) {
        const auto entries = environment.router.find_tombstones(message.topic, message.headers, environment.settings.group);
        for (const delivery_entry* const each : entries) {
            handler = each->type;
            each->deliver_tombstone(environment.shared, message, outputs, done.rule);
        }
        return entries.empty() ? consume::outcome::passed : consume::outcome::handled;
    }

    static unknown_type unknown_policy(const consumer_settings& settings, std::string_view topic) {
        const auto own = settings.topics.find(topic);
        return own != settings.topics.end() && own->second.unknown ? *own->second.unknown : settings.unknown;
    }

    Record record_;
    std::shared_ptr<const partition_claim> claim_;
    std::unique_ptr<const consume::journey> before_;  // null: it came from its source topic
    consume::failure_history history_;
    consume::park_record parks_;
    host_detail::letter_form form_ = host_detail::letter_form::whole;
    std::atomic<bool> under_way_{false};
};

}  // namespace gulo
