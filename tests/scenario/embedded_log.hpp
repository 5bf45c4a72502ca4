#pragma once
// The scenario's log on an embedded broker.

#include <gulo/kafka.hpp>

#include <string>
#include <vector>

namespace scenario {

class log_under_test {
public:
    explicit log_under_test(const std::vector<std::string>& topics) {
        for (const std::string& each : topics) broker_.create({each, 3});
    }

    gulo::kafka transport(const std::string& group) const {
        gulo::kafka_config config = broker_.config();
        config.consumer_group_id = group;
        return gulo::kafka{config};
    }

    static std::string missing() { return {}; }

private:
    gulo::embedded_broker broker_;
};

}  // namespace scenario
