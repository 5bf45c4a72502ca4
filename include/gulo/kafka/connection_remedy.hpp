#pragma once
// What to change when a connection fails by TLS, said with the names of our own options.

#include <gulo/kafka/config.hpp>

#include <string>
#include <string_view>

namespace gulo::kafka_detail {

/// Why OpenSSL refused a certificate (its X509_V_ERR_… numbers, which are part of its interface), and the remedy.
/// librdkafka says the same words for all of them.
inline std::string certificate_problem(int code, const kafka_config& config) {
    const bool has_authorities = !config.ssl_cafile.empty() || !config.ssl_ca_pem.empty();
    switch (code) {
    case 9: return "the broker's certificate is not valid yet; check the clocks";
    case 10: return "the broker's certificate has expired; renew it at the broker, or check the clock of this machine";
    case 18:
    case 19:
    case 20:
    case 21:
        return std::string{"the broker's certificate is signed by an authority that is not trusted here; "} +
               (has_authorities ? "ssl_cafile (KAFKA_SSL_CAFILE) or ssl_ca_pem holds another authority than the broker's"
                                : "set ssl_cafile (KAFKA_SSL_CAFILE) or ssl_ca_pem to the broker's authority");
    case 62:
    case 64:
        return "the broker's certificate is for another name than the one in bootstrap_servers (" + config.bootstrap_servers +
               "); connect by the name in the certificate, or renew it with this name";
    default:
        return "the broker's certificate is refused (OpenSSL's reason " + std::to_string(code) + "); check ssl_cafile (KAFKA_SSL_CAFILE) and the certificate";
    }
}

/// The remedy for librdkafka's text about a connection; empty when it tells nothing about TLS.
inline std::string_view connection_remedy(std::string_view reason) noexcept {
    const auto says = [&](std::string_view text) { return reason.find(text) != reason.npos; };
    if (says("alert certificate expired")) return "this client's certificate (ssl_certfile, KAFKA_SSL_CERTFILE) has expired; renew it";
    if (says("alert bad certificate") || says("alert certificate required") || says("alert unknown ca") || says("alert certificate unknown"))
        return "the broker asks for a client certificate or refuses the one it got; set ssl_certfile and ssl_keyfile (KAFKA_SSL_CERTFILE, KAFKA_SSL_KEYFILE) "
               "to one that its "
               "authority signed";
    if (says("unexpected eof while reading") || says("wrong version number"))
        return "the listener does not seem to speak TLS; check security_protocol (KAFKA_SECURITY_PROTOCOL) and the port in bootstrap_servers";
    if (says("connecting to a SSL listener")) return "the listener seems to ask for TLS; check security_protocol (KAFKA_SECURITY_PROTOCOL)";
    return {};
}

/// Our names for what librdkafka could not load, as the end of a sentence; empty when it is something else.
inline std::string_view file_remedy(std::string_view reason) noexcept {
    const auto says = [&](std::string_view text) { return reason.find(text) != reason.npos; };
    if (says("ssl.ca.")) return "; check ssl_cafile (KAFKA_SSL_CAFILE) or ssl_ca_pem: certificates in PEM form";
    if (says("ssl.certificate.")) return "; check ssl_certfile (KAFKA_SSL_CERTFILE) or ssl_certificate_pem: a certificate in PEM form";
    if (says("ssl.key.") || says("key values mismatch"))
        return "; check ssl_keyfile (KAFKA_SSL_KEYFILE) or ssl_key_pem, that it belongs to the certificate, and ssl_key_password (KAFKA_SSL_KEY_PASSWORD)";
    return {};
}

}  // namespace gulo::kafka_detail
