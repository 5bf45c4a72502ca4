#pragma once
// What is written and read where nobody says otherwise.

#include <gulo/codec/compact_header.hpp>
#include <gulo/codec/named_headers.hpp>
#include <gulo/codec/plain_message.hpp>

namespace gulo {

/// Writes gulo::compact_header, or gulo::named_headers where gulo::settings::headers says so; reads both, and gulo::plain_message.
struct default_format {
    using reads = format_list<compact_header, named_headers, plain_message>;
};

}  // namespace gulo
