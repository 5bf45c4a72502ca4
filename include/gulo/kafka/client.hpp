#pragma once
// Opening a librdkafka client: its options, its log, and texts that name the option when it cannot be opened.

#include <gulo/kafka/client_options.hpp>
#include <gulo/kafka/connection_watch.hpp>
#include <gulo/kafka/handles.hpp>
#include <gulo/kafka/secret_list.hpp>
#include <gulo/kafka/token_refresh.hpp>
#include <gulo/observe/log.hpp>

#include <syslog.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace gulo::kafka_detail {

/// Where librdkafka's own log goes; secrets that it may quote are masked. Outlives the client.
struct client_log {
    log_sink sink;
    secret_list secrets;

    void write(int level, const char* facility, const char* text) const noexcept {
        if (!sink) return;
        try {
            std::string message = std::string{"librdkafka: "} + text;
            secrets.mask_in(message);
            const std::string_view kind{facility};
            // Failed connections come by the dozen; connection_watch reports the change once.
            const bool is_connection = kind == "FAIL" || kind == "ERROR" || kind.ends_with("CERTVRFY");
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
    oauthbearer_source token_source{};
    // Recursive, because a sink may itself do what makes the client log.
    mutable std::recursive_mutex calling{};

    /// For a client that goes on by itself while its owner ends: neither the log sink nor the token function is called
    /// any more. Waits for a call of the sink that is under way.
    void fall_silent() noexcept {
        const std::lock_guard lock{calling};
        log.sink = nullptr;
        token_source = nullptr;
    }

    static client_context& of(const rd_kafka_t* client) noexcept { return *static_cast<client_context*>(rd_kafka_opaque(client)); }
};

inline client_log make_client_log(const kafka_config& config, const log_sink& sink) { return {sink, secret_list{config}}; }

inline void write_client_log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
    const client_context& context = client_context::of(client);
    const std::lock_guard lock{context.calling};
    context.log.write(level, facility, text);
    // Some failures are told to the log alone.
    if (context.watch && std::string_view{facility} == "FAIL") context.watch->heard(text);
}

/// Notes why a broker's certificate is refused; what OpenSSL decided stays.
inline int verify_certificate(rd_kafka_t*, const char*, std::int32_t, int* reason, int, const char*, std::size_t, char* text, std::size_t size, void* opaque) {
    if (*reason == 0) return 1;
    std::snprintf(text, size, "refused for OpenSSL's reason %d", *reason);
    const client_context& context = *static_cast<const client_context*>(opaque);
    if (context.watch) context.watch->refused_certificate(*reason);
    return 0;
}

inline void refresh_context_token(rd_kafka_t* client, const char*, void* opaque) {
    const client_context& context = *static_cast<const client_context*>(opaque);
    // Copied, because the function may take long, and neither the log nor the end of the owner waits for it.
    std::unique_lock lock{context.calling};
    const oauthbearer_source source = context.token_source;
    lock.unlock();
    if (source) refresh_token(client, source);
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
    if (uses_tls(config)) rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), &verify_certificate);
    const bool asks_for_tokens = uses_sasl(config) && config.sasl_mechanism == sasl_mechanism::oauthbearer && config.oauthbearer_token;
    if (asks_for_tokens) {
        context.token_source = config.oauthbearer_token;
        rd_kafka_conf_set_oauthbearer_token_refresh_cb(conf.get(), &refresh_context_token);
        rd_kafka_conf_enable_sasl_queue(conf.get(), 1);
    }
    char reason[1024] = "";
    rd_kafka_t* const client = rd_kafka_new(type, conf.get(), reason, sizeof reason);
    if (client == nullptr) {
        std::string text = std::string{"librdkafka does not take the configuration: "} + reason;
        text += file_remedy(reason);
        secret_list{config}.mask_in(text);
        throw failure{error{errc::invalid_configuration, std::move(text)}};
    }
    static_cast<void>(conf.release());  // it belongs to the client now
    // On a thread of the library: a token must come also while nobody polls.
    if (asks_for_tokens) error_handle{rd_kafka_sasl_background_callbacks_enable(client)};
    return client;
}

}  // namespace gulo::kafka_detail
