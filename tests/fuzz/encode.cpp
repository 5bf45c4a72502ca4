// The typed encoder: a value made of the input, written, must be JSON for Boost.JSON, and the decoder and the reference must
// both read it as the same value again.

#include "codec/reference.hpp"
#include "fuzz_input.hpp"

#include <gulo/codec/json.hpp>
#include <gulo/testing/random_value.hpp>
#include <gulo/testing/same_value.hpp>

namespace {

template <class T>
void round_trip(fuzz::input_source input) {
    const T value = gulo::testing::random_value<T>(input);
    const std::string document = gulo::json::encode(value);
    const auto root = reference::parse(document);
    if (!root) fuzz::fail("what was written is no JSON", document);
    const auto back = gulo::json::try_decode<T>(document);
    if (!back.has_value()) fuzz::fail("what was written can't be read: " + back.error().message, document);
    if (!gulo::testing::same_value(value, *back)) fuzz::fail("what was written is read as another value", document + "\n" + gulo::json::encode(*back));
    const auto expected = reference::decode<T>(root);
    if (!expected || !gulo::testing::same_value(value, *expected)) fuzz::fail("what was written says something else", document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    fuzz::visit_type(static_cast<std::size_t>(data[0]) - 'A', [&]<class T>() { round_trip<T>({data + 1, size - 1}); }, fuzz::types{});
    return 0;
}
