#pragma once
// The exception that is being handled, in words.

#include <gulo/base/error.hpp>

#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <typeinfo>
#include <utility>

#include <cxxabi.h>

#if defined(__cpp_exceptions)

namespace gulo {

namespace detail {

/// The type and text, one line of ours, of the exception being handled. To be called inside a catch block.
inline std::pair<std::string, std::string> current_failure() {
    std::string type = "unknown";
    if (const std::type_info* const info = abi::__cxa_current_exception_type()) {
        int status = 0;
        const std::unique_ptr<char, void (*)(void*)> name{abi::__cxa_demangle(info->name(), nullptr, nullptr, &status), &std::free};
        type = status == 0 && name ? name.get() : info->name();
    }
    try {
        throw;
    } catch (const failure& caught) { return {std::move(type), caught.cause().message}; } catch (const std::exception& caught) {
        const char* const text = caught.what();
        return {std::move(type), text != nullptr ? text : ""};
    } catch (...) { return {std::move(type), "an exception that is not a std::exception"}; }
}

}  // namespace detail

}  // namespace gulo

#endif
