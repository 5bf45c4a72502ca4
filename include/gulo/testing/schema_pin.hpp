#pragma once
// A message's schema, pinned in a file, so that it changes on purpose only.

#include <gulo/base/error.hpp>
#include <gulo/codec/json_schema.hpp>
#include <gulo/codec/json_tree.hpp>
#include <gulo/codec/schema_compatibility.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace gulo::testing {

struct pin_result {
    bool holds = false;
    std::string text;  ///< the differences in words and what to do about them; or that the file was written
};

/// Writes the schema of T to the file, whose directory exists. Throws gulo::failure when it can't.
template <class T>
void write_schema_pin(const std::string& path) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file << json_schema<T>();
    if (!file.flush()) throw failure{{errc::invalid_configuration, "the pin of a schema can't be written to " + path + "; make the directory"}};
}

/// Compares the schema of T with the one in the file: `BOOST_TEST(pin.holds, pin.text)`. Where the environment variable
/// GULO_WRITE_PINS is set it writes the file instead. Run from the directory that the path is relative to.
template <class T>
pin_result check_schema_pin(const std::string& path) {
    if (std::getenv("GULO_WRITE_PINS") != nullptr) {
        write_schema_pin<T>(path);
        return {true, path + " was written"};
    }
    const std::string remedy = "; when it is meant, run the test once with GULO_WRITE_PINS=1 and commit the file";
    std::ifstream file{path, std::ios::binary};
    if (!file) return {false, "there is no pinned schema in " + path + remedy};
    std::string pinned{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
    std::erase(pinned, '\r');  // a checkout on another system may have added them
    const std::string now = json_schema<T>();
    if (pinned == now) return {true, {}};
    if (const auto tree = json::try_decode<json_detail::json_tree>(pinned); tree.has_error())
        return {false, "the pinned schema in " + path + " is damaged: " + tree.error().message + remedy};
    const schema_compatibility found = compatibility(pinned, now);
    std::string text = "the schema of " + std::string{message_name<T>} + " is not the one in " + path + remedy + "\n";
    if (found.differences.empty()) return {false, text + "only words or the order differ\n"};
    text += found.text();
    const auto version = [](const std::string& schema) {
        const auto tree = json::decode<json_detail::json_tree>(schema);
        const auto* const comment = tree.find("$comment");
        return comment != nullptr ? comment->text() : std::string{};
    };
    if (!found.backward && version(pinned) == version(now))
        text += "its version is the same: raise `version`, keep the old struct, and give gulo::upcasts a function from it\n";
    return {false, text};
}

}  // namespace gulo::testing
