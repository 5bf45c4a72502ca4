#pragma once
// From librdkafka's consumer events to gulo::consumer_event.

#include <gulo/kafka/client_errors.hpp>
#include <gulo/kafka/consuming_client.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/transport/consumer.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gulo::kafka_detail {

inline std::string_view consumer_remedy(rd_kafka_resp_err_t code) noexcept {
    switch (code) {
    case RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED:
        return "; the consumer was not polled for consumer_max_poll_interval, so the group took its partitions; it joins again by itself";
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return "; reading starts when the topic exists";
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL: return "; all members of a group need the same consumer_assignment: stop them all to change it";
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID: return "; another instance uses the same group.instance.id";
    default: return remedy_of(kind_of(code));
    }
}

inline error consumer_error(rd_kafka_resp_err_t code, std::string_view group, std::string_view reason) {
    std::string text = "consumer of group \"" + std::string{group} + "\": ";
    text += reason.empty() ? std::string_view{rd_kafka_err2str(code)} : reason;
    return {kind_of(code), text.append(consumer_remedy(code))};
}

/// The outcomes of a commit: what was stored, and what was not, with the cause.
inline void append_commit_results(rd_kafka_event_t* event, std::string_view group, std::size_t prefix_size, std::vector<consumer_event>& events) {
    const rd_kafka_resp_err_t overall = rd_kafka_event_error(event);
    const bool nothing_to_store = overall == RD_KAFKA_RESP_ERR__NO_OFFSET;
    commit_finished stored;
    commit_finished refused;
    const rd_kafka_topic_partition_list_t* const list = rd_kafka_event_topic_partition_list(event);
    for (int at = 0; list != nullptr && at < list->cnt; ++at) {
        const rd_kafka_topic_partition_t& each = list->elems[at];
        const rd_kafka_resp_err_t code = each.err != RD_KAFKA_RESP_ERR_NO_ERROR ? each.err : overall;
        const bool good = nothing_to_store || code == RD_KAFKA_RESP_ERR_NO_ERROR;
        (good ? stored : refused).offsets.push_back({{std::string{unprefixed(each.topic, prefix_size)}, each.partition}, each.offset});
        if (!good && !refused.cause) refused.cause = consumer_error(code, group, std::string{"offsets were not committed: "} + rd_kafka_err2str(code));
    }
    if (!refused.offsets.empty()) events.emplace_back(std::move(refused));
    if (!stored.offsets.empty()) events.emplace_back(std::move(stored));
}

}  // namespace gulo::kafka_detail
