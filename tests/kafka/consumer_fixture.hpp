#pragma once
// An embedded broker, what is published to it, and members that read from it.

#include "support.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

namespace kafka_test {

struct consumer_fixture {
    gulo::embedded_broker broker{{.topics = {{"t", 3}, {"one", 1}, {"two", 1}}}};
    captured_log log;
    outcomes seen;

    member join(const std::vector<std::string>& topics, const std::string& group = "readers") { return join(broker.config(), topics, group); }
    member join(const gulo::kafka_config& config, const std::vector<std::string>& topics, const std::string& group = "readers") {
        return {.consumer = std::make_unique<gulo::kafka_consumer>(config, environment(log), topics, settings(group))};
    }

    void publish(const std::string& topic, int count, int first = 0) {
        gulo::kafka_producer out{broker.config(), environment(log, &seen)};
        for (int at = first; at < first + count; ++at) out.publish(record(topic, std::to_string(at), std::to_string(at)), nullptr);
        BOOST_REQUIRE(out.flush(20s));
        BOOST_REQUIRE(seen.failures.empty());
    }
};

}  // namespace kafka_test
