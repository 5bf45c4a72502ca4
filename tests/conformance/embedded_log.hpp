#pragma once
// An embedded broker, as the conformance suite wants to see it.

#include <gulo/kafka.hpp>
#include <gulo/testing/conformance_result.hpp>

#include <chrono>
#include <string>

namespace conformance_test {

class embedded_log {
public:
    void create_topic(const std::string& name, int partitions) { broker_.create({name, partitions}); }

    gulo::kafka transport(const std::string& group) const {
        gulo::kafka_config config = broker_.config();
        config.consumer_group_id = group;
        return gulo::kafka{config};
    }

    gulo::kafka clogged_transport() {
        broker_.down();
        gulo::kafka_config config = broker_.config();
        config.producer_queue_messages = 5;
        config.max_block = std::chrono::milliseconds{1};
        return gulo::kafka{config};
    }

    static constexpr bool has_no_transactions = true;
    static constexpr bool refuses_commits_in_a_rebalance = true;

    static std::string missing() { return {}; }
    static gulo::testing::conformance_options options() {
        return {.bound = std::chrono::seconds{40}, .grace = std::chrono::milliseconds{300}, .rebalance = std::chrono::milliseconds{1'500}};
    }

private:
    gulo::embedded_broker broker_;
};

using log_under_test = embedded_log;

}  // namespace conformance_test
