#pragma once
// What the transactions of a consumer want done.

#include <gulo/observe/log.hpp>
#include <gulo/transport/record.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace gulo::consume {

/// Names the outputs of one record while they are held; 0: it has none.
using output_ticket = std::uint64_t;

/// Make a writer, instead of the one before if there was one, and open it.
struct open_writer {};

struct begin_transaction {};

/// Write these outputs into the open transaction; they are not held any more then.
struct write_outputs {
    output_ticket outputs;
};

/// These outputs will never be written.
struct drop_outputs {
    output_ticket outputs;
};

/// Ask for the offsets that may be committed now (`want`), then `advance`.
struct collect_offsets {};

struct commit_transaction {
    std::vector<partition_offset> offsets;
};

struct abort_transaction {};

/// Offsets that were wanted are stored, or are not.
struct offsets_settled {
    std::vector<partition_offset> offsets;
    bool stored;
};

/// Begin no work and drop what is fetched, until partitions are rewound; say `quiet` when nothing runs any more.
struct hold_work {};

/// Raise the epoch of these partitions, and read them again from their committed offsets.
struct rewind_partitions {
    std::vector<topic_partition> partitions;
    std::vector<partition_offset> unsettled;  ///< of a commit whose answer did not come
};

/// Nothing can be committed any more: the consumer has failed for good.
struct give_up {
    std::string text;
};

struct tell {
    severity level;
    std::string text;
};

using transaction_action = std::variant<open_writer, begin_transaction, write_outputs, drop_outputs, collect_offsets, commit_transaction, abort_transaction,
                                        offsets_settled, hold_work, rewind_partitions, give_up, tell>;

}  // namespace gulo::consume
