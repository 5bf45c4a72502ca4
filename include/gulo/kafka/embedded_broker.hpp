#pragma once
// A Kafka broker inside the process, for tests and first runs: librdkafka's mock cluster.

#include <gulo/base/error.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/handles.hpp>

#include <librdkafka/rdkafka_mock.h>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace gulo {

/// A topic that the embedded broker has from the beginning.
struct embedded_topic {
    std::string name;
    int partitions = 1;
};

struct embedded_broker_options {
    std::vector<embedded_topic> topics{};
    int brokers = 1;
};

/// The kinds of request that `embedded_broker::fail_next` can make fail.
enum class broker_request : std::int16_t {
    produce = 0,
    fetch = 1,
    list_offsets = 2,
    metadata = 3,
    offset_commit = 8,
    offset_fetch = 9,
    find_coordinator = 10,
    join_group = 11,
    heartbeat = 12,
    sync_group = 14,
};

/// How a request fails.
enum class broker_error : std::int16_t {
    unknown_topic_or_partition = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
    not_leader = RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
    request_timed_out = RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
    message_too_large = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
    coordinator_not_available = RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
    topic_authorization_failed = RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
    group_authorization_failed = RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
    illegal_generation = RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
    unknown_member = RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
    rebalance_in_progress = RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS,
    out_of_order_sequence = RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
};

/// A cluster that speaks Kafka's protocol on 127.0.0.1, for this and other processes. It has produce, fetch, keys,
/// headers, groups and commits; no transactions, no topic administration, no security. Topics that nobody created
/// have four partitions. It keeps 5 MiB per partition and silently drops what is older.
/// Clients have to be destroyed before it. Functions may be called from any thread.
class embedded_broker {
public:
    /// Throws gulo::failure when it cannot be started.
    explicit embedded_broker(const embedded_broker_options& options = {}) : brokers_{options.brokers} {
        kafka_detail::conf_handle conf{rd_kafka_conf_new()};
        rd_kafka_conf_set_log_cb(conf.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
        char reason[512] = "";
        host_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), reason, sizeof reason));
        if (!host_) throw failure{error{errc::transport_failure, std::string{"the embedded broker does not start: "} + reason}};
        static_cast<void>(conf.release());
        cluster_.reset(rd_kafka_mock_cluster_new(host_.get(), brokers_));
        if (!cluster_) throw failure{error{errc::transport_failure, "the embedded broker does not start: no port on 127.0.0.1"}};
        bootstrap_servers_ = rd_kafka_mock_cluster_bootstraps(cluster_.get());
        for (const embedded_topic& topic : options.topics) create(topic);
    }

    /// Adds a topic; do it before clients ask for it. Throws gulo::failure when it cannot be.
    void create(const embedded_topic& topic) {
        const rd_kafka_resp_err_t code = rd_kafka_mock_topic_create(cluster_.get(), topic.name.c_str(), topic.partitions, brokers_);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
            throw failure{error{errc::invalid_topic, "topic \"" + topic.name + "\" with " + std::to_string(topic.partitions) +
                                                         " partitions cannot be created: " + rd_kafka_err2str(code)}};
    }

    const std::string& bootstrap_servers() const noexcept { return bootstrap_servers_; }

    /// A configuration for clients of this broker: short group times, because a rebalance lasts as long as its
    /// session time-out here, and short waits, because an empty fetch is held back for all of its time.
    kafka_config config() const {
        kafka_config config;
        config.bootstrap_servers = bootstrap_servers_;
        suit(config);
        return config;
    }

    /// Changes the group times and fetch wait of `config` to those that suit an embedded broker.
    static void suit(kafka_config& config) {
        config.consumer_session_timeout = std::chrono::milliseconds{4'000};
        config.consumer_heartbeat_interval = std::chrono::milliseconds{300};
        config.consumer_fetch_wait = std::chrono::milliseconds{10};
    }

    /// Drops all connections and takes no new ones, until `up`.
    void down() noexcept {
        for (int id = 1; id <= brokers_; ++id) rd_kafka_mock_broker_set_down(cluster_.get(), id);
    }

    void up() noexcept {
        for (int id = 1; id <= brokers_; ++id) rd_kafka_mock_broker_set_up(cluster_.get(), id);
    }

    /// Answers the next requests of a kind with these errors, one each; behind those asked for before.
    void fail_next(broker_request request, std::initializer_list<broker_error> errors) {
        std::vector<rd_kafka_resp_err_t> codes;
        for (const broker_error each : errors) codes.push_back(static_cast<rd_kafka_resp_err_t>(each));
        rd_kafka_mock_push_request_errors_array(cluster_.get(), static_cast<std::int16_t>(request), codes.size(), codes.data());
    }

    /// Forgets the errors of a kind of request that have not been answered yet.
    void stop_failing(broker_request request) noexcept { rd_kafka_mock_clear_request_errors(cluster_.get(), static_cast<std::int16_t>(request)); }

    /// Delays every answer by `delay`.
    void delay_answers(std::chrono::milliseconds delay) noexcept {
        for (int id = 1; id <= brokers_; ++id) rd_kafka_mock_broker_set_rtt(cluster_.get(), id, static_cast<int>(delay.count()));
    }

private:
    using cluster_handle = kafka_detail::handle<rd_kafka_mock_cluster_t, &rd_kafka_mock_cluster_destroy>;

    int brokers_;
    kafka_detail::client_handle host_;
    cluster_handle cluster_;  // destroyed before its host; the other order aborts
    std::string bootstrap_servers_;
};

}  // namespace gulo
