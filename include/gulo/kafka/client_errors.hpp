#pragma once
// From librdkafka's error codes to gulo::error, with texts that name the thing and the remedy.

#include <gulo/base/error.hpp>
#include <gulo/kafka/client_options.hpp>
#include <gulo/kafka/connection_remedy.hpp>

#include <librdkafka/rdkafka.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace gulo::kafka_detail {

inline errc kind_of(rd_kafka_resp_err_t code) noexcept {
    switch (code) {
    case RD_KAFKA_RESP_ERR__QUEUE_FULL: return errc::queue_full;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE: return errc::message_too_large;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION: return errc::invalid_topic;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED: return errc::not_authorized;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED: return errc::authentication_failed;
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__SSL: return errc::broker_unavailable;
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT: return errc::timed_out;
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE: return errc::shutting_down;
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT: return errc::delivery_unknown;
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST: return errc::stale_assignment;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE: return errc::offset_out_of_range;
    default: return errc::transport_failure;
    }
}

inline std::string_view remedy_of(errc kind) noexcept {
    switch (kind) {
    case errc::queue_full: return "; publish more slowly, or raise max_block or producer_queue_messages";
    case errc::message_too_large:
        return "; send less, or raise message.max.bytes here (options) and max.message.bytes of the topic, which counts whole batches: where small records are "
               "refused too, set producer_batch_size to it";
    case errc::invalid_topic: return "; create the topic, or let the brokers create topics (auto.create.topics.enable)";
    case errc::not_authorized: return "; ask for the right on the cluster (an ACL), or use another user";
    case errc::broker_unavailable: return "; check bootstrap_servers and that the brokers run";
    case errc::offset_out_of_range: return "; the records were removed by the topic's retention";
    default: return "";
    }
}

/// Why a record was not delivered. `size` is that of its key and value.
inline error delivery_error(rd_kafka_resp_err_t code, std::string_view topic, std::size_t size, bool may_be_there) {
    errc kind = kind_of(code);
    if (may_be_there && kind != errc::queue_full && kind != errc::message_too_large) kind = errc::delivery_unknown;
    if (kind == errc::transport_failure) kind = errc::delivery_failed;
    std::string text = "record for topic \"" + std::string{topic} + "\"";
    switch (kind) {
    case errc::queue_full: text += " was not queued: the local queue stayed full"; break;
    case errc::message_too_large: text += " of " + std::to_string(size) + " octets is too large"; break;
    case errc::timed_out: text += " was not delivered within producer_delivery_timeout; no broker took it"; break;
    case errc::shutting_down: text += " was not delivered before the shutdown"; break;
    case errc::delivery_unknown: text += " may or may not have been delivered"; break;
    default: text += " was not delivered"; break;
    }
    text += std::string{" ("} + rd_kafka_err2str(code) + ")";
    return {kind, text.append(remedy_of(kind))};
}

/// Why the brokers refuse the credentials: names user and mechanism, never the password.
inline error authentication_error(const kafka_config& config, std::string_view reason) {
    if (config.sasl_mechanism == sasl_mechanism::oauthbearer)
        return {errc::authentication_failed, "Kafka at " + config.bootstrap_servers + " cannot be reached with a token (OAUTHBEARER): " + std::string{reason} +
                                                 "; check what kafka_config::oauthbearer_token gives, and that the broker trusts who signed it"};
    std::string text = "Kafka refuses the credentials of user \"" + config.sasl_username + "\" (" + std::string{name_of(config.sasl_mechanism)} + ") at " +
                       config.bootstrap_servers;
    if (!reason.empty()) text += std::string{": "}.append(reason);
    text += "; check sasl_username, sasl_password and sasl_mechanism";
    const bool scram = config.sasl_mechanism == sasl_mechanism::scram_sha_256 || config.sasl_mechanism == sasl_mechanism::scram_sha_512;
    if (scram && rd_kafka_version() < 0x020601ff)
        text += std::string{". This librdkafka is "} + rd_kafka_version_str() +
                ": before 2.6.1 it cannot log in by SCRAM to brokers from 3.8.1 on, whatever the password; update librdkafka or use another mechanism";
    return {errc::authentication_failed, std::move(text)};
}

/// `certificate` is OpenSSL's reason for refusing the broker's certificate; 0: it was not refused.
inline error unreachable_error(const kafka_config& config, std::string_view reason, int certificate = 0) {
    std::string text = "no Kafka broker of " + config.bootstrap_servers + " can be reached";
    if (certificate != 0)
        return {errc::broker_unavailable, text + ": " + certificate_problem(certificate, config) + "; the service goes on and connects by itself"};
    if (!reason.empty()) text += std::string{": "}.append(reason);
    const std::string_view remedy = connection_remedy(reason);
    text.append("; the service goes on and connects by itself; ");
    text.append(remedy.empty() ? "check bootstrap_servers (KAFKA_BOOTSTRAP_SERVERS), security_protocol, and that the brokers run" : remedy);
    return {errc::broker_unavailable, std::move(text)};
}

}  // namespace gulo::kafka_detail
