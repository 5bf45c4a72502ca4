#pragma once
// Which subscribed message a record is.

#include <gulo/codec/open_record.hpp>
#include <gulo/consume/dead_letter.hpp>
#include <gulo/host/retry_topics.hpp>
#include <gulo/mediator/delivery.hpp>
#include <gulo/message/header.hpp>
#include <gulo/message/metadata.hpp>
#include <gulo/transport/subscription.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <ranges>
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
        std::string problem{};       ///< why there is none
        bool is_for_others = false;  ///< it is replayed for another group, and concerns no other (rule D5)
        errc kind = errc::unknown_message_type;
    };

    using topic_settings = std::map<std::string, subscription_settings, std::less<>>;

    /// The entries of one topic.
    struct topic_entries {
        std::vector<const delivery_entry*> all;
        bool one_type = false;  ///< records need not name it
        /// The formats that are accepted, sorted by rank; none: those of gulo::default_format, which need not be told apart.
        std::vector<const wire_reader*> formats{};
    };

    /// `group` names the retry topics, whose records are those of their source. Throws gulo::failure
    /// (errc::invalid_configuration) when they cannot be named.
    explicit delivery_router(std::span<const delivery_entry> entries, std::string_view group = {}, const topic_settings& settings = {})
        : entries_{entries.begin(), entries.end()}, later_{entries, group} {
        for (const delivery_entry& each : entries_) {
            if (!by_topic_.contains(each.topic)) {
                topics_.emplace_back(each.topic);
                subscribed_.push_back(each.topic);
            }
            topic_entries& of = by_topic_[each.topic];
            of.all.push_back(&each);
            const auto own = settings.find(each.topic);
            of.one_type = own != settings.end() && own->second.one_type && of.all.size() == 1;
        }
        for (auto& [topic, of] : by_topic_) of.formats = formats_among(of.all);
        for (const retry_topics::topic& each : later_.all()) {
            topics_.push_back(each.name);
            by_topic_[each.name] = by_topic_.at(each.source);
        }
    }
    delivery_router(const delivery_router&) = delete;
    delivery_router& operator=(const delivery_router&) = delete;

    /// What is read: the topics that are subscribed to, and their retry topics.
    const std::vector<std::string>& topics() const noexcept { return topics_; }
    const std::vector<std::string_view>& subscribed() const noexcept { return subscribed_; }
    const retry_topics& later() const noexcept { return later_; }

    /// Null when nothing is subscribed there. Lives as long as the router.
    const topic_entries* entries_of(std::string_view topic) const {
        const auto found = by_topic_.find(topic);
        return found != by_topic_.end() ? &found->second : nullptr;
    }

    match find(std::string_view topic, const header_source& headers, std::string_view group = {}) const {
        return find(entries_of(topic), topic, headers, group);
    }

    /// The headers are walked once: the client library allocates with each walk.
    match find(const topic_entries* found, std::string_view topic, const header_source& headers, std::string_view group) const {
        if (found == nullptr) return {nullptr, "nothing is subscribed on topic " + std::string{topic}};
        if (found->one_type) return {found->all.front()};
        std::string storage;
        std::string_view type;
        bool is_for_others = false;
        bool is_cloudevent = false;
        headers.for_each([&](const header_view& header) {
            if (header.name == header_names::compact) {  // the most frequent one
                if (header.value) detail::note_compact_type(*header.value, type, storage);
            } else if (header.name == consume::dead_letter_header::target_group) {
                is_for_others = header.value && *header.value != group;
            } else if (cloudevents_detail::tells_an_event(header)) {
                is_cloudevent = true;
            } else {
                detail::note_type(header, type, storage);
            }
        });
        if (is_for_others) return {nullptr, {}, true};
        if (type.empty()) {
            if (is_cloudevent)
                return {nullptr, describe_other_format(topic, wire_choice<default_format>::readers(), headers, std::string_view{}), false,
                        errc::unaccepted_format};
            if (found->all.size() == 1) return {found->all.front()};
            return {nullptr,
                    "the record names no type, and topic " + std::string{topic} + " carries several; set the header " + std::string{header_names::type}};
        }
        if (const delivery_entry* const entry = of_type(*found, type)) return {entry};
        return nobody_for(topic, type);
    }

    /// The same for a topic that says which formats it accepts: opens the record.
    match find(const topic_entries& found, std::string_view topic, const header_source& headers, std::optional<std::string_view> value, std::string_view group,
               opened_record& opened) const {
        if (!found.one_type)
            if (const auto target = headers.find(consume::dead_letter_header::target_group); target && *target != group) return {nullptr, {}, true};
        if (!open_in(found.formats, headers, value, opened)) {
            if (opened.fault) return {nullptr, std::move(opened.fault->message), false, opened.fault->code};
            return {nullptr, describe_other_format(topic, found.formats, headers, value), false, errc::unaccepted_format};
        }
        if (found.one_type || (opened.type().empty() && found.all.size() == 1)) return {found.all.front()};
        if (opened.type().empty())
            return {nullptr, "the record is " + std::string{opened.format} + " and names no type, and topic " + std::string{topic} + " carries several"};
        if (const delivery_entry* const entry = of_type(found, opened.type())) return {entry};
        return nobody_for(topic, opened.type());
    }

    /// The entries whose handlers ask for deletions: of the type that the record names, or all of its topic's when no header names one.
    std::vector<const delivery_entry*> find_tombstones(std::string_view topic, const header_source& headers, std::string_view group) const {
        std::vector<const delivery_entry*> entries;
        const topic_entries* const found = entries_of(topic);
        if (found == nullptr) return entries;
        if (const auto target = headers.find(consume::dead_letter_header::target_group); target && *target != group) return entries;
        std::string storage;
        opened_record opened;
        std::string_view type;
        if (!found->formats.empty() && open_in(found->formats, headers, std::nullopt, opened)) type = opened.type();
        // Also in a format that the topic doesn't accept, or an incomplete one: the deletion of one thing is never that of another.
        if (type.empty()) type = read_type(headers, storage);
        if (type.empty()) type = headers.find(cloudevents_detail::type_header).value_or("");
        for (const delivery_entry* each : found->all)
            if (each->deliver_tombstone != nullptr && (type.empty() || each->type == type)) entries.push_back(each);
        return entries;
    }

private:
    static const delivery_entry* of_type(const topic_entries& found, std::string_view type) noexcept {
        for (const delivery_entry* each : found.all)
            if (each->type == type) return each;
        return nullptr;
    }
    [[gnu::noinline, gnu::cold]] static match nobody_for(std::string_view topic, std::string_view type) {
        return {nullptr, "no handler for type " + shortened(type) + " on topic " + std::string{topic} +
                             "; add gulo::subscribes and a handler for it, or set the policy unknown_type::ignore"};
    }

    static std::vector<const wire_reader*> formats_among(const std::vector<const delivery_entry*>& entries) {
        constexpr auto by_default = wire_choice<default_format>::readers();
        std::vector<const wire_reader*> all;
        for (const delivery_entry* entry : entries)
            for (const wire_reader* each : entry->formats.empty() ? by_default : entry->formats)
                if (std::ranges::find(all, each) == all.end()) all.insert(std::ranges::upper_bound(all, each->rank, {}, &wire_reader::rank), each);
        if (std::ranges::equal(all, by_default)) all.clear();
        return all;
    }

    static std::string shortened(std::string_view type) {
        std::string text;
        for (const char c : type.substr(0, 100)) text += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
        return text + (type.size() > 100 ? "…" : "");
    }

    std::vector<delivery_entry> entries_;
    retry_topics later_;
    std::vector<std::string> topics_;
    std::vector<std::string_view> subscribed_;
    std::unordered_map<std::string_view, topic_entries> by_topic_;
};

}  // namespace gulo
