#pragma once
// How an application consumes, by its own settings and its transport's.

#include <gulo/transport/transport.hpp>

#include <utility>

namespace gulo {

/// `own`, where each member that has its default value is the transport's: a variable in the environment counts beside
/// settings in code that do not speak of the same thing.
inline consumer_settings completed_settings(consumer_settings own, const consumer_settings& given) {
    const consumer_settings initial;
    const auto complete = [&](auto... members) {
        const auto complete_one = [&](auto member) {
            if (own.*member == initial.*member) own.*member = given.*member;
        };
        (complete_one(members), ...);
    };
    using all = consumer_settings;
    complete(&all::group, &all::start, &all::unknown, &all::dead_letter_suffix, &all::dead_letters, &all::max_attempts, &all::first_backoff,
             &all::longest_backoff, &all::workers, &all::high_mark, &all::batch, &all::commit_interval, &all::drain_bound, &all::when_offset_is_lost,
             &all::handler_deadline, &all::stall_alarm, &all::oversize, &all::clock_skew);
    if (!own.executor) own.executor = given.executor;
    for (const auto& [topic, differs] : given.topics) own.topics.try_emplace(topic, differs);
    return own;
}

}  // namespace gulo
