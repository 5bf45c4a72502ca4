#pragma once
// What went wrong, as a value (error) and as an exception (failure).

#include <gulo/base/errc.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace gulo {

/// A failure as a value: the kind, and a sentence that names the thing, the value and the remedy.
/// Secrets (passwords, keys, tokens) never appear in it.
struct error {
    errc code{};
    std::string message;  ///< one line
    /// What a person wants to see beside it, in up to two more lines: the place in a document. Empty for most errors;
    /// left out where only a line fits, as in a log or a header.
    std::string details{};

    friend bool operator==(const error&, const error&) = default;
};

/// A failure as an exception. `what()` is the sentence of the error, and its details on lines of their own;
/// `cause().message` is the sentence alone. `code()` compares with gulo::errc.
class failure : public std::system_error {
public:
    explicit failure(error cause) : std::system_error{make_error_code(cause.code)}, cause_{std::move(cause)} {
        if (!cause_.details.empty()) text_ = cause_.message + '\n' + cause_.details;
    }

    const char* what() const noexcept override { return text_.empty() ? cause_.message.c_str() : text_.c_str(); }
    const error& cause() const noexcept { return cause_; }

private:
    error cause_;
    std::string text_;
};

}  // namespace gulo
