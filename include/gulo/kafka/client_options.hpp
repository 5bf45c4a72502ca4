#pragma once
// From a kafka_config to the options of one librdkafka client: typed members first, passed-through options over them.

#include <gulo/base/error.hpp>
#include <gulo/kafka/config.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/option_rules.hpp>
#include <gulo/kafka/option_table.hpp>

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gulo::kafka_detail {

enum class client_role : std::uint8_t { producer, consumer };

/// A list of things that are wrong with a configuration; throws them all as one failure.
class fault_list {
public:
    void add(std::string text) {
        if (std::find(texts_.begin(), texts_.end(), text) == texts_.end()) texts_.push_back(std::move(text));
    }

    bool is_empty() const noexcept { return texts_.empty(); }

    void throw_if_any() const {
        if (texts_.empty()) return;
        std::string message = "the Kafka configuration is invalid: ";
        for (const std::string& text : texts_) {
            if (&text != &texts_.front()) message += "; ";
            message += text;
        }
        throw failure{error{errc::invalid_configuration, std::move(message)}};
    }

private:
    std::vector<std::string> texts_;
};

inline bool uses_sasl(const kafka_config& config) noexcept {
    return config.security_protocol == security_protocol::sasl_plaintext || config.security_protocol == security_protocol::sasl_ssl;
}

inline bool uses_tls(const kafka_config& config) noexcept {
    return config.security_protocol == security_protocol::ssl || config.security_protocol == security_protocol::sasl_ssl;
}

/// The passed-through value of an option for one role, or nothing.
inline const std::string* passed_through(const kafka_config& config, client_role role, std::string_view name) {
    for (const auto* options : {role == client_role::producer ? &config.producer_options : &config.consumer_options, &config.options})
        if (const auto found = options->find(name); found != options->end()) return &found->second;
    return nullptr;
}

/// The group protocol of KIP-848, where the client has it.
inline bool uses_consumer_protocol(const kafka_config& config) {
    const std::string* const protocol = passed_through(config, client_role::consumer, "group.protocol");
    return protocol != nullptr && equal_ignoring_case(*protocol, "consumer");
}

/// Known from our own configuration, never asked of librdkafka, which hangs when asked while closing.
inline assignment_strategy effective_assignment(const kafka_config& config) {
    // The brokers divide the partitions then, and move them one by one.
    if (uses_consumer_protocol(config)) return assignment_strategy::cooperative_sticky;
    if (const auto* name = passed_through(config, client_role::consumer, "partition.assignment.strategy"))
        return choice_of<assignment_strategy>(*name).value_or(config.consumer_assignment);
    return config.consumer_assignment;
}

inline librdkafka_options shared_options(const kafka_config& config) {
    librdkafka_options values{
        {"metadata.broker.list", config.bootstrap_servers},
        {"security.protocol", std::string{name_of(config.security_protocol)}},
        {"log.connection.close", "false"},
    };
    if (const auto& id = config.client_id.empty() ? config.service_name : config.client_id; !id.empty()) values["client.id"] = id;
    if (!config.debug.empty()) values["debug"] = config.debug;
    if (uses_sasl(config)) {
        values["sasl.mechanisms"] = name_of(config.sasl_mechanism);
        if (!config.sasl_username.empty()) values["sasl.username"] = config.sasl_username;
        if (!config.sasl_password.is_empty()) values["sasl.password"] = config.sasl_password.reveal();
    }
    if (uses_tls(config)) {
        if (!config.ssl_cafile.empty()) values["ssl.ca.location"] = config.ssl_cafile;
        if (!config.ssl_certfile.empty()) values["ssl.certificate.location"] = config.ssl_certfile;
        if (!config.ssl_keyfile.empty()) values["ssl.key.location"] = config.ssl_keyfile;
        if (!config.ssl_ca_pem.empty()) values["ssl.ca.pem"] = config.ssl_ca_pem;
        if (!config.ssl_certificate_pem.empty()) values["ssl.certificate.pem"] = config.ssl_certificate_pem;
        if (!config.ssl_key_pem.is_empty()) values["ssl.key.pem"] = config.ssl_key_pem.reveal();
        if (!config.ssl_key_password.is_empty()) values["ssl.key.password"] = config.ssl_key_password.reveal();
    }
    return values;
}

inline std::string milliseconds_text(std::chrono::microseconds duration) {
    std::string text = std::to_string(duration.count() / 1'000);
    if (const auto rest = duration.count() % 1'000; rest != 0) text += '.' + std::to_string(1'000 + rest).substr(1);
    return text;
}

inline librdkafka_options typed_options(const kafka_config& config, client_role role) {
    librdkafka_options values = shared_options(config);
    if (role == client_role::producer) {
        values["enable.idempotence"] = config.enable_idempotence ? "true" : "false";
        // Without idempotence a retry overtakes what was sent after it; one request at a time keeps the order per key.
        if (!config.enable_idempotence) values["max.in.flight.requests.per.connection"] = "1";
        values["request.required.acks"] = name_of(config.producer_acks);
        values["partitioner"] = "murmur2_random";
        // What could be read has to fit as a dead letter, whatever its topic allows; how much the broker takes it says itself.
        // How large a request becomes is up to batch.size.
        values["message.max.bytes"] = "100000000";
        values["batch.size"] = std::to_string(config.producer_batch_size);
        values["queue.buffering.max.ms"] = milliseconds_text(config.producer_linger);
        values["queue.buffering.max.messages"] = std::to_string(config.producer_queue_messages);
        values["compression.codec"] = name_of(config.producer_compression_type);
        values["message.timeout.ms"] = std::to_string(config.producer_delivery_timeout.count());
        if (config.producer_retries) values["message.send.max.retries"] = std::to_string(*config.producer_retries);
        // The only sign of life that librdkafka gives of a connection that came back.
        values["statistics.interval.ms"] = "1000";
        return values;
    }
    const auto heartbeat = (std::min)(config.consumer_heartbeat_interval, config.consumer_session_timeout / 3);
    values["enable.auto.commit"] = "false";
    values["enable.auto.offset.store"] = "false";
    values["auto.offset.reset"] = name_of(config.consumer_auto_offset_reset);
    if (!uses_consumer_protocol(config)) {  // the brokers set these for everybody otherwise
        values["partition.assignment.strategy"] = name_of(config.consumer_assignment);
        values["session.timeout.ms"] = std::to_string(config.consumer_session_timeout.count());
        values["heartbeat.interval.ms"] = std::to_string(heartbeat.count());
    }
    if (!config.group_instance_id.empty()) values["group.instance.id"] = config.group_instance_id;
    values["max.poll.interval.ms"] = std::to_string(config.consumer_max_poll_interval.count());
    values["fetch.wait.max.ms"] = std::to_string(config.consumer_fetch_wait.count());
    // The defaults prefetch hundreds of megabytes of partitions that are not read for a while.
    values["queued.min.messages"] = "1000";
    values["queued.max.messages.kbytes"] = "1024";
    if (rd_kafka_version() >= 0x02020000) values["fetch.queue.backoff.ms"] = "5";
    // A topic or partition that appears later is found within this time instead of five minutes.
    values["topic.metadata.refresh.interval.ms"] = "5000";
    return values;
}

/// Lays `options` over `values`; what is unknown, for the other role, or against a rule becomes a fault.
/// `where` is the member's name; only the shared member may hold options of the other role.
inline void lay_over(librdkafka_options& values, const librdkafka_options& options, client_role role, std::string_view where, fault_list& faults) {
    const char other = role == client_role::producer ? 'C' : 'P';
    for (const auto& [name, value] : options) {
        const std::string shown = is_secret_option(name) ? "***" : value;
        const client_option* const option = find_option(name);
        const option_rule* const rule = find_rule(option != nullptr ? std::string_view{option->canonical} : std::string_view{name});
        if (rule != nullptr && (rule->only.empty() || !equal_ignoring_case(rule->only, value))) {
            faults.add("option \"" + name + "\" = \"" + shown + "\" is refused: " + std::string{rule->reason});
        } else if (option == nullptr && name == "group.protocol") {
            faults.add("option \"group.protocol\" is not known to this librdkafka, " + std::string{rd_kafka_version_str()} +
                       "; it came with 2.4.0: update librdkafka, or leave it out");
        } else if (option == nullptr) {
            const std::string_view close = nearest_option(name);
            faults.add("unknown librdkafka option \"" + name + "\" in " + std::string{where} +
                       (close.empty() ? "" : "; did you mean \"" + std::string{close} + "\"?"));
        } else if (option->canonical == "request.required.acks" && value == "0") {
            faults.add("option \"" + name + "\" = \"0\" is refused: every publish has an outcome that is seen");
        } else if (option->canonical == "partition.assignment.strategy" && !choice_of<assignment_strategy>(value)) {
            faults.add("option \"" + name + "\" = \"" + shown + "\" is refused: one strategy, " + all_names<assignment_strategy>() +
                       "; a group must not mix eager and cooperative ones");
        } else if (option->scope == other) {
            if (where != "options")
                faults.add("option \"" + name + "\" in " + std::string{where} + " is for the " +
                           (role == client_role::producer ? "consumer; put it into consumer_options" : "producer; put it into producer_options"));
        } else {
            values[option->canonical] = value;
        }
    }
}

inline librdkafka_options effective_options(const kafka_config& config, client_role role, fault_list& faults) {
    librdkafka_options values = typed_options(config, role);
    lay_over(values, config.options, role, "options", faults);
    if (role == client_role::producer) lay_over(values, config.producer_options, role, "producer_options", faults);
    if (role == client_role::consumer) lay_over(values, config.consumer_options, role, "consumer_options", faults);
    return values;
}

/// Hands the options to librdkafka; those it does not take become faults.
inline conf_handle make_conf(const librdkafka_options& values, fault_list& faults) {
    conf_handle conf{rd_kafka_conf_new()};
    for (const auto& [name, value] : values) {
        char reason[512] = "";
        if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason, sizeof reason) == RD_KAFKA_CONF_OK) continue;
        const client_option* const option = find_option(name);
        std::string text = "option \"" + name + "\" does not take the value \"" + (is_secret_option(name) ? "***" : value) + '"';
        if (option != nullptr && !option->allowed.empty()) text += "; allowed: " + option->allowed;
        else if (!is_secret_option(name) && reason[0] != '\0') text += std::string{": "} + reason;
        else if (option != nullptr) text += "; it is of the type " + option->type;
        faults.add(std::move(text));
    }
    return conf;
}

}  // namespace gulo::kafka_detail
