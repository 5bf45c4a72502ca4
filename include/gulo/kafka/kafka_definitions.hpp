#pragma once
// The functions of gulo::kafka.

#include <gulo/kafka/consumer.hpp>
#include <gulo/kafka/embedded_broker.hpp>
#include <gulo/kafka/kafka.hpp>
#include <gulo/kafka/producer.hpp>
#include <gulo/kafka/reader.hpp>
#include <gulo/kafka/transactional_producer.hpp>
#include <gulo/kafka/validation.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#if GULO_DEFINES

namespace gulo {

GULO_DECL kafka::kafka(kafka_config config) : config_{std::move(config)} {}
GULO_DECL kafka::kafka(kafka&&) noexcept = default;
GULO_DECL kafka& kafka::operator=(kafka&&) noexcept = default;
GULO_DECL kafka::~kafka() = default;

GULO_DECL bool kafka::is_connected() const noexcept { return producer_ != nullptr && producer_->is_connected(); }
GULO_DECL std::string kafka::describe() const { return config_.describe(); }

GULO_DECL consumer_settings kafka::settings() const {
    consumer_settings settings;
    settings.group = config_.consumer_group_id.empty() ? config_.service_name : config_.consumer_group_id;
    settings.start = config_.consumer_auto_offset_reset == offset_reset::earliest ? first_start::earliest : first_start::latest;
    settings.dead_letter_suffix = config_.dlq_topic_suffix;
    settings.dead_letters = config_.enable_dlq;
    settings.max_attempts = config_.max_retry_attempts;
    settings.batch = config_.consumer_max_poll_records;
    return settings;
}

GULO_DECL void kafka::start(const transport_environment& environment) {
    environment_ = environment;
    if (!config_.enabled) return;
    config_.validate();
    for (const std::string& notice : config_.notices) write_log(environment.log, severity::warning, notice);
    producer_ = std::make_unique<kafka_producer>(config_, environment_);
}

GULO_DECL publisher& kafka::out() noexcept { return producer_ != nullptr ? static_cast<publisher&>(*producer_) : disabled_; }

GULO_DECL std::unique_ptr<kafka_consumer> kafka::subscribe(const std::vector<std::string>& topics, const consumer_settings& settings) {
    if (!producer_) return std::make_unique<kafka_consumer>();
    kafka_config config = config_;
    suit_to_cluster(config);
    return std::make_unique<kafka_consumer>(config, environment_, topics, settings, producer_->watch());
}

GULO_DECL std::unique_ptr<kafka_reader> kafka::read() { return std::make_unique<kafka_reader>(config_, environment_); }

GULO_DECL std::unique_ptr<transaction_writer> kafka::write_transactions(const transaction_settings& settings) {
    if (producer_ == nullptr) throw failure{{errc::not_started, "transactions need a Kafka transport that is enabled and started"}};
    if (producer_->is_embedded()) throw failure{kafka_transactional_producer::no_transactions_here()};
    return std::make_unique<kafka_transactional_producer>(config_, environment_, settings, producer_->watch());
}

// A service that knows only the address of an embedded broker should not wait 44 seconds for a rebalance. Times
// that somebody set are left alone; a broker that does not answer at once is treated as a real one.
GULO_DECL void kafka::suit_to_cluster(kafka_config& config) {
    const kafka_config untouched;
    if (config.consumer_session_timeout != untouched.consumer_session_timeout || config.consumer_heartbeat_interval != untouched.consumer_heartbeat_interval ||
        config.consumer_fetch_wait != untouched.consumer_fetch_wait)
        return;
    if (producer_->is_embedded()) embedded_broker::suit(config);
}

static_assert(log_reader<kafka_reader> && transactional_consumer<kafka_consumer> && transactional_transport<kafka>);

}  // namespace gulo

#endif
