#pragma once
// Types that hold either a value or an error, as results of handlers.

#include <boost/system/result.hpp>

#include <utility>
#include <version>

#if defined(__cpp_lib_expected)
#include <expected>
#endif

namespace gulo {

/// How the library reads an expected-like result. Specialise it for a type of your own with `is_expected = true`, the
/// functions and `rebind`; with `error`, retry rules can name the error's type. boost::system::result and std::expected are known.
template <class Result>
struct expected_traits {
    static constexpr bool is_expected = false;
};

template <class Value, class Error>
struct expected_traits<boost::system::result<Value, Error>> {
    static constexpr bool is_expected = true;
    using value_type = Value;
    template <class Other>
    using rebind = boost::system::result<Other, Error>;

    static bool has_value(const boost::system::result<Value, Error>& result) noexcept { return result.has_value(); }
    static Error error(const boost::system::result<Value, Error>& result) { return result.error(); }
    static decltype(auto) value(boost::system::result<Value, Error>&& result) { return *std::move(result); }
    template <class Other>
    static rebind<Other> failed(boost::system::result<Value, Error>&& result) {
        return rebind<Other>{boost::system::in_place_error, std::move(result).error()};
    }
};

template <class Error>
struct expected_traits<boost::system::result<void, Error>> {
    static constexpr bool is_expected = true;
    using value_type = void;
    template <class Other>
    using rebind = boost::system::result<Other, Error>;

    static bool has_value(const boost::system::result<void, Error>& result) noexcept { return result.has_value(); }
    static Error error(const boost::system::result<void, Error>& result) { return result.error(); }
    template <class Other>
    static rebind<Other> failed(boost::system::result<void, Error>&& result) {
        return rebind<Other>{boost::system::in_place_error, std::move(result).error()};
    }
};

#if defined(__cpp_lib_expected)
template <class Value, class Error>
struct expected_traits<std::expected<Value, Error>> {
    static constexpr bool is_expected = true;
    using value_type = Value;
    template <class Other>
    using rebind = std::expected<Other, Error>;

    static bool has_value(const std::expected<Value, Error>& result) noexcept { return result.has_value(); }
    static const Error& error(const std::expected<Value, Error>& result) noexcept { return result.error(); }
    static decltype(auto) value(std::expected<Value, Error>&& result) { return *std::move(result); }
    template <class Other>
    static rebind<Other> failed(std::expected<Value, Error>&& result) {
        return rebind<Other>{std::unexpect, std::move(result).error()};
    }
};
#endif

/// True for results that hold either a value or an error.
template <class Result>
inline constexpr bool is_expected = expected_traits<Result>::is_expected;

}  // namespace gulo
