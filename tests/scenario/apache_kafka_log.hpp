#pragma once
// The scenario's log on the cluster that GULO_TEST_KAFKA names. Topics and groups have names of their own in each run.

#include <gulo/base/uuid.hpp>
#include <gulo/kafka.hpp>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

namespace scenario {

class log_under_test {
public:
    explicit log_under_test(const std::vector<std::string>& topics) {
        gulo::transport_environment environment;
        environment.clock = &gulo::real_clock::instance();
        gulo::kafka_admin admin{config(), environment};
        std::vector<gulo::kafka_topic> wanted;
        for (const std::string& each : topics) wanted.push_back({run_ + "." + each, 3, {}});
        admin.create(wanted, std::chrono::seconds{20}).value();
    }

    gulo::kafka transport(const std::string& group) const {
        gulo::kafka_config with = config();
        with.topic_prefix = run_;
        with.consumer_group_id = run_ + "-" + group;
        return gulo::kafka{with};
    }

    static std::string missing() { return address() != nullptr ? "" : "GULO_TEST_KAFKA is not set; tests/tools/apache-kafka starts a broker"; }

private:
    static const char* address() { return std::getenv("GULO_TEST_KAFKA"); }

    gulo::kafka_config config() const {
        gulo::kafka_config made;
        made.bootstrap_servers = address();
        made.consumer_session_timeout = std::chrono::seconds{6};
        made.consumer_heartbeat_interval = std::chrono::milliseconds{300};
        return made;
    }

    std::string run_ = "scenario-" + gulo::uuid::make().to_string();
};

}  // namespace scenario
