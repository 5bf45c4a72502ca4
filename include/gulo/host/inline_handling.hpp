#pragma once
// Handling records on the polling thread as soon as they are fetched.

#include <gulo/consume/pipeline.hpp>
#include <gulo/host/handler_in_place.hpp>
#include <gulo/host/record_work.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace gulo {

/// Calls the handlers of records for which nothing has to be waited: their key is free and no worker takes them. One
/// that is handled and publishes nothing leaves no trace but its partition's frontier, so that it costs little more than
/// a loop written by hand. Every other end goes the pipeline's usual way, as if the record had been taken in before.
template <fetched_record Record>
class inline_handling {
public:
    using work = record_work<Record>;

    inline_handling(const work_environment& environment, consume::pipeline& decisions, handler_in_place& place)
        : environment_{environment}, pipeline_{decisions}, place_{place} {}

    /// The next records are of this partition.
    void turn_to(const topic_partition& partition, const std::shared_ptr<partition_claim>& claim) {
        partition_ = &partition;
        claim_ = &claim;
        state_ = pipeline_.open(partition);
        entries_ = environment_.router.entries_of(partition.topic);
    }

    /// Something else was done with the pipeline.
    void look_again() {
        if (partition_ != nullptr) state_ = pipeline_.open(*partition_);
    }

    /// Whether this record was handled here. `keep(id, work)` takes what is not finished.
    template <class Keep>
    bool handle(Record& record, instant now, Keep&& keep) {
        if (state_ == nullptr || !(*claim_)->may_begin || !pipeline_.may_handle_at_once(*state_, record.offset(), record.key())) return false;
        completion done;
        const detail::borrowed_outbox outputs;
        handler_.clear();
        is_calling_ = true;
        place_.enter();
        try {
            const handler_deadlines::running until{*environment_.deadlines, {}, *environment_.shared.time, environment_.stopped};
            done.how = work::deliver(environment_, record, entries_, nullptr, 1, *outputs, done, until, handler_);
        } catch (...) { work::note_failure(environment_, done); }
        place_.leave();
        is_calling_ = false;
        if (done.how == consume::outcome::handled && (*outputs).empty()) [[likely]] {
            pipeline_.handled_at_once(*state_, record.offset());
            ++handled_;
            return true;
        }
        done.record = pipeline_.begun_at_once(*state_, record.offset(), record.key(), now);
        auto unfinished = std::make_unique<work>(std::move(record), *claim_);
        unfinished->history().handler = handler_;
        work& kept = *unfinished;
        const consume::record_id id = done.record;
        keep(id, std::move(unfinished));
        kept.conclude(environment_, std::move(done), *outputs);
        return true;
    }

    /// Whether a handler is being called: for who has taken the polling thread's place.
    bool is_calling() const noexcept { return is_calling_; }

    /// The records of this partition are through.
    void finish(instant now) {
        environment_.count.handled += std::exchange(handled_, 0);
        if (state_ != nullptr) pipeline_.close(*state_, now);
        state_ = nullptr;
        partition_ = nullptr;
    }

private:
    const work_environment& environment_;
    consume::pipeline& pipeline_;
    handler_in_place& place_;
    const topic_partition* partition_ = nullptr;
    const std::shared_ptr<partition_claim>* claim_ = nullptr;
    consume::partition_state* state_ = nullptr;
    const delivery_router::topic_entries* entries_ = nullptr;
    std::uint64_t handled_ = 0;
    bool is_calling_ = false;
    std::string handler_;
};

}  // namespace gulo
