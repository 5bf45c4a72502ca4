#pragma once
// Whether a text can be handed on as the place in a trace.

#include <cstddef>
#include <string_view>

namespace gulo {

/// Names of the headers that carry a trace (W3C Trace Context, for messaging).
namespace header_names {
inline constexpr std::string_view trace_parent = "traceparent";
inline constexpr std::string_view trace_state = "tracestate";
}  // namespace header_names

/// `version-trace_id-parent_id-flags` in lower-case hexadecimal digits (W3C Trace Context, section 3.2); a version above 00 may have more behind a
/// further hyphen. Ids of zeros alone are none.
constexpr bool is_trace_parent(std::string_view text) noexcept {
    constexpr std::string_view form = "vv-tttttttttttttttttttttttttttttttt-pppppppppppppppp-ff";
    if (text.size() < form.size() || text.size() > 512) return false;
    for (std::size_t index = 0; index < form.size(); ++index) {
        const char c = text[index];
        if (form[index] == '-' ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    for (const char c : text)
        if (c < 0x20 || c > 0x7e) return false;
    if (text.starts_with("ff")) return false;
    if (text.size() > form.size() && (text.starts_with("00") || text[form.size()] != '-')) return false;
    return text.substr(3, 32).find_first_not_of('0') != std::string_view::npos && text.substr(36, 16).find_first_not_of('0') != std::string_view::npos;
}

}  // namespace gulo
