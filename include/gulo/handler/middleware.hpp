#pragma once
// Which middlewares apply to a message, decided while compiling.

#include <gulo/handler/fault.hpp>
#include <gulo/handler/services.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace gulo {

class context;

namespace detail {

/// Stands for the rest of the way to the handler when a hook is looked at.
struct any_next {
    template <class T>
    operator T() const;
    any_next operator()() const;
};

template <class Hooks, class Message>
concept has_before = requires(Hooks& hooks, const Message& message, context& about) { hooks.before(message, about); } ||
                     requires(Hooks& hooks, const Message& message) { hooks.before(message); };
template <class Hooks, class Message>
concept has_after = requires(Hooks& hooks, const Message& message, context& about) { hooks.after(message, about); } ||
                    requires(Hooks& hooks, const Message& message) { hooks.after(message); };
template <class Hooks, class Message>
concept has_on_error = requires(Hooks& hooks, const Message& message, std::exception_ptr error, context& about) { hooks.on_error(message, error, about); } ||
                       requires(Hooks& hooks, const Message& message, std::exception_ptr error) { hooks.on_error(message, error); };
template <class Hooks, class Message, class Next>
concept has_around_with = requires(Hooks& hooks, const Message& message, Next&& next, context& about) {
    hooks.around(message, std::forward<Next>(next), about);
} || requires(Hooks& hooks, const Message& message, Next&& next) { hooks.around(message, std::forward<Next>(next)); };

template <class Hooks, class Message, class Result>
concept has_around = has_around_with<Hooks, Message, Result (*)()>;

template <class Hooks, class Message, class Result>
concept applies_to = has_before<Hooks, Message> || has_after<Hooks, Message> || has_on_error<Hooks, Message> || has_around<Hooks, Message, Result>;

/// Whether `around` gives nothing where the handler gives something.
template <class Hooks, class Message, class Result>
consteval bool loses_result() {
    if constexpr (std::is_void_v<Result>) return false;
    else if constexpr (requires(Hooks& hooks, const Message& message, Result (*next)(), context& about) { hooks.around(message, next, about); })
        return std::is_void_v<decltype(std::declval<Hooks&>().around(std::declval<const Message&>(), std::declval<Result (*)()>(), std::declval<context&>()))>;
    else if constexpr (has_around<Hooks, Message, Result>)
        return std::is_void_v<decltype(std::declval<Hooks&>().around(std::declval<const Message&>(), std::declval<Result (*)()>()))>;
    else return false;
}

/// Whether a hook is called with the context, which is made only then.
template <class Hooks, class Message, class Result>
inline constexpr bool takes_context =
    requires(Hooks& hooks, const Message& message, context& about) { hooks.before(message, about); } ||
    requires(Hooks& hooks, const Message& message, context& about) { hooks.after(message, about); } ||
    requires(Hooks& hooks, const Message& message, std::exception_ptr error, context& about) { hooks.on_error(message, error, about); } ||
    requires(Hooks& hooks, const Message& message, Result (*next)(), context& about) { hooks.around(message, next, about); };

struct hook_names {
    void before();
    void after();
    void on_error();
    void around();
};
template <class Hooks>
struct with_hook_names : Hooks, hook_names {};

/// Whether a class has a member of a hook's name, also a template or one of several: that name is ambiguous then.
template <class Hooks>
inline constexpr bool has_hook_name = !std::is_class_v<Hooks> || std::is_final_v<Hooks> || !requires { &with_hook_names<Hooks>::before; } || !requires {
    &with_hook_names<Hooks>::after;
} || !requires { &with_hook_names<Hooks>::on_error; } || !requires { &with_hook_names<Hooks>::around; };

/// A middleware whose type has no state and that nobody provides: made where it is used.
template <class Hooks>
struct made_in_place {};

/// Where the object of a middleware comes from, and whether its hooks want the context.
template <class Hooks, class Argument, bool WithContext>
struct middleware_use {};

template <class Hooks, class Found, bool WithContext>
struct middleware_source {
    using type = middleware_use<Hooks, Found, WithContext>;
    using fault = fault::none;
};
template <class Hooks, class Parameter, bool WithContext>
struct middleware_source<Hooks, missing_service<Parameter>, WithContext> {
    static constexpr bool can_be_made = std::is_empty_v<Hooks> && std::is_default_constructible_v<Hooks>;
    using type = middleware_use<Hooks, made_in_place<Hooks>, WithContext>;
    using fault = std::conditional_t<can_be_made, fault::none, fault::no_middleware_object<Hooks>>;
};

/// The middlewares that apply to a message, the outermost first, and the first fault among them.
template <class Message, class Result, class Services, class Middlewares>
struct middleware_for;
template <class Message, class Result, class Services, class... Middlewares>
struct middleware_for<Message, Result, Services, type_list<Middlewares...>> {
    template <class Hooks, bool Applies>
    struct one {
        using type = type_list<>;
        using fault = fault::none;
    };
    template <class Hooks>
    struct one<Hooks, true> {
        using source = middleware_source<Hooks, typename resolved_argument<Hooks&, Services>::type, takes_context<Hooks, Message, Result>>;
        using type = type_list<typename source::type>;
        using fault =
            typename fault::first<typename source::fault, std::conditional_t<loses_result<Hooks, Message, Result>(),
                                                                             fault::around_without_response<Hooks, Message, Result>, fault::none>>::type;
    };
    using type = typename joined<type_list<>, typename one<Middlewares, applies_to<Middlewares, Message, Result>>::type...>::type;
    using fault = typename fault::first<typename one<Middlewares, applies_to<Middlewares, Message, Result>>::fault...>::type;
};

}  // namespace detail

}  // namespace gulo
