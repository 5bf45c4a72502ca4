#pragma once
// The topics beside its source topics that a service needs for its retry rules.

#include <gulo/base/error.hpp>
#include <gulo/consume/retry_topic.hpp>
#include <gulo/mediator/delivery.hpp>
#include <gulo/message/topic.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gulo {

/// Delayed retry topics (rule R6) and parking topics (rule R7) of one group, known from its rules. Immutable.
class retry_topics {
public:
    struct topic {
        std::string name;
        std::string source;
        std::chrono::milliseconds delay;
    };
    struct parking {
        std::string source;
        std::string name;   ///< where records of parked keys go
        std::string index;  ///< which keys are parked: compacted, a tombstone where one is resolved
    };

    retry_topics() = default;

    /// Throws gulo::failure (errc::invalid_configuration) when a topic's name would not be one.
    retry_topics(std::span<const delivery_entry> entries, std::string_view group) {
        if (group.empty()) return;
        for (const delivery_entry& entry : entries)
            for (const retry_rule* const rule : entry.rules) {
                for (std::size_t index = 0; index < rule->later.count; ++index) add(entry.topic, group, rule->later.values[index]);
                if (rule->then == last_resort::park_key) add_parking(entry.topic, group);
            }
        for (const topic& each : all_) check_name(each.name, entries);
        for (const parking& each : parkings_) {
            check_name(each.name, entries);
            check_name(each.index, entries);
        }
        for (const topic& each : all_) by_name_.emplace(each.name, &each);
    }
    retry_topics(const retry_topics&) = delete;
    retry_topics& operator=(const retry_topics&) = delete;

    const std::vector<topic>& all() const noexcept { return all_; }
    const std::vector<parking>& parkings() const noexcept { return parkings_; }
    std::chrono::milliseconds longest_delay() const noexcept { return longest_; }

    /// The retry topic of that name; null: it is none.
    const topic* find(std::string_view name) const {
        if (by_name_.empty()) return nullptr;
        const auto found = by_name_.find(name);
        return found != by_name_.end() ? found->second : nullptr;
    }
    /// The retry topic for a delay; null: no rule names it for this source.
    const topic* find(std::string_view source, std::chrono::milliseconds delay) const {
        const auto found = std::ranges::find_if(all_, [&](const topic& each) { return each.source == source && each.delay == delay; });
        return found != all_.end() ? &*found : nullptr;
    }
    /// The source of each retry topic, by name.
    std::map<std::string, std::string, std::less<>> sources() const {
        std::map<std::string, std::string, std::less<>> found;
        for (const topic& each : all_) found.emplace(each.name, each.source);
        return found;
    }
    /// Null: no rule parks keys of this source.
    const parking* parking_of(std::string_view source) const {
        const auto found = std::ranges::find(parkings_, source, &parking::source);
        return found != parkings_.end() ? &*found : nullptr;
    }

private:
    void add(std::string_view source, std::string_view group, std::chrono::milliseconds delay) {
        longest_ = (std::max)(longest_, delay);
        if (find(source, delay) == nullptr) all_.push_back({consume::retry_topic_name(source, group, delay), std::string{source}, delay});
    }
    void add_parking(std::string_view source, std::string_view group) {
        if (parking_of(source) != nullptr) return;
        const std::string stem = std::string{source} + "." + std::string{group};
        parkings_.push_back({std::string{source}, stem + ".parked", stem + ".parked-keys"});
    }

    static void check_name(const std::string& name, std::span<const delivery_entry> entries) {
        const auto refuse = [&](const char* why) { throw failure{{errc::invalid_configuration, "the retry rules need a topic \"" + name + "\", " + why}}; };
        if (!is_valid_topic_name(name))
            refuse("which cannot be a topic's name (1 to 249 letters, digits, '.', '_' or '-'); choose a shorter or plainer consumer group");
        for (const delivery_entry& entry : entries)
            if (entry.topic == name) refuse("which the application subscribes to itself; give that message another topic");
    }

    std::vector<topic> all_;
    std::vector<parking> parkings_;
    std::map<std::string_view, const topic*, std::less<>> by_name_;
    std::chrono::milliseconds longest_{};
};

}  // namespace gulo
