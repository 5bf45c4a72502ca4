#pragma once
// The in-memory log, as the conformance suite wants to see it.

#include <gulo/testing/conformance_result.hpp>
#include <gulo/transport/in_memory.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace conformance_test {

class in_memory_log {
public:
    void create_topic(const std::string& name, int partitions) { broker_->log.create_topic(name, partitions); }
    gulo::in_memory transport(const std::string& group) const { return gulo::in_memory{broker_, group}; }

    void append_gap(const gulo::topic_partition& to) { broker_->log.append_gap(to); }
    void truncate(const gulo::topic_partition& from, std::int64_t offset) { broker_->log.truncate(from, offset); }
    void lose_partitions(const std::string& group) { broker_->groups.expel_all(group); }
    void refuse(const std::string& topic, bool refused) {
        broker_->log.refuse(topic, refused ? std::optional{gulo::error{gulo::errc::delivery_failed, "refused by the test"}} : std::nullopt);
    }

    /// Why there is no such log; empty when there is one.
    static std::string missing() { return {}; }
    static gulo::testing::conformance_options options() {
        return {.bound = std::chrono::seconds{30}, .grace = std::chrono::milliseconds{60}, .rebalance = std::chrono::milliseconds{60}};
    }

protected:
    std::shared_ptr<gulo::memory_broker> broker_ = std::make_shared<gulo::memory_broker>();
};

using log_under_test = in_memory_log;

}  // namespace conformance_test
