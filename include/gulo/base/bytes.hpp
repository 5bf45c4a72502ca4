#pragma once
// Raw octets as a field of a message.

#include <cstddef>
#include <vector>

namespace gulo {

/// A sequence of octets. In JSON it is a string in base64 (RFC 4648 section 4, with padding).
using bytes = std::vector<std::byte>;

}  // namespace gulo
