#pragma once
// A text that is never shown: passwords, private keys, tokens.

#include <string>
#include <string_view>
#include <utility>

namespace gulo {

/// A password or key. Made from text implicitly, given back only by `reveal`; printing it shows ***.
class secret {
public:
    secret() = default;
    secret(std::string value) : value_{std::move(value)} {}
    secret(const char* value) : value_{value} {}

    bool is_empty() const noexcept { return value_.empty(); }

    /// The secret itself. For the one place that must hand it on; never for a text that somebody reads.
    const std::string& reveal() const noexcept { return value_; }

    template <class Stream>
    friend Stream& operator<<(Stream& out, const secret& hidden) {
        out << (hidden.is_empty() ? "" : "***");
        return out;
    }

    friend bool operator==(const secret&, const secret&) = default;

private:
    std::string value_;
};

/// Replaces every occurrence of `hidden` in `text` by ***. For texts that others wrote, such as a client's log.
inline void mask(std::string& text, const secret& hidden) {
    // Very short ones would deface every text and are no secret worth the name.
    if (hidden.reveal().size() < 3) return;
    for (std::size_t at = 0; (at = text.find(hidden.reveal(), at)) != std::string::npos; at += 3) text.replace(at, hidden.reveal().size(), "***");
}

}  // namespace gulo
