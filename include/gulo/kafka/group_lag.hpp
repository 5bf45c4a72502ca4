#pragma once
// How far a consumer group is behind, counted in what it can see.

#include <gulo/base/result.hpp>
#include <gulo/kafka/client.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/log_offsets.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gulo {

/// Where a group stands in one partition (rule X4). All are offsets.
struct partition_lag {
    std::int32_t partition = 0;
    std::int64_t committed = 0;   ///< what the group reads next; the first record of the log when it has committed nothing
    std::int64_t stable_end = 0;  ///< one past the last record that is not held back by an open transaction
    std::int64_t log_end = 0;     ///< one past the last record

    /// What is still to be read: 0 at the end of a log, also when it ends in transaction markers.
    std::int64_t lag() const noexcept { return std::max<std::int64_t>(0, stable_end - committed); }
    /// Offsets behind the first open transaction, which nobody can read yet. It is no lag: the group can do nothing about it.
    std::int64_t held_back() const noexcept { return log_end - stable_end; }
};

/// Looks at a group from outside, over clients of its own; it does not join. Topics are named without the prefix.
class kafka_group_lag {
public:
    /// Throws gulo::failure (errc::invalid_configuration); does not wait for a broker.
    kafka_group_lag(const kafka_config& config, const transport_environment& environment, const std::string& group)
        : prefix_{config.topic_prefix.empty() ? "" : config.topic_prefix + "."} {
        context_.log = kafka_detail::make_client_log(config, environment.log);
        const auto open = [&](const char* isolation) {
            return kafka_detail::open_client(RD_KAFKA_CONSUMER,
                                             kafka_detail::checked_conf(config, kafka_detail::client_role::consumer, environment.service,
                                                                        {{"group.id", group}, {"isolation.level", isolation}}),
                                             context_, config);
        };
        // The brokers answer with another end of the log to each.
        stable_.reset(open("read_committed"));
        all_.reset(open("read_uncommitted"));
    }

    /// Of every partition of a topic. Blocks until the cluster answered, at most `bound`.
    result<std::vector<partition_lag>> of(const std::string& topic, std::chrono::milliseconds bound) {
        const std::string name = prefix_ + topic;
        const kafka_detail::time_left left{bound};
        const auto wait = [&left] { return (std::max)(1, left.milliseconds()); };
        const kafka_detail::topic_handle handle{rd_kafka_topic_new(stable_.get(), name.c_str(), nullptr)};
        const rd_kafka_metadata_t* found = nullptr;
        rd_kafka_resp_err_t code = rd_kafka_metadata(stable_.get(), 0, handle.get(), &found, wait());
        const kafka_detail::metadata_handle metadata{found};
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topic_cnt == 1) code = metadata->topics[0].err;
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(code, topic);
        const int count = metadata->topics[0].partition_cnt;
        const kafka_detail::list_handle stored{rd_kafka_topic_partition_list_new(count)};
        for (int each = 0; each < count; ++each) rd_kafka_topic_partition_list_add(stored.get(), name.c_str(), each);
        if (code = rd_kafka_committed(stable_.get(), stored.get(), wait()); code != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(code, topic);
        for (int each = 0; each < count; ++each)
            if (stored->elems[each].err != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(stored->elems[each].err, topic);
        const kafka_detail::list_handle firsts{rd_kafka_topic_partition_list_copy(stored.get())};
        const kafka_detail::list_handle stable{rd_kafka_topic_partition_list_copy(stored.get())};
        const kafka_detail::list_handle ends{rd_kafka_topic_partition_list_copy(stored.get())};
        // The stable ends first: they are never beyond the others.
        code = kafka_detail::ask_for_ends(stable_.get(), stable.get(), RD_KAFKA_OFFSET_END, wait());
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) code = kafka_detail::ask_for_ends(all_.get(), ends.get(), RD_KAFKA_OFFSET_END, wait());
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) code = kafka_detail::ask_for_ends(stable_.get(), firsts.get(), RD_KAFKA_OFFSET_BEGINNING, wait());
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return fault(code, topic);
        std::vector<partition_lag> partitions;
        for (int each = 0; each < count; ++each) {
            const std::int64_t committed = stored->elems[each].offset;
            partitions.push_back({each, committed >= 0 ? committed : firsts->elems[each].offset, stable->elems[each].offset, ends->elems[each].offset});
        }
        return partitions;
    }

private:
    static error fault(rd_kafka_resp_err_t code, const std::string& topic) {
        const errc kind = kafka_detail::kind_of(code);
        return {kind, "the offsets of topic \"" + topic + "\" are not known: " + rd_kafka_err2str(code) + std::string{kafka_detail::remedy_of(kind)}};
    }

    std::string prefix_;
    kafka_detail::client_context context_;
    kafka_detail::client_handle stable_;
    kafka_detail::client_handle all_;
};

}  // namespace gulo
