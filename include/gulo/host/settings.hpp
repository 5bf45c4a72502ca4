#pragma once
// What an application can be told beside its contract.

#include <gulo/base/clock.hpp>
#include <gulo/base/error.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/observe/log.hpp>
#include <gulo/transport/record.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace gulo {

/// Told about a message that could not be published, together with the message (rule P2). Views are valid during the
/// call; from any thread; must not block. What it throws is dropped. Not called again for what it publishes itself.
using publish_failure_hook = std::function<void(const outgoing_record& record, const error& why)>;

/// Part of an application: `gulo::application app{…, gulo::settings{.service_name = "users"}};`
struct settings {
    std::string service_name{};                     ///< empty: the transport's own, if it has one; also the consumer group where no other is named
    header_style headers = header_style::compact;   ///< how metadata is written
    log_sink log{};                                 ///< empty: `gulo::run` logs to standard error
    publish_failure_hook on_publish_failure{};      ///< told of each message that could not be published, with the reason; empty: it is logged and counted
    std::string transactional_id{};                 ///< for `publish_all`: unique per instance; empty: a random one
    std::chrono::milliseconds flush_bound{10'000};  ///< how long the end of the application waits for deliveries
    const clock* time = nullptr;                    ///< null: the machine's clock; must outlive the application
};

}  // namespace gulo
