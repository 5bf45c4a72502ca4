#pragma once
// What a handler's type says: its message, its further parameters, what it returns, the object it is called on.

#include <type_traits>

namespace gulo {

/// A list of types, as a value of an empty type.
template <class... Types>
struct type_list {};

namespace detail {

/// Several lists as one.
template <class... Lists>
struct joined;
template <>
struct joined<> {
    using type = type_list<>;
};
template <class... Types>
struct joined<type_list<Types...>> {
    using type = type_list<Types...>;
};
template <class... First, class... Second, class... Rest>
struct joined<type_list<First...>, type_list<Second...>, Rest...> : joined<type_list<First..., Second...>, Rest...> {};

template <class Function>
struct signature_of_function {};  // no signature: generic, or not callable

template <class Object, class Result, class Message, class... Parameters>
struct signature {
    using object_type = Object;
    using result_type = Result;
    using message_parameter = Message;
    using message_type = std::remove_cvref_t<Message>;
    using service_parameters = type_list<Parameters...>;
};

template <class Result, class Message, class... Parameters>
struct signature_of_function<Result (*)(Message, Parameters...)> : signature<void, Result, Message, Parameters...> {};
template <class Result, class Message, class... Parameters>
struct signature_of_function<Result (*)(Message, Parameters...) noexcept> : signature<void, Result, Message, Parameters...> {};
template <class Object, class Result, class Message, class... Parameters>
struct signature_of_function<Result (Object::*)(Message, Parameters...)> : signature<Object, Result, Message, Parameters...> {};
template <class Object, class Result, class Message, class... Parameters>
struct signature_of_function<Result (Object::*)(Message, Parameters...) noexcept> : signature<Object, Result, Message, Parameters...> {};
template <class Object, class Result, class Message, class... Parameters>
struct signature_of_function<Result (Object::*)(Message, Parameters...) const> : signature<const Object, Result, Message, Parameters...> {};
template <class Object, class Result, class Message, class... Parameters>
struct signature_of_function<Result (Object::*)(Message, Parameters...) const noexcept> : signature<const Object, Result, Message, Parameters...> {};
template <class Object, class Result, class Message, class... Parameters>
struct signature_of_function<Result (Object::*)(Message, Parameters...)&> : signature<Object, Result, Message, Parameters...> {};
template <class Object, class Result, class Message, class... Parameters>
struct signature_of_function<Result (Object::*)(Message, Parameters...) & noexcept> : signature<Object, Result, Message, Parameters...> {};
template <class Object, class Result, class Message, class... Parameters>
struct signature_of_function<Result (Object::*)(Message, Parameters...) const&> : signature<const Object, Result, Message, Parameters...> {};
template <class Object, class Result, class Message, class... Parameters>
struct signature_of_function<Result (Object::*)(Message, Parameters...) const & noexcept> : signature<const Object, Result, Message, Parameters...> {};

template <class Lambda, class CallOperator>
struct signature_of_lambda {};
template <class Lambda, class Object, class Result, class Message, class... Parameters>
struct signature_of_lambda<Lambda, Result (Object::*)(Message, Parameters...) const> : signature<void, Result, Message, Parameters...> {};
template <class Lambda, class Object, class Result, class Message, class... Parameters>
struct signature_of_lambda<Lambda, Result (Object::*)(Message, Parameters...) const noexcept> : signature<void, Result, Message, Parameters...> {};

template <class Handler>
struct signature_of : signature_of_function<Handler> {};
template <class Lambda>
    requires std::is_class_v<Lambda> && requires { &Lambda::operator(); }
struct signature_of<Lambda> : signature_of_lambda<Lambda, decltype(&Lambda::operator())> {};

}  // namespace detail

/// The signature of a handler given as a constant: a function, a member function or a captureless lambda, with the
/// message as first parameter. `object_type` is void but for member functions.
template <auto Handler>
using handler_signature = detail::signature_of<std::remove_cv_t<decltype(Handler)>>;

/// True for constants that can be registered as handlers.
template <auto Handler>
inline constexpr bool is_handler = requires { typename handler_signature<Handler>::message_type; };

}  // namespace gulo
