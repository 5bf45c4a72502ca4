#pragma once
// The cluster that GULO_TEST_KAFKA names, as the conformance suite wants to see it. Names of its own for each case.

#include <gulo/base/uuid.hpp>
#include <gulo/kafka.hpp>
#include <gulo/testing/conformance_result.hpp>

#include <chrono>
#include <cstdlib>
#include <span>
#include <string>

namespace conformance_test {

class apache_kafka_log {
public:
    void create_topic(const std::string& name, int partitions) {
        gulo::transport_environment environment;
        environment.clock = &gulo::real_clock::instance();
        gulo::kafka_admin admin{config(), environment};
        const gulo::kafka_topic wanted{run_ + "." + name, partitions, {}};
        admin.create(std::span{&wanted, 1}, std::chrono::seconds{20}).value();
    }

    gulo::kafka transport(const std::string& group) const {
        gulo::kafka_config with = config();
        with.topic_prefix = run_;
        with.consumer_group_id = run_ + "-" + group;
        return gulo::kafka{with};
    }

    gulo::kafka clogged_transport() const {
        gulo::kafka_config with = config();
        with.bootstrap_servers = "127.0.0.1:1";
        with.producer_queue_messages = 5;
        with.max_block = std::chrono::milliseconds{1};
        return gulo::kafka{with};
    }

    static std::string missing() { return address() != nullptr ? "" : "GULO_TEST_KAFKA is not set; tests/tools/apache-kafka starts a broker"; }
    static gulo::testing::conformance_options options() {
        return {.bound = std::chrono::seconds{40}, .grace = std::chrono::milliseconds{300}, .rebalance = std::chrono::milliseconds{1'500}};
    }

private:
    static const char* address() { return std::getenv("GULO_TEST_KAFKA"); }

    static gulo::kafka_config config() {
        gulo::kafka_config made;
        made.bootstrap_servers = address();
        made.consumer_session_timeout = std::chrono::seconds{6};
        made.consumer_heartbeat_interval = std::chrono::milliseconds{300};
        return made;
    }

    std::string run_ = "conformance-" + gulo::uuid::make().to_string();
};

using log_under_test = apache_kafka_log;

}  // namespace conformance_test
