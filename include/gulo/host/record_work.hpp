#pragma once
// One record on its way through handlers: decoded, handled, its outputs published.

#include <gulo/base/error.hpp>
#include <gulo/consume/dead_letter.hpp>
#include <gulo/host/completions.hpp>
#include <gulo/host/delivery_router.hpp>
#include <gulo/host/publishing.hpp>
#include <gulo/mediator/cascade.hpp>
#include <gulo/mediator/engine.hpp>
#include <gulo/transport/transport.hpp>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stop_token>
#include <string>
#include <tuple>
#include <typeinfo>
#include <utility>

#include <cxxabi.h>

namespace gulo {

/// A partition as those see it who work on its records. Written by the consumer loop, read from any thread.
struct partition_claim {
    std::atomic<bool> may_begin{true};   ///< false: what waits for a thread is given back, what runs goes on
    std::atomic<bool> withdrawn{false};  ///< somebody else's by now
};

/// What every work on a record shares. Outlives all of it.
struct work_environment {
    engine& shared;
    const delivery_router& router;
    publisher& out;
    counters& count;
    consumer_settings settings;
    std::shared_ptr<completions> done;
    std::stop_source stop;
};

namespace detail {

/// The type and text of the exception being handled. To be called inside a catch block.
inline std::pair<std::string, std::string> current_failure() {
    std::string type = "unknown";
    if (const std::type_info* const info = abi::__cxa_current_exception_type()) {
        int status = 0;
        const std::unique_ptr<char, void (*)(void*)> name{abi::__cxa_demangle(info->name(), nullptr, nullptr, &status), &std::free};
        type = status == 0 && name ? name.get() : info->name();
    }
    try {
        throw;
    } catch (const std::exception& caught) {
        const char* const text = caught.what();
        return {std::move(type), text != nullptr ? text : ""};
    } catch (...) {
        return {std::move(type), "an exception that is not a std::exception"};
    }
}

}  // namespace detail

/// A record from its fetching until nothing of it is under way. One thread at a time works on it.
template <fetched_record Record>
class record_work {
public:
    record_work(Record record, std::shared_ptr<const partition_claim> claim) : record_{std::move(record)}, claim_{std::move(claim)} {}

    const Record& record() const noexcept { return record_; }
    consume::failure_history& history() noexcept { return history_; }

    /// From the begin of handling or parking until the loop has taken the completion. Not while it waits for a thread.
    bool is_under_way() const noexcept { return under_way_; }
    void ended() noexcept { under_way_ = false; }

    /// Calls the handlers and publishes what they return. The completion comes when the outputs are stored, or at once
    /// when there are none. Cancelled without a call when nothing of the partition may begin any more (rules C4, S1).
    void handle(const work_environment& environment, consume::record_id id, int attempt) {
        completion done{id, false, consume::outcome::handled, {}, {}, nullptr};
        if (!claim_->may_begin) {
            done.how = consume::outcome::cancelled;
            return environment.done->add(std::move(done));
        }
        under_way_ = true;
        const detail::borrowed_outbox outputs;
        try {
            done.how = deliver(environment, attempt, *outputs, done);
        } catch (...) {
            std::tie(done.type, done.message) = detail::current_failure();
            done.how = environment.stop.stop_requested() ? consume::outcome::cancelled : consume::outcome::failed;
        }
        // A record whose partition was taken away is somebody else's by now, and so are its outputs (rule C3).
        const bool publishes = !claim_->withdrawn && done.how == consume::outcome::handled && !(*outputs).empty() && environment.shared.out != nullptr;
        if (!publishes) return environment.done->add(std::move(done));
        output_tracker* const tracker = output_tracker::make(environment.done, std::move(done), (*outputs).size());
        environment.count.published += (*outputs).size();
        (*outputs).for_each([&](const publication& output) { environment.out.publish(detail::to_record(output), tracker); });
    }

    /// Writes the record to its dead-letter topic, byte for byte (rules D1, D2).
    void park(const work_environment& environment, consume::record_id id, int attempts) {
        under_way_ = true;
        completion done{id, true, consume::outcome::handled, {}, {}, nullptr};
        if (!environment.settings.dead_letters) {
            done.how = consume::outcome::failed;
            done.message = "dead letters are switched off; switch them on, or correct the handler";
            return environment.done->add(std::move(done));
        }
        const std::string topic = std::string{record_.topic()} + environment.settings.dead_letter_suffix;
        const metadata about = read_metadata(header_source{record_});
        const consume::dead_letter_headers headers{record_, environment.settings.group, attempts, history_, about.correlation_id};
        // The same partition as far as the target has it, so that one key's dead letters keep their order (rule D3).
        const auto partitions = environment.out.prepare_dead_letters(record_.topic(), topic);
        const std::int32_t partition = partitions && *partitions > 0 ? record_.partition() % *partitions : any_partition;
        outgoing_record parked{topic, partition, record_.key(), record_.value(), headers.views(), std::nullopt};
        environment.out.publish(parked, output_tracker::make(environment.done, std::move(done), 1));
    }

private:
    consume::outcome deliver(const work_environment& environment, int attempt, outbox& outputs, completion& done) {
        if (!record_.value()) return consume::outcome::passed;
        const header_source headers{record_};
        delivery_router::match found = environment.router.find(record_.topic(), headers);
        if (found.entry == nullptr) {
            done.type = make_error_code(errc::unknown_message_type).message();
            done.message = std::move(found.problem);
            switch (environment.settings.unknown) {
            case unknown_type::ignore: return consume::outcome::passed;
            case unknown_type::stop: return consume::outcome::blocked;
            case unknown_type::dead_letter: break;
            }
            return consume::outcome::rejected;
        }
        history_.handler = found.entry->type;
        const incoming message{record_.topic(), record_.partition(), record_.offset(), record_.time(), record_.key(), record_.value(),
                               headers,         attempt,             std::nullopt,     environment.stop.get_token()};
        if (const auto fault = found.entry->deliver(environment.shared, message, outputs, done.rule)) {
            done.type = make_error_code(fault->code).message();
            done.message = fault->message;
            return consume::outcome::rejected;
        }
        return consume::outcome::handled;
    }

    Record record_;
    std::shared_ptr<const partition_claim> claim_;
    consume::failure_history history_;
    std::atomic<bool> under_way_{false};
};

}  // namespace gulo
