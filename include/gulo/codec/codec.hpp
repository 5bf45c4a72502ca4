#pragma once
// What a codec is: a policy that turns a value into octets and back.

#include <gulo/base/buffer.hpp>
#include <gulo/base/result.hpp>

#include <concepts>
#include <string_view>

namespace gulo {

/// `encode_to` appends the value to `out` and leaves what is there. `try_decode` reads the whole document or gives an
/// error of kind malformed_document or schema_mismatch; it never gives half a value. Both are called from any
/// thread. `content_type` is a media type such as "application/json".
template <class Codec, class T>
concept codec_for = requires(const T& value, buffer& out, std::string_view document) {
    { Codec::encode_to(value, out) } -> std::same_as<void>;
    { Codec::template try_decode<T>(document) } -> std::same_as<result<T>>;
    { Codec::content_type } -> std::convertible_to<std::string_view>;
};

}  // namespace gulo
