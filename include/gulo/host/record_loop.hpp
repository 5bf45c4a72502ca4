#pragma once
// The loop that serves one consumer, without the types of its transport.

#include <gulo/base/clock.hpp>
#include <gulo/consume/partition_status.hpp>
#include <gulo/host/exactly_once.hpp>
#include <gulo/transport/consumer.hpp>
#include <gulo/transport/publisher.hpp>
#include <gulo/transport/transactions.hpp>
#include <gulo/transport/transport.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace gulo {

class delivery_router;
class health;
class log_router;
struct counters;
struct engine;

/// Driven by one thread, to which all functions belong but `wake` and those that are said to be for any.
class record_loop {
public:
    record_loop() = default;
    record_loop(const record_loop&) = delete;
    record_loop& operator=(const record_loop&) = delete;
    virtual ~record_loop() = default;

    /// Does what there is to do, waiting at most `wait` for the transport. False when the loop has ended.
    virtual bool step(std::chrono::milliseconds wait) = 0;

    /// Begins the orderly end (rules S1 to S6); `step` goes on until it returns false.
    virtual void stop() = 0;

    /// What runs is asked to stop at once, what is finished is committed; `step` goes on until it returns false.
    virtual void hurry() = 0;

    /// Ends a waiting `step`, from any thread.
    virtual void wake() = 0;

    // For any thread, because handlers may run on the loop's own: with one that takes long nobody speaks to the loop.

    /// No handler is begun any more, and `step` returns when the one on its own thread does: so that `stop` or `hurry` can follow.
    virtual void ask_to_end() noexcept = 0;
    virtual bool is_in_handler() const noexcept = 0;
    /// Handlers that run are asked to stop.
    virtual void cancel() = 0;
    /// True: the handler on the loop's own thread was reported and is left; nothing in here is touched again. False: it has returned.
    virtual bool give_up_handler() = 0;

    /// After `step` has thrown: handlers that run are asked to stop, and waited for within a bound; what still runs is reported and left.
    virtual void abandon() = 0;

    virtual bool is_idle() const = 0;
    virtual bool is_assigned(const topic_partition& partition) const = 0;
    virtual bool has_assignment() const = 0;
    virtual bool has_failed() const = 0;
    virtual std::optional<instant> next_due() const = 0;

    /// Grows with everything that happens.
    virtual std::uint64_t progress() const = 0;

    /// The offsets up to which partitions were committed by this loop, also of those that it has given back since.
    virtual const std::map<topic_partition, std::int64_t>& committed() const = 0;

    /// How each partition stood a moment ago, from any thread; empty when the loop has ended.
    virtual std::vector<partition_status> partitions() const = 0;

    /// How many handlers were still running when the loop ended (rule S8).
    virtual std::size_t left_running() const = 0;
};

/// What a loop is made of; all of it outlives the loop.
struct record_loop_parts {
    engine& shared;
    const delivery_router& router;
    counters& count;
    log_router& log;
    health& state;
    const consumer_settings& settings;
    publisher& out;                                                                                        ///< where outputs and dead letters go
    const exactly_once* once = nullptr;                                                                    ///< null: at least once
    std::function<std::unique_ptr<transaction_writer>(const transaction_settings&)> write_transactions{};  ///< for exactly once
};

/// `open(transport, parts)` joins the group and gives the loop; open_record_loop.hpp defines it for every transport. Throws
/// gulo::failure when the transport lacks what the settings ask for.
template <class Transport, bool ExactlyOnce>
struct record_loop_opener;

}  // namespace gulo
