// Writes, line by line, the schema of each category of types, and documents with the decoder's verdict, for validators of
// JSON Schema to compare theirs with:
//     {"type": "integers", "schema": "…"}
//     {"type": "integers", "document": …, "accepted": true}

#include "codec/categories.hpp"
#include "codec/reference.hpp"
#include "schema/mutation.hpp"

#include <gulo/codec/json.hpp>
#include <gulo/codec/json_schema.hpp>
#include <gulo/testing/property.hpp>

#include <boost/json/src.hpp>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t valid_documents = 400, changed_documents = 800;

// What the documentation of json_schema says a schema can't say, or validators see differently.
bool is_beyond_schemas(const reference::node& document, std::string_view refusal) {
    if (refusal.find("does not fit the range of the field's") != std::string_view::npos) return true;
    if (refusal.find("occurs twice") != std::string_view::npos || refusal.find("does not fit double") != std::string_view::npos) return true;
    if (document.is == reference::kind::string) {
        const std::string_view text = document.text;
        if (text.starts_with("0000-")) return true;
        // A duration of more than 64 bits.
        if (text.find('P') <= 1 && text.find_first_not_of("+-PT0123456789WDHMS.,") == std::string_view::npos && text.size() > 19 && !refusal.empty())
            return true;
        const auto leap_second = text.find(":60", 14);
        return leap_second == 16;
    }
    return std::any_of(document.elements.begin(), document.elements.end(), [&](const auto& each) { return is_beyond_schemas(each, refusal); });
}

template <class T>
void write_documents(gulo::testing::random_source& random) {
    const std::string type = "{\"type\": \"" + std::string{gulo::reflect::type_name<T>()} + "\", ";
    std::cout << type << "\"schema\": " << gulo::json_detail::quoted(gulo::json_schema<T>()) << "}\n";
    mutation::mutator mutator{random};
    for (std::size_t count = 0; count < valid_documents + changed_documents;) {
        reference::node root = mutation::parsed(gulo::json::encode(gulo::testing::random_value<T>(random)));
        if (count >= valid_documents)
            for (std::size_t changes = 1 + random.below(3) / 2; changes > 0; --changes) mutator.change(root);
        std::string document;
        mutation::write(document, root);
        const auto decoded = gulo::json::try_decode<T>(document);
        if (document.size() > 4000 || is_beyond_schemas(root, decoded.has_value() ? "" : decoded.error().message)) continue;
        std::cout << type << "\"document\": " << document << ", \"accepted\": " << (decoded.has_value() ? "true" : "false") << "}\n";
        ++count;
    }
}

}  // namespace

int main() {
    gulo::testing::random_source random{gulo::testing::seed_of_run()};
    categories::for_each_type([&]<class T>() { write_documents<T>(random); }, categories::all{});
    return std::cout.flush() ? 0 : 1;
}
