#pragma once
// The error for a document that can't be read: where, at which field, what was expected, what was found.

#include <gulo/base/error.hpp>
#include <gulo/codec/json_excerpt.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace gulo::json_detail {

/// The error for `problem` at `at`. Lines and columns count from 1, columns in characters. `path` names the
/// field ("order.items[2].price") and is empty for the document itself. Its details are the line and a caret.
inline error error_at(errc code, std::string_view document, const char* at, std::string_view path, std::string_view problem) {
    std::size_t line = 1, column = 1;
    for (const char* place = document.data(); place != at; ++place) {
        if (*place == '\n') {
            ++line;
            column = 1;
        } else if ((static_cast<unsigned char>(*place) & 0xc0) != 0x80) {
            ++column;
        }
    }
    std::string text = "line " + std::to_string(line) + ", column " + std::to_string(column);
    if (!path.empty()) text.append(", at ").append(path);
    text.append(": ").append(problem);
    return {code, std::move(text), caret_excerpt(document, at)};
}

}  // namespace gulo::json_detail
