#define BOOST_TEST_MODULE kafka_configuration
#include <boost/test/unit_test.hpp>

#include "support.hpp"

#include <sstream>

namespace {

using gulo::environment_variables;
using gulo::kafka_config;
using namespace std::chrono_literals;

/// The sentence that a wrong configuration is refused with; empty when it is taken.
template <class Function>
std::string refusal(Function&& function) {
    try {
        function();
        return {};
    } catch (const gulo::failure& fault) {
        BOOST_TEST((fault.code() == gulo::errc::invalid_configuration));
        return fault.what();
    }
}

std::string refusal_of(const environment_variables& variables) {
    return refusal([&] { kafka_config::from_env(variables); });
}

std::string refusal_of(const kafka_config& config) {
    return refusal([&] { config.validate(); });
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(from_the_environment)

BOOST_AUTO_TEST_CASE(nothing_set_gives_the_defaults) {
    const kafka_config config = kafka_config::from_env(environment_variables{});
    BOOST_TEST(config.enabled);
    BOOST_TEST(config.bootstrap_servers == "localhost:9092");
    BOOST_TEST(config.enable_idempotence);
    BOOST_TEST((config.producer_acks == gulo::producer_acks::all));
    BOOST_TEST(config.dlq_topic_suffix == ".dlq");
    BOOST_TEST(config.max_retry_attempts == 3);
    config.validate();
}

BOOST_AUTO_TEST_CASE(the_names_of_the_event_bridge) {
    const kafka_config config = kafka_config::from_env({{"KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"},
                                                        {"KAFKA_SECURITY_PROTOCOL", "PLAINTEXT"},
                                                        {"KAFKA_SASL_MECHANISM", "PLAIN"},
                                                        {"KAFKA_SASL_USERNAME", "your_username"},
                                                        {"KAFKA_SASL_PASSWORD", "your_password"},
                                                        {"KAFKA_TOPIC_PREFIX", "zamaz-debate"},
                                                        {"KAFKA_NUM_PARTITIONS", "3"},
                                                        {"KAFKA_REPLICATION_FACTOR", "1"},
                                                        {"KAFKA_GROUP_ID", "zamaz-debate-group"},
                                                        {"KAFKA_AUTO_OFFSET_RESET", "latest"},
                                                        {"KAFKA_ENABLE_AUTO_COMMIT", "true"},
                                                        {"KAFKA_MAX_POLL_RECORDS", "500"},
                                                        {"KAFKA_ACKS", "all"},
                                                        {"KAFKA_RETRIES", "3"},
                                                        {"KAFKA_BATCH_SIZE", "16384"},
                                                        {"KAFKA_LINGER_MS", "5"},
                                                        {"KAFKA_COMPRESSION_TYPE", "snappy"},
                                                        {"KAFKA_ENABLED", "true"},
                                                        {"KAFKA_SCHEMA_REGISTRY_URL", "http://localhost:8081"}});
    BOOST_TEST(config.consumer_group_id == "zamaz-debate-group");
    BOOST_TEST(config.topic_prefix == "zamaz-debate");
    BOOST_TEST((config.consumer_auto_offset_reset == gulo::offset_reset::latest));
    BOOST_TEST(config.consumer_max_poll_records == 500u);
    BOOST_TEST(config.producer_batch_size == 16384u);
    BOOST_TEST((config.producer_linger == 5ms));
    BOOST_TEST(config.producer_retries.value() == 3);
    BOOST_TEST((config.producer_compression_type == gulo::compression_type::snappy));
    BOOST_TEST(config.replication_factor == 1);
    BOOST_TEST(config.sasl_password.reveal() == "your_password");
    config.validate();

    // Auto-commit is not followed, and that is said.
    BOOST_REQUIRE(config.notices.size() == 1u);
    BOOST_TEST(contains(config.notices[0], "KAFKA_ENABLE_AUTO_COMMIT"));
    BOOST_TEST(contains(config.describe(), "consumer.enable.auto.commit = false"));
}

BOOST_AUTO_TEST_CASE(the_names_of_the_integration_events) {
    const kafka_config config = kafka_config::from_env({{"KAFKA_SERVICE_NAME", "user-service"},
                                                        {"KAFKA_CONSUMER_GROUP_ID", "user-service-group"},
                                                        {"KAFKA_SECURITY_PROTOCOL", "SASL_SSL"},
                                                        {"KAFKA_SASL_MECHANISM", "SCRAM-SHA-256"},
                                                        {"KAFKA_SASL_USERNAME", "u"},
                                                        {"KAFKA_SASL_PASSWORD", "p4ssw0rd"},
                                                        {"KAFKA_PRODUCER_BATCH_SIZE", "32768"},
                                                        {"KAFKA_PRODUCER_LINGER_MS", "50"},
                                                        {"KAFKA_PRODUCER_COMPRESSION_TYPE", "zstd"},
                                                        {"KAFKA_PRODUCER_ACKS", "all"},
                                                        {"KAFKA_PRODUCER_RETRIES", "5"},
                                                        {"KAFKA_ENABLE_IDEMPOTENCE", "True"},
                                                        {"KAFKA_CONSUMER_AUTO_OFFSET_RESET", "earliest"},
                                                        {"KAFKA_CONSUMER_ENABLE_AUTO_COMMIT", "False"},
                                                        {"KAFKA_CONSUMER_MAX_POLL_RECORDS", "1000"},
                                                        {"KAFKA_CONSUMER_SESSION_TIMEOUT_MS", "60000"},
                                                        {"KAFKA_ENABLE_DLQ", "true"},
                                                        {"KAFKA_DLQ_TOPIC_SUFFIX", ".dead"},
                                                        {"KAFKA_MAX_RETRY_ATTEMPTS", "7"}});
    BOOST_TEST(config.consumer_group_id == "user-service-group");
    BOOST_TEST((config.consumer_session_timeout == 60s));
    BOOST_TEST((config.sasl_mechanism == gulo::sasl_mechanism::scram_sha_256));
    BOOST_TEST(config.dlq_topic_suffix == ".dead");
    BOOST_TEST(config.max_retry_attempts == 7);
    BOOST_TEST(config.notices.empty());
    config.validate();
    const auto settings = gulo::kafka{config}.settings();
    BOOST_TEST(settings.group == "user-service-group");
    BOOST_TEST(settings.batch == 1000u);
    BOOST_TEST(settings.max_attempts == 7);
}

BOOST_AUTO_TEST_CASE(other_spellings) {
    BOOST_TEST(kafka_config::from_env({{"KAFKA__GROUP_ID", "python-api-base"}}).consumer_group_id == "python-api-base");
    BOOST_TEST(kafka_config::from_env({{"KAFKA_CONSUMER_GROUP", "sales"}}).consumer_group_id == "sales");
    BOOST_TEST(!kafka_config::from_env({{"OBSERVABILITY__KAFKA_ENABLED", "false"}}).enabled);
    BOOST_TEST(kafka_config::from_env({{"KAFKA_OPTION_SOCKET_KEEPALIVE_ENABLE", "true"}}).options.at("socket.keepalive.enable") == "true");
    BOOST_TEST(kafka_config::from_env({{"KAFKA_DEBUG", "broker,topic"}}).debug == "broker,topic");
    BOOST_TEST(kafka_config::from_env({{"KAFKA_DEBUG", "true"}}).debug == "all");
    BOOST_TEST(kafka_config::from_env({{"KAFKA_GROUP_ID", ""}, {"KAFKA_CONSUMER_GROUP", "sales"}}).consumer_group_id == "sales");
}

BOOST_AUTO_TEST_CASE(what_belongs_to_others_is_left_alone) {
    BOOST_TEST(refusal_of(environment_variables{{"KAFKA_HOME", "/opt/kafka"},
                                                {"KAFKA_OPTS", "-D"},
                                                {"KAFKA_HEAP_OPTS", "-Xmx1G"},
                                                {"KAFKA_JVM_PERFORMANCE_OPTS", "-server"},
                                                {"KAFKA_LOG4J_OPTS", "x"},
                                                {"KAFKA_PORT", "tcp://10.0.0.1:9092"},
                                                {"KAFKA_SERVICE_HOST", "10.0.0.1"},
                                                {"KAFKA_SERVICE_PORT", "9092"},
                                                {"KAFKA_SERVICE_PORT_CLIENT", "9092"},
                                                {"KAFKA_PORT_9092_TCP", "tcp://10.0.0.1:9092"},
                                                {"KAFKA_PORT_9092_TCP_ADDR", "10.0.0.1"},
                                                {"KAFKA_BROKER_SERVICE_HOST", "10.0.0.1"},
                                                {"KAFKA_BROKER_PORT", "tcp://10.0.0.1:1"},
                                                {"KAFKA_INVENTORY_TOPIC", "inventory-events"},
                                                {"HOME", "/"},
                                                {"KAFKAESQUE", "yes"}}) == "");
}

BOOST_AUTO_TEST_CASE(a_wrong_name_is_refused_with_the_nearest) {
    const std::string text = refusal_of(environment_variables{{"KAFKA_BOOTSTRAP_SERVER", "x:1"}});
    BOOST_TEST(contains(text, "KAFKA_BOOTSTRAP_SERVER;"));
    BOOST_TEST(contains(text, "did you mean KAFKA_BOOTSTRAP_SERVERS?"));
    BOOST_TEST(contains(refusal_of(environment_variables{{"KAFKA_OPTION_SOCKET_KEEPALIV_ENABLE", "true"}}), "did you mean \"socket.keepalive.enable\"?"));
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_refused_with_what_is_allowed) {
    const struct {
        const char* name;
        const char* value;
        const char* allowed;
    } cases[]{
        {"KAFKA_ENABLED", "maybe", "true or false"},
        {"KAFKA_ACKS", "0", "all or 1"},
        {"KAFKA_ACKS", "2", "all or 1"},
        {"KAFKA_COMPRESSION_TYPE", "brotli", "none, gzip, snappy, lz4 or zstd"},
        {"KAFKA_SECURITY_PROTOCOL", "TLS", "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"},
        {"KAFKA_AUTO_OFFSET_RESET", "middle", "earliest or latest"},
        {"KAFKA_LINGER_MS", "5ms", "a whole number from 0 to 900000 (milliseconds)"},
        {"KAFKA_MAX_POLL_RECORDS", "0", "a whole number from 1 to 1000000"},
        {"KAFKA_MAX_RETRY_ATTEMPTS", "99999999999999999999", "a whole number from 1"},
        {"KAFKA_NUM_PARTITIONS", "-3", "a whole number from 1"},
    };
    for (const auto& each : cases) {
        const std::string text = refusal_of(environment_variables{{each.name, each.value}});
        BOOST_TEST(contains(text, std::string{each.name} + " = \"" + each.value + "\""), text);
        BOOST_TEST(contains(text, each.allowed), text);
    }
}

BOOST_AUTO_TEST_CASE(all_faults_come_in_one_failure) {
    const std::string text = refusal_of(environment_variables{{"KAFKA_ACKS", "2"}, {"KAFKA_BOOTSTRAPS", "x"}, {"KAFKA_LINGER_MS", "x"}});
    BOOST_TEST(contains(text, "KAFKA_ACKS"));
    BOOST_TEST(contains(text, "KAFKA_BOOTSTRAPS"));
    BOOST_TEST(contains(text, "KAFKA_LINGER_MS"));
}

BOOST_AUTO_TEST_CASE(two_spellings_that_differ_are_refused) {
    const std::string text = refusal_of(environment_variables{{"KAFKA_GROUP_ID", "a"}, {"KAFKA_CONSUMER_GROUP", "b"}});
    BOOST_TEST(contains(text, "KAFKA_GROUP_ID"));
    BOOST_TEST(contains(text, "KAFKA_CONSUMER_GROUP"));
    BOOST_TEST(refusal_of(environment_variables{{"KAFKA_GROUP_ID", "a"}, {"KAFKA_CONSUMER_GROUP", "a"}}) == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(the_defaults_keep_the_rules) {
    const std::string text = kafka_config{}.describe();
    for (const char* line :
         {"producer.request.required.acks = all", "producer.enable.idempotence = true", "producer.partitioner = murmur2_random",
          "consumer.enable.auto.commit = false", "consumer.enable.auto.offset.store = false", "consumer.partition.assignment.strategy = range",
          "consumer.queued.min.messages = 1000", "consumer.queued.max.messages.kbytes = 1024"})
        BOOST_TEST(contains(text, line), line);
}

BOOST_AUTO_TEST_CASE(every_option_of_the_client_library_passes_through) {
    const kafka_config config{.options = {{"socket.keepalive.enable", "true"}, {"fetch.min.bytes", "7"}},
                              .producer_options = {{"queue.buffering.max.ms", "3"}},
                              .consumer_options = {{"fetch.wait.max.ms", "77"}}};
    config.validate();
    const std::string text = config.describe();
    BOOST_TEST(contains(text, "producer.socket.keepalive.enable = true"));
    BOOST_TEST(contains(text, "consumer.socket.keepalive.enable = true"));
    BOOST_TEST(contains(text, "consumer.fetch.min.bytes = 7"));
    BOOST_TEST(!contains(text, "producer.fetch.min.bytes"));
    BOOST_TEST(contains(text, "producer.queue.buffering.max.ms = 3"));
    BOOST_TEST(contains(text, "consumer.fetch.wait.max.ms = 77"));
    // An alias sets the option itself and does not stand beside it.
    BOOST_TEST(contains(kafka_config{.options = {{"linger.ms", "9"}}}.describe(), "producer.queue.buffering.max.ms = 9\n"));
}

BOOST_AUTO_TEST_CASE(a_wrong_name_is_refused_with_the_nearest) {
    const std::string text = refusal_of(kafka_config{.options = {{"socket.keepalive", "true"}, {"lingerms", "5"}}});
    BOOST_TEST(contains(text, "unknown librdkafka option \"lingerms\" in options; did you mean \"linger.ms\"?"), text);
    BOOST_TEST(contains(text, "\"socket.keepalive\""), text);
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_refused_with_what_is_allowed) {
    const std::string text = refusal_of(kafka_config{.producer_options = {{"batch.size", "-1"}}, .consumer_options = {{"fetch.min.bytes", "many"}}});
    BOOST_TEST(contains(text, "option \"fetch.min.bytes\" does not take the value \"many\"; allowed: 1 .. 100000000"), text);
    BOOST_TEST(contains(text, "option \"batch.size\" does not take the value \"-1\""), text);
}

BOOST_AUTO_TEST_CASE(an_option_for_the_other_client_is_refused) {
    BOOST_TEST(contains(refusal_of(kafka_config{.producer_options = {{"fetch.min.bytes", "7"}}}), "consumer_options"));
    BOOST_TEST(contains(refusal_of(kafka_config{.consumer_options = {{"linger.ms", "7"}}}), "producer_options"));
}

BOOST_AUTO_TEST_CASE(options_that_would_break_a_rule_are_refused_with_the_reason) {
    const struct {
        const char* name;
        const char* value;
        const char* reason;
    } cases[]{
        {"enable.auto.commit", "true", "loses records"},
        {"auto.commit.enable", "true", "loses records"},
        {"enable.auto.offset.store", "true", "loses records"},
        {"isolation.level", "read_uncommitted", "aborted transactions"},
        {"enable.partition.eof", "true", "no record"},
        {"partition.assignment.strategy", "range,cooperative-sticky", "eager and cooperative"},
        {"auto.offset.reset", "latest", "consumer_auto_offset_reset"},
        {"group.id", "x", "consumer_group_id"},
        {"bootstrap.servers", "x:1", "bootstrap_servers"},
        {"transactional.id", "x", "transactions"},
        {"delivery.report.only.error", "true", "outcome"},
        {"acks", "0", "outcome"},
        {"test.mock.num.brokers", "3", "embedded_broker"},
        {"log.queue", "true", "log sink"},
    };
    for (const auto& each : cases) {
        const std::string text = refusal_of(kafka_config{.options = {{each.name, each.value}}});
        BOOST_TEST(contains(text, std::string{"option \""} + each.name + "\" = \"" + each.value + "\" is refused"), each.name << ": " << text);
        BOOST_TEST(contains(text, each.reason), each.name << ": " << text);
    }
    BOOST_TEST(refusal_of(kafka_config{.options = {{"enable.auto.commit", "false"},
                                                   {"isolation.level", "read_committed"},
                                                   {"partition.assignment.strategy", "cooperative-sticky"}}}) == "");
}

BOOST_AUTO_TEST_CASE(members_that_contradict_each_other_are_refused) {
    BOOST_TEST(contains(refusal_of(kafka_config{.producer_acks = gulo::producer_acks::leader}), "enable_idempotence"));
    BOOST_TEST(refusal_of(kafka_config{.producer_acks = gulo::producer_acks::leader, .enable_idempotence = false}) == "");
    BOOST_TEST(contains(refusal_of(kafka_config{.dlq_topic_suffix = ""}), "dlq_topic_suffix"));
    BOOST_TEST(contains(refusal_of(kafka_config{.topic_prefix = "no spaces"}), "topic_prefix"));
    BOOST_TEST(contains(refusal_of(kafka_config{.max_retry_attempts = 0}), "max_retry_attempts"));
    BOOST_TEST(contains(refusal_of(kafka_config{.bootstrap_servers = " "}), "KAFKA_BOOTSTRAP_SERVERS"));
    BOOST_TEST(contains(refusal_of(kafka_config{.security_protocol = gulo::security_protocol::sasl_ssl}), "sasl_username"));
    BOOST_TEST(contains(refusal_of(kafka_config{.security_protocol = gulo::security_protocol::ssl, .ssl_cafile = "/nonexistent/ca.pem"}),
                        "ssl_cafile = \"/nonexistent/ca.pem\" cannot be read: No such file or directory"));
    const auto tls = gulo::security_protocol::ssl;
    BOOST_TEST(
        contains(refusal_of(kafka_config{.security_protocol = tls, .ssl_cafile = "/dev/null", .ssl_ca_pem = "x"}), "ssl_cafile and ssl_ca_pem are both set"));
    BOOST_TEST(contains(refusal_of(kafka_config{.security_protocol = tls, .ssl_certificate_pem = "x"}), "ssl_keyfile (KAFKA_SSL_KEYFILE) or ssl_key_pem"));
    BOOST_TEST(contains(refusal_of(kafka_config{.security_protocol = tls, .ssl_key_pem = "x"}), "ssl_certfile (KAFKA_SSL_CERTFILE) or ssl_certificate_pem"));
    kafka_config tokens{.security_protocol = gulo::security_protocol::sasl_ssl, .sasl_mechanism = gulo::sasl_mechanism::oauthbearer};
    BOOST_TEST(contains(refusal_of(tokens), "kafka_config::oauthbearer_token"));
    tokens.oauthbearer_token = [] { return gulo::oauthbearer_token{}; };
    BOOST_TEST(refusal_of(tokens) == "");
}

BOOST_AUTO_TEST_CASE(a_static_member_has_its_name) {
    BOOST_TEST(contains(kafka_config{.group_instance_id = "shop-1"}.describe(), "consumer.group.instance.id = shop-1"));
    BOOST_TEST(
        contains(kafka_config::from_env(environment_variables{{"KAFKA_GROUP_INSTANCE_ID", "shop-2"}}).describe(), "consumer.group.instance.id = shop-2"));
    BOOST_TEST(!contains(kafka_config{}.describe(), "group.instance.id"));
}

// Passed on where the client library has it; then the brokers set what members must not.
BOOST_AUTO_TEST_CASE(the_group_protocol_of_the_brokers) {
    const kafka_config config{.consumer_options = {{"group.protocol", "consumer"}}};
    if (rd_kafka_version() < 0x020400ff) {
        const std::string text = refusal_of(config);
        BOOST_TEST(contains(text, std::string{"option \"group.protocol\" is not known to this librdkafka, "} + rd_kafka_version_str()), text);
        BOOST_TEST(contains(text, "2.4.0"), text);
    } else {
        BOOST_TEST(refusal_of(config) == "");
    }
    const auto values = gulo::kafka_detail::typed_options(config, gulo::kafka_detail::client_role::consumer);
    for (const char* name : {"session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy"}) BOOST_TEST(!values.contains(name), name);
    BOOST_TEST((gulo::kafka_detail::effective_assignment(config) == gulo::assignment_strategy::cooperative_sticky));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(a_secret_prints_as_stars) {
    std::ostringstream out;
    out << gulo::secret{"hunter2"} << gulo::secret{};
    BOOST_TEST(out.str() == "***");
    std::string text = "a hunter2 b hunter2";
    mask(text, gulo::secret{"hunter2"});
    BOOST_TEST(text == "a *** b ***");
}

BOOST_AUTO_TEST_CASE(no_text_shows_one) {
    const kafka_config config{.security_protocol = gulo::security_protocol::sasl_plaintext,
                              .sasl_username = "ada",
                              .sasl_password = "hunter2",
                              .ssl_key_password = "hunter3",
                              .schema_registry_url = "http://ada:hunter4@registry:8081/x",
                              .options = {{"ssl.keystore.password", "hunter5"},
                                          {"sasl.oauthbearer.client.secret", "hunter6"},
                                          {"ssl.key.pem", "hunter7"},
                                          {"sasl.oauthbearer.config", "hunter8"}}};
    const std::string text = config.describe();
    BOOST_TEST(!contains(text, "hunter"), text);
    std::string line = "hunter2 hunter3 hunter5 hunter6 hunter7 hunter8";
    gulo::kafka_detail::secret_list{config}.mask_in(line);
    BOOST_TEST(line == "*** *** *** *** *** ***");
    const std::string with_keys =
        kafka_config{.security_protocol = gulo::security_protocol::ssl, .ssl_ca_pem = "one\ntwo", .ssl_key_pem = "hunter9"}.describe();
    BOOST_TEST(!contains(with_keys, "hunter"), with_keys);
    BOOST_TEST(contains(with_keys, "producer.ssl.ca.pem = PEM text of 7 octets\n"), with_keys);
    BOOST_TEST(contains(text, "producer.sasl.password = ***"));
    BOOST_TEST(contains(text, "http://***@registry:8081/x"));
}

BOOST_AUTO_TEST_CASE(names_that_hold_one_are_known_also_of_later_clients) {
    for (const char* const name : {"ssl.key.password", "sasl.oauthbearer.client.secret", "sasl.oauthbearer.assertion.private.key.passphrase",
                                   "sasl.oauthbearer.assertion.private.key.pem"})
        BOOST_TEST(gulo::kafka_detail::is_secret_option(name), name);
    for (const char* const name : {"ssl.key.location", "ssl.certificate.pem", "sasl.username"}) BOOST_TEST(!gulo::kafka_detail::is_secret_option(name), name);
}

BOOST_AUTO_TEST_CASE(no_refusal_shows_one) {
    BOOST_TEST(!contains(refusal_of(kafka_config{.options = {{"sasl.pasword", "hunter2"}}}), "hunter"));
    BOOST_TEST(!contains(refusal_of(kafka_config{.options = {{"ssl.key.pem", "hunter2\xff"}, {"x", "y"}}}), "hunter"));
    BOOST_TEST(!contains(refusal_of(environment_variables{{"KAFKA_SASL_PASSWRD", "hunter2"}}), "hunter"));
    BOOST_TEST(!contains(refusal_of(environment_variables{{"KAFKA_SASL_PASSWORD", "hunter2"}, {"KAFKA__SASL_PASSWORD", "hunter3"}}), "hunter"));
}

BOOST_AUTO_TEST_SUITE_END()
