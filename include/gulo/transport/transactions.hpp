#pragma once
// What a transport may offer beyond publishing and consuming: transactions over records and consumed offsets.

#include <gulo/transport/transport.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gulo {

/// Who writes transactions.
struct transaction_settings {
    std::string id{};                           ///< unique per instance and stable across its restarts (rule X2); not empty
    std::chrono::milliseconds timeout{60'000};  ///< the broker aborts what a writer that is gone left open for so long
};

/// What became of a step of a transaction.
enum class transaction_status : std::uint8_t {
    done,
    abortable,    ///< this transaction can only be aborted; the next one may succeed
    fenced,       ///< another writer has opened with the same id; this one may not be used any more
    fatal,        ///< the writer cannot be used any more
    unknown,      ///< no answer came: committed or not, the broker knows
    interrupted,  ///< ended by `interrupt`
};

struct transaction_result {
    transaction_status status = transaction_status::done;
    error cause{};
    std::optional<std::uint64_t> guilty{};  ///< the tag of a record that this broker will never take

    bool is_done() const noexcept { return status == transaction_status::done; }
};

/// Proves to the broker that a consumer is still a member of its group, when offsets enter a transaction. Made by the
/// consumer, fresh for each commit; may outlive it.
class group_membership {
public:
    virtual ~group_membership() = default;
};

/// Writes transactions one after the other: `begin`, any number of `produce`, then `commit` or `abort`. One thread at a
/// time uses it; only `interrupt` may be called from any. Where `may_block` says so, the functions wait for brokers.
class transaction_writer {
public:
    virtual ~transaction_writer() = default;

    /// Before anything else. Fences every other writer that was opened with the same id before; the transaction which that
    /// one left open is aborted. Waits for a broker as long as it takes.
    virtual transaction_result open() = 0;
    virtual transaction_result begin() = 0;
    /// Copies `record`. A record that is refused, now or by its receipt, makes the transaction abortable; `tag` names it in
    /// the result, which may be that of `commit`.
    virtual transaction_result produce(const outgoing_record& record, std::uint64_t tag) = 0;
    /// Waits until all records are stored, adds `offsets` in the name of `member` (null: there are none), commits.
    virtual transaction_result commit(std::span<const partition_offset> offsets, const group_membership* member) = 0;
    virtual transaction_result abort() = 0;

    /// A call that waits returns soon, and so do all later ones.
    virtual void interrupt() noexcept = 0;
    /// Key, value and headers of a record together may have so many octets; larger ones are refused.
    virtual std::size_t largest_record() const noexcept = 0;
    virtual bool may_block() const noexcept = 0;
};

/// A consumer whose offsets can enter a transaction. `membership` is that of this moment. `rewind` makes assigned
/// partitions be read again from their committed offsets, and drops what was prefetched of them; it gives the offsets as
/// far as it knows them, and may block some seconds.
template <class Consumer>
concept transactional_consumer = group_consumer<Consumer> && requires(Consumer& consumer, std::span<const topic_partition> partitions) {
    { consumer.membership() } -> std::same_as<std::shared_ptr<const group_membership>>;
    { consumer.rewind(partitions) } -> std::same_as<std::vector<partition_offset>>;
};

/// A transport with transactions. `write_transactions` makes a writer after `start`, without waiting for a broker; throws
/// gulo::failure (errc::invalid_configuration) when the settings cannot work, or the broker that answers has no transactions.
template <class Transport>
concept transactional_transport = log_transport<Transport> && (is_compiled_apart<Transport> || transactional_consumer<typename Transport::consumer_type>) &&
                                  requires(Transport& transport, const transaction_settings& settings) {
                                      { transport.write_transactions(settings) } -> std::same_as<std::unique_ptr<transaction_writer>>;
                                  };

}  // namespace gulo
