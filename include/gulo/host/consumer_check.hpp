#pragma once
// Whether consumer settings can work.

#include <gulo/base/error.hpp>
#include <gulo/transport/transport.hpp>

#include <string>
#include <utility>

namespace gulo {

/// Throws gulo::failure (errc::invalid_configuration) that names the setting, its value and the remedy.
inline void check_consumer_settings(const consumer_settings& settings) {
    const auto refuse = [](std::string why) { throw failure{{errc::invalid_configuration, std::move(why)}}; };
    if (settings.group.empty())
        refuse("the application subscribes to messages but has no consumer group; set consumer_group_id, KAFKA_CONSUMER_GROUP_ID or "
               "consumer_settings::group");
    if (settings.dead_letters && settings.dead_letter_suffix.empty())
        refuse("the dead-letter suffix is empty, so records would be parked in the topic they came from; set one such as .dlq");
    if (settings.max_attempts < 1) refuse("max_attempts is " + std::to_string(settings.max_attempts) + "; it is at least 1, the first delivery");
    if (settings.high_mark < 1) refuse("high_mark is 0; it is at least 1");
    if (settings.batch < 1) refuse("batch is 0; it is at least 1");
}

}  // namespace gulo
