#pragma once
// A decimal number whose digits are kept: for amounts of money, which must not pass through binary fractions.

#include <gulo/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace gulo {

/// The text of a decimal number, as JSON writes one (RFC 8259 section 6): "12.30", "-0.5", "1e-7". It doesn't calculate;
/// give `text()` to the library that does. In JSON it is a string, "12.30", because many readers make a double of a
/// number; a number is read as well, with all its digits.
class decimal {
public:
    /// "0".
    decimal() = default;

    /// Throws gulo::failure when the text is no such number.
    explicit decimal(std::string_view text) : decimal{parse(text).value()} {}

    /// The same without an exception.
    static result<decimal> parse(std::string_view text) {
        decimal number;
        if (!is_number(text)) return error{errc::schema_mismatch, "expected a decimal number such as \"12.30\""};
        number.text_ = text;
        return number;
    }

    /// Exactly as it was given. Valid as long as this object, and until it is assigned to.
    const std::string& text() const noexcept { return text_; }

    /// Equal texts: "1.5" and "1.50" are not, as they don't promise the same precision.
    friend bool operator==(const decimal&, const decimal&) = default;

private:
    static bool take_digits(std::string_view& text) noexcept {
        std::size_t count = 0;
        while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
        text.remove_prefix(count);
        return count != 0;
    }
    static bool is_number(std::string_view text) noexcept {
        if (text.starts_with('-')) text.remove_prefix(1);
        if (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') return false;
        if (!take_digits(text)) return false;
        if (text.starts_with('.')) {
            text.remove_prefix(1);
            if (!take_digits(text)) return false;
        }
        if (text.starts_with('e') || text.starts_with('E')) {
            text.remove_prefix(1);
            if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
            if (!take_digits(text)) return false;
        }
        return text.empty();
    }

    std::string text_ = "0";
};

}  // namespace gulo
