#pragma once
// A value or an error, for functions whose failure is an ordinary outcome.

#include <gulo/base/error.hpp>
#include <gulo/base/raise.hpp>

#include <boost/system/result.hpp>

namespace gulo {

/// Either a T or a gulo::error (boost::system::result). `value()` throws gulo::failure when there is an error.
template <class T>
using result = boost::system::result<T, error>;

/// Found by boost::system::result::value() through argument-dependent look-up.
[[noreturn]] inline void throw_exception_from_error(const error& cause, const boost::source_location&) { raise(failure{cause}); }

}  // namespace gulo
