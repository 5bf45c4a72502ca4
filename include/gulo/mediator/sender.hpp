#pragma once
// A small handle to whatever application handles certain commands.

#include <gulo/mediator/engine.hpp>
#include <gulo/mediator/registered.hpp>

#include <cstddef>
#include <type_traits>

namespace gulo {

template <class Command, class Promised, class Actual>
inline constexpr bool the_response_is_as_promised = std::is_same_v<Promised, Actual>;

namespace detail {

template <class Entry>
struct sender_entry : sender_entry<void(Entry)> {
    using sender_entry<void(Entry)>::sender_entry;
    using sender_entry<void(Entry)>::send;
};

template <class Response, class Command>
struct sender_entry<Response(Command)> {
    template <class Application>
    explicit sender_entry(Application& application) noexcept : shared_{&application.shared()} {
        constexpr std::size_t handlers = Application::template handlers_for_sending<Command>;
        static_assert(a_handler_is_registered_for<Command, handlers>, "gulo: no handler is registered for this command; add one to gulo::handlers");
        static_assert(only_one_handler_is_registered_for<Command, handlers>,
                      "gulo: more than one handler is registered for this command; publish it as an event instead");
        constexpr auto function = Application::template sending_function<Command>();
        if constexpr (!std::is_null_pointer_v<decltype(function)>) {
            using actual = std::invoke_result_t<decltype(function), engine&, const Command&>;
            static_assert(the_response_is_as_promised<Command, Response, actual>,
                          "gulo: a sender promises another response than the handler gives; write gulo::sender<response(command)>");
            if constexpr (std::is_same_v<Response, actual>) function_ = function;
        }
    }

    Response send(const Command& command) const { return function_(*shared_, command); }

private:
    engine* shared_;
    Response (*function_)(engine&, const Command&) = nullptr;
};

}  // namespace detail

/// Sends the listed commands to an application whose type the code does not know, so that a big program compiles in
/// parts: `gulo::sender<gulo::uuid(create_user), cancel_order> users{app};` An entry is a function type, response and
/// command, or a command without a response. That the application handles them is checked where the sender is made.
/// Copyable; the application has to outlive it. `send` behaves as the application's; one indirect call, any thread.
template <class... Entries>
class sender : detail::sender_entry<Entries>... {
public:
    template <class Application>
        requires(!std::is_same_v<Application, sender>) && requires(Application& application) { application.shared(); }
    sender(Application& application) noexcept : detail::sender_entry<Entries>{application}... {}

    using detail::sender_entry<Entries>::send...;
};

}  // namespace gulo
