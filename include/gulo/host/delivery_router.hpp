#pragma once
// Which subscribed message a record is.

#include <gulo/mediator/delivery.hpp>
#include <gulo/message/header.hpp>
#include <gulo/message/metadata.hpp>

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gulo {

/// Finds the entry for a record: by the type in its headers, or by its topic when nothing else is read from there.
/// Immutable, so usable from any thread.
class delivery_router {
public:
    struct match {
        const delivery_entry* entry = nullptr;
        std::string problem;  ///< why there is none
    };

    explicit delivery_router(std::span<const delivery_entry> entries) : entries_{entries.begin(), entries.end()} {
        for (const delivery_entry& each : entries_) {
            if (!by_topic_.contains(each.topic)) topics_.emplace_back(each.topic);
            by_topic_[each.topic].push_back(&each);
        }
    }
    delivery_router(const delivery_router&) = delete;
    delivery_router& operator=(const delivery_router&) = delete;

    const std::vector<std::string>& topics() const noexcept { return topics_; }

    match find(std::string_view topic, const header_source& headers) const {
        const auto found = by_topic_.find(topic);
        if (found == by_topic_.end()) return {nullptr, "nothing is subscribed on topic " + std::string{topic}};
        std::string storage;
        const std::string_view type = read_type(headers, storage);
        if (type.empty()) {
            if (found->second.size() == 1) return {found->second.front(), {}};
            return {nullptr, "the record names no type, and topic " + std::string{topic} + " carries several; set the header " +
                                 std::string{header_names::type}};
        }
        for (const delivery_entry* each : found->second)
            if (each->type == type) return {each, {}};
        return {nullptr, "no handler for type " + shortened(type) + " on topic " + std::string{topic} + "; add gulo::subscribes and a handler for it, or set the policy unknown_type::ignore"};
    }

private:
    static std::string shortened(std::string_view type) {
        std::string text;
        for (const char c : type.substr(0, 100)) text += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
        return text + (type.size() > 100 ? "…" : "");
    }

    std::vector<delivery_entry> entries_;
    std::vector<std::string> topics_;
    std::unordered_map<std::string_view, std::vector<const delivery_entry*>> by_topic_;
};

}  // namespace gulo
