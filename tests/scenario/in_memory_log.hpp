#pragma once
// The scenario's log in memory.

#include <gulo/transport/in_memory.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace scenario {

class log_under_test {
public:
    explicit log_under_test(const std::vector<std::string>& topics) {
        for (const std::string& each : topics) broker_->log.create_topic(each, 3);
    }

    gulo::in_memory transport(const std::string& group) const { return gulo::in_memory{broker_, group}; }

    /// Why there is no such log; empty when there is one.
    static std::string missing() { return {}; }

private:
    std::shared_ptr<gulo::memory_broker> broker_ = std::make_shared<gulo::memory_broker>();
};

}  // namespace scenario
