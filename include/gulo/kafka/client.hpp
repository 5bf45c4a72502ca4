#pragma once
// Opening a librdkafka client: its options, its log, and texts that name the option when it cannot be opened.

#include <gulo/kafka/client_options.hpp>
#include <gulo/kafka/connection_watch.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/observe/log.hpp>

#include <syslog.h>

#include <memory>
#include <string>
#include <string_view>

namespace gulo::kafka_detail {

/// Where librdkafka's own log goes; secrets that it may quote are masked. Outlives the client.
struct client_log {
    log_sink sink;
    secret password;
    secret key_password;

    void write(int level, const char* facility, const char* text) const noexcept {
        if (!sink) return;
        try {
            std::string message = std::string{"librdkafka: "} + text;
            mask(message, password);
            mask(message, key_password);
            const std::string_view kind{facility};
            // Failed connections come by the dozen; connection_watch reports the change once.
            const bool is_connection = kind == "FAIL" || kind == "ERROR";
            const severity weight = is_connection || level >= LOG_DEBUG ? severity::debug
                                    : level >= LOG_NOTICE               ? severity::information
                                    : level == LOG_WARNING              ? severity::warning
                                                                        : severity::error;
            write_log(sink, weight, message, {{"facility", kind}});
        } catch (...) {
            // An entry that cannot be written is lost; nothing may cross the C frames above.
        }
    }
};

/// The base of what librdkafka's callbacks get as their opaque pointer.
struct client_context {
    client_log log;
    std::shared_ptr<connection_watch> watch;

    static client_context& of(const rd_kafka_t* client) noexcept { return *static_cast<client_context*>(rd_kafka_opaque(client)); }
};

inline client_log make_client_log(const kafka_config& config, const log_sink& sink) {
    return {sink, config.sasl_password, config.ssl_key_password};
}

inline void write_client_log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
    client_context::of(client).log.write(level, facility, text);
}

/// The options, checked. Throws gulo::failure (errc::invalid_configuration). `service` is used where the
/// configuration names no client.
inline conf_handle checked_conf(const kafka_config& config, client_role role, std::string_view service, librdkafka_options more = {}) {
    fault_list faults;
    librdkafka_options values = effective_options(config, role, faults);
    if (!service.empty()) values.emplace("client.id", service);
    for (auto& [name, value] : more) values[name] = std::move(value);
    conf_handle conf = make_conf(values, faults);
    faults.throw_if_any();
    return conf;
}

/// Opens a client. `context` outlives it. Throws gulo::failure (errc::invalid_configuration) with the reason.
inline rd_kafka_t* open_client(rd_kafka_type_t type, conf_handle conf, client_context& context, const kafka_config& config) {
    rd_kafka_conf_set_opaque(conf.get(), &context);
    rd_kafka_conf_set_log_cb(conf.get(), &write_client_log);
    char reason[1024] = "";
    rd_kafka_t* const client = rd_kafka_new(type, conf.get(), reason, sizeof reason);
    if (client == nullptr) {
        std::string text = std::string{"librdkafka does not take the configuration: "} + reason;
        mask(text, config.sasl_password);
        mask(text, config.ssl_key_password);
        throw failure{error{errc::invalid_configuration, std::move(text)}};
    }
    static_cast<void>(conf.release());  // it belongs to the client now
    return client;
}

}  // namespace gulo::kafka_detail
