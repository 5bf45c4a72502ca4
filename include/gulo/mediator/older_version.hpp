#pragma once
// Reading a record of another version of a message, by way of the upcasts of the application.

#include <gulo/base/error.hpp>
#include <gulo/base/result.hpp>
#include <gulo/codec/told_version.hpp>
#include <gulo/handler/upcast.hpp>
#include <gulo/message/name.hpp>
#include <gulo/message/topic.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::detail {

template <class From, class Steps>
struct step_from;
template <class From, class Step, class... Rest>
struct step_from<From, type_list<Step, Rest...>> : step_from<From, type_list<Rest...>> {};
template <class From, class Step, class... Rest>
    requires std::same_as<typename Step::from, From>
struct step_from<From, type_list<Step, Rest...>> {
    using type = Step;
};

template <class Message, class Steps, class From>
Message upcast_to(From&& from) {
    using plain = std::remove_cvref_t<From>;
    if constexpr (std::same_as<plain, Message>) return std::forward<From>(from);
    else return upcast_to<Message, Steps>(step_from<plain, Steps>::type::function(std::forward<From>(from)));
}

template <class Codec, class Message, class Steps, class From>
result<Message> read_as(std::string_view document) {
    auto decoded = Codec::template try_decode<From>(document);
    if (decoded) return upcast_to<Message, Steps>(*std::move(decoded));
    error failure = std::move(decoded).error();
    failure.message.append(" (read as version ").append(std::to_string(message_version<From>)).append(")");
    return failure;
}

/// Decodes a record as the version that it says it is, and makes the newest of it.
template <class Codec, class Message, class... Steps>
result<Message> read_version(std::optional<int> version, std::string_view document, type_list<Steps...>) {
    const int told = version.value_or(message_version<Message>);
    if constexpr (refuses_newer<Message>) {
        if (told > message_version<Message>)
            return error{errc::schema_mismatch, "the record is version " + std::to_string(told) + " of " + std::string{message_name<Message>} +
                                                    ", and versions up to " + std::to_string(message_version<Message>) +
                                                    " are known here; deploy the newer one of this service first"};
    }
    std::optional<result<Message>> older;
    static_cast<void>(((told == message_version<typename Steps::from> &&
                        (older.emplace(read_as<Codec, Message, type_list<Steps...>, typename Steps::from>(document)), true)) ||
                       ...));
    if (older) return *std::move(older);
    return Codec::template try_decode<Message>(document);
}

}  // namespace gulo::detail
