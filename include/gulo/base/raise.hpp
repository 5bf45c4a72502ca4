#pragma once
// Throwing, also in programs that are compiled with -fno-exceptions, where boost::throw_exception of the program takes over.

#include <type_traits>
#include <utility>

#if !defined(__cpp_exceptions)
#include <boost/throw_exception.hpp>
#include <exception>
#endif

namespace gulo {

/// Throws the exception. Without exceptions it is given to boost::throw_exception, which such a program defines itself and
/// which must not return (Boost.ThrowException, BOOST_NO_EXCEPTIONS); the process ends if it does.
template <class Exception>
[[noreturn]] void raise(Exception&& exception) {
#if defined(__cpp_exceptions)
    throw std::remove_cvref_t<Exception>(std::forward<Exception>(exception));
#else
    boost::throw_exception(exception);
    std::terminate();
#endif
}

}  // namespace gulo
