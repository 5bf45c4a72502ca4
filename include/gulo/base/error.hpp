#pragma once
// What went wrong, as a value (error) and as an exception (failure).

#include <gulo/base/errc.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace gulo {

/// A failure as a value: the kind, and a sentence that names the thing, the value and the remedy.
/// Secrets (passwords, keys, tokens) never appear in `message`.
struct error {
    errc code{};
    std::string message;

    friend bool operator==(const error&, const error&) = default;
};

/// A failure as an exception. `what()` is exactly the sentence of the error; `code()` compares with gulo::errc.
class failure : public std::system_error {
public:
    explicit failure(error cause) : std::system_error{make_error_code(cause.code)}, cause_{std::move(cause)} {}

    const char* what() const noexcept override { return cause_.message.c_str(); }
    const error& cause() const noexcept { return cause_; }

private:
    error cause_;
};

}  // namespace gulo
