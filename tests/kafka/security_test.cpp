#define BOOST_TEST_MODULE kafka_security
#include <boost/test/unit_test.hpp>

#include "support.hpp"

#include <gulo/base/uuid.hpp>
#include <gulo/codec/base64.hpp>
#include <gulo/gulo.hpp>
#include <gulo/run.hpp>

#include <atomic>
#include <fstream>
#include <iterator>

// Driven by security_test.py, which makes the certificates, starts the brokers, and searches everything that is printed
// here for secrets: GULO_TEST_CERTIFICATES, GULO_TEST_KAFKA_DIR (current) and GULO_TEST_OLDER_KAFKA_DIR are directories.
namespace {

using namespace kafka_test;
using gulo::errc;

std::string text_of(const std::string& path) {
    std::ifstream file{path};
    BOOST_REQUIRE_MESSAGE(file.good(), path + " cannot be read");
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string line_of(const std::string& path) {
    std::string text = text_of(path);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

std::string directory(const char* variable) {
    const char* const value = std::getenv(variable);
    return value != nullptr ? value : "";
}

std::string current(const std::string& file) { return line_of(directory("GULO_TEST_KAFKA_DIR") + "/" + file); }
std::string older(const std::string& file) { return line_of(directory("GULO_TEST_OLDER_KAFKA_DIR") + "/" + file); }
std::string certificate(const std::string& file) { return directory("GULO_TEST_CERTIFICATES") + "/" + file; }

boost::test_tools::assertion_result is_driven(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result is_set{!directory("GULO_TEST_CERTIFICATES").empty()};
    is_set.message() << "tests/kafka/security_test.py runs this";
    return is_set;
}

struct event {
    static constexpr std::string_view topic = "security";
    int number = 0;
};

struct fixture {
    captured_log log;
    outcomes seen;
    std::string printed;

    ~fixture() { std::printf("%s%s\n", log.all().c_str(), printed.c_str()); }

    // The client library says everything that it has to say.
    static gulo::kafka_config config(std::string address) {
        gulo::kafka_config made;
        made.bootstrap_servers = std::move(address);
        made.consumer_session_timeout = 6s;
        made.consumer_heartbeat_interval = 300ms;
        made.consumer_group_id = "g-" + gulo::uuid::make().to_string();
        made.debug = "all";
        return made;
    }
    static gulo::kafka_config with_tls(std::string address) {
        auto made = config(std::move(address));
        made.security_protocol = gulo::security_protocol::ssl;
        made.ssl_cafile = certificate("ca.pem");
        return made;
    }
    static gulo::kafka_config with_password(std::string address, gulo::sasl_mechanism mechanism, const char* password = "alice-secret") {
        auto made = with_tls(std::move(address));
        made.security_protocol = gulo::security_protocol::sasl_ssl;
        made.sasl_mechanism = mechanism;
        made.sasl_username = "alice";
        made.sasl_password = password;
        return made;
    }

    void keep(const gulo::kafka_config& with) {
        gulo::application app{gulo::publishes<event>, gulo::kafka{with}, gulo::settings{.log = log.sink()}};
        printed += gulo::describe(app);
    }

    /// A record goes there and comes back.
    void round_trip(const gulo::kafka_config& with) {
        const std::string topic = "security-" + gulo::uuid::make().to_string();
        gulo::kafka transport{with};
        transport.start(environment(log, &seen));
        transport.out().publish(record(topic, "k", "there and back"), &seen);
        BOOST_REQUIRE_MESSAGE(seen.wait_for_receipts(1, 30s), log.all());
        member reader{.consumer = transport.subscribe({topic}, transport.settings())};
        BOOST_REQUIRE_MESSAGE(reader.poll_until(30s, [&] { return !reader.records.empty(); }), log.all());
        BOOST_TEST((reader.records[0].value == "there and back"));
        BOOST_TEST(log.count(gulo::severity::error, "") == 0u);
        printed += transport.describe();
    }

    /// The one error that the application sees, which has all of `parts`; nothing is delivered.
    void refused(const gulo::kafka_config& with, std::initializer_list<const char*> parts) {
        gulo::kafka transport{with};
        transport.start(environment(log, &seen));
        transport.out().publish(record("security", "k", "v"), nullptr);
        member reader{.consumer = transport.subscribe({"security"}, transport.settings())};
        for (const char* part : parts) BOOST_TEST_REQUIRE(log.wait_for(gulo::severity::error, part, 30s), "no error says \"" << part << "\"");
        BOOST_TEST(!reader.poll_until(2s, [&] { return !reader.records.empty(); }));
        BOOST_TEST(log.count(gulo::severity::error, "") == 1u);
        BOOST_TEST(!transport.is_connected());
        printed += transport.describe();
        reader.consumer->close(5s);
        transport.out().close();
        for (const auto& each : seen.failures) printed += each.why.message + '\n';
    }

    /// The failure that the constructor throws has all of `parts`.
    void not_opened(const gulo::kafka_config& with, std::initializer_list<const char*> parts) {
        gulo::kafka transport{with};
        printed += transport.describe();
        try {
            transport.start(environment(log, &seen));
            BOOST_ERROR("it was opened");
        } catch (const gulo::failure& thrown) {
            BOOST_TEST((thrown.code() == errc::invalid_configuration));
            printed += std::string{thrown.what()} + '\n';
            for (const char* part : parts) BOOST_TEST(std::string{thrown.what()}.find(part) != std::string::npos, thrown.what());
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tls, fixture, *boost::unit_test::precondition(is_driven))

BOOST_AUTO_TEST_CASE(a_password_over_tls) {
    const auto with = with_password(current("sasl_ssl"), gulo::sasl_mechanism::plain);
    round_trip(with);
    keep(with);
}

BOOST_AUTO_TEST_CASE(the_authority_from_memory) {
    auto with = with_password(current("sasl_ssl"), gulo::sasl_mechanism::plain);
    with.ssl_ca_pem = text_of(std::exchange(with.ssl_cafile, ""));
    round_trip(with);
    keep(with);
}

BOOST_AUTO_TEST_CASE(the_environment_sets_all_of_it) {
    auto with = gulo::kafka_config::from_env({{"KAFKA_BOOTSTRAP_SERVERS", current("ssl")},
                                              {"KAFKA_SECURITY_PROTOCOL", "SSL"},
                                              {"KAFKA_SSL_CA_PEM", text_of(certificate("ca.pem"))},
                                              {"KAFKA_SSL_CERTIFICATE_PEM", text_of(certificate("client.pem"))},
                                              {"KAFKA_SSL_KEY_PEM", text_of(certificate("client.key"))},
                                              {"KAFKA_CONSUMER_GROUP_ID", "g-" + gulo::uuid::make().to_string()},
                                              {"KAFKA_DEBUG", "all"}});
    round_trip(with);
    keep(with);
}

BOOST_AUTO_TEST_CASE(a_client_certificate_from_files) {
    auto with = with_tls(current("ssl"));
    with.ssl_certfile = certificate("client.pem");
    with.ssl_keyfile = certificate("client.encrypted.key");
    with.ssl_key_password = line_of(certificate("client.password"));
    round_trip(with);
}

BOOST_AUTO_TEST_CASE(a_client_certificate_from_memory) {
    auto with = with_tls(current("ssl"));
    with.ssl_ca_pem = text_of(std::exchange(with.ssl_cafile, ""));
    with.ssl_certificate_pem = text_of(certificate("client.pem"));
    with.ssl_key_pem = text_of(certificate("client.encrypted.key"));
    with.ssl_key_password = line_of(certificate("client.password"));
    round_trip(with);
}

BOOST_AUTO_TEST_CASE(no_client_certificate) { refused(with_tls(current("ssl")), {"ssl_certfile and ssl_keyfile (KAFKA_SSL_CERTFILE, KAFKA_SSL_KEYFILE)"}); }

BOOST_AUTO_TEST_CASE(a_wrong_authority) {
    auto with = with_password(current("sasl_ssl"), gulo::sasl_mechanism::plain);
    with.ssl_cafile = certificate("other-ca.pem");
    refused(with, {"signed by an authority that is not trusted here", "ssl_cafile (KAFKA_SSL_CAFILE) or ssl_ca_pem holds another authority"});
}

BOOST_AUTO_TEST_CASE(no_authority) {
    auto with = with_password(current("sasl_ssl"), gulo::sasl_mechanism::plain);
    with.ssl_cafile.clear();
    refused(with, {"signed by an authority that is not trusted here", "set ssl_cafile (KAFKA_SSL_CAFILE) or ssl_ca_pem"});
}

BOOST_AUTO_TEST_CASE(another_name_than_in_the_certificate) {
    auto with = with_password(current("sasl_ssl"), gulo::sasl_mechanism::plain);
    with.bootstrap_servers = "127.0.0.1" + with.bootstrap_servers.substr(with.bootstrap_servers.find(':'));
    refused(with, {"for another name than the one in bootstrap_servers", with.bootstrap_servers.c_str()});
}

BOOST_AUTO_TEST_CASE(an_expired_certificate) { refused(with_tls(current("expired")), {"the broker's certificate has expired"}); }

BOOST_AUTO_TEST_CASE(tls_where_there_is_none) {
    refused(with_tls(current("bootstrap")), {"does not seem to speak TLS", "security_protocol (KAFKA_SECURITY_PROTOCOL)"});
}

BOOST_AUTO_TEST_CASE(no_tls_where_it_is_asked_for) { refused(config(current("ssl")), {"security_protocol (KAFKA_SECURITY_PROTOCOL)"}); }

BOOST_AUTO_TEST_CASE(files_that_do_not_fit) {
    auto with = with_tls(current("ssl"));
    with.ssl_cafile = certificate("client.key");
    not_opened(with, {"ssl_cafile (KAFKA_SSL_CAFILE)"});
    with.ssl_cafile = certificate("missing.pem");
    not_opened(with, {"ssl_cafile", "missing.pem", "cannot be read"});
    with.ssl_cafile = certificate("ca.pem");
    with.ssl_certfile = certificate("client.pem");
    not_opened(with, {"no private key", "ssl_keyfile"});
    with.ssl_keyfile = certificate("broker.key");
    not_opened(with, {"ssl_keyfile (KAFKA_SSL_KEYFILE)", "belongs to the certificate"});
    with.ssl_keyfile = certificate("client.encrypted.key");
    with.ssl_key_password = "not-its-password";
    not_opened(with, {"ssl_key_password (KAFKA_SSL_KEY_PASSWORD)"});
    with.ssl_key_pem = text_of(certificate("client.key"));
    not_opened(with, {"ssl_keyfile and ssl_key_pem are both set"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(passwords, fixture, *boost::unit_test::precondition(is_driven))

BOOST_AUTO_TEST_CASE(a_wrong_password) {
    refused(with_password(current("sasl_ssl"), gulo::sasl_mechanism::plain, "not-alices-password"),
            {"refuses the credentials of user \"alice\" (PLAIN)", "check sasl_username, sasl_password"});
}

BOOST_AUTO_TEST_CASE(a_wrong_password_that_is_passed_through) {
    auto with = with_password(current("sasl_ssl"), gulo::sasl_mechanism::plain, "");
    with.options["sasl.password"] = "not-alices-password";
    refused(with, {"refuses the credentials of user \"alice\" (PLAIN)"});
}

BOOST_AUTO_TEST_CASE(scram_256) { round_trip(with_password(older("sasl_ssl"), gulo::sasl_mechanism::scram_sha_256)); }
BOOST_AUTO_TEST_CASE(scram_512) { round_trip(with_password(older("sasl_ssl"), gulo::sasl_mechanism::scram_sha_512)); }

BOOST_AUTO_TEST_CASE(scram_with_a_wrong_password) {
    refused(with_password(older("sasl_ssl"), gulo::sasl_mechanism::scram_sha_512, "not-alices-password"),
            {"refuses the credentials of user \"alice\" (SCRAM-SHA-512)"});
}

BOOST_AUTO_TEST_CASE(scram_that_old_clients_cannot_do_names_the_cause) {
    const auto with = with_password(current("sasl_ssl"), gulo::sasl_mechanism::scram_sha_512);
    if (rd_kafka_version() >= 0x020601ff) return round_trip(with);
    refused(with, {"SCRAM-SHA-512", rd_kafka_version_str(), "before 2.6.1", "brokers from 3.8.1 on"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(tokens, fixture, *boost::unit_test::precondition(is_driven))

namespace {

/// An unsecured JWT (RFC 7515 appendix A.5), which the test brokers take.
gulo::oauthbearer_token unsecured_token(std::chrono::seconds lifetime) {
    const auto encoded = [](std::string_view text) {
        std::string made((text.size() + 2) / 3 * 4, '=');
        gulo::base64::encode(reinterpret_cast<const std::byte*>(text.data()), text.size(), made.data());
        while (!made.empty() && made.back() == '=') made.pop_back();
        for (char& c : made) c = c == '+' ? '-' : c == '/' ? '_' : c;
        return made;
    };
    const gulo::timestamp now = gulo::real_clock::instance().wall_time();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::string claims = R"({"sub":"alice","jti":")" + gulo::uuid::make().to_string() + R"(","iat":)" + std::to_string(seconds) + R"(,"exp":)" +
                               std::to_string(seconds + lifetime.count()) + "}";
    gulo::oauthbearer_token made;
    made.token = encoded(R"({"alg":"none"})") + "." + encoded(claims) + ".";
    made.expires = now + lifetime;
    made.principal = "alice";
    return made;
}

gulo::kafka_config with_tokens(gulo::oauthbearer_source source) {
    auto made = fixture::with_tls(current("sasl_ssl"));
    made.security_protocol = gulo::security_protocol::sasl_ssl;
    made.sasl_mechanism = gulo::sasl_mechanism::oauthbearer;
    made.oauthbearer_token = std::move(source);
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_token_by_a_function) {
    const auto with = with_tokens([] { return unsecured_token(1h); });
    round_trip(with);
    keep(with);
}

// A consumer that nobody polls gets its next token all the same.
BOOST_AUTO_TEST_CASE(tokens_are_renewed_without_polling) {
    watched state;
    int calls = 0;
    const auto with = with_tokens([&] {
        state.change([&] { ++calls; });
        return unsecured_token(3s);
    });
    gulo::kafka_consumer idle{with, environment(log), {"security"}, settings(with.consumer_group_id)};
    BOOST_TEST(state.wait(30s, [&] { return calls >= 3; }));
    idle.close(10s);
}

BOOST_AUTO_TEST_CASE(a_function_that_has_no_token) {
    refused(with_tokens([]() -> gulo::oauthbearer_token { throw std::runtime_error{"the token endpoint is away"}; }),
            {"the token endpoint is away", "check what kafka_config::oauthbearer_token gives"});
}

BOOST_AUTO_TEST_CASE(a_token_that_the_broker_refuses) {
    refused(with_tokens([] {
                auto made = unsecured_token(1h);
                made.token = "bm90IGEgdG9rZW4.bm90LWFsaWNlcy10b2tlbg.c2lnbmF0dXJl";
                return made;
            }),
            {"OAUTHBEARER", "check what kafka_config::oauthbearer_token gives"});
}

BOOST_AUTO_TEST_CASE(no_function) { not_opened(with_tokens(nullptr), {"kafka_config::oauthbearer_token"}); }

BOOST_AUTO_TEST_SUITE_END()
