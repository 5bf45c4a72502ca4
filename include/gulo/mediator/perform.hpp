#pragma once
// Carries out a plan: calls handlers, follows what they return, collects what is to be published.

#include <gulo/handler/field_mapping.hpp>
#include <gulo/handler/plan.hpp>
#include <gulo/handler/rules_of_plan.hpp>
#include <gulo/mediator/collect.hpp>
#include <gulo/mediator/context.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo::detail {

/// The codec with which a plan's messages are written, and the route in which a message that comes round again is
/// found; void when none does.
template <class Codec, class Root>
struct setting {
    using codec = Codec;
    using root = Root;
};

// Whether something needs to know about the operation it is part of. What does not is called without any of this.
template <class Plan>
inline constexpr bool needs_cascade = true;  // context, again<…>
template <class Parameter, class Source, std::size_t Slot>
inline constexpr bool needs_cascade<service_argument<Parameter, Source, Slot>> = false;
template <class Hooks, class Argument, bool WithContext>
inline constexpr bool needs_cascade<middleware_use<Hooks, Argument, WithContext>> = WithContext;
template <class... Plans>
inline constexpr bool needs_cascade<type_list<Plans...>> = (needs_cascade<Plans> || ...);
template <auto Handler, class Arguments, class Middleware, class Routes>
inline constexpr bool needs_cascade<call<Handler, Arguments, Middleware, Routes>> =
    needs_cascade<Arguments> || needs_cascade<Middleware> || needs_cascade<Routes>;
template <class Message, bool Published, class Calls, class Mappings>
inline constexpr bool needs_cascade<route<Message, Published, Calls, Mappings>> = Published || needs_cascade<Calls> || needs_cascade<Mappings>;
template <class To, class Route>
inline constexpr bool needs_cascade<mapping<To, Route>> = needs_cascade<Route>;

/// The route of a message among the routes of a call.
template <class Message, class Routes>
struct route_of;
template <class Message, class First, class... Rest>
struct route_of<Message, type_list<First, Rest...>> : route_of<Message, type_list<Rest...>> {};
template <class Message, bool Published, class Calls, class Mappings, class... Rest>
struct route_of<Message, type_list<route<Message, Published, Calls, Mappings>, Rest...>> {
    using type = route<Message, Published, Calls, Mappings>;
};
template <class Message, class... Rest>
struct route_of<Message, type_list<again<Message>, Rest...>> {
    using type = again<Message>;
};

/// Where a message that comes round again is found in the root: as the message that was sent, or as a route below.
template <class Message, class Plan>
struct found_in {
    using type = void;
};
template <class Message, class List>
struct found_in_list;
template <class Message>
struct found_in_list<Message, type_list<>> {
    using type = void;
};
template <class Message, class First, class... Rest>
struct found_in_list<Message, type_list<First, Rest...>> {
    using here = typename found_in<Message, First>::type;
    template <class Found>
    struct or_later {
        using type = Found;
    };
    template <std::same_as<void> Nothing>
    struct or_later<Nothing> : found_in_list<Message, type_list<Rest...>> {};
    using type = typename or_later<here>::type;
};
template <class Message, auto Handler, class Arguments, class Middleware, class Routes>
struct found_in<Message, call<Handler, Arguments, Middleware, Routes>> : found_in_list<Message, Routes> {};
template <class Message, bool Published, class Calls, class Mappings>
struct found_in<Message, route<Message, Published, Calls, Mappings>> {
    using type = route<Message, Published, Calls, Mappings>;
};
template <class Message, class Other, bool Published, class Calls, class... Mapped, class... Routes>
    requires(!std::is_same_v<Message, Other>)
struct found_in<Message, route<Other, Published, Calls, type_list<mapping<Mapped, Routes>...>>> {
    using in_calls = typename found_in_list<Message, Calls>::type;
    using in_mappings = typename found_in_list<Message, type_list<Routes...>>::type;
    using type = std::conditional_t<std::is_void_v<in_calls>, in_mappings, in_calls>;
};

template <class Argument>
struct argument_value;
template <class Parameter, class Source, std::size_t Slot>
struct argument_value<service_argument<Parameter, Source, Slot>> {
    static Source& get(const engine& shared, context*) noexcept { return *static_cast<Source*>(shared.services[Slot]); }
};
template <>
struct argument_value<context_argument> {
    static context& get(const engine&, context* about) noexcept { return *about; }
};

template <class Setting, class Route, class Message>
void follow(engine& shared, const Message& message, const frame* cause);

/// Calls the handler with its arguments; a member function on its first argument.
template <auto Handler, class... Arguments, class Message>
decltype(auto) call_handler(type_list<Arguments...>, engine& shared, const Message& message, context* about) {
    if constexpr (std::is_member_function_pointer_v<decltype(Handler)>)
        return [&]<class First, class... Others>(type_list<First, Others...>) -> decltype(auto) {
            return (argument_value<First>::get(shared, about).*Handler)(message, argument_value<Others>::get(shared, about)...);
        }(type_list<Arguments...>{});
    else return Handler(message, argument_value<Arguments>::get(shared, about)...);
}

template <class Hooks, class Argument, bool WithContext>
decltype(auto) hooks_object(middleware_use<Hooks, Argument, WithContext>, engine& shared) {
    if constexpr (std::is_same_v<Argument, made_in_place<Hooks>>) return Hooks{};
    else return argument_value<Argument>::get(shared, nullptr);
}

template <class Hooks, class Argument, bool WithContext, class... Rest, class Message, class Next>
decltype(auto) call_wrapped(type_list<middleware_use<Hooks, Argument, WithContext>, Rest...>, engine& shared, const Message& message, context* about,
                            Next&& next);

/// Runs `next` inside the middlewares, the first one outermost.
template <class Message, class Next>
decltype(auto) call_wrapped(type_list<>, engine&, const Message&, context*, Next&& next) {
    return next();
}
template <class Rules, class... Rest, class Message, class Next>
decltype(auto) call_wrapped(type_list<retry_guard<Rules>, Rest...>, engine& shared, const Message& message, context* about, Next&& next) {
    try {
        return call_wrapped(type_list<Rest...>{}, shared, message, about, next);
    } catch (...) {
        cascade& run = context_access::run(*about);
        if (run.decided() == nullptr) run.decide(first_match(Rules{}));
        throw;
    }
}
template <class Hooks, class Argument, bool WithContext, class... Rest, class Message, class Next>
decltype(auto) call_wrapped(type_list<middleware_use<Hooks, Argument, WithContext>, Rest...>, engine& shared, const Message& message, context* about,
                            Next&& next) {
    decltype(auto) hooks = hooks_object(middleware_use<Hooks, Argument, WithContext>{}, shared);
    const auto inner = [&]() -> decltype(auto) { return call_wrapped(type_list<Rest...>{}, shared, message, about, next); };
    const auto around = [&]() -> decltype(auto) {
        if constexpr (requires { hooks.around(message, inner, *about); }) return hooks.around(message, inner, *about);
        else if constexpr (requires { hooks.around(message, inner); }) return hooks.around(message, inner);
        else return inner();
    };
    const auto after = [&] {
        if constexpr (requires { hooks.after(message, *about); }) hooks.after(message, *about);
        else if constexpr (requires { hooks.after(message); }) hooks.after(message);
    };
    try {
        if constexpr (requires { hooks.before(message, *about); }) hooks.before(message, *about);
        else if constexpr (requires { hooks.before(message); }) hooks.before(message);
        if constexpr (std::is_void_v<decltype(around())>) {
            around();
            after();
        } else {
            auto result = around();
            after();
            return result;
        }
    } catch (...) {
        if constexpr (requires { hooks.on_error(message, std::current_exception(), *about); }) hooks.on_error(message, std::current_exception(), *about);
        else if constexpr (requires { hooks.on_error(message, std::current_exception()); }) hooks.on_error(message, std::current_exception());
        throw;
    }
}

/// What `send` gives for a handler's result: the response; for an expected-like result, that type with the response.
template <class Result, bool = is_expected<Result>>
struct outcome {
    using type = typename returned<Result>::response_type;
};
template <class Result>
struct outcome<Result, true> {
    using type = typename expected_traits<Result>::template rebind<typename returned<typename expected_traits<Result>::value_type>::response_type>;
};

template <class Result>
inline constexpr bool is_plain_response = std::is_void_v<Result>;
template <detail::plain_value Result>
inline constexpr bool is_plain_response<Result> = true;

/// Performs one call of a plan for `message`, whose frame is `at` (null when the plan needs no cascade).
template <class Setting, auto Handler, class Arguments, class Middleware, class Routes, class Message>
auto perform(call<Handler, Arguments, Middleware, Routes>, engine& shared, const Message& message, const frame* at) ->
    typename outcome<typename handler_signature<Handler>::result_type>::type {
    using result_type = typename handler_signature<Handler>::result_type;
    constexpr bool with_context = needs_cascade<Arguments> || needs_cascade<Middleware>;

    if constexpr (!with_context && std::is_same_v<Middleware, type_list<>> && is_plain_response<result_type>)
        return call_handler<Handler>(Arguments{}, shared, message, nullptr);

    const auto invoke = [&]() -> result_type {
        if constexpr (with_context) {
            context about{*at};
            return call_wrapped(Middleware{}, shared, message, &about,
                                [&]() -> result_type { return call_handler<Handler>(Arguments{}, shared, message, &about); });
        } else {
            return call_wrapped(Middleware{}, shared, message, nullptr,
                                [&]() -> result_type { return call_handler<Handler>(Arguments{}, shared, message, nullptr); });
        }
    };
    const auto pass_on = [&]<class Returned>(const Returned& event) { follow<Setting, typename route_of<Returned, Routes>::type>(shared, event, at); };

    if constexpr (is_plain_response<result_type>) {
        return invoke();
    } else if constexpr (is_expected<result_type>) {
        using traits = expected_traits<result_type>;
        using value_type = typename traits::value_type;
        using response_type = typename returned<value_type>::response_type;
        result_type result = invoke();
        if (!traits::has_value(result)) return traits::template failed<response_type>(std::move(result));
        if constexpr (std::is_void_v<value_type>) {
            return {};
        } else if constexpr (std::is_void_v<response_type>) {
            returned<value_type>::route(traits::value(std::move(result)), pass_on);
            return {};
        } else {
            return returned<value_type>::route(traits::value(std::move(result)), pass_on);
        }
    } else {
        return returned<result_type>::route(invoke(), pass_on);
    }
}

/// Turns an error that a handler returned into an exception, and notes which of the handler's own rules fits it.
template <class Rules, class Result>
[[noreturn]] void throw_returned_error(const Result& result, std::string_view message, const frame* at) {
    using traits = expected_traits<Result>;
    std::string text = "a handler of " + std::string{message} + " returned an error instead of a value";
    try {
        if constexpr (requires { requires std::is_copy_constructible_v<std::remove_cvref_t<decltype(traits::error(result))>>; }) {
            auto value = traits::error(result);
            text += text_of_error(value);
            throw returned_error<decltype(value)>{std::move(value), {errc::handler_failed, std::move(text)}};
        } else {
            throw failure{{errc::handler_failed, std::move(text)}};
        }
    } catch (...) {
        if (at != nullptr && at->run().decided() == nullptr) at->run().decide(first_match(Rules{}));
        throw;
    }
}

/// Performs a call whose response nobody takes; a failure without an exception becomes one.
template <class Setting, class Call, class Message>
void perform_inside(engine& shared, const Message& message, const frame* at) {
    using result_type = decltype(perform<Setting>(Call{}, shared, message, at));
    if constexpr (is_expected<result_type>) {
        const result_type result = perform<Setting>(Call{}, shared, message, at);
        if (!expected_traits<result_type>::has_value(result)) throw_returned_error<typename own_rules<Call>::type>(result, message_name<Message>, at);
    } else {
        perform<Setting>(Call{}, shared, message, at);
    }
}

/// Publishes a message and runs its local handlers. `at` is its frame; null when the route needs no cascade.
template <class Setting, class Message, bool Published, class... Calls, class... Mapped, class... MappedRoutes>
void follow_at(route<Message, Published, type_list<Calls...>, type_list<mapping<Mapped, MappedRoutes>...>>, engine& shared, const Message& message,
               const frame* at) {
    if constexpr (Published) collect<typename Setting::codec>(message, *at);
    (perform_inside<Setting, Calls>(shared, message, at), ...);
    (follow<Setting, MappedRoutes>(shared, map_fields<Mapped>(message), at), ...);
}

/// Follows the route of the message with which a cascade begins.
template <class Setting, class Route, class Message>
void follow_first(Route, engine& shared, const Message& message, cascade& run) {
    const frame at{run, nullptr};
    follow_at<Setting>(Route{}, shared, message, &at);
}

template <class Setting, class Route, class Message>
void follow_route(Route, engine& shared, const Message& message, const frame* cause) {
    if constexpr (!needs_cascade<Route>) {
        follow_at<Setting>(Route{}, shared, message, nullptr);
    } else {
        cascade& run = cause->run();
        if (run.depth >= deepest_cascade)
            throw failure{{errc::cascade_too_deep, "a cascade came to " + std::string{message_name<Message>} + " " + std::to_string(deepest_cascade) +
                                                       " messages deep; let a handler on its way return nothing, or publish instead of handling locally"}};
        ++run.depth;
        const frame at{run, cause};
        follow_at<Setting>(Route{}, shared, message, &at);
        --run.depth;
    }
}

template <class Setting, class Route, class Message>
void follow(engine& shared, const Message& message, const frame* cause) {
    if constexpr (!std::is_same_v<Route, again<Message>>) {
        follow_route<Setting>(Route{}, shared, message, cause);
    } else {
        follow_route<Setting>(typename found_in<Message, typename Setting::root>::type{}, shared, message, cause);
    }
}

}  // namespace gulo::detail
