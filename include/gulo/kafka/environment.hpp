#pragma once
// kafka_config::from_env: which KAFKA_… variable sets what.

#include <gulo/base/separate.hpp>
#include <gulo/kafka/client_options.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/environment_values.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace gulo {
namespace kafka_detail {

/// One setting: its names without the KAFKA_ in front (several: they mean the same), and how a value is taken.
/// `take` answers what is allowed when the value is not, otherwise an empty text.
struct variable {
    std::array<std::string_view, 4> names;
    std::string (*take)(kafka_config&, std::string_view);
    bool is_secret = false;
};

inline const auto& variable_table() {
    using config = kafka_config;
    static const std::array table{
        variable{{"ENABLED"}, into<&config::enabled>},
        variable{{"BOOTSTRAP_SERVERS"}, into<&config::bootstrap_servers>},
        variable{{"SERVICE_NAME"}, into<&config::service_name>},
        variable{{"CLIENT_ID"}, into<&config::client_id>},
        variable{{"CONSUMER_GROUP_ID", "GROUP_ID", "CONSUMER_GROUP"}, into<&config::consumer_group_id>},
        variable{{"SECURITY_PROTOCOL"}, into<&config::security_protocol>},
        variable{{"SASL_MECHANISM"}, into<&config::sasl_mechanism>},
        variable{{"SASL_USERNAME", "SASL_PLAIN_USERNAME"}, into<&config::sasl_username>},
        variable{{"SASL_PASSWORD", "SASL_PLAIN_PASSWORD"}, into<&config::sasl_password>, true},
        variable{{"SSL_CAFILE"}, into<&config::ssl_cafile>},
        variable{{"SSL_CERTFILE"}, into<&config::ssl_certfile>},
        variable{{"SSL_KEYFILE"}, into<&config::ssl_keyfile>},
        variable{{"SSL_KEY_PASSWORD", "SSL_PASSWORD"}, into<&config::ssl_key_password>, true},
        variable{{"SSL_CA_PEM"}, into<&config::ssl_ca_pem>},
        variable{{"SSL_CERTIFICATE_PEM"}, into<&config::ssl_certificate_pem>},
        variable{{"SSL_KEY_PEM"}, into<&config::ssl_key_pem>, true},
        variable{{"PRODUCER_BATCH_SIZE", "BATCH_SIZE"}, into<&config::producer_batch_size, 1, 2'147'483'647>},
        variable{{"PRODUCER_LINGER_MS", "LINGER_MS"}, into<&config::producer_linger, 0, 900'000>},
        variable{{"PRODUCER_COMPRESSION_TYPE", "COMPRESSION_TYPE"}, into<&config::producer_compression_type>},
        variable{{"PRODUCER_ACKS", "ACKS"}, take_acks},
        variable{{"PRODUCER_RETRIES", "RETRIES"}, into<&config::producer_retries, 0, 2'147'483'647>},
        variable{{"ENABLE_IDEMPOTENCE", "PRODUCER_ENABLE_IDEMPOTENCE"}, into<&config::enable_idempotence>},
        variable{{"PRODUCER_QUEUE_MESSAGES"}, into<&config::producer_queue_messages, 1, 10'000'000>},
        variable{{"MAX_BLOCK_MS", "PRODUCER_MAX_BLOCK_MS"}, into<&config::max_block, 0, 86'400'000>},
        variable{{"DELIVERY_TIMEOUT_MS", "PRODUCER_DELIVERY_TIMEOUT_MS"}, into<&config::producer_delivery_timeout, 1'000, 86'400'000>},
        variable{{"CONSUMER_AUTO_OFFSET_RESET", "AUTO_OFFSET_RESET"}, into<&config::consumer_auto_offset_reset>},
        variable{{"CONSUMER_ENABLE_AUTO_COMMIT", "ENABLE_AUTO_COMMIT"}, take_auto_commit},
        variable{{"CONSUMER_MAX_POLL_RECORDS", "MAX_POLL_RECORDS"}, into<&config::consumer_max_poll_records, 1, 1'000'000>},
        variable{{"CONSUMER_SESSION_TIMEOUT_MS", "SESSION_TIMEOUT_MS"}, into<&config::consumer_session_timeout, 1, 3'600'000>},
        variable{{"CONSUMER_HEARTBEAT_INTERVAL_MS", "HEARTBEAT_INTERVAL_MS"}, into<&config::consumer_heartbeat_interval, 1, 3'600'000>},
        variable{{"CONSUMER_MAX_POLL_INTERVAL_MS", "MAX_POLL_INTERVAL_MS"}, into<&config::consumer_max_poll_interval, 1, 86'400'000>},
        variable{{"CONSUMER_FETCH_WAIT_MS", "FETCH_WAIT_MS"}, into<&config::consumer_fetch_wait, 0, 300'000>},
        variable{{"GROUP_INSTANCE_ID", "CONSUMER_GROUP_INSTANCE_ID"}, into<&config::group_instance_id>},
        variable{{"CONSUMER_ASSIGNMENT"}, into<&config::consumer_assignment>},
        variable{{"ENABLE_DLQ"}, into<&config::enable_dlq>},
        variable{{"DLQ_TOPIC_SUFFIX"}, into<&config::dlq_topic_suffix>},
        variable{{"MAX_RETRY_ATTEMPTS"}, into<&config::max_retry_attempts, 1, 1'000'000>},
        variable{{"TOPIC_PREFIX"}, into<&config::topic_prefix>},
        variable{{"NUM_PARTITIONS"}, into<&config::num_partitions, 1, 100'000>},
        variable{{"REPLICATION_FACTOR"}, into<&config::replication_factor, -1, 32'767>},
        variable{{"SCHEMA_REGISTRY_URL"}, into<&config::schema_registry_url>},
        variable{{"DEBUG"}, take_debug},
    };
    return table;
}

/// Is `name` (without KAFKA_) one that Kafka's own scripts, its images, or a container platform set, or a name of
/// a topic that the application reads itself?
inline bool belongs_to_others(std::string_view name, std::string_view value) noexcept {
    for (const std::string_view whole : {"HOME", "PORT", "NAME", "VERSION", "URL", "CLASSPATH", "LOG_DIR", "LOG_DIRS", "OPTS", "HOST", "CLUSTER_ID"})
        if (name == whole) return true;
    for (const std::string_view begin : {"ENV_", "CFG_", "JMX_", "JVM_", "GC_", "HEAP_", "LOG4J", "ADVERTISED_", "LISTENER", "PORT_", "SERVICE_PORT"})
        if (name.starts_with(begin)) return true;
    for (const std::string_view end : {"_OPTS", "_SERVICE_HOST", "_SERVICE_PORT", "_TOPIC", "_TOPICS", "_TCP", "_TCP_ADDR", "_TCP_PORT", "_TCP_PROTO"})
        if (name.ends_with(end)) return true;
    return name == "SERVICE_HOST" || name.find("_SERVICE_PORT_") != name.npos || (name.ends_with("_PORT") && value.starts_with("tcp://"));
}

/// The part of a variable's name behind KAFKA_, KAFKA__ or OBSERVABILITY__KAFKA_; empty: it is none of ours.
inline std::string_view setting_of(std::string_view variable_name) noexcept {
    for (const std::string_view prefix : {"OBSERVABILITY__KAFKA_", "KAFKA__", "KAFKA_"})
        if (variable_name.starts_with(prefix)) return variable_name.substr(prefix.size());
    return {};
}

/// librdkafka's name of an option from the form KAFKA_OPTION_SOCKET_KEEPALIVE_ENABLE; empty: there is none.
inline std::string option_of(std::string_view setting) {
    std::string wanted;
    for (const char c : setting) wanted += lower(c);
    for (const client_option& option : option_table()) {
        std::string name = option.name;
        std::replace(name.begin(), name.end(), '.', '_');
        if (name == wanted) return option.name;
    }
    return {};
}

/// Reads variables one by one and collects what is wrong with them.
class environment_reader {
public:
    void read(const std::string& name, const std::string& value) {
        const std::string_view setting = setting_of(name);
        if (setting.empty() || value.empty() || belongs_to_others(setting, value)) return;
        if (setting.starts_with("OPTION_")) return read_option(name, setting.substr(7), value);
        for (std::size_t index = 0; index < variable_table().size(); ++index)
            for (const std::string_view known : variable_table()[index].names)
                if (known == setting) return take(name, value, index);
        const std::string_view close = nearest(setting);
        // The value is not shown: the unknown name may be a misspelt password.
        faults_.add("unknown variable " + name +
                    (close.empty() ? "; librdkafka's own options are set by KAFKA_OPTION_…" : "; did you mean KAFKA_" + std::string{close} + "?"));
    }

    kafka_config finish() {
        faults_.throw_if_any();
        return std::move(config_);
    }

private:
    void take(const std::string& name, const std::string& value, std::size_t index) {
        for (const auto& [other, other_value, other_index] : seen_)
            if (other_index == index && other_value != value) return faults_.add(name + " and " + other + " mean the same setting but differ; set one of them");
        seen_.push_back({name, value, index});
        const variable& entry = variable_table()[index];
        const std::string allowed = entry.take(config_, value);
        if (!allowed.empty()) faults_.add(name + " = \"" + (entry.is_secret ? "***" : value) + "\" is not valid; allowed: " + allowed);
    }

    void read_option(const std::string& name, std::string_view setting, const std::string& value) {
        if (const std::string option = option_of(setting); !option.empty()) {
            config_.options[option] = value;
            return;
        }
        std::string wanted;
        for (const char c : setting) wanted += c == '_' ? '.' : lower(c);
        const std::string_view close = nearest_option(wanted);
        faults_.add(name + " names no option of librdkafka" + (close.empty() ? "" : "; did you mean \"" + std::string{close} + "\"?"));
    }

    static std::string_view nearest(std::string_view setting) {
        std::vector<std::string_view> names;
        for (const variable& entry : variable_table())
            for (const std::string_view known : entry.names)
                if (!known.empty()) names.push_back(known);
        return nearest_name(setting, names);
    }

    struct seen_variable {
        std::string name;
        std::string value;
        std::size_t index;
    };

    kafka_config config_;
    fault_list faults_;
    std::vector<seen_variable> seen_;
};

}  // namespace kafka_detail

#if GULO_DEFINES
GULO_DECL kafka_config kafka_config::from_env(const environment_variables& variables) {
    kafka_detail::environment_reader reader;
    for (const auto& [name, value] : variables) reader.read(name, value);
    return reader.finish();
}

GULO_DECL kafka_config kafka_config::from_env() {
    environment_variables variables;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const std::size_t equals = text.find('=');
        if (equals != text.npos && !kafka_detail::setting_of(text.substr(0, equals)).empty())
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return from_env(variables);
}
#endif

}  // namespace gulo
