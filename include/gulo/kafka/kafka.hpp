#pragma once
// The transport gulo::kafka: what an application is given to speak to a Kafka cluster.

#include <gulo/base/separate.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/disabled.hpp>
#include <gulo/transport/transactions.hpp>
#include <gulo/transport/transport.hpp>

#include <memory>
#include <string>
#include <vector>

namespace gulo {

class kafka_consumer;
class kafka_producer;
class kafka_reader;

/// A Kafka cluster as a transport (gulo::log_transport). A broker that is away at the start is no error: one clear
/// entry is logged, records wait in the local queue, and both halves connect by themselves.
class kafka {
public:
    using consumer_type = kafka_consumer;
    using reader_type = kafka_reader;

    explicit kafka(kafka_config config);
    kafka(kafka&&) noexcept;
    kafka& operator=(kafka&&) noexcept;
    ~kafka();

    bool is_enabled() const noexcept { return config_.enabled; }
    bool is_connected() const noexcept;
    const kafka_config& config() const noexcept { return config_; }
    std::string service_name() const { return config_.service_name; }
    std::string describe() const;

    /// How a service consumes by this configuration.
    consumer_settings settings() const;

    /// Opens the producer. Throws gulo::failure (errc::invalid_configuration) that lists every fault.
    void start(const transport_environment& environment);

    /// Valid from `start` on.
    publisher& out() noexcept;

    /// A new member of `settings.group`, or one that never gets anything when disabled. After `start`.
    std::unique_ptr<kafka_consumer> subscribe(const std::vector<std::string>& topics, const consumer_settings& settings);

    /// A reader outside of any group. After `start`. Throws gulo::failure (errc::invalid_configuration).
    std::unique_ptr<kafka_reader> read();

    /// A producer with transactions. After `start`, of a transport that is enabled. Throws gulo::failure
    /// (errc::invalid_configuration), also when the broker that answers is an embedded one, which has none.
    std::unique_ptr<transaction_writer> write_transactions(const transaction_settings& settings);

private:
    void suit_to_cluster(kafka_config& config);

    kafka_config config_;
    transport_environment environment_;
    std::unique_ptr<kafka_producer> producer_;
    kafka_detail::disabled_publisher disabled_;
};

#if !GULO_DEFINES
template <>
inline constexpr bool is_compiled_apart<kafka> = true;
#endif

}  // namespace gulo

#if GULO_DEFINES
#include <gulo/kafka/kafka_definitions.hpp>
#endif
