#pragma once
// What Kafka takes as the name of a topic.

#include <cstddef>
#include <string_view>

namespace gulo::kafka_detail {

inline constexpr std::size_t longest_topic_name = 249;

/// Only letters, digits, '.', '_' and '-'?
inline bool is_topic_text(std::string_view name) noexcept {
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') return false;
    }
    return true;
}

inline bool is_topic_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= longest_topic_name && name != "." && name != ".." && is_topic_text(name);
}

/// The application's name of a topic: without the prefix that all have on the cluster.
inline std::string_view unprefixed(std::string_view topic, std::size_t prefix_size) noexcept {
    return topic.substr(prefix_size < topic.size() ? prefix_size : topic.size());
}

}  // namespace gulo::kafka_detail
