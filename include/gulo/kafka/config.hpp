#pragma once
// The configuration of a Kafka connection, as one struct with designated initialisers.

#include <gulo/kafka/choices.hpp>
#include <gulo/kafka/oauthbearer.hpp>
#include <gulo/kafka/secret.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gulo {

/// Options of librdkafka by their own names, such as {"socket.keepalive.enable", "true"}.
using librdkafka_options = std::map<std::string, std::string, std::less<>>;

/// Environment variables by name.
using environment_variables = std::map<std::string, std::string, std::less<>>;

/// How to reach a Kafka cluster and how to use it. The defaults keep the delivery rules, on a real cluster and on the
/// embedded broker. Every option of librdkafka can be passed through; those that would break a rule are refused.
struct kafka_config {
    /// False: publishing is a silent no-op, consuming brings nothing, no client is made.
    bool enabled = true;

    std::string bootstrap_servers = "localhost:9092";  ///< host:port, several separated by commas
    std::string service_name{};                        ///< default of the client id and the consumer group
    std::string client_id{};                           ///< empty: the service's name
    std::string consumer_group_id{};                   ///< empty: the service's name

    gulo::security_protocol security_protocol = gulo::security_protocol::plaintext;
    /// OAUTHBEARER needs `oauthbearer_token`.
    gulo::sasl_mechanism sasl_mechanism = gulo::sasl_mechanism::plain;
    std::string sasl_username{};
    secret sasl_password{};
    std::string ssl_cafile{};    ///< PEM file of the authorities; empty: the system's
    std::string ssl_certfile{};  ///< PEM file of this client's certificate
    std::string ssl_keyfile{};   ///< PEM file of its private key
    secret ssl_key_password{};
    std::string ssl_ca_pem{};                ///< the authorities as PEM text, instead of the file
    std::string ssl_certificate_pem{};       ///< this client's certificate as PEM text, instead of the file
    secret ssl_key_pem{};                    ///< its private key as PEM text, instead of the file
    oauthbearer_source oauthbearer_token{};  ///< gets tokens for OAUTHBEARER

    std::size_t producer_batch_size = 1'000'000;       ///< octets of a request, at most
    std::chrono::microseconds producer_linger{5'000};  ///< how long a record waits for others to share a request
    /// Of what is published.
    compression_type producer_compression_type = compression_type::zstd;
    /// Which replicas must have a record before it counts as delivered.
    gulo::producer_acks producer_acks = gulo::producer_acks::all;
    std::optional<int> producer_retries{};                         ///< none: until `producer_delivery_timeout`
    bool enable_idempotence = true;                                ///< needs acks from all
    std::size_t producer_queue_messages = 100'000;                 ///< records under way, at most; then publishing waits
    std::chrono::milliseconds max_block{5'000};                    ///< how long publishing waits for room in the full queue (P3)
    std::chrono::milliseconds producer_delivery_timeout{300'000};  ///< then the record counts as not delivered

    /// Where a group that has never committed begins; latest: the ends of the topics when it first joins.
    offset_reset consumer_auto_offset_reset = offset_reset::earliest;
    std::size_t consumer_max_poll_records = 1'000;               ///< fetched at once, at most
    std::chrono::milliseconds consumer_session_timeout{45'000};  ///< a silent member is dropped after this
    std::chrono::milliseconds consumer_heartbeat_interval{3'000};
    std::chrono::milliseconds consumer_max_poll_interval{300'000};
    std::chrono::milliseconds consumer_fetch_wait{100};  ///< how long a broker may hold back an empty answer
    std::string group_instance_id{};                     ///< of a static member: unique in the group, the same after a restart; empty: a dynamic member
    /// The same in all members of a group.
    gulo::assignment_strategy consumer_assignment = gulo::assignment_strategy::range;

    /// False: a record that cannot be handled stops its partition.
    bool enable_dlq = true;
    std::string dlq_topic_suffix = ".dlq";
    int max_retry_attempts = 3;  ///< calls of the handler per record, the first one counted

    std::string topic_prefix{};         ///< "p": topic t is p.t on the cluster; the application sees t
    int num_partitions = 3;             ///< of retry and parking topics whose source does not exist yet, and of what gulo::kafka_admin makes without a number
    int replication_factor = -1;        ///< of topics that are created here; -1: the cluster's default
    std::string schema_registry_url{};  ///< not used yet; `describe` shows it

    std::string debug{};  ///< librdkafka's debug contexts, such as "broker,topic"; logged as debug entries

    librdkafka_options options{};           ///< for the producer and the consumer
    librdkafka_options producer_options{};  ///< for the producer only; before `options`
    librdkafka_options consumer_options{};  ///< for the consumer only; before `options`

    /// What `from_env` has to say that is no error; logged at the start.
    std::vector<std::string> notices{};

    /// Reads the KAFKA_… variables of the process (the table in environment.hpp lists them). An empty value counts as not set.
    /// Throws gulo::failure (errc::invalid_configuration) that lists every variable with an unknown name or a bad
    /// value, what is allowed, and the nearest known name. Variables that belong to Kafka's own scripts or to a
    /// container platform (KAFKA_HOME, KAFKA_OPTS, KAFKA_PORT …) and names of topics (KAFKA_…_TOPIC) are left alone.
    static kafka_config from_env();

    /// The same from given variables.
    static kafka_config from_env(const environment_variables& variables);

    /// Checks every option, and that librdkafka takes them all. Throws gulo::failure (errc::invalid_configuration)
    /// that lists every fault. Does not connect and opens no file.
    void validate() const;

    /// The effective configuration, one "name = value" a line; secrets are shown as ***.
    std::string describe() const;
};

}  // namespace gulo
