#pragma once
// Whether consumer settings can work.

#include <gulo/base/error.hpp>
#include <gulo/consume/retry_topic.hpp>
#include <gulo/message/topic.hpp>
#include <gulo/transport/transport.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace gulo {

namespace detail {

[[noreturn]] inline void refuse_setting(std::string why) { throw failure{{errc::invalid_configuration, std::move(why)}}; }

/// Spans are added to points in time, so each has an end.
inline constexpr std::chrono::milliseconds longest_setting = std::chrono::hours{365 * 24};

inline void check_span(const std::string& name, std::chrono::milliseconds value, std::chrono::milliseconds least, std::chrono::milliseconds most) {
    if (value < least || value > most)
        refuse_setting(name + " is " + std::to_string(value.count()) + " ms; it is between " + (least.count() == 0 ? "0" : consume::delay_text(least)) +
                       " and " + consume::delay_text(most));
}

inline void check_spans(const consumer_settings& settings) {
    using namespace std::chrono_literals;
    constexpr std::chrono::milliseconds in_place = 30s;  // rule R4
    check_span("first_backoff", settings.first_backoff, 0ms, in_place);
    check_span("longest_backoff", settings.longest_backoff, 0ms, in_place);
    check_span("commit_interval", settings.commit_interval, 1ms, longest_setting);
    check_span("drain_bound", settings.drain_bound, 0ms, longest_setting);
    check_span("handler_deadline", settings.handler_deadline, 0ms, longest_setting);
    check_span("clock_skew", settings.clock_skew, 0ms, 1h);
    if (settings.stall_alarm != (std::chrono::milliseconds::max)()) check_span("stall_alarm", settings.stall_alarm, 1ms, longest_setting);
}

inline void check_dead_letter_topics(const consumer_settings& settings, std::span<const std::string_view> subscribed) {
    if (!settings.dead_letters) return;
    if (settings.dead_letter_suffix.empty())
        refuse_setting("the dead-letter suffix is empty, so records would be parked in the topic they came from; set one such as .dlq");
    for (const std::string_view topic : subscribed) {
        const auto own = settings.topics.find(topic);
        if (own != settings.topics.end() && own->second.dead_letter_topic) continue;
        const std::string name = std::string{topic} + settings.dead_letter_suffix;
        if (!is_valid_topic_name(name))
            refuse_setting("dead letters of topic " + std::string{topic} + " would go to \"" + name +
                           "\", which cannot be a topic's name (1 to 249 letters, digits, '.', '_' or '-'); choose another dead_letter_suffix, or a "
                           "dead_letter_topic for this one");
    }
}

inline void check_topic_settings(const std::string& where, const std::string& topic, const subscription_settings& own) {
    using namespace std::chrono_literals;
    if (own.dead_letter_topic && (!is_valid_topic_name(*own.dead_letter_topic) || *own.dead_letter_topic == topic))
        refuse_setting(where + "dead_letter_topic \"" + *own.dead_letter_topic +
                       "\" has to be another topic's name: 1 to 249 letters, digits, '.', '_' or '-'");
    if (own.rate && (!(own.rate->records_per_second >= 1e-3) || own.rate->records_per_second > 1e9 || own.rate->burst < 1 || own.rate->burst > 1'000'000'000))
        refuse_setting(where + "rate.records_per_second is between 0.001 and 1e9, rate.burst between 1 and 1e9");
    if (!own.breaker) return;
    if (!(own.breaker->failing_share > 0) || own.breaker->failing_share > 1 || own.breaker->least_attempts < 1)
        refuse_setting(where + "breaker.failing_share is above 0 and at most 1, least_attempts at least 1");
    check_span(where + "breaker.window", own.breaker->window, 10ms, longest_setting);
    check_span(where + "breaker.pause", own.breaker->pause, 1ms, longest_setting);
}

}  // namespace detail

/// Throws gulo::failure (errc::invalid_configuration) that names the setting, its value and the remedy. `subscribed` are
/// the topics that the application reads.
inline void check_consumer_settings(const consumer_settings& settings, std::span<const std::string_view> subscribed) {
    using detail::refuse_setting;
    constexpr std::size_t most_workers = 10'000;
    if (settings.group.empty())
        refuse_setting(
            "the application subscribes to messages but has no consumer group; set consumer_group_id, KAFKA_CONSUMER_GROUP_ID, consumer_settings::group or "
            "settings::service_name");
    detail::check_dead_letter_topics(settings, subscribed);
    if (settings.max_attempts < 1) refuse_setting("max_attempts is " + std::to_string(settings.max_attempts) + "; it is at least 1, the first delivery");
    if (settings.workers > most_workers)
        refuse_setting("workers is " + std::to_string(settings.workers) + "; it is at most " + std::to_string(most_workers) + ", because each is a thread");
    if (settings.high_mark < 1) refuse_setting("high_mark is 0; it is at least 1");
    if (settings.batch < 1) refuse_setting("batch is 0; it is at least 1");
    detail::check_spans(settings);
    for (const auto& [topic, own] : settings.topics) {
        const std::string where = "consumer_settings::topics[\"" + topic + "\"]: ";
        if (std::ranges::find(subscribed, topic) == subscribed.end())
            refuse_setting(where + "the application does not subscribe to this topic; gulo::topic_name<message> gives the name of a message's topic");
        detail::check_topic_settings(where, topic, own);
    }
}

}  // namespace gulo
