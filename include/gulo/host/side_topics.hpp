#pragma once
// Making the retry and parking topics of a service when it starts.

#include <gulo/consume/action.hpp>
#include <gulo/host/retry_topics.hpp>
#include <gulo/observe/health.hpp>
#include <gulo/observe/log_router.hpp>
#include <gulo/transport/publisher.hpp>

#include <array>
#include <string>

namespace gulo::host_detail {

/// Makes and looks at every topic that the rules need. One that is not usable is no reason not to start: health is red,
/// it is asked for again when a record needs it, and a delay passes in place meanwhile. Blocks some seconds when no broker
/// answers.
inline void prepare_side_topics(const retry_topics& wanted, publisher& out, health& state, log_router& log) {
    const auto prepare = [&](const side_topic& each) {
        if (out.prepare_topic(each)) return true;
        const std::string why = "topic \"" + std::string{each.name} + "\" could not be made or is not usable; make it with as many partitions as " +
                                std::string{each.source} + ", or allow the service to create topics";
        state.degrade(consume::trouble::retry_topics, why);
        log.write({severity::error, "a retry rule's topic is missing", std::array{log_field{"topic", each.name}, log_field{"reason", why}}});
        return false;
    };
    for (const retry_topics::topic& each : wanted.all())
        if (!prepare({side_topic::kind::retry, each.name, each.source, each.delay})) return;
    for (const retry_topics::parking& each : wanted.parkings())
        if (!prepare({side_topic::kind::parking, each.name, each.source, {}}) || !prepare({side_topic::kind::parked_keys, each.index, each.source, {}})) return;
}

}  // namespace gulo::host_detail
