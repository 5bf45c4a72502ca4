#pragma once
// What the compiler saw of one message: how it arrives, where one that is returned or published goes, and why.

#include <gulo/codec/json.hpp>
#include <gulo/handler/contract.hpp>
#include <gulo/handler/wire_of_message.hpp>
#include <gulo/host/explained_handler.hpp>
#include <gulo/message/key.hpp>
#include <gulo/message/tombstone.hpp>
#include <gulo/message/topic.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace gulo::detail {

template <class Codec, class Message>
std::string explained_formats(bool read) {
    using choice = typename wire_for<Codec, Message>::type;
    std::string text;
    if constexpr (choice::is_default) {
        text = read ? "with metadata in headers, or plain" : "with metadata in a header";
    } else if (read) {
        for (const wire_reader* each : choice::readers()) text.append(text.empty() ? "as " : ", or ").append(each->name);
    } else {
        text = "as ";
        if constexpr (requires { choice::written::name; }) text += choice::written::name;
        else text += name_of<typename choice::written>();
    }
    return text;
}

template <class Message>
std::string explained_key() {
    if constexpr (has_partition_key<Message>) return "keyed by its partition_key()";
    else if constexpr (has_aggregate_id<Message>) return "keyed by its aggregate_id";
    else return "without a key (it has neither partition_key() nor aggregate_id)";
}

template <class Message>
struct deleted_message {
    using type = void;
};
template <class Message>
struct deleted_message<tombstone<Message>> {
    using type = Message;
};

/// What an application says of a message, short enough to name a function after.
template <class Codec, bool Subscribed, bool Published, bool Twice, class Handlers, class Mappings, class Rules, class ApplicationRules, class Upcasts>
struct message_facts {};

template <class... Entries>
struct constants_of_entries;
template <auto... Handlers, class... Components>
struct constants_of_entries<type_list<handler_entry<Handlers, Components>...>> {
    using type = handler_list<Handlers...>;
};

template <class Entries>
struct targets_of;
template <class... Entries>
struct targets_of<type_list<Entries...>> {
    using type = type_list<typename Entries::to_type...>;
};

template <class Message, class Codec, bool Subscribed, bool Published, bool Twice, auto... Handlers, class... Mapped, class Rules, class ApplicationRules,
          class... Upcasts>
void fill_message(
    explained_message& out,
    message_facts<Codec, Subscribed, Published, Twice, handler_list<Handlers...>, type_list<Mapped...>, Rules, ApplicationRules, type_list<Upcasts...>>) {
    using deleted = typename deleted_message<Message>::type;
    if constexpr (!std::is_void_v<deleted>) {
        if constexpr (Subscribed)
            out.comes.push_back("as a record without a value, from the topic " + std::string{topic_name<Message>} + ", because of gulo::subscribes<" +
                                name_of<deleted>() + ">");
    } else if constexpr (Subscribed) {
        out.comes.push_back("from the topic " + std::string{topic_name<Message>} + " under the name " + std::string{message_name<Message>} + ", " +
                            explained_formats<Codec, Message>(true) + ", because of gulo::subscribes");
        if constexpr (Published) out.comes.push_back("one that arrived is handled, and not published again");
        if constexpr (Twice)
            out.comes.push_back("one that is returned or published here is handled at once, and again when it comes back, because of gulo::handles_twice");
        (out.comes.push_back("version " + std::to_string(message_version<typename Upcasts::from>) + " is made into " + name_of<typename Upcasts::to>() +
                             " by " + std::string{reflect::constant_name<Upcasts::function>()} + ", because of gulo::upcasts"),
         ...);
    }
    if constexpr (Subscribed) {
        explain_rules(out.rules, "rule of the message", Rules{});
        explain_rules(out.rules, "rule of the application", ApplicationRules{});
        out.rules.push_back("every other exception: " + text_of(retry_rule{}) + " (the default)");
    }
    if constexpr (Published)
        out.goes.push_back("published to the topic " + std::string{topic_name<Message>} + " under the name " + std::string{message_name<Message>} + ", " +
                           explained_formats<Codec, Message>(false) + ", " + explained_key<Message>() + ", because of gulo::publishes");
    (out.goes.push_back("handled here by " + std::string{reflect::constant_name<Handlers>()} + ", because that takes it"), ...);
    (out.goes.push_back("made into " + name_of<Mapped>() + " by equal field names, because of gulo::maps"), ...);
}

template <class Message, class Facts>
void explain_message(explanation& out) {
    if (!out.knows(reflect::type_id<Message>)) fill_message<Message>(out.about(reflect::type_id<Message>, name_of<Message>()), Facts{});
}

template <class Message, class Subscriptions>
inline constexpr bool is_subscribed = false;
template <class Message, class... Subscriptions>
inline constexpr bool is_subscribed<Message, type_list<Subscriptions...>> =
    ((std::is_same_v<Message, Subscriptions> || std::is_same_v<typename deleted_message<Message>::type, Subscriptions>) || ...);

template <class Codec, class Contract, class Message>
struct message_explaining {
    using facts =
        message_facts<Codec, is_subscribed<Message, typename Contract::subscriptions>, Contract::publications::count(reflect::type_id<Message>) != 0,
                      Contract::twice::count(reflect::type_id<Message>) != 0,
                      typename constants_of_entries<typename Contract::template handlers_of<Message>>::type,
                      typename targets_of<typename Contract::template mappings_of<Message>>::type, typename Contract::rules::template for_message<Message>,
                      typename Contract::rules::for_all, typename upcasts_to<Message, typename Contract::upcasts>::type>;
    static constexpr explaining_function value = &explain_message<Message, facts>;
};

}  // namespace gulo::detail
