#pragma once
// What librdkafka's transaction errors mean.

#include <gulo/kafka/client_errors.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/transport/transactions.hpp>

#include <librdkafka/rdkafka.h>

#include <string>
#include <string_view>

namespace gulo::kafka_detail {

/// Another producer has the same transactional id, or the broker ended the transaction and took the producer for dead.
inline bool is_fencing(rd_kafka_resp_err_t code) noexcept {
    return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED || code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH ||
           code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING ||
           // The transaction is over already: its time was up, for example while the machine stood still.
           code == RD_KAFKA_RESP_ERR_INVALID_TXN_STATE;
}

inline error transaction_error(rd_kafka_resp_err_t code, std::string_view what, std::string_view reason) {
    std::string text = std::string{what} + " failed: ";
    text += reason.empty() ? std::string_view{rd_kafka_err2str(code)} : reason;
    if (code == RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED) text += "; ask for the right to write with this transactional id (an ACL)";
    if (code == RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT)
        text += "; the timeout of the transactions is longer than transaction.max.timeout.ms of the brokers";
    return {kind_of(code), std::move(text)};
}

/// An error that is not to be tried again. `otherwise` is what it means when the client does not say.
inline transaction_result classify(rd_kafka_t* client, const rd_kafka_error_t* fault, std::string_view what, transaction_status otherwise) {
    rd_kafka_resp_err_t code = rd_kafka_error_code(fault);
    std::string reason = rd_kafka_error_string(fault);
    if (rd_kafka_error_is_fatal(fault) != 0 || code == RD_KAFKA_RESP_ERR__FATAL) {
        char text[512] = "";
        const rd_kafka_resp_err_t root = rd_kafka_fatal_error(client, text, sizeof text);
        if (root != RD_KAFKA_RESP_ERR_NO_ERROR) {
            code = root;
            reason = text;
        }
        return {is_fencing(code) ? transaction_status::fenced : transaction_status::fatal, transaction_error(code, what, reason), {}};
    }
    if (is_fencing(code)) return {transaction_status::fenced, transaction_error(code, what, reason), {}};
    if (rd_kafka_error_txn_requires_abort(fault) != 0) return {transaction_status::abortable, transaction_error(code, what, reason), {}};
    return {otherwise, transaction_error(code, what, reason), {}};
}

/// Proof of membership as librdkafka gives it.
class kafka_membership final : public group_membership {
public:
    explicit kafka_membership(rd_kafka_consumer_group_metadata_t* metadata) noexcept : metadata_{metadata} {}

    const rd_kafka_consumer_group_metadata_t* native() const noexcept { return metadata_.get(); }

private:
    handle<rd_kafka_consumer_group_metadata_t, &rd_kafka_consumer_group_metadata_destroy> metadata_;
};

}  // namespace gulo::kafka_detail
