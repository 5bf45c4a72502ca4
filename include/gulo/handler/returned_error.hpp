#pragma once
// The error of an expected-like result that nobody takes, as an exception.

#include <gulo/base/error.hpp>

#include <concepts>
#include <cstdlib>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gulo {

/// Thrown where a handler of a received or cascaded message returned an error instead of a value: the failure without
/// an exception becomes one, so that nothing is published and a retry rule for `Error` can decide.
template <class Error>
class returned_error : public failure {
public:
    returned_error(Error value, gulo::error cause) : failure{std::move(cause)}, value_{std::move(value)} {}

    const Error& value() const noexcept { return value_; }

private:
    Error value_;
};

namespace detail {

/// What a rule for `Error` catches besides `Error` itself.
template <class Error>
struct never_thrown {
    [[noreturn]] const Error& value() const noexcept { std::abort(); }
};
template <class Error>
struct carrier_of {
    using type = never_thrown<Error>;
};
template <class Error>
    requires(std::is_object_v<Error> && !std::is_abstract_v<Error> && std::copyable<Error> && !std::is_base_of_v<Error, failure>)
struct carrier_of<Error> {
    using type = returned_error<Error>;
};

/// What an error says of itself, as far as it says anything.
template <class Error>
std::string text_of_error(const Error& value) {
    if constexpr (requires { std::string{value.message()}; }) return ": " + std::string{value.message()};
    else if constexpr (requires { std::string{value.message}; }) return ": " + std::string{value.message};
    else if constexpr (requires { std::string{value.what()}; }) return ": " + std::string{value.what()};
    else if constexpr (std::is_convertible_v<const Error&, std::string_view>) return ": " + std::string{std::string_view{value}};
    else return {};
}

}  // namespace detail

}  // namespace gulo
