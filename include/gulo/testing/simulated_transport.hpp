#pragma once
// A transport whose broker can be told to misbehave, and whose process can die.

#include <gulo/host/open_record_loop.hpp>
#include <gulo/testing/simulated_consumer.hpp>
#include <gulo/testing/simulated_publisher.hpp>
#include <gulo/transport/transport.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gulo::testing {

/// One process at a simulated broker (gulo::log_transport): give it to an application under the broker's clock
/// (gulo::settings::time), drive the application's gulo::service by `step(0ms)`. Copies are the same process.
class simulated_transport {
public:
    using consumer_type = simulated_consumer;

    /// `member` is the number by which the broker's observer knows this process.
    simulated_transport(std::shared_ptr<simulated_broker> broker, std::size_t member, std::string group)
        : broker_{std::move(broker)},
          member_{member},
          group_{std::move(group)},
          out_{std::make_shared<simulated_publisher>(broker_, member)},
          consumer_{std::make_shared<consumer_type*>(nullptr)} {}

    bool is_enabled() const noexcept { return true; }
    bool is_connected() const noexcept { return true; }
    std::string service_name() const { return {}; }
    std::string describe() const { return "simulated, group " + group_; }
    consumer_settings settings() const {
        consumer_settings made;
        made.group = group_;
        return made;
    }
    void start(const transport_environment& environment) { out_->open(environment.failures); }
    publisher& out() noexcept { return *out_; }

    std::unique_ptr<consumer_type> subscribe(const std::vector<std::string>& topics, const consumer_settings& settings) {
        auto made = std::make_unique<consumer_type>(broker_, member_, topics, settings);
        *consumer_ = made.get();
        return made;
    }

    /// The process is gone: its member has left, nothing reaches the broker from here, nobody is told anything.
    /// Destroy the service by `abandon`, then the application. While the service exists.
    void crash() {
        out_->die();
        if (*consumer_ != nullptr) (*consumer_)->die();
    }

private:
    std::shared_ptr<simulated_broker> broker_;
    std::size_t member_;
    std::string group_;
    std::shared_ptr<simulated_publisher> out_;
    std::shared_ptr<consumer_type*> consumer_;
};

static_assert(log_transport<simulated_transport>);

}  // namespace gulo::testing
