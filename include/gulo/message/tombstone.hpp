#pragma once
// A deletion: a record with a key and without a value, as compacted topics have them.

#include <gulo/message/name.hpp>
#include <gulo/message/topic.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace gulo {

namespace detail {

template <class Message>
struct tombstone_name {
    static constexpr auto text = [] {
        constexpr std::string_view suffix = ".tombstone";
        short_text<gulo::message_name<Message>.size() + suffix.size() + 1> joined;
        joined.append(gulo::message_name<Message>);
        joined.append(suffix);
        return joined;
    }();
};

}  // namespace detail

/// What a handler takes to hear of deletions on the topic of `Message` (rule C8): `void forget(const gulo::tombstone<user>&)`.
/// `subscribes<user>` brings it the records without a value. Where a topic carries several messages and the record names
/// no type, all tombstone handlers of the topic are called. Without such a handler tombstones are counted and passed.
template <class Message>
struct tombstone {
    static constexpr std::string_view topic = topic_name<Message>;
    static constexpr std::string_view message_name = detail::tombstone_name<Message>::text.view();

    std::optional<std::string> key{};  ///< as it stands in the record
};

}  // namespace gulo
