#pragma once
// kafka_config::validate and kafka_config::describe.

#include <gulo/base/separate.hpp>
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
    if (!path.empty() && ::access(path.c_str(), R_OK) != 0) faults.add(std::string{member} + " = \"" + path + "\" cannot be read: " + std::strerror(errno));
}

inline void check_members(const kafka_config& config, fault_list& faults) {
    const auto expect = [&](bool good, const char* text) {
        if (!good) faults.add(text);
    };
    expect(!trimmed(config.bootstrap_servers).empty(), "bootstrap_servers is empty; give host:port (KAFKA_BOOTSTRAP_SERVERS)");
    expect(!config.enable_idempotence || config.producer_acks == producer_acks::all,
           "producer_acks = 1 needs enable_idempotence = false (KAFKA_ENABLE_IDEMPOTENCE); with acks = all nothing more is needed");
    expect(config.max_block.count() >= 0, "max_block must not be negative");
    expect(config.producer_queue_messages >= 1, "producer_queue_messages must be at least 1");
    expect(config.consumer_max_poll_records >= 1, "consumer_max_poll_records must be at least 1");
    expect(config.consumer_session_timeout < config.consumer_max_poll_interval, "consumer_session_timeout must be less than consumer_max_poll_interval");
    expect(config.consumer_heartbeat_interval.count() > 0, "consumer_heartbeat_interval must be positive");
    expect(config.max_retry_attempts >= 1, "max_retry_attempts must be at least 1: the first delivery is an attempt");
    expect(!config.enable_dlq || !config.dlq_topic_suffix.empty(), "dlq_topic_suffix is empty: a dead letter must not go to the topic it came from");
    expect(config.num_partitions >= 1, "num_partitions must be at least 1");
    expect(config.replication_factor == -1 || (config.replication_factor >= 1 && config.replication_factor <= 32'767),
           "replication_factor must be at least 1, or -1 for the cluster's default");
    if (!is_topic_text(config.topic_prefix) || config.topic_prefix.size() > 200)
        faults.add("topic_prefix = \"" + config.topic_prefix + "\" is not the beginning of a topic name (letters, digits, '.', '_', '-')");
    if (!is_topic_text(config.dlq_topic_suffix))
        faults.add("dlq_topic_suffix = \"" + config.dlq_topic_suffix + "\" is not the end of a topic name (letters, digits, '.', '_', '-')");
    if (uses_sasl(config) && config.sasl_mechanism <= sasl_mechanism::scram_sha_512) {
        const auto given = [&](const char* option) { return passed_through(config, client_role::producer, option) != nullptr; };
        expect(!config.sasl_username.empty() || given("sasl.username"), "sasl_username is empty (KAFKA_SASL_USERNAME)");
        expect(!config.sasl_password.is_empty() || given("sasl.password"), "sasl_password is empty (KAFKA_SASL_PASSWORD)");
    }
    if (uses_sasl(config) && config.sasl_mechanism == sasl_mechanism::oauthbearer) {
        const auto given = [&](const char* option) { return passed_through(config, client_role::producer, option) != nullptr; };
        expect(config.oauthbearer_token != nullptr || given("enable.sasl.oauthbearer.unsecure.jwt") || given("sasl.oauthbearer.method"),
               "sasl_mechanism = OAUTHBEARER needs kafka_config::oauthbearer_token, a function that gets a token; it is set in code, not by a variable");
    }
    const auto not_both = [&](bool file, bool text, const char* names) {
        if (file && text) faults.add(std::string{names} + " are both set; give one of them");
    };
    not_both(!config.ssl_cafile.empty(), !config.ssl_ca_pem.empty(), "ssl_cafile and ssl_ca_pem");
    not_both(!config.ssl_certfile.empty(), !config.ssl_certificate_pem.empty(), "ssl_certfile and ssl_certificate_pem");
    not_both(!config.ssl_keyfile.empty(), !config.ssl_key_pem.is_empty(), "ssl_keyfile and ssl_key_pem");
    const bool has_certificate = !config.ssl_certfile.empty() || !config.ssl_certificate_pem.empty();
    const bool has_key = !config.ssl_keyfile.empty() || !config.ssl_key_pem.is_empty();
    if (uses_tls(config)) {
        expect(!has_certificate || has_key, "the client's certificate has no private key; set ssl_keyfile (KAFKA_SSL_KEYFILE) or ssl_key_pem");
        expect(!has_key || has_certificate, "the private key has no certificate; set ssl_certfile (KAFKA_SSL_CERTFILE) or ssl_certificate_pem");
        check_file("ssl_cafile", config.ssl_cafile, faults);
        check_file("ssl_certfile", config.ssl_certfile, faults);
        check_file("ssl_keyfile", config.ssl_keyfile, faults);
    }
}

inline void append_line(std::string& text, std::string_view name, std::string_view value) { text.append(name).append(" = ").append(value).append("\n"); }

/// A URL without the user and password that it may carry.
inline std::string without_credentials(std::string url) {
    const std::size_t scheme = url.find("://");
    const std::size_t start = scheme == url.npos ? 0 : scheme + 3;
    const std::size_t at = url.find('@', start);
    if (at != url.npos && at < url.find('/', start)) url.replace(start, at - start, "***");
    return url;
}

}  // namespace kafka_detail

#if GULO_DEFINES
GULO_DECL void kafka_config::validate() const {
    kafka_detail::fault_list faults;
    kafka_detail::check_members(*this, faults);
    for (const auto role : {kafka_detail::client_role::producer, kafka_detail::client_role::consumer})
        kafka_detail::make_conf(kafka_detail::effective_options(*this, role, faults), faults);
    faults.throw_if_any();
}

GULO_DECL std::string kafka_config::describe() const {
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
                        is_secret_option(name)   ? "***"
                        : name.ends_with(".pem") ? "PEM text of " + std::to_string(value.size()) + " octets"
                                                 : value);
    return text;
}
#endif

}  // namespace gulo
