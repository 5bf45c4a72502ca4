#pragma once
// The source of a CloudEvent, which is a URI reference (RFC 3986), from the name of a service.

#include <gulo/message/metadata.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace gulo::cloudevents_detail {

constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The length of "scheme:" at the beginning; 0 when there is none.
inline std::size_t scheme_size(std::string_view text) noexcept {
    std::size_t size = 0;
    while (size != text.size() &&
           (is_letter(text[size]) || (size != 0 && (is_digit(text[size]) || text[size] == '+' || text[size] == '-' || text[size] == '.'))))
        ++size;
    return size != 0 && size != text.size() && text[size] == ':' ? size + 1 : 0;
}

/// Where the syntax leaves no room for a character that is allowed elsewhere: the second '#', a colon that would end a scheme, an authority's
/// second '@' and colon before what is no port.
struct uri_shape {
    std::size_t fragment = std::string_view::npos;
    std::size_t first_segment = 0;                            ///< of a relative reference: from the beginning to here
    std::size_t authority = 0, user = 0, host = 0, port = 0;  ///< begin, end of the user, end, colon before the port

    explicit uri_shape(std::string_view text) noexcept : fragment{text.find('#')} {
        const auto end_of_segment = [&](std::size_t from) { return (std::min)(text.find_first_of("/?#", from), text.size()); };
        const std::size_t scheme = scheme_size(text);
        if (text.substr(scheme).starts_with("//")) {
            authority = scheme + 2;
            host = end_of_segment(authority);
            const std::size_t at = text.substr(0, host).find('@', authority);
            user = at != std::string_view::npos ? at : authority;
            port = text.substr(0, host).rfind(':');
            if (port == std::string_view::npos || port < user ||
                !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(port) + 1, text.begin() + static_cast<std::ptrdiff_t>(host), is_digit))
                port = host;
        } else if (scheme == 0) {
            first_segment = end_of_segment(0);
        }
    }
    bool allows(char c, std::size_t at) const noexcept {
        if (c == '#') return at == fragment;
        if (c == ':') return at >= first_segment && (at < user || at >= host || at == port || at < authority);
        if (c == '@') return at < authority || at >= host || at == user;
        return true;
    }
};

/// The name of a service as a URI reference: what may not stand there is percent-encoded. The attribute must not be empty, so "unknown" stands for nothing.
inline std::string source_of(std::string_view service) {
    if (service.empty()) return "unknown";
    constexpr std::string_view allowed = "-._~:/?#@!$&'()*+,;=";
    constexpr std::string_view digits = "0123456789ABCDEF";
    const uri_shape shape{service};
    std::string uri;
    for (std::size_t at = 0; at < service.size(); ++at) {
        const char c = service[at];
        const bool is_encoded =
            c == '%' && at + 2 < service.size() && detail::hexadecimal_digit(service[at + 1]) >= 0 && detail::hexadecimal_digit(service[at + 2]) >= 0;
        if (is_letter(c) || is_digit(c) || is_encoded || (allowed.find(c) != std::string_view::npos && shape.allows(c, at))) {
            uri += c;
        } else {
            const auto octet = static_cast<unsigned char>(c);
            uri += '%';
            uri += digits[octet >> 4];
            uri += digits[octet & 15];
        }
    }
    return uri;
}

}  // namespace gulo::cloudevents_detail
