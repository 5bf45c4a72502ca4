#pragma once
// kafka_config::validate and kafka_config::describe.

#include <gulo/kafka/client_options.hpp>
#include <gulo/kafka/topic_name.hpp>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include <unistd.h>

namespace gulo {
namespace kafka_detail {

inline void check_file(std::string_view member, const std::string& path, fault_list& faults) {
    if (!path.empty() && ::access(path.c_str(), R_OK) != 0)
        faults.add(std::string{member} + " = \"" + path + "\" cannot be read: " + std::strerror(errno));
}

inline void check_members(const kafka_config& config, fault_list& faults) {
    const auto check = [&](bool good, const char* text) {
        if (!good) faults.add(text);
    };
    check(!trimmed(config.bootstrap_servers).empty(), "bootstrap_servers is empty; give host:port (KAFKA_BOOTSTRAP_SERVERS)");
    check(!config.enable_idempotence || config.producer_acks == producer_acks::all,
          "producer_acks = 1 needs enable_idempotence = false (KAFKA_ENABLE_IDEMPOTENCE); with acks = all nothing more is needed");
    check(config.max_block.count() >= 0, "max_block must not be negative");
    check(config.producer_queue_messages >= 1, "producer_queue_messages must be at least 1");
    check(config.consumer_max_poll_records >= 1, "consumer_max_poll_records must be at least 1");
    check(config.consumer_session_timeout < config.consumer_max_poll_interval,
          "consumer_session_timeout must be less than consumer_max_poll_interval");
    check(config.consumer_heartbeat_interval.count() > 0, "consumer_heartbeat_interval must be positive");
    check(config.max_retry_attempts >= 1, "max_retry_attempts must be at least 1: the first delivery is an attempt");
    check(!config.enable_dlq || !config.dlq_topic_suffix.empty(),
          "dlq_topic_suffix is empty: a dead letter must not go to the topic it came from");
    check(config.num_partitions >= 1, "num_partitions must be at least 1");
    check(config.replication_factor == -1 || (config.replication_factor >= 1 && config.replication_factor <= 32'767),
          "replication_factor must be at least 1, or -1 for the cluster's default");
    if (!is_topic_text(config.topic_prefix) || config.topic_prefix.size() > 200)
        faults.add("topic_prefix = \"" + config.topic_prefix + "\" is not the beginning of a topic name (letters, digits, '.', '_', '-')");
    if (!is_topic_text(config.dlq_topic_suffix))
        faults.add("dlq_topic_suffix = \"" + config.dlq_topic_suffix + "\" is not the end of a topic name (letters, digits, '.', '_', '-')");
    if (uses_sasl(config) && config.sasl_mechanism <= sasl_mechanism::scram_sha_512) {
        const auto given = [&](const char* option) { return passed_through(config, client_role::producer, option) != nullptr; };
        check(!config.sasl_username.empty() || given("sasl.username"), "sasl_username is empty (KAFKA_SASL_USERNAME)");
        check(!config.sasl_password.is_empty() || given("sasl.password"), "sasl_password is empty (KAFKA_SASL_PASSWORD)");
    }
    if (uses_tls(config)) {
        check_file("ssl_cafile", config.ssl_cafile, faults);
        check_file("ssl_certfile", config.ssl_certfile, faults);
        check_file("ssl_keyfile", config.ssl_keyfile, faults);
    }
}

inline void append_line(std::string& text, std::string_view name, std::string_view value) {
    text.append(name).append(" = ").append(value).append("\n");
}

/// A URL without the user and password that it may carry.
inline std::string without_credentials(std::string url) {
    const std::size_t scheme = url.find("://");
    const std::size_t start = scheme == url.npos ? 0 : scheme + 3;
    const std::size_t at = url.find('@', start);
    if (at != url.npos && at < url.find('/', start)) url.replace(start, at - start, "***");
    return url;
}

}  // namespace kafka_detail

inline void kafka_config::validate() const {
    kafka_detail::fault_list faults;
    kafka_detail::check_members(*this, faults);
    for (const auto role : {kafka_detail::client_role::producer, kafka_detail::client_role::consumer})
        kafka_detail::make_conf(kafka_detail::effective_options(*this, role, faults), faults);
    faults.throw_if_any();
}

inline std::string kafka_config::describe() const {
    using namespace kafka_detail;
    std::string text;
    append_line(text, "enabled", enabled ? "true" : "false");
    append_line(text, "bootstrap_servers", bootstrap_servers);
    append_line(text, "service_name", service_name);
    append_line(text, "consumer_group_id", consumer_group_id);
    append_line(text, "max_block", std::to_string(max_block.count()) + " ms");
    append_line(text, "enable_dlq", enable_dlq ? "true" : "false");
    append_line(text, "dlq_topic_suffix", dlq_topic_suffix);
    append_line(text, "max_retry_attempts", std::to_string(max_retry_attempts));
    append_line(text, "topic_prefix", topic_prefix);
    append_line(text, "num_partitions", std::to_string(num_partitions));
    append_line(text, "replication_factor", std::to_string(replication_factor));
    append_line(text, "schema_registry_url", without_credentials(schema_registry_url));
    fault_list faults;
    for (const auto role : {client_role::producer, client_role::consumer})
        for (const auto& [name, value] : effective_options(*this, role, faults))
            append_line(text, (role == client_role::producer ? "producer." : "consumer.") + name,
                        is_secret_option(name) ? "***" : value);
    return text;
}

}  // namespace gulo
