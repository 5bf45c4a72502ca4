#pragma once
// The transport gulo::kafka: what an application is given to speak to a Kafka cluster.

#include <gulo/kafka/config.hpp>
#include <gulo/kafka/consumer.hpp>
#include <gulo/kafka/disabled.hpp>
#include <gulo/kafka/embedded_broker.hpp>
#include <gulo/kafka/environment.hpp>
#include <gulo/kafka/producer.hpp>
#include <gulo/kafka/validation.hpp>
#include <gulo/transport/transport.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gulo {

/// A Kafka cluster as a transport (gulo::log_transport). A broker that is away at the start is no error: one clear
/// entry is logged, records wait in the local queue, and both halves connect by themselves.
class kafka {
public:
    using consumer_type = kafka_consumer;

    explicit kafka(kafka_config config) : config_{std::move(config)} {}

    bool is_enabled() const noexcept { return config_.enabled; }
    bool is_connected() const noexcept { return producer_ != nullptr && producer_->is_connected(); }
    const kafka_config& config() const noexcept { return config_; }
    std::string service_name() const { return config_.service_name; }
    std::string describe() const { return config_.describe(); }

    /// How a service consumes by this configuration.
    consumer_settings settings() const {
        consumer_settings settings;
        settings.group = config_.consumer_group_id.empty() ? config_.service_name : config_.consumer_group_id;
        settings.start = config_.consumer_auto_offset_reset == offset_reset::earliest ? first_start::earliest : first_start::latest;
        settings.dead_letter_suffix = config_.dlq_topic_suffix;
        settings.dead_letters = config_.enable_dlq;
        settings.max_attempts = config_.max_retry_attempts;
        settings.batch = config_.consumer_max_poll_records;
        return settings;
    }

    /// Opens the producer. Throws gulo::failure (errc::invalid_configuration) that lists every fault.
    void start(const transport_environment& environment) {
        environment_ = environment;
        if (!config_.enabled) return;
        config_.validate();
        for (const std::string& notice : config_.notices) write_log(environment.log, severity::warning, notice);
        producer_ = std::make_unique<kafka_producer>(config_, environment_);
    }

    /// Valid from `start` on.
    publisher& out() noexcept {
        return producer_ != nullptr ? static_cast<publisher&>(*producer_) : disabled_;
    }

    /// A new member of `settings.group`, or one that never gets anything when disabled. After `start`.
    std::unique_ptr<kafka_consumer> subscribe(const std::vector<std::string>& topics, const consumer_settings& settings) {
        if (!producer_) return std::make_unique<kafka_consumer>();
        kafka_config config = config_;
        suit_to_cluster(config);
        return std::make_unique<kafka_consumer>(config, environment_, topics, settings, producer_->watch());
    }

private:
    // A service that knows only the address of an embedded broker should not wait 44 seconds for a rebalance. Times
    // that somebody set are left alone; a broker that does not answer at once is treated as a real one.
    void suit_to_cluster(kafka_config& config) {
        const kafka_config untouched;
        if (config.consumer_session_timeout != untouched.consumer_session_timeout ||
            config.consumer_heartbeat_interval != untouched.consumer_heartbeat_interval ||
            config.consumer_fetch_wait != untouched.consumer_fetch_wait)
            return;
        if (producer_->is_embedded()) embedded_broker::suit(config);
    }

    kafka_config config_;
    transport_environment environment_;
    std::unique_ptr<kafka_producer> producer_;
    kafka_detail::disabled_publisher disabled_;
};

}  // namespace gulo
