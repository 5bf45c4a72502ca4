#pragma once
// Reading the in-memory log outside of a group.

#include <gulo/transport/log_reader.hpp>
#include <gulo/transport/memory_consumer.hpp>
#include <gulo/transport/memory_log.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gulo {

/// Reads a memory_log from any place, without a group: what parked keys and replay are read with. Satisfies gulo::log_reader; never waits. The log has to
/// outlive it. One thread at a time.
template <class = void>
class basic_memory_reader {
public:
    using record_type = memory_record;

    explicit basic_memory_reader(memory_log& log) : log_{log} {}

    void begin(const topic_partition& partition, std::int64_t offset) {
        stop(partition);
        positions_.push_back({partition, std::max<std::int64_t>(0, offset), false});
    }
    void stop(const topic_partition& partition) {
        std::erase_if(positions_, [&](const position& each) { return each.partition == partition; });
    }

    void poll(reader_inbox<memory_record>& inbox, std::size_t most, std::chrono::milliseconds) {
        for (std::size_t without = 0; without < positions_.size() && inbox.records.size() < most;) {
            position& each = positions_[turn_++ % positions_.size()];
            if (auto record = log_.read_next(each.partition, each.next)) {
                each.next = record->offset() + 1;
                inbox.records.emplace_back(std::move(record));
                each.told = false;
                without = 0;
            } else {
                each.next = (std::min)(each.next, log_.end(each.partition));  // it may have been truncated
                if (!std::exchange(each.told, true)) inbox.at_end.push_back(each.partition);
                ++without;
            }
        }
    }

    result<std::int32_t> partition_count(const std::string& topic, std::chrono::milliseconds) {
        const auto known = log_.topics();
        if (std::ranges::find(known, topic) == known.end()) return error{errc::invalid_topic, "topic \"" + topic + "\" does not exist"};
        return log_.partition_count(topic);
    }
    result<std::optional<std::int64_t>> committed(const std::string& group, const topic_partition& partition, std::chrono::milliseconds) {
        return log_.committed(group, partition);
    }
    result<void> commit(const std::string& group, std::span<const partition_offset> offsets, std::chrono::milliseconds) {
        for (const partition_offset& each : offsets) log_.commit(group, each.partition, each.offset);
        return {};
    }

private:
    struct position {
        topic_partition partition;
        std::int64_t next;
        bool told;
    };

    memory_log& log_;
    std::vector<position> positions_;
    std::size_t turn_ = 0;
};

using memory_reader = basic_memory_reader<>;

static_assert(log_reader<memory_reader>);

}  // namespace gulo
