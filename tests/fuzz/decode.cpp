// The typed decoder against the mapping as its documentation says it, on top of Boost.JSON: both must take the same
// documents, and read the same values out of them. The first octet, 'A' and on, chooses the type; the rest is the document.

#include "codec/reference.hpp"
#include "fuzz_input.hpp"

#include <gulo/codec/json.hpp>
#include <gulo/testing/same_value.hpp>

namespace {

// What is passed on as it came is compared by what it says.
void make_canonical(categories::forwarded& value) {
    value.body = reference::canonical(value.body);
    for (auto& note : value.notes) note = reference::canonical(note);
}

template <class T>
void compare(std::string_view document) {
    auto decoded = gulo::json::try_decode<T>(document);
    bool cannot_tell = false;
    const auto root = reference::parse(document, &cannot_tell);
    if (cannot_tell) return;
    const auto expected = reference::decode<T>(root);
    if (decoded.has_value() != expected.has_value())
        fuzz::fail(expected ? "the decoder refuses what it should read" : "the decoder reads what it should refuse",
                   decoded.has_value() ? gulo::json::encode(*decoded) : decoded.error().message);
    if (!decoded.has_value()) {
        const auto& error = decoded.error();
        if (error.code != gulo::errc::malformed_document && error.code != gulo::errc::schema_mismatch) fuzz::fail("an error of another kind", error.message);
        // What is called malformed must be so for others too, but for what is stricter here than in RFC 8259.
        const bool stricter = error.message.find("occurs twice") != std::string::npos || error.message.find("nested more than") != std::string::npos;
        if (error.code == gulo::errc::malformed_document && !stricter && root) fuzz::fail("well-formed and called malformed", error.message);
        if (error.message.empty() || error.message.size() > 2000 || error.message.find('\n') != std::string::npos)
            fuzz::fail("the error is no short sentence on one line", error.message);
        return;
    }
    if constexpr (std::is_same_v<T, categories::forwarded>) make_canonical(*decoded);
    if (!gulo::testing::same_value(*decoded, *expected))
        fuzz::fail("another value was read", gulo::json::encode(*decoded) + "\n" + gulo::json::encode(*expected));
    const std::string again = gulo::json::encode(*decoded);
    const auto back = gulo::json::try_decode<T>(again);
    if (!back.has_value()) fuzz::fail("what was read and written can't be read", again);
    if (!gulo::testing::same_value(*decoded, *back)) fuzz::fail("what was read and written is read as another value", again);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view document{reinterpret_cast<const char*>(data) + 1, size - 1};
    fuzz::visit_type(static_cast<std::size_t>(data[0]) - 'A', [&]<class T>() { compare<T>(document); }, fuzz::types{});
    return 0;
}
